"""Pooled constellations: what the customers of one focal provider or segment say together, by the same counting.

A pool is never called a customer's type (method.md, section 5). Its shares are relevances of actors and shares of drivers
over everybody's statements; its intervals resample customers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.constellations.core.few_customers import Interval, stretched
from lifeworld.constellations.core.posterior import N_DRIVERS, interval
from lifeworld.constellations.core.resampling import DRAWS, Resampled
from lifeworld.kit import streams

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    """Shares of one pool: actors in the order of its rows, the six categories, the six drivers, and the unmentioned."""

    actors: Interval
    categories: Interval
    drivers: Interval
    unmentioned: Interval


@dataclass(frozen=True, eq=False)
class Given:
    """What the customers of one pool gave: to k actors, to the six drivers, and to each of both altogether (one column).

    category: int64[k], the actors' categories. key: uint64[k], their streams.
    """

    actors: Resampled
    drivers: Resampled
    to_actors: Resampled
    to_drivers: Resampled
    category: NDArray[np.int64]
    key: Keys


def _dirichlet(given: Resampled, whole: Resampled, prior: Floats, stream: Keys, level: float,
               groups: sparse.csr_matrix | None = None) -> tuple[Interval, Interval | None]:
    """Shares of k components from what customers gave and a prior; ``groups`` [g, k] adds some of them up."""
    mass = given.draws + streams.gammas(prior, stream, DRAWS)
    mass /= mass.sum(axis=0, keepdims=True)
    alpha = prior + given.total
    mean = alpha / alpha.sum()
    customers = whole.effective

    def made(value: Floats, draws: Floats) -> Interval:
        found = Interval(value, *interval(draws.astype(np.float32), value, level))
        return stretched(found, customers, level, (0.0, 1.0))

    return made(mean, mass), None if groups is None else made(groups @ mean, groups @ mass)


def pool(given: Given, *, seed: int, level: float = 0.90) -> Pooled:
    """The pooled constellation of one pool: a Dirichlet whose prior mass 1 is split evenly, the unmentioned being one more."""
    n_rows = len(given.key)
    prior = np.full(n_rows + 1, 1.0 / (n_rows + 1))
    nothing = Resampled(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((1, DRAWS)))
    a = given.actors
    counts = Resampled(*(np.concatenate([x, y]) for x, y in (
        (a.total, nothing.total), (a.squares, nothing.squares), (a.above, nothing.above), (a.draws, nothing.draws))))
    groups = sparse.csr_matrix((np.ones(n_rows), (given.category, np.arange(n_rows))), shape=(6, n_rows + 1))
    stream = streams.stream_keys(seed, 31, np.append(given.key, np.uint64(1)))
    actors, categories = _dirichlet(counts, given.to_actors, prior, stream, level, groups)
    driver_streams = streams.stream_keys(seed, 33, np.arange(N_DRIVERS, dtype=np.uint64))
    shares, _ = _dirichlet(given.drivers, given.to_drivers, np.full(N_DRIVERS, 1 / N_DRIVERS), driver_streams, level)
    assert categories is not None  # noqa: S101  (groups were given)
    first, last = slice(0, n_rows), slice(n_rows, n_rows + 1)
    return Pooled(
        Interval(actors.value[first], actors.low[first], actors.high[first]), categories, shares,
        Interval(actors.value[last], actors.low[last], actors.high[last]),
    )
