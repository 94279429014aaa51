"""Whether a coder agrees with another one better than somebody would who guesses at the same rate, code by code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from lifeworld.kit import quantiles
from lifeworld.voices.core.agreement.tables import pair_table

SURE = 0.05
"""A table that could not get below this probability with perfect agreement tells nothing."""


def guessing(first: NDArray[np.integer], second: NDArray[np.integer], clusters: NDArray[np.integer] | None = None) -> float | None:
    """Probability of as much agreement or more if the two coders' findings were independent; None where it cannot be told.

    ``first`` and ``second`` int[units]: 1, 0 or MISSING; ``clusters`` int[units]: customers (each unit its own when None). The
    larger of two one-sided probabilities: Fisher's exact one, and that of the covariance with a variance over clusters, because
    sentences of one customer are not independent. Small means: not guessing. Source of the idea: Chew et al. 2023, LACA,
    arXiv 2306.14924 (a test of randomness for each code).

    >>> a = np.array([1] * 20 + [0] * 20)
    >>> guessing(a, a) < 1e-9, round(guessing(a, np.tile([0, 1], 20)), 2), guessing(a[18:22], a[18:22])
    (True, 0.62, None)
    """
    both, only_first, only_second, neither = pair_table(first, second)
    n, k, m = both + only_first + only_second + neither, both + only_first, both + only_second
    if not 0 < k < n or not 0 < m < n or _at_least(min(k, m), n, k, m) > SURE:
        return None
    exact = _at_least(both, n, k, m)
    judged = (first >= 0) & (second >= 0)
    a, b = (first[judged] > 0).astype(np.float64), (second[judged] > 0).astype(np.float64)
    product = (a - a.mean()) * (b - b.mean())
    if clusters is None:
        return exact
    sums = np.bincount(np.unique(clusters[judged], return_inverse=True)[1].ravel(), weights=product)
    spread = float(np.sqrt((sums * sums).sum()))
    degrees = max(len(sums) - 1, 1)
    clustered = float(quantiles.student_tail(product.sum() / spread, degrees)) if spread > 0 else 1.0
    return max(exact, clustered)


def _at_least(x: int, n: int, k: int, m: int) -> float:
    """P(X >= x) of the hypergeometric distribution: m draws from n units of which k are present."""
    values = np.arange(max(0, m - (n - k)), min(k, m) + 1)
    logs = _log_choose(k, values) + _log_choose(n - k, m - values) - _log_choose(n, np.array([m]))
    return float(min(1.0, np.exp(logs[values >= x]).sum()))


def _log_choose(n: int, k: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))
