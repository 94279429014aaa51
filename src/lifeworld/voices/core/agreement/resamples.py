"""Clusters drawn with replacement: sums of each resample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.streams import poisson_weights, stream_keys, uniforms

Float = NDArray[np.float64]

MANY = 20_000
"""From so many clusters on, clusters that are alike are drawn together, or each gets a Poisson(1) weight."""

_PATTERNS_MAX = 512
_CELLS_PER_BLOCK = 1 << 22


@dataclass(frozen=True, eq=False)
class Sums:
    """What coefficients are made of: ``rows`` float64[clusters, columns]; or one row a kind of cluster, ``counts`` saying how many."""

    rows: Float
    counts: NDArray[np.int64] | None = None

    @property
    def n(self) -> int:
        """Clusters."""
        return len(self.rows) if self.counts is None else int(self.counts.sum())

    @property
    def total(self) -> Float:
        """Sums over all clusters, float64[columns]."""
        return np.asarray(self.rows.sum(axis=0) if self.counts is None else self.counts @ self.rows)

    def n_with(self, column: int) -> int:
        """Clusters in which a column is above 0."""
        some = self.rows[:, column] > 0
        return int(some.sum() if self.counts is None else self.counts[some].sum())


def resampled_sums(sums: Sums, resamples: int, seed: int) -> Iterator[Float]:
    """Sums over as many clusters as there are, drawn with replacement, in blocks float64[resamples of the block, columns].

    Many clusters of few kinds are drawn as counts of each kind (binomials one after the other),
    which is the same distribution in a fraction of the time; many of many kinds by Poisson(1) weights, which is the same to within
    one over the root of their number.
    """
    n, rows = sums.n, sums.rows
    if not n or not resamples:
        return
    kinds = (rows, sums.counts) if sums.counts is not None else _kinds(rows) if n >= MANY else None
    if kinds is not None:
        keys = stream_keys(seed, np.arange(resamples, dtype=np.uint64))
        yield _counts(kinds[1], uniforms(keys, len(kinds[1])), n) @ kinds[0]
        return
    block = max(1, _CELLS_PER_BLOCK // n)
    for first in range(0, resamples, block):
        keys = stream_keys(seed, np.arange(first, min(first + block, resamples), dtype=np.uint64))
        if n >= MANY:
            yield poisson_weights(keys, n).astype(np.float64) @ rows
            continue
        picks = (uniforms(keys, n) * n).astype(np.int64)
        cells = picks + n * np.arange(len(keys))[:, None]
        yield np.bincount(cells.ravel(), minlength=n * len(keys)).reshape(len(keys), n) @ rows


def _kinds(sums: Float) -> tuple[Float, NDArray[np.int64]] | None:
    """Distinct rows in an order of their own and how often each stands; None where there are too many of them."""
    mixed = sums @ np.sqrt(np.arange(2.0, sums.shape[1] + 2))
    _, first, inverse, counts = np.unique(mixed, return_index=True, return_inverse=True, return_counts=True)
    if len(first) > _PATTERNS_MAX or not (sums[first][inverse] == sums).all():
        return None
    return sums[first], counts.astype(np.int64)


def _counts(counts: NDArray[np.int64], uniform: Float, n: int) -> Float:
    """Multinomial counts of each kind, float64[resamples, kinds], from uniforms of the same shape."""
    drawn = np.zeros(uniform.shape)
    left, waiting = np.full(len(uniform), float(n)), n
    for kind, count in enumerate(counts):
        drawn[:, kind] = left if count == waiting else quantiles.binomial(uniform[:, kind], left, count / waiting)
        left, waiting = left - drawn[:, kind], waiting - int(count)
    return drawn
