"""One estimator for every difference: a joint Bayesian bootstrap over the customers of both levels.

A customer has one Exp(1) weight that counts at each level where the customer is, so customers who are the same (paired),
who are others (unpaired) and who are partly the same need no methods of their own: what the levels share cancels in the
difference of their draws. Each level has a prior of its own, as in ``resampling.ratios``; means are stretched for few
customers, with degrees of freedom after Welch and Satterthwaite that count a customer at both levels once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.comparison.sample import Sample
from lifeworld.constellations.core.few_customers import kish
from lifeworld.constellations.core.posterior import interval
from lifeworld.constellations.core.resampling import weighted_sums
from lifeworld.kit import quantiles, streams
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]

DRAWS = 512
"""More than a single interval has, because a correction for many comparisons looks further into the tails."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A sample with its draws: value float64[k] and draws float64[k, DRAWS], spread as wide as few customers need.

    ``sums`` float64[2 k, DRAWS] are the weighted sums of top and bottom, which add up over levels.
    """

    sample: Sample
    value: Floats
    draws: Floats
    sums: Floats


@dataclass(frozen=True)
class Differences:
    """Second minus first for each of k measures, each float64[k]; p is the chance of such a difference without any."""

    value: Floats
    low: Floats
    high: Floats
    p: Floats


def drawn(sample: Sample, seed: int, sums: Floats | None = None) -> Drawn:
    """Draws of every measure of one level; ``sums`` where they are known from the levels that it is made of."""
    k = sample.top.shape[1]
    if sums is None:
        keys = streams.stream_keys(seed, 44, sample.key)
        sums = weighted_sums(np.concatenate([sample.top, sample.bottom], axis=1), keys, DRAWS)
    top, bottom = sums[:k], sums[k:]
    column = streams.stream_keys(seed, 45, np.array([sample.content], np.uint64), np.arange(k, dtype=np.uint64))
    yes = streams.gammas(sample.yes, streams.stream_keys(1, column), DRAWS) * sample.unit[:, None]
    no = streams.gammas(sample.no, streams.stream_keys(2, column), DRAWS) * sample.unit[:, None]
    value = sample.value
    draws = np.asarray(ratio(top + yes, bottom + yes + no))
    few = kish(sample.bottom)
    # The bootstrap's variance divides by n + 1; a share with a prior is a posterior and needs no such care.
    wider = np.where(_is_mean(sample), np.sqrt((few + 1) / np.maximum(few - 1, 1e-9)), 1.0)
    centre = value[:, None]
    return Drawn(sample, value, centre + wider[:, None] * (draws - centre), sums)


def _is_mean(sample: Sample) -> NDArray[np.bool_]:
    """Which measures are stretched for few customers: those without a prior, and pooled shares."""
    return np.asarray((sample.yes + sample.no == 0) | (sample.heavy > 0))


def freedom(first: Sample, second: Sample) -> Floats:
    """Degrees of freedom of each difference: n - 1 for the same n customers, Welch's for different ones. float64[k]

    The variance is divided among customers at the first level only, at the second only and at both; a customer at both
    counts once. Each part has the degrees of freedom of its customers, less its part of the means that were estimated.
    """
    of_first, of_second = np.isin(first.speaker, second.speaker), np.isin(second.speaker, first.speaker)
    one, two = first.influence(), second.influence()
    parts = (
        ((one[~of_first] ** 2).sum(axis=0), kish(first.bottom[~of_first]), kish(first.bottom)),
        ((two[~of_second] ** 2).sum(axis=0), kish(second.bottom[~of_second]), kish(second.bottom)),
        (((two[of_second] - one[of_first]) ** 2).sum(axis=0), kish(first.bottom[of_first] + second.bottom[of_second]),
         np.minimum(kish(first.bottom), kish(second.bottom))),
    )
    total = parts[0][0] + parts[1][0] + parts[2][0]
    divided = np.zeros_like(total)
    for variance, n, of_level in parts:
        own = n * np.maximum(1 - ratio(np.ones_like(n), of_level, unknown=1.0), 0.0)
        divided += ratio(ratio(variance, total, unknown=0.0) ** 2, own, unknown=0.0)
    least = np.maximum(np.minimum(kish(first.bottom), kish(second.bottom)) - 1, 1.0)
    return np.asarray(np.maximum(ratio(np.ones_like(divided), divided, unknown=np.inf), least))


def differences(first: Drawn, second: Drawn, bounds: tuple[Floats, Floats], level: float = 0.90) -> Differences:
    """Second minus first with intervals, and how surprising each would be if there were no difference.

    ``bounds`` are the smallest and largest possible difference of each measure. The chance p is that of Student's t whose
    scale is the half of the interval that looks towards 0, so p < 1 - level exactly where the interval excludes 0.
    """
    value = second.value - first.value
    ends = interval((second.draws - first.draws).astype(np.float32), value, level)
    # A share of the same customers rests on those few who changed, so it has their degrees of freedom as well.
    paired = bool(np.isin(first.sample.speaker, second.sample.speaker).any())
    degrees = np.where(_is_mean(first.sample) | paired, freedom(first.sample, second.sample), np.inf)
    normal, t = quantiles.normal((1 + level) / 2), quantiles.student((1 + level) / 2, degrees)
    low = np.maximum(value - (value - ends[0]) * t / normal, bounds[0])
    high = np.minimum(value + (ends[1] - value) * t / normal, bounds[1])
    inward = np.where(value > 0, value - low, high - value)
    p = 2 * quantiles.student_tail(t * ratio(np.abs(value), inward, unknown=np.inf), degrees)
    # Customers who are all the same at both levels show no spread; nobody knows then how far chance would go.
    value = np.where((value != 0) & (inward <= 0), np.nan, value)
    return Differences(value, low, high, np.where(np.isnan(value), np.nan, np.where(value == 0, 1.0, p)))
