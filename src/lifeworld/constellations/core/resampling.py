"""Intervals that resample customers, never sentences (method.md, section 6).

The Bayesian bootstrap (Rubin 1981, doi 10.1214/aos/1176345338) gives every customer one Exp(1) weight; all statements of
a customer share it. Where every customer has one statement of one code, it is the Beta or Dirichlet posterior itself;
where customers say many things, statements of one customer move together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.constellations.core.few_customers import Interval, stretched
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


@dataclass(frozen=True, eq=False)
class Resampled:
    """Sums of k columns over customers, which add up over parts of a study whose customers differ.

    total, squares: float64[k], sums and sums of squares. above: float64[k], customers above 0. draws: float64[k, draws],
    the sums in each Bayesian bootstrap. ``a + b`` holds the customers of both; the order changes no more than rounding.
    """

    total: Floats
    squares: Floats
    above: Floats
    draws: Floats

    def __add__(self, other: Resampled) -> Resampled:
        return Resampled(self.total + other.total, self.squares + other.squares, self.above + other.above, self.draws + other.draws)

    def only(self, at: slice | NDArray[np.intp] | list[int]) -> Resampled:
        """Some of the columns."""
        return Resampled(self.total[at], self.squares[at], self.above[at], self.draws[at])

    @property
    def effective(self) -> Floats:
        """Effective number of customers behind each column, as ``few_customers.kish``."""
        return np.asarray(ratio(self.total**2, self.squares, unknown=0.0))


def resampled(columns: sparse.csr_matrix | Floats, keys: Keys, draws: int = DRAWS) -> Resampled:
    """The sums of columns [C, k] over customers with these streams; customers are taken in passes, so memory is bounded.

    >>> whole = resampled(np.array([[1.0], [3.0]]), np.array([7, 8], np.uint64))
    >>> parts = resampled(np.array([[1.0]]), np.array([7], np.uint64)) + resampled(np.array([[3.0]]), np.array([8], np.uint64))
    >>> whole.total.tolist(), bool(np.allclose(whole.draws, parts.draws))
    ([4.0], True)
    """
    if isinstance(columns, np.ndarray):
        total, squares, above = columns.sum(axis=0), (columns**2).sum(axis=0), (columns > 0).sum(axis=0)
    else:
        squares = np.asarray(columns.multiply(columns).sum(axis=0)).ravel()
        total, above = np.asarray(columns.sum(axis=0)).ravel(), np.asarray((columns > 0).sum(axis=0)).ravel()
    return Resampled(total.astype(np.float64), squares.astype(np.float64), above.astype(np.float64), weighted_sums(columns, keys, draws))


def weighted_sums(columns: sparse.csr_matrix | Floats, keys: Keys, draws: int = DRAWS) -> Floats:
    """Sums of each column over customers, each customer weighted by Exp(1), float64[k, draws].

    ``columns`` is [C, k]; customers are taken in passes, so memory is bounded. Rows must be in a canonical order.
    """
    total = np.zeros((columns.shape[1], draws))
    for first in range(0, len(keys), _CUSTOMERS_PER_PASS):
        part = slice(first, first + _CUSTOMERS_PER_PASS)
        weights = streams.uniforms(keys[part], draws)
        np.log(weights, out=weights)
        total -= columns[part].T @ weights
    return total


def ratios(numerator: Floats, denominator: Floats, keys: Keys, *, prior: float = 0.5, level: float = 0.90,
           bounds: tuple[float, float] = (0.0, 1.0)) -> Interval:
    """Ratios of sums over customers (a share of statements, a mean), with intervals that resample customers.

    ``numerator`` and ``denominator`` are float64[C, k], with 0 <= numerator <= denominator for a share. ``prior`` adds
    a Beta(prior, prior) of an average customer, so that 0 of n is not certain; 0 is for means, whose intervals are
    stretched for few customers instead. ``bounds`` are the smallest and largest possible value.
    """
    k = numerator.shape[1]
    both = resampled(np.concatenate([numerator, denominator], axis=1), keys)
    return ratios_of(both.only(slice(0, k)), both.only(slice(k, 2 * k)), prior=prior, level=level, bounds=bounds)


def ratios_of(numerator: Resampled, denominator: Resampled, *, prior: float = 0.5, level: float = 0.90,
              bounds: tuple[float, float] = (0.0, 1.0)) -> Interval:
    """``ratios`` from sums that were resampled before; ``denominator`` has as many columns as ``numerator``, or one for all."""
    k = len(numerator.total)
    shared = denominator if len(denominator.total) == k else denominator.only([0] * k)
    value = ratio(numerator.total, shared.total)
    top, bottom = numerator.draws, shared.draws
    if prior:
        unit = (shared.total / np.maximum(shared.above, 1))[:, None]
        column = np.arange(k, dtype=np.uint64)
        shape = np.full(k, prior)
        yes = streams.gammas(shape, streams.stream_keys(21, column), DRAWS) * unit
        no = streams.gammas(shape, streams.stream_keys(22, column), DRAWS) * unit
        top, bottom = top + yes, bottom + yes + no
    low, high = interval(ratio(top, bottom).astype(np.float32), value, level)
    found = Interval(value, low, high)
    return found if prior else stretched(found, shared.effective, level, bounds)
