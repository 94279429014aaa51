"""From a recording as it came to a track that can be: order, jumps, gaps, pauses, distance, altitude."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lifeworld_running.core import altitude as heights
from lifeworld_running.core.along import along
from lifeworld_running.core.devices import barometric
from lifeworld_running.core.distance import local_m
from lifeworld_running.core.heart import plausible
from lifeworld_running.core.repair import of_one_day, reachable, rising, speed_limit_m_s, spikes
from lifeworld_running.core.said import Track
from lifeworld_running.core.values import COLUMNS, UNTIMED, Recording

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

GAP_S = 10.0
"""Longer steps are missing, unless the recorder's own rhythm is slower."""
RHYTHMS = 5.0
"""... by this factor over the usual interval: a recorder that writes a point each 7 s may take 35 s on a straight."""
_SPIKE_PASSES = 3
_KEEPS_A_POINT = ("lat", "distance_m", "heart_rate", "cadence", "power_w", "speed_m_s")


@dataclass
class _Points:
    """Columns while they are cleaned; ``dropped`` counts what went, by why."""

    time_us: Ints
    piece: Ints
    columns: dict[str, Floats]
    dropped: dict[str, int] = field(default_factory=dict)

    def keep(self, which: Truths | Ints, why: str) -> None:
        """Only these points stay."""
        n = len(self.time_us)
        self.time_us, self.piece = self.time_us[which], self.piece[which]
        self.columns = {name: column[which] for name, column in self.columns.items()}
        if n > len(self.time_us):
            self.dropped[why] = self.dropped.get(why, 0) + n - len(self.time_us)


def _ordered(points: _Points) -> None:
    """Timed points, stretches by when they begin, times rising; what is said twice for one moment is put together."""
    points.keep(points.time_us != UNTIMED, "untimed")
    if len(points.time_us) < 2:
        return
    if len(np.unique(points.piece)) > 1:
        _, first, which = np.unique(points.piece, return_index=True, return_inverse=True)
        begins = points.time_us[first]
        if (np.diff(begins) < 0).any():
            order = np.argsort(begins[which], kind="stable")
            points.keep(order, "")
    points.keep(rising(points.time_us), "backwards")
    fresh = np.concatenate([[True], np.diff(points.time_us) > 0])
    if not fresh.all():
        starts = np.flatnonzero(fresh)
        n = len(points.time_us)
        at = np.arange(n)
        for column in points.columns.values():
            first = np.minimum.reduceat(np.where(np.isfinite(column), at, n), starts)
            merged = column[np.minimum(first, n - 1)]
            column[starts] = np.where(first < n, merged, np.nan)
        points.keep(fresh, "repeated")
    points.keep(of_one_day((points.time_us - points.time_us[0]) / 1e6), "clock")


def paused_s(time_us: Ints, paused: tuple[tuple[int, int], ...]) -> Floats:
    """Seconds paused before each time, from the recorder's own pauses."""
    if not paused:
        return np.zeros(len(time_us))
    spans = sorted(span for span in paused if span[1] > span[0])
    joined: list[list[int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    if not joined:
        return np.zeros(len(time_us))
    edges = np.array(joined, np.int64).ravel()
    held = np.concatenate([[0], np.cumsum(np.diff(edges) * (np.arange(len(edges) - 1) % 2 == 0))])
    return np.asarray(np.interp(time_us.astype(np.float64) - edges[0], (edges - edges[0]).astype(np.float64), held) / 1e6, np.float64)


def gap_limit_s(seconds: Floats) -> float:
    """From which length on a step is missing: 10 s, or 5 times the usual interval of this recording."""
    return max(GAP_S, RHYTHMS * float(np.median(seconds))) if len(seconds) else GAP_S


def _positions(points: _Points, time_s: Floats, free: Truths, sport: str) -> int:
    """Sets impossible positions to unknown in place and says how many; ``free``: bool[n - 1] steps over which anything may happen."""
    lat, lon = points.columns["lat"], points.columns["lon"]
    with np.errstate(invalid="ignore"):
        wrong = ~((np.abs(lat) <= 90) & (np.abs(lon) <= 180)) | ((lat == 0) & (lon == 0))
    given = np.isfinite(lat) & np.isfinite(lon)
    lat[wrong], lon[wrong] = np.nan, np.nan
    n_before = int(given.sum())
    located = np.flatnonzero(np.isfinite(lat))
    if len(located) > 1:
        so_far = np.concatenate([[0], np.cumsum(free)])
        limit = speed_limit_m_s(sport, time_s[located], lat[located], lon[located])
        keep = reachable(time_s[located], lat[located], lon[located], limit, np.diff(so_far[located]) > 0)
        located = located[keep]
        for _ in range(_SPIKE_PASSES):
            bad = spikes(time_s[located], *local_m(lat[located], lon[located]), limit)
            if not bad.any():
                break
            located = located[~bad]
    stays = np.zeros(len(lat), np.bool_)
    stays[located] = True
    lat[~stays], lon[~stays] = np.nan, np.nan
    return n_before - int(stays.sum())


def cleaned(recording: Recording) -> Track | None:
    """A recording without what cannot be; None where fewer than two timed points are left.

    Times rise and positions can be reached; a bad one goes alone. Steps longer than the recorder's rhythm are gaps, those over which it
    was stopped are pauses. Distance is the device's where it has one that agrees with its positions, else that of the positions.

    >>> from lifeworld_running.core.values import Provenance
    >>> north = 52.5 + np.arange(60) * 3 / 111_270
    >>> seconds, source = np.arange(60) * 1_000_000, Provenance("a.gpx", "gpx", "00", 1)
    >>> run = Recording.of(source, seconds, lat=north, lon=np.full(60, 13.4), sport="running")
    >>> track = cleaned(run)
    >>> round(track.distance_m[-1]), bool(track.moving[1:].all()), track.distance_by
    (177, True, 'positions')
    """
    points = _Points(recording.time_us, recording.piece, {name: getattr(recording, name).copy() for name in COLUMNS})
    _ordered(points)
    if len(points.time_us) < 2:
        return None
    time_s = (points.time_us - points.time_us[0]) / 1e6
    held = np.diff(paused_s(points.time_us, recording.paused))
    stopped = np.diff(points.piece) != 0
    limit = gap_limit_s((np.diff(time_s) - held)[~stopped])
    free = stopped | (held > 0) | (np.diff(time_s) > limit)
    n_jumps = _positions(points, time_s, free, recording.sport)
    points.columns["altitude_m"] = heights.possible(points.columns["altitude_m"])
    kept = np.logical_or.reduce([np.isfinite(points.columns[name]) for name in _KEEPS_A_POINT])
    points.keep(kept, "no position")
    if len(points.time_us) < 2:
        return None
    dropped = points.dropped
    if n_jumps:
        # A point that had nothing but its impossible position is counted once, as a jump.
        dropped["no position"] = max(0, dropped.get("no position", 0) - n_jumps)
        dropped["jump"] = n_jumps
    return _track(recording, points, {why: n for why, n in dropped.items() if n}, limit)


def _track(recording: Recording, points: _Points, dropped: dict[str, int], limit: float) -> Track:
    """The track of cleaned points."""
    columns = points.columns
    time_s = (points.time_us - points.time_us[0]) / 1e6
    held = np.diff(paused_s(points.time_us, recording.paused))
    stopped = np.diff(points.piece) != 0
    way = along(time_s, columns["lat"], columns["lon"], columns["distance_m"], held=held, stopped=stopped, gap_limit_s=limit,
                speed_max=speed_limit_m_s(recording.sport, time_s, columns["lat"], columns["lon"]))
    smooth = heights.smoothed(time_s, columns["altitude_m"])
    least = heights.hysteresis_m(heights.noise_m(columns["altitude_m"], smooth), barometric(recording.provenance.device))
    slope = heights.slopes(way.distance_m, heights.counted(smooth, way.distance_m, way.paused))
    return Track(
        started_us=int(points.time_us[0]), time_s=time_s, lat=columns["lat"], lon=columns["lon"], distance_m=way.distance_m,
        altitude_m=smooth, slope=slope, speed_m_s=way.speed_m_s,
        heart_rate=plausible(time_s, columns["heart_rate"]), cadence=columns["cadence"], power_w=columns["power_w"],
        moving=way.moving, gap=way.gap, n_dropped=dropped, distance_by=way.by, paused=way.paused, sport=recording.sport,
        hysteresis_m=least)
