"""Rank correlations of many pairs of columns at once: Kendall's tau-b, its top-weighted form, and Spearman's coefficient.

Discordant pairs are inversions of the second ranks once rows are in order of the first. They are counted bit by bit of the ranks, from the
highest: among ranks that agree so far, every one before a zero that stands with a one is an inversion. That is O(n log n) for each row of a
matrix, and all rows go together. Equal to scipy's ``kendalltau``, ``weightedtau`` and ``spearmanr`` (tests).

Sources: Knight 1966, doi 10.1080/01621459.1966.10480879; Vigna 2015, doi 10.1145/2736277.2741088 (additive hyperbolic weights).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
Ranks = NDArray[np.int64]


def tau_b(x: ArrayLike, y: ArrayLike) -> Floats:
    """Kendall's tau-b of each row of x and y, float64[rows]; NaN where all values of one are the same.

    >>> tau_b([[12, 2, 1, 12, 2]], [[1, 4, 7, 1, 0]]).round(4).tolist()
    [-0.4714]
    """
    a, b = _rows(x, y)
    n = a.shape[1]
    order = np.lexsort((b, a), axis=-1)
    xs, ranks = np.take_along_axis(a, order, 1), np.take_along_axis(dense_ranks(b), order, 1)
    pairs = n * (n - 1) / 2
    tied_x, tied_y = _tied(xs), _tied(np.sort(b, axis=1))
    tied_both = _tied(xs, ranks)
    concordance = pairs - tied_x - tied_y + tied_both - 2 * inversions(ranks, None)
    return _ratio(concordance, pairs - tied_x, pairs - tied_y)


def weighted_tau(x: ArrayLike, y: ArrayLike) -> Floats:
    """Kendall's tau weighted for the top, float64[rows]: a pair weighs 1 / (rank + 1) of each of its members, ranks from the largest.

    Ranks are by x with y for ties, and by y with x for ties; the mean of both.

    >>> weighted_tau([[12, 2, 1, 12, 2]], [[1, 4, 7, 1, 0]]).round(4).tolist()
    [-0.5669]
    """
    a, b = _rows(x, y)
    return (_weighted(a, b) + _weighted(b, a)) / 2


def _weighted(a: Floats, b: Floats) -> Floats:
    """Ranks by ``a`` from the largest; ties by ``b``."""
    n = a.shape[1]
    order = np.lexsort((b, a), axis=-1)
    xs, ranks = np.take_along_axis(a, order, 1), np.take_along_axis(dense_ranks(b), order, 1)
    weight = np.broadcast_to(1.0 / (n - np.arange(n)), a.shape)  # ascending: the last is the first
    by_y = np.argsort(ranks, axis=1, kind="stable")
    whole = weight.sum(axis=1) * (n - 1)
    tied_x, tied_both = _tied_weight(xs, weight), _tied_weight(xs, weight, ranks)
    tied_y = _tied_weight(np.take_along_axis(ranks, by_y, 1), np.take_along_axis(weight, by_y, 1))
    concordance = whole - tied_x - tied_y + tied_both - 2 * inversions(ranks, weight)
    least = 1e-12 * whole  # what is tied sums to the whole only up to rounding
    return _ratio(concordance, *(np.where(one > least, one, 0.0) for one in (whole - tied_x, whole - tied_y)))


def spearman(x: ArrayLike, y: ArrayLike) -> Floats:
    """Spearman's coefficient of each row, ties at their mean rank, float64[rows]; NaN where all values of one are the same.

    >>> spearman([[1, 2, 3, 4, 5]], [[5, 6, 7, 8, 7]]).round(4).tolist()
    [0.8208]
    """
    a, b = (mean_ranks(one) for one in _rows(x, y))
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    return ratio((a * b).sum(axis=1), np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1)))


def inversions(ranks: Ranks, weight: Floats | None) -> Floats:
    """Pairs i < j with ranks[i] > ranks[j] in each row, float64[rows]; with ``weight`` [rows, n], the sum of the weights of both members.

    >>> inversions(np.array([[3, 1, 2, 0]]), None).tolist(), inversions(np.array([[1, 0]]), np.array([[0.5, 2.0]])).tolist()
    ([5.0], [2.5])
    """
    rows, n = ranks.shape
    found = np.zeros(rows)
    if n < 2:
        return found
    now = ranks.astype(np.int32)
    each = None if weight is None else np.asarray(weight, np.float64)
    place = np.arange(n, dtype=np.int32)
    for bit in range(int(now.max()).bit_length() - 1, -1, -1):
        one = (now >> bit) & 1
        group = now >> (bit + 1)
        begins = np.maximum.accumulate(np.where(np.diff(group, prepend=-1, axis=1) != 0, place, 0), axis=1)
        before = np.cumsum(one, axis=1, dtype=np.int32) - one
        before -= np.take_along_axis(before, begins, 1)  # ones before in the same group
        if each is None:
            found += (before * (1 - one)).sum(axis=1)
        else:
            heavy = np.cumsum(one * each, axis=1) - one * each
            heavy -= np.take_along_axis(heavy, begins, 1)
            found += ((before * each + heavy) * (1 - one)).sum(axis=1)
        if bit:
            order = np.argsort((now >> bit).astype(np.int16 if n < 2**15 else np.int32), axis=1, kind="stable")
            now = np.take_along_axis(now, order, 1)
            each = None if each is None else np.take_along_axis(each, order, 1)
    return found


def dense_ranks(values: Floats) -> Ranks:
    """Ranks of each row from 0, equal values alike and no number left out, int64[rows, n]."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, 1)
    steps = np.cumsum(np.diff(ordered, axis=1, prepend=ordered[:, :1]) != 0, axis=1)
    ranks = np.empty(values.shape, np.int64)
    np.put_along_axis(ranks, order, steps, 1)
    return ranks


def mean_ranks(values: Floats) -> Floats:
    """Ranks of each row from 1, equal values at the mean of their places, float64[rows, n]."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, 1)
    first, last = _runs(ordered)
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, 1)
    return ranks


@dataclass(frozen=True)
class Correlations:
    """The three coefficients, float64[rows] each."""

    tau: Floats
    spearman: Floats
    weighted: Floats


def correlations(x: ArrayLike, y: ArrayLike) -> Correlations:
    """All three."""
    return Correlations(tau_b(x, y), spearman(x, y), weighted_tau(x, y))


def _ratio(concordance: Floats, x: Floats, y: Floats) -> Floats:
    return np.asarray(np.clip(ratio(concordance, np.sqrt(x) * np.sqrt(y)), -1.0, 1.0), np.float64)


def _rows(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    return np.atleast_2d(np.asarray(x, np.float64)), np.atleast_2d(np.asarray(y, np.float64))


def _runs(ordered: NDArray[np.generic], beside: NDArray[np.generic] | None = None) -> tuple[Ranks, Ranks]:
    """First and last place of the run of equal values (equal in both) that each place is in: int64[rows, n] each; rows in order."""
    n = ordered.shape[1]
    new = np.ones(ordered.shape, np.bool_)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    if beside is not None:
        new[:, 1:] |= beside[:, 1:] != beside[:, :-1]
    place = np.broadcast_to(np.arange(n), ordered.shape)
    ends = np.ones(ordered.shape, np.bool_)
    ends[:, :-1] = new[:, 1:]
    first = np.maximum.accumulate(np.where(new, place, 0), axis=1)
    last = np.minimum.accumulate(np.where(ends, place, n)[:, ::-1], axis=1)[:, ::-1]
    return first, last


def _tied(ordered: NDArray[np.generic], beside: NDArray[np.generic] | None = None) -> Floats:
    """Pairs of equal values in each row, which is in order."""
    first, _ = _runs(ordered, beside)
    return np.asarray((np.arange(ordered.shape[1]) - first).sum(axis=1), np.float64)


def _tied_weight(ordered: NDArray[np.generic], weight: Floats, beside: NDArray[np.generic] | None = None) -> Floats:
    """Weights of both members of pairs of equal values, summed in each row."""
    first, last = _runs(ordered, beside)
    return np.asarray((weight * (last - first)).sum(axis=1), np.float64)
