"""Intervals from few customers: the Bayesian bootstrap alone is too narrow for them, so its ends are stretched.

How often the stretched intervals hold the truth is tested in ``tests/test_resampling.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """Values with their intervals, each float64[k]; NaN where there is nothing to divide by."""

    value: Floats
    low: Floats
    high: Floats


def kish(sizes: Floats) -> Floats:
    """Effective number of customers behind each column of sizes [C, k]: (sum)^2 / sum of squares; 0 where nothing is.

    >>> kish(np.array([[1.0, 9.0], [1.0, 1.0]])).round(2).tolist()
    [2.0, 1.22]
    """
    return np.asarray(ratio(sizes.sum(axis=0) ** 2, (sizes**2).sum(axis=0), unknown=0.0))


def stretch(customers: Floats, level: float) -> Floats:
    """How much wider an interval from few customers must be than the bootstrap's own: Student's t instead of the normal,
    and the divisor n - 1 instead of n + 1. Infinite for one customer. float64[k]

    >>> stretch(np.array([5.0, 1000.0]), 0.9).round(2).tolist()
    [1.59, 1.0]
    """
    enough = np.maximum(customers, 1.0 + 1e-9)
    t = quantiles.student((1 + level) / 2, enough - 1) / quantiles.normal((1 + level) / 2)
    return np.asarray(np.where(customers > 1, t * np.sqrt((enough + 1) / (enough - 1)), np.inf))


def stretched(found: Interval, customers: Floats, level: float, bounds: tuple[float, float]) -> Interval:
    """The interval made wider for few customers, inside what is possible."""
    factor = stretch(customers, level)
    low = found.value - factor * np.maximum(found.value - found.low, 1e-12)
    high = found.value + factor * np.maximum(found.high - found.value, 1e-12)
    return Interval(found.value, np.maximum(low, bounds[0]), np.minimum(high, bounds[1]))
