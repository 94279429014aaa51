"""The same run recorded by two devices, or exported twice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.distance import local_m

Floats = npt.NDArray[np.float64]
OVERLAP = 0.8
"""Share of the shorter recording's time that both must cover."""
LENGTHS = 0.8
"""Shorter distance over longer; phones and watches differ by up to a tenth, and one may be started late."""
NEAR_M, NEAR_SHARE = 60.0, 0.75
"""Tracks are close where this share of the points of each lies within this of the other's line."""


CLOCKS_S, CLOCK_STEP_S, CLOCK_NEAR_S, SAME_CLOCK_S = 14 * 3600.0, 1800.0, 90.0, 2.0
"""Clocks are off by whole half hours, up to 14 hours, where one knew nothing of the time zone or of summer time; so near to one lie two
recordings that were begun together, and so near two files of one device."""
TWIN_S, TWIN_SHARE, TWIN_LENGTHS, TWIN_NEAR = 20.0, 0.005, 0.95, 0.03
"""Then everything else has to fit closely: how long they lasted, how far they went, and where each was after which part of its way."""
_MARKS = 33


@dataclass(frozen=True)
class Summary:
    """What duplicates are told by: times, length (NaN unknown), trust, and the way thinned to about 64 points (degrees, NaN left out)."""

    key: str
    started_us: int
    elapsed_s: float
    distance_m: float
    trust: float
    lat: npt.ArrayLike = ()
    lon: npt.ArrayLike = ()
    device: str = ""
    sport: str = ""

    @property
    def located(self) -> bool:
        """Whether it has a way."""
        return len(np.asarray(self.lat)) >= 2 and bool(np.isfinite(np.asarray(self.lat, np.float64)).sum() >= 2)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Recordings of one run: the key that counts, the others (by key), and a sentence on why this one."""

    keep: str
    others: tuple[str, ...]
    why: str


def _seconds(value: float) -> float:
    return value if math.isfinite(value) and value > 0 else 0.0


def overlap_s(one: Summary, other: Summary) -> float:
    """Seconds that both cover."""
    start = max(one.started_us, other.started_us)
    end = min(one.started_us + _seconds(one.elapsed_s) * 1e6, other.started_us + _seconds(other.elapsed_s) * 1e6)
    return max(0.0, (end - start) / 1e6)


def _off_line_m(east: Floats, north: Floats, line_e: Floats, line_n: Floats) -> Floats:
    """Distance of each point from a line of segments."""
    ahead_e, ahead_n = np.diff(line_e), np.diff(line_n)
    length = np.maximum(ahead_e**2 + ahead_n**2, 1e-12)
    from_e, from_n = east[:, None] - line_e[None, :-1], north[:, None] - line_n[None, :-1]
    share = np.clip((from_e * ahead_e + from_n * ahead_n) / length, 0, 1)
    return np.asarray(np.hypot(from_e - share * ahead_e, from_n - share * ahead_n).min(axis=1), np.float64)


def close(one: Summary, other: Summary) -> bool | None:
    """Whether both ways lie on each other; None where one has no positions."""
    if not (one.located and other.located):
        return None
    lat, lon = np.asarray(one.lat, np.float64), np.asarray(one.lon, np.float64)
    known = np.isfinite(lat)
    lat0, lon0 = float(lat[known][0]), float(lon[known][0])
    first = local_m(lat[known], lon[known], lat0, lon0)
    known = np.isfinite(np.asarray(other.lat, np.float64))
    second = local_m(np.asarray(other.lat, np.float64)[known], np.asarray(other.lon, np.float64)[known], lat0, lon0)
    return all(float((_off_line_m(*a, *b) <= NEAR_M).mean()) >= NEAR_SHARE for a, b in ((first, second), (second, first)))


def _in_step(one: Summary, other: Summary) -> bool:
    """Whether both were at the same places after the same parts of their ways, in the same direction."""
    places: list[tuple[Floats, Floats]] = []
    lat0 = lon0 = None
    for each in (one, other):
        lat, lon = np.asarray(each.lat, np.float64), np.asarray(each.lon, np.float64)
        known = np.isfinite(lat) & np.isfinite(lon)
        lat, lon = lat[known], lon[known]
        lat0, lon0 = (float(lat[0]), float(lon[0])) if lat0 is None else (lat0, lon0)
        east, north = local_m(lat, lon, lat0, lon0)
        way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(east), np.diff(north)))])
        marks = np.linspace(0, way[-1], _MARKS)
        places.append((np.interp(marks, way, east), np.interp(marks, way, north)))
    (a, b), (c, d) = places
    length = max((each.distance_m for each in (one, other) if math.isfinite(each.distance_m)), default=0.0)
    return bool((np.hypot(a - c, b - d) <= NEAR_M + TWIN_NEAR * length).mean() >= NEAR_SHARE)


def clock_is_off(one: Summary, other: Summary) -> bool:
    """Whether two recordings of different times are of one run, because a clock was off: as long, as far, and the same way in step.

    Where they overlap at all nobody can have run both. Else the clocks have to be off by whole half hours, to within 90 s; two files of one
    device, or of none that is named, to within 2 s, because whoever runs a round twice a day with one watch ran it twice.
    """
    seconds = sorted((_seconds(one.elapsed_s), _seconds(other.elapsed_s)))
    lengths = sorted((one.distance_m, other.distance_m))
    if seconds[0] <= 0 or seconds[1] - seconds[0] > max(TWIN_S, TWIN_SHARE * seconds[1]):
        return False
    if not (all(math.isfinite(each) and each > 0 for each in lengths) and lengths[0] >= TWIN_LENGTHS * lengths[1]):
        return False
    off = abs(one.started_us - other.started_us) / 1e6
    if overlap_s(one, other) <= 0:
        near = SAME_CLOCK_S if one.device == other.device else CLOCK_NEAR_S
        if off > CLOCKS_S + near or abs(off - CLOCK_STEP_S * round(off / CLOCK_STEP_S)) > near:
            return False
    return bool(close(one, other)) and _in_step(one, other)


def same_run(one: Summary, other: Summary) -> bool:
    """Whether two recordings are of one run: time, length and way; what is unknown of one is left to the others, but two must be known.

    Two runners side by side are not told apart by this: ask it within one customer only.
    """
    shorter = min(_seconds(one.elapsed_s), _seconds(other.elapsed_s))
    if shorter <= 0:
        return False
    if overlap_s(one, other) < OVERLAP * shorter:
        return clock_is_off(one, other)
    lengths = sorted((one.distance_m, other.distance_m))
    known = all(math.isfinite(each) and each > 0 for each in lengths)
    alike = known and lengths[0] >= LENGTHS * lengths[1]
    way = close(one, other)
    return (alike or not known) and way is not False and (known or way is True)


def _rank(summary: Summary) -> tuple[float, bool, float, str]:
    trust = summary.trust if math.isfinite(summary.trust) else -1.0
    return -trust, not summary.located, -_seconds(summary.elapsed_s), summary.key


def _why(keep: Summary, others: Sequence[Summary]) -> str:
    """Why this one counts, and that a clock was off where one was."""
    if off := max((abs(keep.started_us - each.started_us) / 1e6 for each in others if clock_is_off(keep, each)
                   and overlap_s(keep, each) < OVERLAP * _seconds(keep.elapsed_s)), default=0.0):
        return f"{_trusted(keep, others)} By its clock another was begun {off / 60:.0f} minutes apart, but it is the same run."
    return _trusted(keep, others)


def _trusted(keep: Summary, others: Sequence[Summary]) -> str:
    name = f"The recording of {keep.device}" if keep.device else "This recording"
    best = max((each.trust for each in others if math.isfinite(each.trust)), default=math.nan)
    if math.isfinite(keep.trust) and not keep.trust <= best:
        beside = f", beside {best:.2f}" if math.isfinite(best) else ""
        return f"{name} counts: its trust is {keep.trust:.2f}{beside}."
    if keep.located and not all(each.located for each in others):
        return f"{name} counts: it has positions, at equal trust."
    return f"{name} counts: at equal trust it is as long as any."


def duplicates(summaries: Iterable[Summary]) -> tuple[Duplicates, ...]:
    """Groups of recordings of one run, of one customer; those that stand alone are in none. The order of the input does not matter.

    The one with the most trust counts; at equal trust one with positions, then the longest, then the first by key.

    >>> watch, phone = Summary("a", 0, 3600, 10_000, .95, device="a watch"), Summary("b", 20_000_000, 3500, 9_800, .8)
    >>> duplicates([phone, watch])
    (Duplicates(keep='a', others=('b',), why='The recording of a watch counts: its trust is 0.95, beside 0.80.'),)
    """
    ordered = sorted(summaries, key=lambda each: (each.started_us, each.key))
    group = list(range(len(ordered)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    open_ones: list[int] = []
    for at, summary in enumerate(ordered):
        open_ones = [each for each in open_ones if ordered[each].started_us + max(
            _seconds(ordered[each].elapsed_s), CLOCKS_S + CLOCK_NEAR_S) * 1e6 >= summary.started_us]
        for each in open_ones:
            if root(each) != root(at) and same_run(ordered[each], summary):
                group[root(at)] = root(each)
        open_ones.append(at)
    members: dict[int, list[Summary]] = {}
    for at, summary in enumerate(ordered):
        members.setdefault(root(at), []).append(summary)
    found = []
    for some in members.values():
        if len(some) > 1:
            keep, *others = sorted(some, key=_rank)
            found.append(Duplicates(keep.key, tuple(sorted(each.key for each in others)), _why(keep, others)))
    return tuple(sorted(found, key=lambda each: each.keep))
