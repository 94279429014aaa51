"""Intervals of ratios of sums by drawing customers with replacement, for many ratios from one draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.agreement.intervals import percentile_interval
from lifeworld.voices.core.agreement.resamples import MANY, Sums, resampled_sums

Float = NDArray[np.float64]
Ints = NDArray[np.int64]
RESAMPLES, RESAMPLES_OF_MANY = 1000, 200


def sums_by(clusters: Ints, columns: Float) -> Float:
    """Sums of float64[rows, columns] over the rows of each cluster, float64[clusters, columns], clusters in ascending order.

    >>> sums_by(np.array([9, 4, 9]), np.array([[1.0], [2.0], [3.0]])).tolist()
    [[2.0], [4.0]]
    """
    number = np.unique(clusters, return_inverse=True)[1].ravel()
    sums = [np.bincount(number, weights=column) for column in columns.T]
    return np.stack(sums, axis=1) if sums else np.zeros((len(np.unique(clusters)), 0))


def drawn(rows: Float, seed: int) -> Float:
    """Sums over customers drawn with replacement, float64[resamples, columns]; the same draws for the same number of customers."""
    resamples = RESAMPLES_OF_MANY if len(rows) >= MANY else RESAMPLES
    return np.concatenate([np.zeros((0, rows.shape[1])), *resampled_sums(Sums(rows), resamples, seed)])


def interval_of(draws: Float, value: float, n: int, level: float, bounds: tuple[float, float]) -> tuple[float, float] | None:
    """Low and high end of a statistic from its draws over ``n`` customers, inside its bounds; None where it is not defined."""
    ends = percentile_interval(draws, value, n, level) if n > 1 else None
    return (max(bounds[0], ends[0]), min(bounds[1], ends[1])) if ends else None


def quiet(function: Callable[[], Float]) -> Float:
    """What a function reckons, nan where it divides by nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = function()
    return np.asarray(np.where(np.isfinite(found), found, np.nan))
