"""Time in range: the share of days on which a customer is in her own range, with what unknown days could change.

Two statements are kept apart. *What happened*: of the days that count, some are unknown; the share lies between ``worst`` (all of them out)
and ``best`` (all in), whatever is assumed (Manski 1989, doi 10.2307/145818). *How she does in the long run*: the share of the known days
with a Wilson interval (1927, doi 10.1080/01621459.1927.10502953) on the number of days that they are worth. Days resemble their neighbours,
so n days with lag-1 correlation r are worth n (1 - r) / (1 + r). The correlation is estimated from pairs of neighbouring known days,
corrected for its bias in short series (Kendall 1954, doi 10.1093/biomet/41.3-4.403) and drawn towards .2 as if by ten pairs more; what
the days are worth is averaged over how uncertain it is. ``python -m benchmarks.goals`` says how often the intervals hold the truth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lifeworld.goals.core.values import DayMark, RangeShare
from lifeworld.kit import quantiles
from lifeworld.kit.figure import LEVEL

Floats = NDArray[np.float64]
Days = NDArray[np.int64]
PRIOR_R, PRIOR_PAIRS = 0.2, 10
R_MIN, R_MAX = -0.3, 0.95
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)


def in_range(values: ArrayLike, low: float | None, high: float | None) -> NDArray[np.bool_]:
    """Whether each value lies in the range, both ends included; None is an open end.

    >>> in_range([3.9, 4, 10, 11], 4, 10).tolist()
    [False, True, True, False]
    """
    given = np.asarray(values, np.float64)
    return (given >= (-np.inf if low is None else low)) & (given <= (np.inf if high is None else high))


def range_share(days: Days, inside: NDArray[np.bool_], from_day: int, to_day: int, paused: Days | None = None,
                level: float = LEVEL) -> RangeShare:
    """The share of days from ``from_day`` to ``to_day`` in range; ``days`` int64[n] are the known ones, in any order, ``inside`` bool[n].

    Paused days count for nothing, known or not. Without a known day the share is None, and the bounds are 0 and 1; where no day is left
    to count, they are None, too.

    >>> found = range_share(np.arange(1, 9), np.array([True] * 6 + [False] * 2), 1, 10)
    >>> found.share, found.worst, found.best, found.n_days, found.n_known
    (0.75, 0.6, 0.8, 10, 8)
    """
    away = np.unique(paused) if paused is not None else np.empty(0, np.int64)
    away = away[(away >= from_day) & (away <= to_day)]
    n_days = max(to_day - from_day + 1, 0) - len(away)
    order = np.argsort(days, kind="stable")
    day, hit = np.asarray(days, np.int64)[order], np.asarray(inside, np.bool_)[order]
    counts = (day >= from_day) & (day <= to_day) & ~np.isin(day, away)
    day, hit = day[counts], hit[counts]
    n, k = len(day), int(hit.sum())
    if not n_days:
        return RangeShare(None, None, None, None, None, 0, 0, 0, len(away), 0.0)
    worst, best = k / n_days, (k + n_days - n) / n_days
    if not n:
        return RangeShare(None, None, None, worst, best, n_days, 0, 0, len(away), 0.0)
    worth = effective_days(day, hit.astype(np.float64))
    low, high = wilson(k / n, worth, level)
    return RangeShare(k / n, low, high, worst, best, n_days, n, k, len(away), worth)


def effective_days(day: Days, value: Floats) -> float:
    """How many independent days the days are worth, from 1 to their number: days int64[n] rising, values float64[n].

    >>> alike = effective_days(np.arange(40), np.repeat([1.0, 0.0, 1.0, 0.0], 10))
    >>> mixed = effective_days(np.arange(40), np.tile([1.0, 0.0], 20))
    >>> alike < 10 < mixed <= 40
    True
    """
    n = len(day)
    off = value - value.mean() if n else value
    spread = float((off**2).mean()) if n else 0.0
    pairs = np.diff(day) == 1 if n > 1 else np.empty(0, np.bool_)
    m = int(pairs.sum())
    r = PRIOR_R
    if m and spread > 0:
        raw = float((off[:-1] * off[1:])[pairs].mean()) / spread
        r = (m * (raw + (1 + 3 * raw) / m) + PRIOR_PAIRS * PRIOR_R) / (m + PRIOR_PAIRS)
    likely = np.clip(r + _NODES * np.sqrt(max(1 - r * r, 0.05) / (m + PRIOR_PAIRS)), R_MIN, R_MAX)
    dear = float(((1 + likely) / (1 - likely)) @ _WEIGHTS / _WEIGHTS.sum())
    return min(max(n / dear, min(n, 1.0)), float(n))


def wilson(share: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's interval of a share of n units, which need be no whole number; it always holds the share.

    >>> [round(end, 3) for end in wilson(0.75, 20)]
    [0.568, 0.873]
    """
    z2 = float(quantiles.normal((1 + level) / 2)) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return float(min(max(centre - half, 0.0), share)), float(max(min(centre + half, 1.0), share))


def mean_interval(day: Days, value: Floats, level: float = LEVEL) -> tuple[float, float] | None:
    """The interval of the long-run mean of daily values by Student's t on the days that they are worth; None below three known days.

    >>> low, high = mean_interval(np.arange(28), np.tile([4.0, 6.0], 14))
    >>> round((low + high) / 2, 6), high - low < 1
    (5.0, True)
    """
    order = np.argsort(day, kind="stable")
    given = np.asarray(value, np.float64)[order]
    if len(given) < 3:
        return None
    worth = max(effective_days(np.asarray(day, np.int64)[order], given), 2.0)
    half = float(quantiles.student((1 + level) / 2, worth - 1)) * float(given.std(ddof=1)) / float(np.sqrt(worth))
    return float(given.mean()) - half, float(given.mean()) + half


def day_marks(days: Days, values: Floats, low: float | None, high: float | None, from_day: int, to_day: int,
              paused: Days) -> tuple[DayMark, ...]:
    """Every day from ``from_day`` to ``to_day`` as in, out, unknown or paused.

    >>> [mark.state for mark in day_marks(np.array([1, 2]), np.array([5.0, 50.0]), 4, 10, 1, 4, np.array([4]))]
    ['in', 'out', 'unknown', 'paused']
    """
    known = dict(zip(days.tolist(), values.tolist(), strict=True))
    away = set(paused.tolist())
    return tuple(
        DayMark(day, "paused") if day in away else DayMark(day, "unknown") if day not in known
        else DayMark(day, "in" if in_range(known[day], low, high) else "out", known[day])
        for day in range(from_day, to_day + 1))
