"""Posterior of relevance and driver shares: Dirichlet draws and means over one block of customers.

Rows are actors, sorted by customer; the first row of each customer is the self. Every customer has one further component,
the *unmentioned*, which is reported and never drawn. A drawing has no size for the self, so drawn pseudo-counts split
only what the self does not take: the self against the rest is Beta, the rest is Dirichlet (method.md, section 5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.kit import streams

Floats = NDArray[np.float64]
Draws = NDArray[np.float32]
Keys = NDArray[np.uint64]

N_DRIVERS = 6


@dataclass(frozen=True)
class Block:
    """The rows of one block: G customers, R actors, S statements.

    group: int64[R], the customer of each row. counted: float64[R], said and done counts. drawn: float64[R], drawn
    pseudo-counts. said: CSR[R, S], what each statement gives to each row. drivers: float32[S, 6]. statement_ptr:
    int64[G + 1]. prior: float64[G], the prior mass of one component. keys: the streams of rows, customers, statements.
    """

    n_groups: int
    group: NDArray[np.int64]
    is_self: NDArray[np.bool_]
    counted: Floats
    drawn: Floats
    said: sparse.csr_matrix
    drivers: NDArray[np.float32]
    statement_group: NDArray[np.int64]
    prior: Floats
    row_keys: Keys
    group_keys: Keys
    statement_keys: Keys


def group_sums(group: NDArray[np.int64], n_groups: int, rows: NDArray[np.bool_] | None = None) -> sparse.csr_matrix:
    """A CSR[G, R] of ones that adds up rows within their customers; ``rows`` keeps some of them only."""
    picked = np.arange(len(group)) if rows is None else np.flatnonzero(rows)
    ptr = np.searchsorted(group[picked], np.arange(n_groups + 1))
    return sparse.csr_matrix((np.ones(len(picked), np.float32), picked, ptr), shape=(n_groups, len(group)))


def relevance_draws(block: Block, draws: int) -> tuple[Draws, Draws]:
    """Draws of relevance: of the actors float32[R, D] and of the unmentioned float32[G, D]."""
    others = ~block.is_self
    prior = block.prior[block.group]
    shape = prior + block.counted + np.where(others, block.drawn, 0.0)
    mass = streams.gammas(shape, block.row_keys, draws)
    unmentioned = streams.gammas(block.prior, streams.stream_keys(1, block.group_keys), draws)
    sum_others = group_sums(block.group, block.n_groups, others)
    total = sum_others @ mass + unmentioned
    mass_self = mass[block.is_self]
    has_map = np.bincount(block.group, block.drawn, block.n_groups) > 0
    rest = total
    if has_map.any():
        # The self competes with what was said and done only; the map then splits the rest.
        without_map = np.bincount(block.group[others], (prior + block.counted)[others], block.n_groups) + block.prior
        g = np.flatnonzero(has_map)
        rest = total.copy()
        rest[g] = streams.gammas(without_map[g], streams.stream_keys(2, block.group_keys[g]), draws)
    share_self = mass_self / (mass_self + rest)
    scale = (np.float32(1) - share_self) / np.maximum(total, np.float32(1e-30))
    relevance = mass * scale[block.group]
    relevance[block.is_self] = share_self
    return relevance, unmentioned * scale


def relevance_means(block: Block, counted: Floats | Draws) -> tuple[Floats, Floats]:
    """Exact posterior means of relevance, [R, B] and [G, B], for counts [R, B] (B bootstraps, or one column)."""
    others = ~block.is_self
    prior = block.prior[block.group][:, None].astype(counted.dtype)
    base = np.asarray(np.add(prior, counted))
    drawn = np.where(others, block.drawn, 0.0)[:, None].astype(counted.dtype)
    sums = group_sums(block.group, block.n_groups, others).astype(counted.dtype)
    unmentioned = block.prior[:, None].astype(counted.dtype)
    rest = sums @ base + unmentioned
    total = rest + sums @ np.broadcast_to(drawn, base.shape)
    share_self = base[block.is_self] / (base[block.is_self] + rest)
    scale = (1 - share_self) / total
    mean = (base + drawn) * scale[block.group]
    mean[block.is_self] = share_self
    return mean, unmentioned * scale


def driver_alphas(block: Block) -> Floats:
    """Dirichlet parameters of the driver shares: total prior mass 1 split evenly, plus said counts. float64[G, 6]."""
    counts = np.zeros((block.n_groups, N_DRIVERS))
    for d in range(N_DRIVERS):
        counts[:, d] = np.bincount(block.statement_group, block.drivers[:, d], block.n_groups)
    return counts + 1.0 / N_DRIVERS


def driver_draws(alphas: Floats, keys: Keys, draws: int) -> Draws:
    """Draws of the driver shares: float32[G, 6, D]."""
    streams_of = streams.stream_keys(3, keys[:, None], np.arange(N_DRIVERS, dtype=np.uint64)[None, :])
    mass = streams.gammas(alphas.ravel(), streams_of.ravel(), draws).reshape(len(alphas), N_DRIVERS, draws)
    mass /= np.maximum(mass.sum(axis=1, keepdims=True), np.float32(1e-30))
    return mass


def interval(draws: Draws, mean: Floats, level: float) -> tuple[Floats, Floats]:
    """Interval of each row from its draws, widened where needed to hold the exact mean.

    Quantiles are Weibull's (rank p (D + 1)), which make the interval of D draws hold a further draw with exactly the
    level. ``draws`` float32[..., D]; returns two float64[...].
    """
    ordered = np.sort(draws, axis=-1)
    n = draws.shape[-1]
    ends = []
    for p in ((1 - level) / 2, (1 + level) / 2):
        rank = min(max(p * (n + 1), 1.0), float(n)) - 1
        below = int(rank)
        above = min(below + 1, n - 1)
        part = np.float32(rank - below)
        ends.append((ordered[..., below] * (1 - part) + ordered[..., above] * part).astype(np.float64))
    return np.minimum(ends[0], mean), np.maximum(ends[1], mean)
