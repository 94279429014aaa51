"""From the positions of a track to its way: smoothed, measured with a ruler of 20 m, at points equally far apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.distance import degrees_m
from lifeworld_running.core.routes.values import LENGTH_MIN_M, Floats, Ints, Signature

RULER_M = 20.0
SPACING_M = 25.0
POINTS_MIN, POINTS_MAX = 64, 2048
LATITUDE_MAX = 85.0
_LOOK_M = 60.0
"""How far before and behind a turn-around is looked."""
_TURNS_BELOW = 0.5
"""The way turns around where the places ``_LOOK_M`` before and behind are nearer than this share of the way between: angles under 60°."""
_AHEAD_MAX = 256
"""Points after which the ruler moves on although nobody did."""
_TIP_M = 5.0
_PARTS = 12
"""The 120 m about a turn-around are smoothed in so many parts."""


@dataclass(frozen=True)
class Way:
    """A smoothed way: vertices in plane metres about (``lat0``, ``lon0``) (whose degrees have ``north_m``, ``east_m``), the length up to
    each, the index in the track that each stands for (fractions for means), and at which lengths it turns around.
    """

    x: Floats
    y: Floats
    along_m: Floats
    source: Floats
    turns_m: Floats
    lat0: float
    lon0: float
    north_m: float
    east_m: float

    @property
    def length_m(self) -> float:
        """From the first vertex to the last along the way."""
        return float(self.along_m[-1])

    def at(self, along_m: Floats) -> tuple[Floats, Floats]:
        """Plane positions at lengths along the way."""
        return np.interp(along_m, self.along_m, self.x), np.interp(along_m, self.along_m, self.y)


def _next_anchor(x: Floats, y: Floats) -> Ints:
    """For each point the first one after it that is a ruler's length away; n where there is none."""
    n = len(x)
    following = np.full(n, n, dtype=np.int64)
    pending = np.arange(n)
    for ahead in range(1, _AHEAD_MAX + 1):
        pending = pending[:np.searchsorted(pending, n - ahead)]
        if not len(pending):
            break
        there = pending + ahead
        far = (x[there] - x[pending]) ** 2 + (y[there] - y[pending]) ** 2 >= RULER_M**2
        if ahead == _AHEAD_MAX:
            far[:] = True
        following[pending[far]] = there[far]
        pending = pending[~far]
    return following


def _lengths(x: Floats, y: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])


def _turning(x: Floats, y: Floats, along: Floats) -> Ints:
    """At which vertices the way turns around: the sharpest of each group."""
    before, behind = np.maximum(along - _LOOK_M, 0), np.minimum(along + _LOOK_M, along[-1])
    chord = np.hypot(np.interp(behind, along, x) - np.interp(before, along, x), np.interp(behind, along, y) - np.interp(before, along, y))
    ratio = chord / np.maximum(behind - before, 1e-9)
    room = np.minimum(along, along[-1] - along) >= _LOOK_M / 2
    sharp = np.flatnonzero((ratio < _TURNS_BELOW) & room)
    if not len(sharp):
        return sharp
    groups = np.split(sharp, np.flatnonzero(np.diff(along[sharp]) > _LOOK_M) + 1)
    return np.array([group[np.argmin(ratio[group])] for group in groups], dtype=np.int64)


def _tip(x: Floats, y: Floats, raw_x: Floats, raw_y: Floats, away: tuple[float, float]) -> tuple[float, float]:
    """Where a way turns around: the mean of the points furthest in the direction away from where it came from, each smoothed over 10 m."""
    width = max(1, len(raw_x) // _PARTS)
    if width > 1:
        raw_x, raw_y = (np.convolve(each, np.full(width, 1 / width), "valid") for each in (raw_x, raw_y))
    reach = (raw_x - x[0]) * away[0] + (raw_y - y[0]) * away[1]
    tip = reach >= reach.max() - _TIP_M
    return float(raw_x[tip].mean()), float(raw_y[tip].mean())


def way(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Way | None:
    """The smoothed way of a track's positions (degrees, float64[n], NaN unknown), or None where it has none.

    A ruler of 20 m walks along; the mean of the points of each step is a vertex, so that neither the noise of positions nor how many
    of them were recorded makes the way longer. Where it turns around, the furthest points are kept, which a mean would draw in.
    """
    lats, lons = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
    known = np.flatnonzero(np.isfinite(lats) & np.isfinite(lons))
    if len(known) < 2 or np.abs(lats[known]).max() > LATITUDE_MAX:
        return None
    lats, lons = lats[known], np.unwrap(lons[known], period=360.0)
    lons -= 360.0 * np.floor((lons.mean() + 180.0) / 360.0)
    lat0, lon0 = float(lats.mean()), float(lons.mean())
    north, east = (float(each) for each in degrees_m(lat0))
    raw_x, raw_y = (lons - lon0) * east, (lats - lat0) * north
    following = _next_anchor(raw_x, raw_y).tolist()
    anchors, at = [0], following[0]
    while at < len(known):
        anchors.append(at)
        at = following[at]
    begin = np.array(anchors)
    sizes = np.diff(np.append(begin, len(known)))
    x, y, source = (np.concatenate([[each[0]], np.add.reduceat(each, begin) / sizes, [each[-1]]])
                    for each in (raw_x, raw_y, known.astype(np.float64)))
    along = _lengths(x, y)
    moved = np.concatenate([[True], np.diff(along) > 0])
    x, y, source, along = x[moved], y[moved], source[moved], along[moved]
    turns = _turning(x, y, along)
    for turn in turns:
        low, high = (np.interp(along[turn] + side, along, source) for side in (-_LOOK_M, _LOOK_M))
        (bx, ax), (by, ay) = (np.interp([along[turn] - _LOOK_M, along[turn] + _LOOK_M], along, each) for each in (x, y))
        dx, dy = x[turn] - (bx + ax) / 2, y[turn] - (by + ay) / 2
        size = float(np.hypot(dx, dy))
        near = (known >= low) & (known <= high)
        if size > 1 and near.any():
            x[turn], y[turn] = _tip(x[[turn]], y[[turn]], raw_x[near], raw_y[near], (dx / size, dy / size))
    along = _lengths(x, y)
    return Way(x, y, along, source, along[turns], lat0, lon0, north, east)


def signature_of(found: Way) -> Signature | None:
    """The signature of a way, or None where it is shorter than 300 m."""
    if found.length_m < LENGTH_MIN_M:
        return None
    n = int(np.clip(2 ** np.ceil(np.log2(found.length_m / SPACING_M + 1)), POINTS_MIN, POINTS_MAX))
    marks = np.linspace(0, found.length_m, n)
    turns = np.rint(found.turns_m / found.length_m * (n - 1)).astype(np.int64)
    marks[turns] = found.turns_m
    x, y = found.at(marks)
    micro = np.rint(np.stack([found.lat0 + y / found.north_m, found.lon0 + x / found.east_m]) * 1e6)
    return Signature(micro.astype(np.int32), found.length_m, np.unique(turns))


def signature(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Signature | None:
    """What the way of a track is told by (degrees, float64[n] each, NaN unknown); None where the track is shorter than 300 m or polar.

    How densely the positions were recorded hardly changes it: it follows the way, not the clock.

    >>> found = signature(np.linspace(52.5, 52.52, 700), np.full(700, 13.4))
    >>> found.n, round(found.length_m / 10), found.turns.tolist()
    (128, 223, [])
    """
    found = way(lat, lon)
    return None if found is None else signature_of(found)
