"""A runner's progress: weeks, best efforts and their records, pace at equal heart rate with its trend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.said import Effort
from lifeworld_running.core.trend import Trend, trend

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_MONDAY = 3
"""Day 0, 1 January 1970, was a Thursday."""


@dataclass(frozen=True)
class Weeks:
    """Weeks without holes: the day number of each Monday, metres, runs, and how many of the runs have no known distance."""

    monday: Ints
    distance_m: Floats
    n_runs: Ints
    n_unknown: Ints


def weekly_distance(days: npt.ArrayLike, distances_m: npt.ArrayLike, *, since: int | None = None, until: int | None = None) -> Weeks:
    """Metres by week. ``days``: days since 1970 by the place's clock; ``since``, ``until``: days that the first and last week hold.

    A week without runs is 0 metres in 0 runs; an unknown distance (NaN) adds to ``n_unknown`` and to no sum.

    >>> weeks = weekly_distance([4, 10, 25], [5000, 7000, float("nan")])
    >>> weeks.monday.tolist(), weeks.distance_m.tolist(), weeks.n_unknown.tolist()
    ([4, 11, 18, 25], [12000.0, 0.0, 0.0, 0.0], [0, 0, 0, 1])
    """
    at, metres = np.asarray(days, np.int64), np.asarray(distances_m, np.float64)
    edges = [each for each in (since, until) if each is not None]
    if not len(at) and len(edges) < 2:
        return Weeks(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64))
    first = int(at.min()) if since is None else since
    last = int(at.max()) if until is None else until
    weeks = np.arange((first + _MONDAY) // 7, (last + _MONDAY) // 7 + 1)
    inside = (at >= weeks[0] * 7 - _MONDAY) & (at < weeks[-1] * 7 + 7 - _MONDAY) if len(weeks) else np.zeros(len(at), np.bool_)
    at, metres = at[inside], metres[inside]
    which, known = (at + _MONDAY) // 7 - (weeks[0] if len(weeks) else 0), np.isfinite(metres)
    return Weeks(weeks * 7 - _MONDAY, np.bincount(which[known], metres[known], len(weeks)).astype(np.float64),
                 np.bincount(which, minlength=len(weeks)), np.bincount(which[~known], minlength=len(weeks)))


@dataclass(frozen=True)
class Bests:
    """Best efforts over one length by day: seconds, which run each is of (its place in the input), and whether it was a record then."""

    name: str
    length_m: float
    days: Ints
    seconds: Floats
    run: Ints
    record: npt.NDArray[np.bool_]

    @property
    def best(self) -> int:
        """Place in these arrays of the best of all."""
        return int(self.seconds.argmin())


def records(days: Sequence[int], efforts: Sequence[Iterable[Effort]]) -> tuple[Bests, ...]:
    """Best efforts of runs in the order of their days, by length; a record is faster than all on earlier days.

    Of several on one day only the fastest can be one.

    The first effort over a length is no record: there is nothing that it beats.

    >>> (found,) = records([3, 1, 2], [(Effort("1_km", 1000, 250, 0, 0),), (Effort("1_km", 1000, 260, 0, 0),), ()])
    >>> found.days.tolist(), found.seconds.tolist(), found.record.tolist(), found.run.tolist()
    ([1, 3], [260.0, 250.0], [False, True], [1, 0])
    """
    rows: dict[tuple[float, str], list[tuple[int, float, int]]] = {}
    for run, (day, some) in enumerate(zip(days, efforts, strict=True)):
        for effort in some:
            if np.isfinite(effort.seconds):
                rows.setdefault((effort.length_m, effort.name), []).append((day, effort.seconds, run))
    found = []
    for (length, name), each in sorted(rows.items()):
        each.sort()
        at, runs = np.array([row[0] for row in each], np.int64), np.array([row[2] for row in each], np.int64)
        seconds = np.array([row[1] for row in each], np.float64)
        fastest = np.minimum.accumulate(seconds)
        first_of_day = np.searchsorted(at, at, side="left")
        before = np.where(first_of_day > 0, fastest[np.maximum(first_of_day - 1, 0)], -np.inf)
        best_of_day = np.minimum.reduceat(seconds, np.unique(first_of_day))[np.unique(first_of_day, return_inverse=True)[1]]
        found.append(Bests(name, length, at, seconds, runs, (seconds < before) & (seconds <= best_of_day)))
    return tuple(found)


@dataclass(frozen=True)
class PaceCurve:
    """Seconds a kilometre at one heart rate by day, in their order, with the trend (per day) and what it says."""

    days: Ints
    pace_s_km: Floats
    trend: Trend
    words: str


def pace_at_heart_rate(days: npt.ArrayLike, paces_s_km: npt.ArrayLike, *, seed_key: str | int, level: float = 0.95) -> PaceCurve:
    """The curve of pace at equal heart rate; unknown paces (NaN) are left out. ``seed_key``: the customer's, so that intervals stay.

    >>> pace_at_heart_rate([0, 9], [360.0, 350.0], seed_key="Cleo").words
    'not enough: n = 2, about 6 needed'
    """
    at, paces = np.asarray(days, np.int64), np.asarray(paces_s_km, np.float64)
    known = np.isfinite(paces)
    order = np.lexsort((paces[known], at[known]))
    at, paces = at[known][order], paces[known][order]
    found = trend(at, paces, seed_key=seed_key, level=level)
    return PaceCurve(at, paces, found, found.words("s/km"))
