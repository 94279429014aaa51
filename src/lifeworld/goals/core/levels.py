"""Levels of a scale from values, and whether new levels are harder or easier than those that attainment is judged by.

A scale has five values for the levels -2, -1, 0, +1 and +2, rising (more is better) or falling (less is better). A value has the highest
level that it reached. The first of the five only describes "much less than hoped": what is worse still is -2 as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit.errors import InputRefused

Floats = NDArray[np.float64]
N_LEVELS = 5


def checked_levels(levels: Sequence[float]) -> tuple[float, ...]:
    """Five finite values that rise or fall; equal neighbours are allowed. Errors: InputRefused.

    >>> checked_levels([0, 5, 10, 10, 20])
    (0.0, 5.0, 10.0, 10.0, 20.0)
    """
    given = tuple(float(each) for each in levels)
    if len(given) != N_LEVELS or not all(np.isfinite(given)):
        raise InputRefused("bad_levels", f"A scale has five values, from much less than hoped to much more; here are {len(given)}.",
                           "Give five numbers, for -2, -1, 0, +1 and +2.")
    steps = np.diff(given)
    if not ((steps >= 0).all() or (steps <= 0).all()) or given[0] == given[-1]:
        raise InputRefused("bad_levels", "The five values of a scale neither rise nor fall.",
                           "Order them from much less than hoped to much more than hoped.")
    return given


def rising(levels: Sequence[float]) -> bool:
    """Whether more is better."""
    return levels[-1] > levels[0]


def level_of(values: ArrayLike, levels: Sequence[float], *, between: bool = False) -> Floats:
    """The level of each value, float64 of the same shape, from -2 to +2; NaN where the value is unknown.

    ``between``: levels between two values are interpolated; by default the highest level that is reached holds, and of equal values of a
    scale the highest. Errors: InputRefused for levels that are none.

    >>> level_of([4, 5, 12, 30, float("nan")], [0, 5, 10, 15, 20]).tolist()
    [-2.0, -1.0, 0.0, 2.0, nan]
    >>> level_of(52, [60, 58, 55, 50, 45]).tolist(), level_of(52.5, [60, 58, 55, 50, 45], between=True).tolist()
    (0.0, 0.5)
    """
    steps = np.asarray(checked_levels(levels), np.float64)
    given = np.asarray(values, np.float64)
    sign = 1.0 if rising(levels) else -1.0
    if between:
        found = _between(sign * given, sign * steps)
    else:
        found = np.maximum(np.searchsorted(sign * steps, sign * given, side="right") - 3.0, -2.0)
    return np.asarray(np.where(np.isnan(given), np.nan, found), np.float64)


def _between(values: Floats, steps: Floats) -> Floats:
    """Interpolated; of equal steps the highest level holds."""
    above = np.clip(np.searchsorted(steps, values, side="right"), 1, N_LEVELS)
    upper, lower = np.minimum(above, N_LEVELS - 1), above - 1
    width = steps[upper] - steps[lower]
    part = np.divide(values - steps[lower], width, out=np.zeros_like(np.asarray(values, np.float64)), where=width > 0)
    return np.asarray(lower + np.clip(part, 0.0, 1.0) - 2.0, np.float64)


def harder(new: Sequence[float], judged: Sequence[float]) -> bool:
    """Whether the new levels ask at least as much as the judged ones at every level, in the same direction.

    Only then may attainment be judged by them: lowering a target is not attaining it.

    >>> harder([0, 5, 12, 15, 20], [0, 5, 10, 15, 20]), harder([0, 5, 8, 15, 20], [0, 5, 10, 15, 20])
    (True, False)
    """
    if not judged:
        return True
    if not new or rising(new) != rising(judged):
        return False
    sign = 1.0 if rising(judged) else -1.0
    return bool((sign * np.asarray(new, np.float64) >= sign * np.asarray(judged, np.float64)).all())


def narrower(new: tuple[float | None, float | None], judged: tuple[float | None, float | None]) -> bool:
    """Whether a range lies inside the judged one; None is an open end.

    >>> narrower((4.0, 8.0), (4.0, 10.0)), narrower((4.0, 11.0), (4.0, 10.0)), narrower((4.0, None), (4.0, 10.0))
    (True, False, False)
    """
    (low, high), (judged_low, judged_high) = new, judged
    low_ok = judged_low is None or (low is not None and low >= judged_low)
    return low_ok and (judged_high is None or (high is not None and high <= judged_high))
