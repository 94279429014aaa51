"""All runs of a route side by side: time, pace, grade-adjusted pace and heart rate at the same places of the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.grade import adjusted_pace, factors
from lifeworld_running.core.heart import weights_s
from lifeworld_running.core.routes.aligning import aligned
from lifeworld_running.core.routes.blocks import SignatureBlock
from lifeworld_running.core.routes.matching import screen
from lifeworld_running.core.routes.values import APART_M, START_M, Comparison, Floats, Route, Signature
from lifeworld_running.core.routes.ways import Way, signature_of, way
from lifeworld_running.core.said import Runner, Track

MARKS = 300
ABOUT_M = 60.0
"""Pace, slope and heart rate at a mark are those of so many metres before and behind it."""
KM_M = 1000.0
_SHORTEST_PART_M = 50.0
_SCALES = (0.9, 1.2)


@dataclass(frozen=True)
class _Run:
    """A run of the route: sums over its points that are read off at fractions of point numbers."""

    key: str
    track: Track
    at: Floats
    """Point numbers (fractions) at the points of the representative; falling for a run from the other end."""
    covered: npt.NDArray[np.bool_]

    def sums(self, of: Floats, at: Floats) -> Floats:
        """A running sum at fractions of point numbers."""
        return np.interp(at, np.arange(len(of)), of)

    def times(self, at: Floats) -> Floats:
        """Seconds since its start."""
        return self.sums(self.track.time_s, at)

    def moving(self, begin: float, end: float) -> float:
        """Seconds moved between two fractions of point numbers."""
        steps = np.diff(self.track.time_s, prepend=self.track.time_s[:1])
        moved = np.cumsum(np.where(self.track.moving, steps, 0))
        low, high = self.sums(moved, np.array([begin, end]))
        return float(abs(high - low))

    def mean_heart_rate(self, begin: Floats, end: Floats) -> Floats:
        """Mean over recorded time between fractions of point numbers, pauses and gaps left out; NaN where none is known."""
        rate, steps = self.track.heart_rate, weights_s(self.track)
        known = np.isfinite(rate)
        beats, seconds = np.cumsum(np.where(known, rate * steps, 0)), np.cumsum(np.where(known, steps, 0))
        span = self.sums(seconds, end) - self.sums(seconds, begin)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(np.abs(span) > 0.5, (self.sums(beats, end) - self.sums(beats, begin)) / span, np.nan), np.float64)

    def altitudes(self, at: Floats) -> Floats:
        """Altitude in metres; NaN where the points about it have none."""
        known = np.isfinite(self.track.altitude_m)
        if known.sum() < 2:
            return np.full(len(at), np.nan)
        points = np.flatnonzero(known)
        inside = (at >= points[0] - 1) & (at <= points[-1] + 1)
        return np.where(inside, np.interp(at, points, self.track.altitude_m[points]), np.nan)


def _plane(found: Way, about: Signature, n: int, backwards: bool) -> tuple[Floats, Floats, Floats]:
    """A run's way at n points in plane metres about a signature's middle, and the point numbers of the track there."""
    along = np.linspace(0, found.length_m, n)
    along = along[::-1] if backwards else along
    x, y = found.at(along)
    lon = found.lon0 + x / found.east_m - about.lon.mean()
    lon -= 360.0 * np.rint(lon / 360.0)
    return lon * found.east_m, (found.lat0 + y / found.north_m - about.lat.mean()) * found.north_m, np.interp(
        along, found.along_m, found.source)


def _runs(route: Route, tracks: Mapping[str, Track]) -> tuple[list[_Run], set[str]]:
    """The runs that follow the route, laid along its representative; and which of them ran from the other end."""
    one = route.representative
    ways = {key: found for key, track in tracks.items() if len(track) > 1 and (found := way(track.lat, track.lon)) is not None}
    signatures = {key: signed for key, found in ways.items() if (signed := signature_of(found)) is not None}
    keys = list(signatures)
    screened = screen(one, SignatureBlock.of(list(signatures.values())))
    sides, points, backwards = [], [], {keys[at] for at, other in zip(screened.at, screened.reversed, strict=True) if other}
    held = [keys[at] for at in screened.at]
    middle = way(one.lat, one.lon)
    if middle is None or not held:
        return [], set()
    x, y = (one.lon - one.lon.mean()) * middle.east_m, (one.lat - one.lat.mean()) * middle.north_m
    for key in held:
        east, north, point = _plane(ways[key], one, one.n, key in backwards)
        sides.append((east, north))
        points.append(point)
    free = int(START_M / one.spacing_m)
    places, off = aligned(x, y, [east for east, _ in sides], [north for _, north in sides], free)
    runs = []
    for key, point, place, far in zip(held, points, places, off, strict=True):
        # Places at the very ends of a run stand for marks before it began and after it ended, unless they are near.
        covered = ((place > 0) & (place < one.n - 1)) | (far <= APART_M / 2)
        runs.append(_Run(key, tracks[key], np.interp(place, np.arange(one.n), point), covered))
    return runs, backwards


def _about(values: Floats, marks: Floats, along: Floats) -> tuple[Floats, Floats, Floats]:
    """Values that rise along the way at 60 m before and behind each mark (less at the ends), and the metres between."""
    low, high = np.maximum(marks - ABOUT_M, marks[0]), np.minimum(marks + ABOUT_M, marks[-1])
    return np.interp(low, along, values), np.interp(high, along, values), high - low


def _ground(runs: list[_Run], marks: Floats, along: Floats) -> tuple[Floats, Floats]:
    """Altitude (median of the runs, each about its own mean) and slope at the marks; NaN unknown."""
    heights = np.array([run.altitudes(np.interp(marks, along, run.at)) for run in runs]).reshape(len(runs), len(marks))
    known = np.isfinite(heights)
    if not known.any():
        return np.full(len(marks), np.nan), np.full(len(marks), np.nan)
    whole = known.mean(axis=1) > 0.5
    use = heights[whole] if whole.any() else heights
    # Barometers differ by their offset: each run is moved to the middle one before the median is taken.
    offset = np.array([np.median(row[np.isfinite(row)]) if np.isfinite(row).any() else np.nan for row in use])
    moved = use - (offset - np.nanmedian(offset))[:, None]
    some = np.isfinite(moved).any(axis=0)
    altitude = np.full(len(marks), np.nan)
    altitude[some] = np.nanmedian(moved[:, some], axis=0)
    if some.sum() < 2:
        return altitude, np.full(len(marks), np.nan)
    low, high, metres = _about(np.interp(marks, marks[some], altitude[some]), marks, marks)
    return altitude, np.where(some & (metres > 0), (high - low) / np.maximum(metres, 1e-9), np.nan)


def _kilometres(marks: Floats) -> Floats:
    """Where kilometres begin and the last one ends; a rest under 50 m belongs to the kilometre before."""
    edges = np.append(np.arange(marks[0], marks[-1], KM_M), marks[-1])
    return edges if len(edges) < 3 or edges[-1] - edges[-2] >= _SHORTEST_PART_M else np.delete(edges, -2)


def _scale(one: Signature, runs: list[_Run], first: int, last: int) -> float:
    """How much longer the runs measured the way than the ruler of 20 m did, which cuts corners: the median of the runs."""
    ruler = (last - first) * one.spacing_m
    measured = [abs(float(np.diff(run.sums(run.track.distance_m, run.at[[first, last]]))[0])) for run in runs]
    return float(np.clip(np.median(measured) / ruler, *_SCALES)) if measured and ruler > 0 else 1.0


def side_by_side(route: Route, runs: Mapping[str, Track], *, runner: Runner | None = None, marks: int = MARKS) -> Comparison:
    """Runs of a route at the same places of its way. ``runs``: tracks by key, in the order of the rows wanted; ``marks``: how many places.

    Times are interpolated between the points of each run; the slope is that of the route (the median of its runs), so that grade-adjusted
    paces differ by running, not by altimeters. Runs that do not follow the route are named in ``left_out``.
    """
    runner = runner or Runner()
    one = route.representative
    found, backwards = _runs(route, runs)
    reverse = np.array([run.key in backwards for run in found], dtype=np.bool_)
    first = max((int(np.argmax(run.covered)) for run in found), default=0)
    last = min((one.n - 1 - int(np.argmax(run.covered[::-1])) for run in found), default=one.n - 1)
    along = np.linspace(0, one.length_m * _scale(one, found, first, last), one.n)
    places = np.linspace(along[first], along[last], max(2, marks))
    altitude, slope = _ground(found, places, along)
    worth = factors(slope, runner)[0]
    edges = _kilometres(places)
    r, m = len(found), len(places)
    at_s, pace, adjusted, rate = (np.full((r, m), np.nan) for _ in range(4))
    elapsed, moving, pace_mean, adjusted_mean, rate_mean = (np.full(r, np.nan) for _ in range(5))
    km_s = np.full((r, len(edges) - 1), np.nan)
    for row, run in enumerate(found):
        points = np.interp(places, along, run.at)
        times = run.times(points)
        elapsed[row] = abs(times[-1] - times[0])
        moving[row] = run.moving(points[0], points[-1])
        metres = places[-1] - places[0]
        ground = factors(-slope, runner)[0] if reverse[row] else worth
        known, step = np.isfinite(ground), metres / m
        pace_mean[row] = moving[row] / metres * KM_M
        adjusted_mean[row] = adjusted_pace(moving[row], metres, float(np.where(known, ground, 0).sum() * step), float(known.sum() * step))
        rate_mean[row] = run.mean_heart_rate(points[:1], points[-1:])[0]
        if not reverse[row]:
            at_s[row] = times - times[0]
            low, high, between = _about(times, places, places)
            pace[row] = (high - low) / between * KM_M
            adjusted[row] = pace[row] / ground
            low, high, _ = _about(points, places, places)
            rate[row] = run.mean_heart_rate(low, high)
            km_s[row] = np.diff(np.interp(edges, places, times))
    order = [int(i) for i in np.argsort(elapsed, kind="stable") if not reverse[i]]
    keys = tuple(run.key for run in found)
    return Comparison(
        route.number, places, np.interp(places, along, one.lat), np.interp(places, along, one.lon), altitude, slope, keys,
        np.array([run.track.started_us for run in found], dtype=np.int64), reverse, at_s, pace, adjusted, rate, elapsed, moving, pace_mean,
        adjusted_mean, rate_mean, order[0] if order else None, order[(len(order) - 1) // 2] if order else None, edges[:-1], np.diff(edges),
        km_s, tuple(key for key in runs if key not in keys))
