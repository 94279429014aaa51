"""Segments: a stretch of way, and every time that a run went over it, timed with the error of its ends."""

from __future__ import annotations

import math

import numpy as np

from lifeworld.plugin import InputRefused, normal
from lifeworld_running.core.distance import degrees_m
from lifeworld_running.core.heart import mean, weights_s
from lifeworld_running.core.routes.aligning import aligned
from lifeworld_running.core.routes.following import AHEAD
from lifeworld_running.core.routes.values import Floats, Ints, Segment, SegmentEffort
from lifeworld_running.core.routes.ways import way
from lifeworld_running.core.said import Track

DISC_M = 25.0
"""How near to the start and the end a run must come: the error of GPS."""
OFFSET_M = 30.0
FOLLOWED = 0.95
SHORTEST_M, LONGEST_M = 200.0, 50_000.0
STEP_M = 10.0
_LENGTHS = 0.15
"""By how much a run may be longer or shorter over a segment than the segment: noise at its ends weighs more than over a route."""
_POINTS_MAX = 1024
_CLOCK_S = 1 / math.sqrt(12)
"""Standard deviation of a time that is rounded to whole seconds."""
_UNEVEN = 0.1
"""Share of the interval between two points by which a time interpolated between them is off where the pace changes."""
_AFTER = 8
"""Entries that are tried for one end: those of the laps before it."""


def segment_from(track: Track, from_m: float, to_m: float) -> Segment:
    """The stretch of a track between two of its distances, as a segment in the direction of the run.

    Errors: InputRefused where it is under 200 m or over 50 km, or where the track has no positions.
    """
    known = np.isfinite(track.lat) & np.isfinite(track.lon)
    length = float(track.distance_m[-1]) if len(track) else 0.0
    if not 0 <= from_m < to_m <= length + 1 or not SHORTEST_M <= to_m - from_m <= LONGEST_M:
        raise InputRefused("bad_segment", f"A segment from {from_m:.0f} m to {to_m:.0f} m of a run of {length:.0f} m cannot be.",
                           "Choose a stretch of 200 m to 50 km inside the run.")
    inside = known & (track.distance_m >= from_m) & (track.distance_m <= to_m)
    if inside.sum() < 2:
        raise InputRefused("no_positions", "This stretch of the run has no positions.", "Choose a stretch that was recorded with GPS.")
    ends = [np.interp([from_m, to_m], track.distance_m[known], line[known]) for line in (track.lat, track.lon)]
    found = way(*(np.concatenate([end[:1], line[inside], end[1:]]) for end, line in zip(ends, (track.lat, track.lon), strict=True)))
    if found is None or found.length_m < SHORTEST_M / 2:
        raise InputRefused("no_way", "This stretch of the run leads nowhere.", "Choose a stretch that leads from one place to another.")
    n = int(np.clip(round(found.length_m / STEP_M) + 1, 2, _POINTS_MAX))
    marks = np.linspace(0, found.length_m, n)
    turns = np.rint(found.turns_m / found.length_m * (n - 1)).astype(np.int64)
    marks[turns] = found.turns_m
    x, y = found.at(marks)
    return Segment(found.lat0 + y / found.north_m, found.lon0 + x / found.east_m, found.length_m, np.unique([0, *turns.tolist(), n - 1]))


def segment_bytes(segment: Segment) -> bytes:
    """A segment as bytes to be kept."""
    head = np.array([1, len(segment.lat), len(segment.points)], "<i8").tobytes() + np.array([segment.length_m], "<f8").tobytes()
    return head + segment.points.astype("<i8").tobytes() + np.stack([segment.lat, segment.lon]).astype("<f8").tobytes()


def segment_of(kept: bytes) -> Segment:
    """A segment from its bytes. Errors: InputRefused for bytes that are none."""
    if len(kept) >= 32:
        version, n, k = (int(each) for each in np.frombuffer(kept, "<i8", count=3))
        if version == 1 and n > 1 and k > 1 and len(kept) == 32 + 8 * k + 16 * n:
            lat, lon = np.frombuffer(kept, "<f8", offset=32 + 8 * k).reshape(2, n).copy()
            points = np.frombuffer(kept, "<i8", count=k, offset=32).astype(np.int64)
            return Segment(lat, lon, float(np.frombuffer(kept, "<f8", count=1, offset=24)[0]), points)
    raise InputRefused("bad_segment", "These bytes are no segment.", "Make the segment again from a run.")


def _passes(x: Floats, y: Floats, px: float, py: float) -> Floats:
    """Fractions of point numbers at which a track comes nearest to a place, once each time that it enters the disc about it."""
    if len(x) < 2:
        return np.zeros(0)
    dx, dy = np.diff(x), np.diff(y)
    size = dx**2 + dy**2
    share = np.clip(((px - x[:-1]) * dx + (py - y[:-1]) * dy) / np.where(size > 0, size, 1), 0, 1)
    off = np.hypot(x[:-1] + share * dx - px, y[:-1] + share * dy - py)
    inside = np.flatnonzero(off <= DISC_M)
    if not len(inside):
        return np.zeros(0)
    groups = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
    return np.array([group[np.argmin(off[group])] + share[group[np.argmin(off[group])]] for group in groups])


def _follows(segment: Segment, plane: tuple[Floats, Floats], run: tuple[Floats, Floats], part: Ints) -> tuple[float, float] | None:
    """Share of the segment that a part of a run follows and its largest offset, or None where it is another way."""
    x, y = (line[part] for line in run)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    if len(part) < 2 or along[-1] <= 0:
        return None
    n = len(segment.lat)
    marks = np.linspace(0, along[-1], n)
    rx, ry = np.interp(marks, along, x), np.interp(marks, along, y)
    free = min(AHEAD, int(DISC_M / STEP_M) + 1)
    (there,), (off,) = aligned(plane[0], plane[1], [rx], [ry], free)
    _, (back,) = aligned(rx, ry, [plane[0]], [plane[1]], free)
    passed = off[segment.points] <= OFFSET_M
    followed = float(min((off <= OFFSET_M).mean(), (back <= OFFSET_M).mean()))
    if not passed.all() or followed < FOLLOWED or (np.diff(there[segment.points]) <= 0).any():
        return None
    return followed, float(max(off.max(), back.max()))


def _error_s(track: Track, points: Ints, at: float, noise_m: float) -> float:
    """Standard deviation of the time at which a run passed a place: GPS noise over speed, what lies between two points, the clock."""
    low, high = max(0, int(at) - 1), min(len(points) - 1, int(at) + 2)
    begin, end = points[low], points[high]
    seconds = float(track.time_s[end] - track.time_s[begin])
    metres = float(track.distance_m[end] - track.distance_m[begin])
    speed = max(metres / seconds, 0.5) if seconds > 0 else 0.5
    between = points[min(int(at), len(points) - 2):][:2]
    interval = float(np.diff(track.time_s[between])[0]) if len(between) == 2 else 0.0
    return math.sqrt((noise_m / speed) ** 2 + (_UNEVEN * interval) ** 2 + _CLOCK_S**2)


def efforts(segment: Segment, track: Track, *, noise_m: float = 5.0, level: float = 0.95) -> tuple[SegmentEffort, ...]:
    """Every time that a track went over a segment, in order of time; several laps give several, which overlap in the disc at most.

    A time counts where the run enters the disc of 25 m about the start, follows with an offset of at most 30 m for at least 95 % of the
    length, passes all way-points in order and comes within 25 m of the end; of several ways to begin, the fastest counts. It is taken
    between the points nearest to start and end, interpolated. ``noise_m``: standard deviation of a position along the way, from which the
    interval comes.
    """
    points = np.flatnonzero(np.isfinite(track.lat) & np.isfinite(track.lon))
    if len(points) < 2:
        return ()
    lat0, lon0 = float(segment.lat.mean()), float(segment.lon.mean())
    north, east = (float(each) for each in degrees_m(lat0))

    def plane(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        off = lon - lon0
        return (off - 360.0 * np.rint(off / 360.0)) * east, (lat - lat0) * north

    px, py = plane(segment.lat, segment.lon)
    x, y = plane(track.lat[points], track.lon[points])
    starts, ends = _passes(x, y, px[0], py[0]), _passes(x, y, px[-1], py[-1])
    numbers, along = np.arange(len(points), dtype=np.float64), track.distance_m[points]
    when = track.time_s[points]
    z, weights, tried = float(normal((1 + level) / 2)), weights_s(track), []
    for end in ends:
        before = starts[starts < end]
        for start in before[::-1][:_AFTER]:
            from_m, to_m = np.interp([start, end], numbers, along)
            if not abs(to_m - from_m - segment.length_m) <= max(_LENGTHS * segment.length_m, 2 * DISC_M):
                continue
            inner = np.flatnonzero((numbers >= start - 1) & (numbers <= end + 1))
            held = _follows(segment, (px, py), (x, y), inner)
            if held is None:
                continue
            from_s, to_s = (float(each) for each in np.interp([start, end], numbers, when))
            error = z * math.hypot(_error_s(track, points, start, noise_m), _error_s(track, points, end, noise_m))
            seconds = to_s - from_s
            inside = (track.time_s >= from_s) & (track.time_s <= to_s)
            rate = mean(track.heart_rate[inside], weights[inside])
            tried.append(SegmentEffort(from_s, to_s, seconds, max(0.0, seconds - error), seconds + error, float(from_m), float(to_m),
                                       held[0], held[1], rate))
    chosen: list[SegmentEffort] = []
    for effort in sorted(tried, key=lambda each: (each.seconds, each.from_s)):
        if all(effort.to_m <= other.from_m + DISC_M or effort.from_m >= other.to_m - DISC_M for other in chosen):
            chosen.append(effort)
    return tuple(sorted(chosen, key=lambda each: each.from_s))
