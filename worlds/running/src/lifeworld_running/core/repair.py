"""Which points of a recording can be: times that rise, positions that a runner can reach."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.distance import haversine_m, steps_m

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

SPEEDS_M_S = {"running": 12.0, "walking": 12.0, "hiking": 12.0, "trail_running": 12.0}
"""Faster than this is no runner (running.md 4.2); other sports have ``SPEED_OTHER_M_S``."""
SPEED_OTHER_M_S = 35.0
ACCELERATION_M_S2 = 4.0
SPIKE_M = 5.0
"""A point off its neighbours' line by less is noise, however sharp: at a point each second, 4 m/s2 are 2 m, which watches reach daily."""
BREAK_COST = 10
"""Positions that a stretch must hold to be kept although it cannot be reached from the one before."""
LOOK_BACK = 60
_MENDING_PASSES = 4
CLOCK_GAP_S = 86_400.0
"""Recordings do not hold a day without points: a clock that was set in between does."""


def speed_limit_m_s(sport: str, time_s: Floats, lat: Floats, lon: Floats) -> float:
    """The speed above which a step cannot be: by sport, where that is unknown by the usual speed (over 6 m/s is no runner)."""
    if sport:
        return SPEEDS_M_S.get(sport, SPEED_OTHER_M_S)
    speeds = steps_m(lat, lon) / np.maximum(np.diff(time_s), 1e-9) if len(lat) > 1 else np.array([0.0])
    speeds = speeds[np.isfinite(speeds)]
    return SPEED_OTHER_M_S if len(speeds) and np.median(speeds) > 6 else SPEEDS_M_S["running"]


def rising(values: Ints) -> Ints:
    """Indices of a longest subsequence that never falls: one clock error costs one point, wherever it lies.

    >>> rising(np.array([1, 2, 99, 3, 4, 0, 5])).tolist()
    [0, 1, 3, 4, 6]
    """
    if len(values) < 2 or (np.diff(values) >= 0).all():
        return np.arange(len(values), dtype=np.int64)
    tails: list[int] = []
    ends: list[int] = []
    before = np.full(len(values), -1, np.int64)
    for at, value in enumerate(values.tolist()):
        place = bisect_left(tails, value + 1)
        if place == len(tails):
            tails.append(value)
            ends.append(at)
        else:
            tails[place], ends[place] = value, at
        before[at] = ends[place - 1] if place else -1
    chain, at = [], ends[-1]
    while at >= 0:
        chain.append(at)
        at = int(before[at])
    return np.array(chain[::-1], np.int64)


def of_one_day(time_s: Floats) -> Truths:
    """Points of the longest stretch without a gap of a day."""
    cuts = np.flatnonzero(np.diff(time_s) > CLOCK_GAP_S) + 1
    if not len(cuts):
        return np.ones(len(time_s), np.bool_)
    part = np.searchsorted(cuts, np.arange(len(time_s)), side="right")
    return np.asarray(part == np.bincount(part).argmax())


def loners(time_s: Floats, lat: Floats, lon: Floats, limit_m_s: float, so_far: Ints) -> Truths:
    """Points of which each, left out alone, mends a step that is too fast: bool[n]; of two that would, the one further off the line.

    ``so_far``: free steps before each point; over those anything may have happened.
    """
    n = len(time_s)
    found = np.zeros(n, np.bool_)
    if n < 3:
        return found
    fast = (steps_m(lat, lon) > limit_m_s * np.maximum(np.diff(time_s), 1e-9)) & (np.diff(so_far) == 0)
    if not fast.any():
        return found
    over = haversine_m(lat[:-2], lon[:-2], lat[2:], lon[2:])
    mends = np.ones(n, np.bool_)
    mends[1:-1] = (over <= limit_m_s * (time_s[2:] - time_s[:-2])) | (so_far[2:] > so_far[:-2])
    off = np.full(n, -np.inf)
    ahead = steps_m(lat, lon)
    off[1:-1] = ahead[:-1] + ahead[1:] - over
    first = np.flatnonzero(fast)
    earlier, later = mends[first], mends[first + 1]
    pick = np.where(earlier & later, np.where(off[first] > off[first + 1], first, first + 1), np.where(earlier, first, first + 1))
    found[pick[earlier | later]] = True
    alone = found.copy()
    alone[1:] &= ~found[:-1] | (off[1:] > off[:-1])
    alone[:-1] &= ~found[1:] | (off[:-1] >= off[1:])
    return alone


def reachable(time_s: Floats, lat: Floats, lon: Floats, limit_m_s: float, free: Truths) -> Truths:
    """Which positions are kept so that the fewest are lost and each can be reached from the one before.

    ``free``: bool[n - 1], steps over which anything may have happened (a pause, a gap). Single points that mend a step by going go first.
    What is left is cut into stretches where a step is too fast; of these the chain with the most positions is kept, where a step that
    cannot be costs ``BREAK_COST`` positions. A single bad point therefore goes alone, and a runner who is set elsewhere for good keeps
    both stretches.
    """
    so_far, left = np.concatenate([[0], np.cumsum(free)]), np.arange(len(time_s))
    for _ in range(_MENDING_PASSES):
        alone = loners(time_s[left], lat[left], lon[left], limit_m_s, so_far[left])
        if not alone.any():
            break
        left = left[~alone]
    keep = np.zeros(len(time_s), np.bool_)
    keep[left[_chain(time_s[left], lat[left], lon[left], limit_m_s, np.diff(so_far[left]) > 0)]] = True
    return keep


def _chain(time_s: Floats, lat: Floats, lon: Floats, limit_m_s: float, free: Truths) -> Truths:
    """The chain of stretches with the most positions, see ``reachable``."""
    n = len(time_s)
    if n < 2:
        return np.ones(n, np.bool_)
    fast = (steps_m(lat, lon) > limit_m_s * np.maximum(np.diff(time_s), 1e-9)) & ~free
    if not fast.any():
        return np.ones(n, np.bool_)
    cuts = np.flatnonzero(fast) + 1
    starts, ends = np.concatenate([[0], cuts]), np.concatenate([cuts, [n]])
    so_far = np.concatenate([[0], np.cumsum(free)])
    best = np.zeros(len(starts))
    source = np.full(len(starts), -1, np.int64)
    for at in range(len(starts)):
        first, best[at] = int(starts[at]), ends[at] - starts[at]
        if at == 0:
            continue
        earlier = np.arange(max(0, at - LOOK_BACK), at)
        last = ends[earlier] - 1
        reached = haversine_m(lat[last], lon[last], lat[first], lon[first]) <= limit_m_s * (time_s[first] - time_s[last])
        reached |= so_far[first] > so_far[last]
        score = best[earlier] - np.where(reached, 0, BREAK_COST)
        pick = int(score.argmax())
        if score[pick] > 0:
            best[at] += score[pick]
            source[at] = earlier[pick]
    keep, at = np.zeros(n, np.bool_), int(best.argmax())
    while at >= 0:
        keep[starts[at]:ends[at]] = True
        at = int(source[at])
    return keep


def spikes(time_s: Floats, east: Floats, north: Floats, limit_m_s: float) -> Truths:
    """Positions that need more than ``ACCELERATION_M_S2`` to be left towards one side and come back from.

    A point's distance from the line between its neighbours (by time) says which acceleration it needs; only the worst of neighbours is
    taken, and only where it is off by ``SPIKE_M`` and by five times what is usual in this recording: good points beside a bad one stay,
    and so do those to either side of a tear, whose neighbours cannot reach each other.
    """
    found = np.zeros(len(time_s), np.bool_)
    if len(time_s) < 5:
        return found
    before, after = np.diff(time_s)[:-1], np.diff(time_s)[1:]
    share = before / (before + after)
    off = np.hypot(east[1:-1] - (east[:-2] + share * (east[2:] - east[:-2])), north[1:-1] - (north[:-2] + share * (north[2:] - north[:-2])))
    needed = 2 * off / np.maximum(before * after, 1e-9)
    usual = float(np.median(off))
    within = np.hypot(east[2:] - east[:-2], north[2:] - north[:-2]) <= limit_m_s * (before + after)
    bad = within & (needed > ACCELERATION_M_S2) & (off > max(SPIKE_M, 5 * usual))
    padded = np.concatenate([[0.0], off, [0.0]])
    worst = (padded[1:-1] >= padded[:-2]) & (padded[1:-1] >= padded[2:])
    found[1:-1] = bad & worst
    return found
