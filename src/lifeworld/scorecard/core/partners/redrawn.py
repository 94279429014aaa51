"""Contributions in bootstraps of customers: the same orders of arrival for every replicate, their own noise taken out again.

In one order all replicates share who completes which set, so a replicate costs one column of a matrix product. Orders are fewer here than
for the values; what they alone add to the spread is told from two halves of them (a covariance over replicates, Owen & Eckles 2012 for the
weights, doi 10.1214/12-AOAS547) and taken out: deviations are drawn together so that each partner's variance is that covariance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.scorecard.core.partners import shapley
from lifeworld.scorecard.core.partners.game import Game

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Weights = NDArray[np.float32]
PAIRS = 32
"""Pairs of orders in each half."""
DENSE = 0.2
"""Share of cells filled from which a dense matrix product is faster."""
KEPT_MIN = 0.2
"""Least part of a partner's variance that is kept, however much of it looks like noise of orders."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Customers by used set and block: sum of T and number of each cell that has any."""

    set_of: NDArray[np.int64]
    block: NDArray[np.int64]
    total: Floats
    n: Floats


def cells(found: Game, blocks: int) -> Cells:
    """The cells of a game."""
    codes, at = np.unique(found.set_of * blocks + found.block, return_inverse=True)
    return Cells(codes // blocks, codes % blocks, np.bincount(at, found.t, len(codes)).astype(np.float64), np.bincount(at,
                                                                      minlength=len(codes)).astype(np.float64))


def replicates(found: Game, weights: Weights, phi: Floats, seed: int, threads: int = shapley.THREADS, pairs: int = PAIRS) -> Floats:
    """Contributions in each replicate, float64[replicates, p], around ``phi``; ``weights`` float32[blocks, replicates]."""
    p = len(found.keys)
    if p <= shapley.EXACT_MAX:
        made = _exact(found, weights)
        return np.asarray(phi + made - made.mean(axis=0))
    halves = _halves(found, weights, seed, threads, pairs)
    off = halves - halves.mean(axis=1, keepdims=True)
    both = off.mean(axis=0)
    raw = (both**2).mean(axis=0)
    shared = np.clip((off[0] * off[1]).mean(axis=0), KEPT_MIN * raw, raw)
    return np.asarray(phi + both * np.sqrt(np.divide(shared, raw, out=np.zeros(p), where=raw > 0)))


def _exact(found: Game, weights: Weights) -> Floats:
    part = cells(found, len(weights))
    shape = (len(found.n), len(weights))
    sums, counts = (sparse.csr_array((one, (part.set_of, part.block)), shape) @ weights.astype(np.float64) for one in (part.total, part.n))
    whole = np.maximum(counts.sum(axis=0), 1e-9)
    return shapley.exact(shapley.masks(found), sums, counts, len(found.keys), sums.sum(axis=0) / whole, found.shrink).T


def _halves(found: Game, weights: Weights, seed: int, threads: int, pairs: int) -> Floats:
    """Mean additions over each half of the orders: float64[2, replicates, p]."""
    p, blocks = len(found.keys), len(weights)
    part, plan = cells(found, blocks), shapley.arrivals(found)
    whole = np.bincount(part.block, part.total, blocks) @ weights, np.bincount(part.block, part.n, blocks) @ weights
    mean = whole[0] / np.maximum(whole[1], 1e-9)
    empty = part.set_of >= plan.sets
    low = float(found.t.min(initial=0.0))  # sums of T above the least T: small numbers lose less in float32
    value, number = (part.total - low * part.n), part.n
    summed = _dense if len(part.n) > DENSE * (p + 1) * blocks else _sparse

    def way(place: shapley.Places, completed: shapley.Places) -> Floats:
        at = np.where(empty, 0, np.append(completed, 0)[np.minimum(part.set_of, plan.sets)]).astype(np.int64)
        sums, counts = summed(at, part.block, (value, number), weights, p + 1)
        return shapley.additions(sums.astype(np.float64), counts.astype(np.float64), mean - low, found.shrink)[place - 1]

    def work(first: int) -> tuple[Floats, Floats]:
        total = np.zeros((p, weights.shape[1]))
        for pair in range(first, first + 2):
            place = shapley.places(found, pair, seed)
            last, begun = plan.ends(place)
            total += way(place, last) + way(p + 1 - place, p + 1 - begun)
        return total, total[:0]

    return np.stack([_mean(work, range(begin, begin + pairs, 2), threads, pairs) for begin in (0, pairs)])


def _dense(row: Rows, block: Rows, values: tuple[Floats, Floats], weights: Weights, rows: int) -> list[NDArray[Any]]:
    """Sums of each column of values by row in each replicate: a matrix product of many cells."""
    blocks = len(weights)
    at = row * blocks + block
    return [np.bincount(at, one, rows * blocks).reshape(rows, blocks).astype(np.float32) @ weights for one in values]


def _sparse(row: Rows, block: Rows, values: tuple[Floats, Floats], weights: Weights, rows: int) -> list[NDArray[Any]]:
    """The same for few cells."""
    order = np.argsort(row, kind="stable")
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(row, minlength=rows))])
    return [sparse.csr_array((one[order].astype(np.float32), block[order], ends), (rows, len(weights))) @ weights for one in values]


def _mean(work: Callable[[int], tuple[Floats, Floats]], parts: range, threads: int, pairs: int) -> Floats:
    return np.asarray(sum(one[0] for one in shapley.in_threads(work, parts, threads)) / (2 * pairs)).T
