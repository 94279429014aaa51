"""Quantiles and tails of common distributions by scipy.special: scipy.stats takes longer to import than a small study to map."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


def normal(p: ArrayLike) -> Any:
    """Standard normal quantile.

    >>> round(float(normal(0.95)), 4)
    1.6449
    """
    return special.ndtri(p)


def normal_tail(z: ArrayLike) -> Any:
    """Probability that a standard normal is above z."""
    return special.ndtr(-np.asarray(z, np.float64))


def student(p: ArrayLike, degrees: ArrayLike) -> Any:
    """Quantile of Student's t.

    >>> round(float(student(0.95, 9)), 3)
    1.833
    """
    return special.stdtrit(degrees, p)


def student_tail(t: ArrayLike, degrees: ArrayLike) -> Any:
    """Probability that Student's t is above t."""
    return special.stdtr(degrees, -np.asarray(t, np.float64))


def beta(p: ArrayLike, a: ArrayLike, b: ArrayLike) -> Any:
    """Quantile of Beta(a, b).

    >>> round(float(beta(0.05, 12.5, 28.5)), 3)
    0.194
    """
    return special.betaincinv(a, b, p)


def binomial(p: ArrayLike, n: ArrayLike, share: ArrayLike) -> Floats:
    """Smallest count whose cumulative probability is at least p.

    >>> binomial([0.05, 0.95], 40, 0.3).tolist()
    [7.0, 17.0]
    """
    n, given = np.asarray(n, np.float64), np.asarray(share, np.float64)
    share = np.clip(given, 1e-12, 1 - 1e-12)
    count = np.ceil(special.bdtrik(p, n, share))
    below = np.maximum(count - 1, 0)
    found = np.where(special.bdtr(below, n.astype(np.int64), share) >= np.asarray(p), below, count)
    return np.asarray(np.where(given < 1e-12, 0, np.where(given > 1 - 1e-12, n, np.clip(found, 0, n))), np.float64)


def poisson(p: ArrayLike, mean: ArrayLike) -> Floats:
    """Smallest count whose cumulative probability is at least p.

    >>> poisson([0.1, 0.9], 3.0).tolist()
    [1.0, 5.0]
    """
    count = np.ceil(special.pdtrik(p, mean))
    below = np.maximum(count - 1, 0)
    return np.asarray(np.where(special.pdtr(below, mean) >= np.asarray(p), below, count), np.float64)
