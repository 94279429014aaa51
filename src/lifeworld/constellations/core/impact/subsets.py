"""All subsets of the columns at once: what each leaves unexplained, and the Shapley weights that share the rest out.

Every column is either put into the model or not. Putting it in is one elimination step on the covariance matrix of what
is left; both branches stay side by side in one array, so that 12 columns take 12 steps instead of 4,096 regressions.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COLUMNS_MAX = 13
"""Twelve factors and one random column beside them: 8,192 subsets."""
PIVOT_MIN = 1e-8
"""A column of which the others leave less than this part of its variance adds nothing: it is collinear."""


def unexplained(covariance: Floats) -> tuple[Floats, Ints]:
    """What each subset of columns leaves of the variance of the last column, float64[2**p, D], and its rank, int64[2**p, D].

    ``covariance`` is float64[p + 1, p + 1, D], one matrix a draw, columns of variance 1 before anything was partialled
    out of them; the outcome is last. Bit k of a subset's number says whether column k is in. Collinear columns take
    nothing and do not count for the rank.
    Errors: ValueError with more than 13 columns.

    >>> left, rank = unexplained(np.array([[1.0, 0.6], [0.6, 1.0]])[:, :, None])
    >>> left[:, 0].round(2).tolist(), rank[:, 0].tolist()
    ([1.0, 0.64], [0, 1])
    """
    if len(covariance) - 1 > COLUMNS_MAX:
        raise ValueError(f"{len(covariance) - 1} columns have too many subsets; {COLUMNS_MAX} are the most")
    state, draws = covariance, covariance.shape[2]
    rank = np.zeros(draws, np.int64)
    while len(state) > 1:
        pivot, row, rest = state[0, 0], state[0, 1:], state[1:, 1:]
        good = pivot > PIVOT_MIN
        scaled = row * np.where(good, 1 / np.where(good, pivot, 1.0), 0.0)
        state = np.concatenate([rest, rest - row[:, None] * scaled[None]], axis=2)
        rank = np.concatenate([rank, rank + good])
    return state[0, 0].reshape(-1, draws), rank.reshape(-1, draws)


def shapley_weights(p: int) -> Floats:
    """Weights float64[p, 2**p] that turn the values of all subsets into the Shapley value of each column.

    Shapley 1953; on R2 the same as LMG and general dominance (Budescu 1993, doi 10.1037/0033-2909.114.3.542).

    >>> (shapley_weights(2) @ np.array([0.0, 0.4, 0.2, 0.5])).round(2).tolist()
    [0.35, 0.15]
    """
    subset = np.arange(2**p)
    member = (subset[None, :] >> np.arange(p)[:, None] & 1).astype(bool)
    size = member.sum(axis=0)
    orders = np.array([math.factorial(k) * math.factorial(p - 1 - k) / math.factorial(p) for k in range(p)])
    joins = orders[np.maximum(size - 1, 0)]
    stays = orders[np.minimum(size, p - 1)]
    return np.asarray(np.where(member, joins, -stays), np.float64)
