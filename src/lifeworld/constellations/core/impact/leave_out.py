"""Leave-out impact: the mean outcome less the mean outcome of the rows that do not mention a factor."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.few_customers import Interval, stretched
from lifeworld.constellations.core.posterior import interval
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]

SIDE_MIN = 10
"""Rows that mention a factor, and rows that do not: with fewer of either no difference of means is shown."""


def absences(mentions: NDArray[np.bool_], outcome: Floats) -> Callable[[slice], Floats]:
    """For each row: whether it lacks each factor, and its outcome where it does; float64[rows, 2 p] for ``drawn_sums``."""
    def columns(part: slice) -> Floats:
        lacks = (~mentions[part]).astype(np.float64)
        return np.concatenate([lacks, lacks * outcome[part, None]], axis=1)

    return columns


def leave_outs(sums: Floats, total: Floats, mean: Floats, mentions: NDArray[np.bool_], bounds: tuple[float, float]) -> Interval:
    """Differences with intervals over bootstrap draws, float64[p]; NaN where fewer than 10 rows are on either side.

    ``sums`` float64[2 p, 1 + D] are those of ``absences``, ``total`` float64[1 + D] the sums of the weights and ``mean`` the
    sums of the outcome; ``bounds`` is the smallest and largest difference possible.
    """
    p = len(sums) // 2
    with_it = mentions.sum(axis=0)
    fewer = np.minimum(with_it, len(mentions) - with_it).astype(np.float64)
    differences = (mean / total)[None, :] - ratio(sums[p:], sums[:p])
    value = np.where(fewer >= SIDE_MIN, differences[:, 0], np.nan)
    low, high = interval(np.nan_to_num(differences[:, 1:]).astype(np.float32), np.nan_to_num(value), 0.90)
    return stretched(Interval(value, low, high), fewer, 0.90, bounds)
