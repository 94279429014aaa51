"""Measures over waves with control limits (Shewhart's chart): which waves lie beyond what sampling alone would bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.comparison.joint import Drawn
from lifeworld.constellations.core.comparison.question import Question
from lifeworld.constellations.core.comparison.values import Trend
from lifeworld.kit import quantiles
from lifeworld.kit.figure import Figure

WAVES_MIN = 3
STANDARD_ERRORS = 3.0
COMMON = 5.0
"""n p (1 - p) from which a share is common enough for its limits to be drawn nearer where the same customers come again; for
a rarer one a single customer more would lie beyond them."""

Floats = NDArray[np.float64]


def _limits(kind: str, centre: float, n: Floats, own: Floats, kept: Floats) -> tuple[Floats, Floats]:
    """Limits of each wave around the centre: three standard errors of its distance from it.

    For a share of customers they are the binomial's quantiles of the same chance, because three standard errors of a
    rare thing are too near; ``kept`` is the part of their width that is left where the same customers come again.
    """
    if kind != "share":
        return centre - STANDARD_ERRORS * own, centre + STANDARD_ERRORS * own
    tail = quantiles.normal_tail(STANDARD_ERRORS)
    low, high = (np.asarray(quantiles.binomial(p, n, centre), np.float64) / n for p in (tail, 1 - tail))
    nearer = np.where(n * centre * (1 - centre) >= COMMON, kept, 1.0)
    return centre - nearer * np.maximum(centre - low, 0), centre + nearer * np.maximum(high - centre, 0)


def trend(key: str, kind: str, points: tuple[Figure, ...], own: Floats, bounds: tuple[float, float],
          kept: Floats | None = None) -> Trend:
    """One measure over its waves; ``own`` float64[waves] are their standard errors and ``kept`` the part of the
    width of limits that is left where the same customers come again (see ``_spread``).

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
    low, high = _limits(kind, centre, np.maximum(n, 1.0), own, np.ones(len(points)) if kept is None else kept)
    low, high = np.maximum(low, bounds[0]), np.minimum(high, bounds[1])
    # An equal value must not fall outside by the last digit of its own mean.
    outside = known & ((values < low - 1e-9) | (values > high + 1e-9))
    limits = [tuple(float(x) if k else None for x, k in zip(side, known, strict=True)) for side in (low, high)]
    return Trend(key, points, centre, limits[0], limits[1], tuple(bool(x) for x in outside))


def _spread(points: tuple[Figure, ...], draws: Floats, again: bool) -> tuple[Floats, Floats]:
    """Standard errors of waves, pooled over them, and the part of their width that is left where customers come again.

    ``draws`` float64[waves, D] are joint, so what the waves share because the same customers come ``again`` cancels in their
    distances from the centre. One spread serves all waves, scaled by their customers, as in Shewhart's chart: the own spread
    of a wave in which chance brought hardly any variety is too small. float64[waves] each.
    """
    n = np.array([float(f.n if f.n_customers is None else f.n_customers) * f.enough for f in points])
    known = n > 0
    if not known.any():
        return np.zeros(len(n)), np.ones(len(n))
    share, alone = n / n.sum(), np.where(known, draws.std(axis=1), 0.0)
    pooled = np.sqrt((n * alone**2).sum() / known.sum() / np.maximum(n, 1.0))
    if not again:
        return pooled, np.ones(len(n))
    inside = np.where(known[:, None], draws, 0.0)
    away = np.where(known, (inside - share @ inside).std(axis=1), 0.0)
    # The same distances, if all waves were of different customers.
    apart = (1 - 2 * share) * alone**2 + (share * alone) @ (share * alone)
    kept = np.sqrt(min(float((n * away**2).sum() / max((n * apart).sum(), 1e-18)), 1.0))
    return pooled * kept, np.full(len(n), kept)


def trends(values: Mapping[tuple[str, str], Figure], draws: Mapping[str, Drawn], asked: Question) -> tuple[Trend, ...]:
    """Every measure over the levels in their order; a measure of which no difference is judged has no limits."""
    speakers = [one.sample.speaker for one in draws.values()]
    again = len(np.unique(np.concatenate(speakers))) < sum(len(one) for one in speakers)
    found = []
    for j, measure in enumerate(asked.measures):
        points = tuple(values[measure.key, level] for level in draws)
        own, kept = _spread(points, np.stack([one.draws[j] for one in draws.values()]), again)
        one = trend(measure.key, measure.kind, points, own, (measure.low, measure.high), kept)
        none: tuple[float | None, ...] = (None,) * len(points)
        found.append(replace(one, centre=None, low=none, high=none, outside=(False,) * len(points)) if measure.unjudged else one)
    return tuple(found)
