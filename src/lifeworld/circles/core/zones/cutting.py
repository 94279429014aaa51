"""Which points of a track nobody else may see, and what is left for others."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from lifeworld.circles.core.zones.region import METRES_A_DEGREE, Region, region_of
from lifeworld.circles.core.zones.values import DAY_US, Floats, Part, Shown, Tracked, Truths, Zone
from lifeworld.kit.streams import stream_keys, uniforms

SHORTEST_SHOWN_M = 300.0
"""A stretch between hidden ones that is shorter is hidden too: islands would outline the shape, or the streets in it."""
SNAP_M, CELL_M = 600.0, 100.0
"""A cut moves on to the next corner of the roads or the one after, at most this far: the street by which a runner left stays unknown."""
TURN, TURN_OVER_M = np.radians(40.0), 30.0
STEP_M = 20.0
"""Steps between points are looked through this closely; recordings with gaps would else step over a zone."""


def _as_known(lat: Floats, lon: Floats) -> tuple[Truths, Floats, Floats]:
    known = np.isfinite(lat) & np.isfinite(lon)
    return known, lat[known], lon[known]


def _steps_m(lat: Floats, lon: Floats) -> Floats:
    """Length of the steps between points on the plane, float64[n - 1]."""
    east = (np.diff(lon) + 180.0) % 360.0 - 180.0
    return np.asarray(np.hypot(east * np.cos(np.radians((lat[1:] + lat[:-1]) / 2)), np.diff(lat)) * METRES_A_DEGREE)


def _crossed(lat: Floats, lon: Floats, regions: Sequence[Region]) -> Truths:
    """Whether the straight step between two points touches a region, bool[n - 1]."""
    touched = np.zeros(max(len(lat) - 1, 0), np.bool_)
    steps = _steps_m(lat, lon)
    for region in regions:
        x, y = region.plane(lat, lon)
        size = region.cell_m * len(region.cells)
        between = (np.minimum(x[1:], x[:-1]) < size) & (np.maximum(x[1:], x[:-1]) > -size)
        between &= (np.minimum(y[1:], y[:-1]) < size) & (np.maximum(y[1:], y[:-1]) > -size) & (steps > STEP_M)
        for at in np.flatnonzero(between & ~touched):
            n = int(min(np.ceil(steps[at] / STEP_M), 5000))
            share = np.arange(1, n) / n
            touched[at] = region.holds(x[at] + share * (x[at + 1] - x[at]), y[at] + share * (y[at + 1] - y[at])).any()
    return touched


def _runs(truths: Truths) -> list[tuple[int, int]]:
    """Where a column is true: (from, until) of each stretch."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], truths, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _turns(lat: Floats, lon: Floats, way: Floats) -> Floats:
    """By how much a track turns at each point, radians 0 to pi: the way it came over ``TURN_OVER_M`` against the way it goes on."""
    x, y = lon * np.cos(np.radians(lat[0])), lat
    before = np.maximum(np.searchsorted(way, way - TURN_OVER_M, "right") - 1, 0)
    after = np.minimum(np.searchsorted(way, way + TURN_OVER_M), len(way) - 1)
    at = np.arange(len(way))
    came, goes = (x[at] - x[before]) + 1j * (y[at] - y[before]), (x[after] - x[at]) + 1j * (y[after] - y[at])
    return np.asarray(np.abs(np.angle(goes * came.conj())))


def _corners(lat: float, lon: float, zones: Sequence[Zone]) -> int:
    """After how many corners those who leave a zone here are shown, 1 or 2: always the same in one cell of some 100 metres.

    By the place and the secret alone: a zone more or fewer elsewhere moves no cut, because two cuts of one way tell more than one.
    """
    side = METRES_A_DEGREE / CELL_M
    row = int(np.floor((lat + 90) * side))
    cell = row, int(np.floor((lon + 180) * side * np.cos(np.radians((row + 0.5) / side - 90))))
    return 1 + int(uniforms(stream_keys(min(zone.secret for zone in zones), *cell), 1)[0, 0] < 0.5)


def _snapped(way: Floats, turns: Floats, corners: int) -> int:
    """How many points of a stretch go before its first corners; where there are too few within ``SNAP_M``, up to there."""
    far = way - way[0]
    window, at = int(np.searchsorted(far, SNAP_M)), 0
    sharp = turns[:window] > TURN
    for _ in range(corners):
        found = np.flatnonzero(sharp & (far[:window] > far[at] + 2 * TURN_OVER_M))
        if not len(found):
            return window
        until = int(np.searchsorted(far, far[found[0]] + 2 * TURN_OVER_M))
        at = int(found[0]) + int(np.argmax(turns[found[0]:max(until, found[0] + 1)]))
    return at


def _cut(lat: Floats, lon: Floats, zones: Sequence[Zone]) -> tuple[Truths, Truths]:
    """Points hidden, bool[n], and steps over which nothing may be drawn, bool[n - 1], of a track whose positions are all known."""
    regions = [region_of(zone) for zone in zones]
    hides = np.zeros(len(lat), np.bool_)
    for region in regions:
        hides |= region.holds(*region.plane(lat, lon))
    broken = _crossed(lat, lon, regions)
    if not (hides.any() or broken.any()):
        return hides, broken
    way = np.concatenate([[0.0], np.cumsum(_steps_m(lat, lon))])
    for start, stop in _runs(~hides):
        cuts = [start, *(start + 1 + np.flatnonzero(broken[start:stop - 1])).tolist(), stop]
        for first, last in itertools.pairwise(cuts):
            turns = _turns(lat[first:last], lon[first:last], way[first:last])
            begin, end = first, last
            if first > 0:
                begin += _snapped(way[first:last], turns, _corners(lat[first], lon[first], zones))
            if last < len(lat):
                end -= _snapped(way[last - 1] - way[first:last][::-1], turns[::-1], _corners(lat[last - 1], lon[last - 1], zones))
            if end - begin < 2 or way[end - 1] - way[begin] < SHORTEST_SHOWN_M:
                begin = end = last
            hides[first:begin] = True
            hides[end:last] = True
    return hides, broken


def hidden(lat: Floats, lon: Floats, zones: Sequence[Zone]) -> Truths:
    """Which points of a track nobody else may see, bool[n].

    ``lat``, ``lon``: float64[n] degrees in the order of time, NaN unknown: such a point is hidden where a neighbour of known position is.
    Brief stretches outside between hidden ones are hidden as well (``SHORTEST_SHOWN_M``), and so is what is left before or after them.

    >>> lat = 52.5 + np.arange(0, 300) / 3000
    >>> found = hidden(lat, np.full(300, 13.4), [Zone(52.5, 13.4, 200, secret=3)])
    >>> bool(found[:6].all()), bool(found[-1])
    (True, False)
    """
    known, at_lat, at_lon = _as_known(np.asarray(lat, np.float64), np.asarray(lon, np.float64))
    found = np.zeros(len(known), np.bool_)
    if not zones or not known.any():
        return found
    found[known] = _cut(at_lat, at_lon, zones)[0]
    place = np.flatnonzero(known)
    before = place[np.maximum(np.searchsorted(place, np.arange(len(known)), "right") - 1, 0)]
    after = place[np.minimum(np.searchsorted(place, np.arange(len(known))), len(place) - 1)]
    return np.where(known, found, found[before] | found[after])


def _part(track: Tracked, altitude: Floats, columns: Mapping[str, Floats], first: int, last: int) -> Part:
    """Points ``first`` to ``last``, counted from the first; copies, so that nothing of the rest hangs on them."""
    here = slice(first, last)
    heights = altitude[here]
    ground = heights[np.isfinite(heights)][:1]
    return Part(track.lat[here].copy(), track.lon[here].copy(), track.time_s[here] - track.time_s[first],
                track.distance_m[here] - track.distance_m[first], heights - (ground[0] if len(ground) else 0.0),
                {name: each[here].copy() for name, each in columns.items()})


def published(track: Tracked, zones: Sequence[Zone], altitude_m: Floats | None = None,
              columns: Mapping[str, Floats] | None = None) -> Shown:
    """What others may see of a track: its day, and stretches that no zone hides, each counted from its own first point.

    ``altitude_m``, ``columns`` (heart rate, cadence ...): float64[n], shown where the positions are. Neither the start nor a total of the
    whole track is given out; a point without a position next to a hidden one is not shown.

    >>> from types import SimpleNamespace
    >>> n, lon = np.arange(400.0), np.full(400, 13.4)
    >>> run = SimpleNamespace(started_us=1_767_225_600_000_000, time_s=n * 10, lat=52.5 + n / 3000, lon=lon, distance_m=n * 37)
    >>> shown = published(run, [Zone(52.5, 13.4, 200, secret=3)])
    >>> shown.day, len(shown.parts), float(shown.parts[0].time_s[0]), shown.distance_m < 399 * 37, round(shown.pace_s_km)
    ('2026-01-01', 1, 0.0, True, 270)
    """
    lat, lon = np.asarray(track.lat, np.float64), np.asarray(track.lon, np.float64)
    hides = hidden(lat, lon, zones)
    known, at_lat, at_lon = _as_known(lat, lon)
    begins = np.zeros(len(lat), np.bool_)
    if zones and len(at_lat) > 1:
        begins[np.flatnonzero(known)[1:][_cut(at_lat, at_lon, zones)[1]]] = True
    altitude = np.full(len(lat), np.nan) if altitude_m is None else np.asarray(altitude_m, np.float64)
    parts: list[Part] = []
    for start, stop in _runs(~hides):
        cuts = [start, *(start + 1 + np.flatnonzero(begins[start + 1:stop])).tolist(), stop]
        parts += [_part(track, altitude, columns or {}, first, last) for first, last in itertools.pairwise(cuts)]
    day = str(np.datetime64(int(track.started_us // DAY_US), "D"))
    return Shown(day, tuple(parts), float(sum(part.distance_m[-1] for part in parts)), float(sum(part.time_s[-1] for part in parts)),
                 not hides.any() and not begins.any())


def segment_hidden(lat: Floats, lon: Floats, zones: Sequence[Zone]) -> bool:
    """Whether a segment comes so near to what a zone hides that its times tell of a cut: then it has no board that names this customer.

    So near is ``SNAP_M``, as far as a cut may be behind the shape: a time over what is hidden there would take the cut back.

    >>> segment_hidden(np.array([52.5, 52.501]), np.array([13.4, 13.4]), [Zone(52.5, 13.4, 200, secret=3)])
    True
    """
    _, at_lat, at_lon = _as_known(np.asarray(lat, np.float64), np.asarray(lon, np.float64))
    if not zones or not len(at_lat):
        return False
    around = np.concatenate([[0j], *(SNAP_M * share * np.exp(2j * np.pi * np.arange(16) / 16) for share in (1 / 3, 2 / 3, 1.0))])
    regions = [region_of(zone) for zone in zones]
    for region in regions:
        x, y = region.plane(at_lat, at_lon)
        if region.holds(x[:, None] + around.real, y[:, None] + around.imag).any():
            return True
    return bool(_crossed(at_lat, at_lon, regions).any())
