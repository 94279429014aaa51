"""Pooled constellations: what the customers of one focal provider or segment say together, by the same counting.

A pool is never called a customer's type (method.md, section 5). Its shares are relevances of actors and shares of drivers
over everybody's statements; its intervals resample customers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.constellations.core.few_customers import Interval, kish, stretched
from lifeworld.constellations.core.posterior import N_DRIVERS, interval
from lifeworld.constellations.core.resampling import DRAWS, weighted_sums
from lifeworld.constellations.core.rows import Rows
from lifeworld.kit import streams

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    """Shares of one pool: actors in the order of its rows, the six categories, the six drivers, and the unmentioned."""

    actors: Interval
    categories: Interval
    drivers: Interval
    unmentioned: Interval


def _by_customer(customer: Ints, n_customers: int, matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Add up statements [S, k] within their customers: CSR[C, k]."""
    n = len(customer)
    adder = sparse.csr_matrix((np.ones(n), (customer, np.arange(n))), shape=(n_customers, n))
    return sparse.csr_matrix(adder @ matrix)


def _dirichlet(counts: sparse.csr_matrix, prior: Floats, keys: Keys, stream: Keys, level: float,
               groups: sparse.csr_matrix | None = None) -> tuple[Interval, Interval | None]:
    """Shares of k components from each customer's counts [C, k] and a prior; ``groups`` [g, k] adds some of them up."""
    mass = weighted_sums(counts, keys) + streams.gammas(prior, stream, DRAWS)
    mass /= mass.sum(axis=0, keepdims=True)
    alpha = prior + np.asarray(counts.sum(axis=0)).ravel()
    mean = alpha / alpha.sum()
    customers = kish(np.asarray(counts.sum(axis=1)))

    def made(value: Floats, draws: Floats) -> Interval:
        found = Interval(value, *interval(draws.astype(np.float32), value, level))
        return stretched(found, customers, level, (0.0, 1.0))

    return made(mean, mass), None if groups is None else made(groups @ mean, groups @ mass)


def pool(rows: Rows, drivers: NDArray[np.float32], customer: Ints, customer_keys: Keys, *, seed: int,
         level: float = 0.90) -> Pooled:
    """The pooled constellation of one pool.

    ``rows`` has one "customer", the pool; ``drivers`` float32[S, 6] are driver counts of its statements; ``customer``
    int64[S] says who made each statement, ``customer_keys`` uint64[C] are their streams.
    """
    n_rows, n_statements = len(rows.key), len(customer)
    prior = np.full(n_rows + 1, 1.0 / (n_rows + 1))
    gifts = rows.gifts(0, n_rows, 0, n_statements).astype(np.float64).T.tocsr()
    unmentioned = sparse.csr_matrix((n_statements, 1))
    counts = _by_customer(customer, len(customer_keys), sparse.hstack([gifts, unmentioned]).tocsr())
    groups = sparse.csr_matrix((np.ones(n_rows), (rows.category, np.arange(n_rows))), shape=(6, n_rows + 1))
    stream = streams.stream_keys(seed, 31, np.append(rows.key, np.uint64(1)))
    keys = streams.stream_keys(seed, 32, customer_keys)
    actors, categories = _dirichlet(counts, prior, keys, stream, level, groups)
    of_drivers = _by_customer(customer, len(customer_keys), sparse.csr_matrix(drivers.astype(np.float64)))
    driver_streams = streams.stream_keys(seed, 33, np.arange(N_DRIVERS, dtype=np.uint64))
    shares, _ = _dirichlet(of_drivers, np.full(N_DRIVERS, 1 / N_DRIVERS), keys, driver_streams, level)
    assert categories is not None  # noqa: S101  (groups were given)
    first, last = slice(0, n_rows), slice(n_rows, n_rows + 1)
    return Pooled(
        Interval(actors.value[first], actors.low[first], actors.high[first]), categories, shares,
        Interval(actors.value[last], actors.low[last], actors.high[last]),
    )
