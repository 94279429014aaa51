"""Intervals of Shapley shares and of coefficients from their bootstrap draws.

A model with k columns on n rows fits its own rows too well, and so do its bootstraps: both are stretched. The powers of
n / (n - k) are measured, not derived (``benchmarks/impact.py`` prints how often the intervals hold the truth).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.impact.shapley import Shares
from lifeworld.constellations.core.posterior import interval

Floats = NDArray[np.float64]

SHARE_POWER = 1.5
COEFFICIENT_POWER = 1.0


def _stretched(value: Floats, draws: Floats, factor: float) -> Interval:
    """90 % interval of draws [k, D] that are centred at the values [k], widened by a factor."""
    low, high = interval(draws.astype(np.float32), value, 0.90)
    return Interval(value, value - factor * (value - low), value + factor * (high - value))


def share_intervals(found: Shares) -> Interval:
    """Adjusted shares and, last, adjusted R2 of all, each with its interval: float64[p + 1]; nothing is cut off at 0."""
    value = np.append(found.adjusted, found.adjusted.sum())
    draws = np.vstack([found.draws, found.draws.sum(axis=0)])
    centred = draws - np.median(draws, axis=1, keepdims=True) + value[:, None]
    return _stretched(value, centred, (found.n / max(found.n - found.columns, 1.0)) ** SHARE_POWER)


def from_zero(found: Interval) -> Interval:
    """The interval of something that cannot lie below 0, as it is shown.

    >>> from_zero(Interval(np.array([-0.01]), np.array([-0.02]), np.array([0.03]))).value.tolist()
    [0.0]
    """
    return Interval(*(np.maximum(end, 0.0) for end in (found.value, found.low, found.high)))


def coefficient_intervals(found: Shares) -> Interval:
    """Coefficients of the full model in standard deviations, each with its interval: float64[p]."""
    factor = (found.n / max(found.n - found.columns, 1.0)) ** COEFFICIENT_POWER
    return _stretched(found.coefficient, found.coefficient_draws, factor)


def signs(found: Shares) -> NDArray[np.int64]:
    """The sign of each coefficient, 0 where its interval holds 0: int64[p]."""
    ends = coefficient_intervals(found)
    return np.asarray((ends.low > 0).astype(np.int64) - (ends.high < 0))
