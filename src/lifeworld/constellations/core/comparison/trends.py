"""Measures over waves with control limits (Shewhart's chart): which waves lie beyond what sampling alone would bring."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from lifeworld.constellations.core.comparison.joint import Drawn
from lifeworld.constellations.core.comparison.question import Question
from lifeworld.constellations.core.comparison.values import Trend
from lifeworld.kit.figure import Figure

WAVES_MIN = 3
STANDARD_ERRORS = 3.0

Floats = NDArray[np.float64]


def _limits(kind: str, centre: float, n: Floats, own: Floats) -> tuple[Floats, Floats]:
    """Limits of each wave around the centre: three of its own standard errors.

    For a share of customers they are the binomial's quantiles of the same chance, because three standard errors of a
    rare thing are too near.
    """
    if kind != "share":
        return centre - STANDARD_ERRORS * own, centre + STANDARD_ERRORS * own
    tail = stats.norm.sf(STANDARD_ERRORS)
    low, high = (np.asarray(stats.binom.ppf(p, n, centre), np.float64) / n for p in (tail, 1 - tail))
    return np.minimum(low, centre), np.maximum(high, centre)


def trend(key: str, kind: str, points: tuple[Figure, ...], own: Floats, bounds: tuple[float, float]) -> Trend:
    """One measure over its waves; ``own`` float64[waves] are the spreads of their draws.

    The centre is the mean of the waves weighted by their customers. A wave without enough customers has no limits and
    is never outside.
    """
    known = np.array([figure.enough for figure in points])
    values = np.array([figure.value if figure.value is not None else np.nan for figure in points])
    n = np.array([float(figure.n if figure.n_customers is None else figure.n_customers) for figure in points])
    none: tuple[float | None, ...] = (None,) * len(points)
    if known.sum() < WAVES_MIN:
        return Trend(key, points, None, none, none, (False,) * len(points))
    centre = float(np.average(values[known], weights=n[known]))
    low, high = _limits(kind, centre, np.maximum(n, 1.0), own)
    low, high = np.maximum(low, bounds[0]), np.minimum(high, bounds[1])
    # An equal value must not fall outside by the last digit of its own mean.
    outside = known & ((values < low - 1e-9) | (values > high + 1e-9))
    limits = [tuple(float(x) if k else None for x, k in zip(side, known, strict=True)) for side in (low, high)]
    return Trend(key, points, centre, limits[0], limits[1], tuple(bool(x) for x in outside))


def trends(values: Mapping[tuple[str, str], Figure], draws: Mapping[str, Drawn], asked: Question) -> tuple[Trend, ...]:
    """Every measure over the levels in their order."""
    spread = np.stack([one.draws.std(axis=1) for one in draws.values()])
    return tuple(
        trend(measure.key, measure.kind, tuple(values[measure.key, level] for level in draws), spread[:, j],
              (measure.low, measure.high))
        for j, measure in enumerate(asked.measures)
    )
