"""Intervals that resample customers, never sentences (method.md, section 6).

The Bayesian bootstrap (Rubin 1981, doi 10.1214/aos/1176345338) gives every customer one Exp(1) weight; all statements of
a customer share it. Where every customer has one statement of one code, it is the Beta or Dirichlet posterior itself;
where customers say many things, statements of one customer move together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.constellations.core.few_customers import Interval, kish, stretched
from lifeworld.constellations.core.posterior import interval
from lifeworld.kit import quantiles, streams
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

DRAWS = 256
_CUSTOMERS_PER_PASS = 8192


def jeffreys(successes: Floats, n: Floats, level: float = 0.90) -> Interval:
    """Share of customers: k / n with the interval of Beta(k + .5, n - k + .5), widened to hold k / n.

    >>> found = jeffreys(np.array([12.0]), np.array([40.0]))
    >>> found.value.tolist(), found.low.round(2).tolist(), found.high.round(2).tolist()
    ([0.3], [0.19], [0.43])
    """
    value = ratio(successes, n)
    low = quantiles.beta((1 - level) / 2, successes + 0.5, n - successes + 0.5)
    high = quantiles.beta((1 + level) / 2, successes + 0.5, n - successes + 0.5)
    return Interval(value, np.fmin(low, value), np.fmax(high, value))


def weighted_sums(columns: sparse.csr_matrix | Floats, keys: Keys, draws: int = DRAWS) -> Floats:
    """Sums of each column over customers, each customer weighted by Exp(1), float64[k, draws].

    ``columns`` is [C, k]; customers are taken in passes, so memory is bounded. Rows must be in a canonical order.
    """
    total = np.zeros((columns.shape[1], draws))
    for first in range(0, len(keys), _CUSTOMERS_PER_PASS):
        part = slice(first, first + _CUSTOMERS_PER_PASS)
        weights = -np.log(streams.uniforms(keys[part], draws))
        total += columns[part].T @ weights
    return total


def ratios(numerator: Floats, denominator: Floats, keys: Keys, *, prior: float = 0.5, level: float = 0.90,
           bounds: tuple[float, float] = (0.0, 1.0)) -> Interval:
    """Ratios of sums over customers (a share of statements, a mean), with intervals that resample customers.

    ``numerator`` and ``denominator`` are float64[C, k], with 0 <= numerator <= denominator for a share. ``prior`` adds
    a Beta(prior, prior) of an average customer, so that 0 of n is not certain; 0 is for means, whose intervals are
    stretched for few customers instead. ``bounds`` are the smallest and largest possible value.
    """
    k = numerator.shape[1]
    n, d = numerator.sum(axis=0), denominator.sum(axis=0)
    value = ratio(n, d)
    sums = weighted_sums(np.concatenate([numerator, denominator], axis=1), keys)
    top, bottom = sums[:k], sums[k:]
    if prior:
        unit = (d / np.maximum((denominator > 0).sum(axis=0), 1))[:, None]
        column = np.arange(k, dtype=np.uint64)
        shape = np.full(k, prior)
        yes = streams.gammas(shape, streams.stream_keys(21, column), DRAWS) * unit
        no = streams.gammas(shape, streams.stream_keys(22, column), DRAWS) * unit
        top, bottom = top + yes, bottom + yes + no
    low, high = interval(ratio(top, bottom).astype(np.float32), value, level)
    found = Interval(value, low, high)
    return found if prior else stretched(found, kish(denominator), level, bounds)
