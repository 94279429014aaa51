"""Percentile intervals of resamples, stretched about the point for few clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles


def percentile_interval(values: NDArray[np.float64], at: float, n: int, level: float) -> tuple[float, float] | None:
    """Low and high end about the point ``at`` from resamples of ``n`` clusters; None where nothing is defined.

    Undefined resamples are left out. Resampling n clusters varies as if the divisor were n, and knows no Student's t: with 60
    clusters plain percentiles held the truth in some 86 % instead of 90 % (docs/proof.md).

    >>> low, high = percentile_interval(np.linspace(0, 1, 1001), 0.5, 10_000, 0.90)
    >>> round(low, 2), round(high, 2)
    (0.05, 0.95)
    """
    finite = values[np.isfinite(values)]
    if not len(finite) or not np.isfinite(at):
        return None
    wider = quantiles.student((1 + level) / 2, n - 1) / quantiles.normal((1 + level) / 2) * (n / (n - 1)) ** 0.5 if n > 1 else np.inf
    ends = np.quantile(finite, [(1 - level) / 2, (1 + level) / 2], method="weibull")
    below, above = max(at - ends[0], 0.0), max(ends[1] - at, 0.0)
    return float(at - (wider * below if below else 0)), float(at + (wider * above if above else 0))
