"""How concentrated contributions are: Herfindahl and Hirschman's index, effective numbers, and their bias from few customers.

Shares are of contributions: partners that are said to take away have no share; they are counted and named beside. What errors add is taken
out of sums over all others, with their signs: the errors of partners that add nothing are as often below 0 as above, so that nobody has a
share by chance alone. The interval is Fieller's, of the ratio of two sums; where all contributions together cannot be told from 0, nothing
is known. Source: reference/six-factors.md, F4; Fieller 1954 (doi 10.1111/j.2517-6161.1954.tb00159.x).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
HIGH, MODERATE = 0.18, 0.10
GUIDELINE = "US merger guidelines of 2023"
DOUBTFUL = 0.1
"""Part of all contributions that partners may have who cannot be told from those that add nothing, where Shannon's number is told."""
Ends = tuple[float, float, float]
_UNKNOWN: Ends = (float("nan"),) * 3


def shares(amounts: ArrayLike) -> Floats:
    """Shares of the positive part of amounts, float64[..., p]; NaN where nothing is positive."""
    positive = np.maximum(np.asarray(amounts, np.float64), 0.0)
    return ratio(positive, positive.sum(axis=-1, keepdims=True))


def hhi(amounts: ArrayLike) -> Floats:
    """Sum of squared shares, float64[...]: 1 where one has all, 1 / p where all have the same.

    >>> float(hhi([50, 20, 15, 10, 5]).round(3)), float((1 / hhi([50, 20, 15, 10, 5])).round(2))
    (0.325, 3.08)
    """
    return np.asarray((shares(amounts) ** 2).sum(axis=-1))


def hhi_of_counts(counts: ArrayLike) -> float:
    """The index without bias, from counts n of N: sum of n (n - 1) / (N (N - 1)).

    >>> round(hhi_of_counts([5, 2, 2, 1]), 4)
    0.2667
    """
    n = np.asarray(counts, np.float64)
    whole = float(n.sum())
    return float((n * (n - 1)).sum()) / (whole * (whole - 1))


def shannon_number(amounts: ArrayLike) -> Floats:
    """Exp of Shannon's entropy of the shares: how many equal ones would be as diverse, float64[...].

    >>> float(shannon_number([50, 20, 15, 10, 5]).round(2))
    3.79
    """
    part = shares(amounts)
    logs = np.log(part, out=np.zeros_like(part), where=part > 0)
    return np.asarray(np.exp(-(part * logs).sum(axis=-1)))


def hhi_unbiased(amounts: Floats, variance: Floats, variance_of_sum: float) -> float:
    """The index of amounts that are known with errors: (sum of x^2 - variance) / ((sum of x)^2 - its variance), over all amounts.

    A square is too large by its variance on average. Counts n have the variance n: then this is ``hhi_of_counts``. From 1 / p to 1; NaN
    where the sum is nothing beside its errors.

    >>> round(hhi_unbiased(np.array([5.0, 2, 2, 1]), np.array([5.0, 2, 2, 1]), 10.0), 4)
    0.2667
    """
    top, bottom = float((amounts**2 - variance).sum()), float(amounts.sum()) ** 2 - variance_of_sum
    if bottom <= 0 or amounts.sum() <= 0:
        return float("nan")
    return float(np.clip(top / bottom, 1 / len(amounts), 1.0))


def concentrated(index: float) -> str:
    """The class of an index by the guideline of 2023 (that of 2010 drew the lines at .25 and .15).

    >>> concentrated(0.325), concentrated(0.12), concentrated(0.05)
    ('highly concentrated', 'moderately concentrated', 'not concentrated')
    """
    return "highly concentrated" if index > HIGH else "moderately concentrated" if index >= MODERATE else "not concentrated"


@dataclass(frozen=True)
class Concentration:
    """Index, effective number and Shannon's number with the ends of their intervals: (value, low, high) each; NaN where not known.

    ``raw``: the index of positive contributions without correction; ``n_positive`` and ``n_negative``: partners above and below 0.
    """

    index: Ends
    number: Ends
    shannon: Ends
    raw: float
    n_positive: int
    n_negative: int


def concentration(phi: Floats, se: Floats, replicates: Floats, level: float, taking: NDArray[np.bool_] | None = None) -> Concentration:
    """Concentration of contributions float64[p] with Monte Carlo errors ``se``, by their bootstrap ``replicates`` float64[B, p].

    ``taking``: bool[p], partners who are said to take away, and so have no share.
    """
    kept = np.ones(len(phi), np.bool_) if taking is None else ~taking
    index = _index(phi[kept], se[kept], replicates[:, kept], level)
    shannon = _shannon(phi[kept], se[kept], replicates[:, kept], level) if index[0] == index[0] else _UNKNOWN
    value, low, high = index
    number = (1 / value, 1 / high, 1 / low)
    raw = float(hhi(phi)) if (phi > 0).any() else float("nan")
    return Concentration(index, number, shannon, raw, int((phi > 0).sum()), int((phi < 0).sum()))


def _index(phi: Floats, se: Floats, replicates: Floats, level: float) -> Ends:
    """The index with its interval; NaN where the sum of contributions may be 0."""
    off = replicates - phi
    variance = (off**2).mean(axis=0) + se**2
    of_sum = float((off.sum(axis=1) ** 2).mean()) if len(phi) else 0.0
    value = hhi_unbiased(phi, variance, of_sum) if len(phi) else float("nan")
    if np.isnan(value):
        return _UNKNOWN
    top, bottom = float((phi**2 - variance).sum()), float(phi.sum()) ** 2 - of_sum
    again = np.stack([(replicates**2).sum(axis=1), replicates.sum(axis=1) ** 2])
    spread = np.cov(again, bias=True)
    orders = 4 * float((phi**2 * se**2).sum()) + 2 * float((se**4).sum())
    ends = fieller(top, bottom, float(spread[0, 0]) + orders, float(spread[1, 1]), float(spread[0, 1]), level)
    if ends is None:
        return _UNKNOWN
    low, high = (float(np.clip(end, 1 / len(phi), 1.0)) for end in ends)
    return value, min(low, value), max(high, value)


def fieller(top: float, bottom: float, of_top: float, of_bottom: float, both: float, level: float) -> tuple[float, float] | None:
    """Ends of the interval of top / bottom from their variances and covariance; None where the bottom may be 0.

    >>> fieller(2.0, 4.0, 0.0, 0.0, 0.0, 0.9), fieller(2.0, 4.0, 1.0, 9.0, 0.0, 0.9)
    ((0.5, 0.5), None)
    """
    z = float(quantiles.normal((1 + level) / 2))
    a, b, c = bottom**2 - z**2 * of_bottom, top * bottom - z**2 * both, top**2 - z**2 * of_top
    if a <= 0:
        return None
    reach = float(np.sqrt(max(b**2 - a * c, 0.0)))
    return (b - reach) / a, (b + reach) / a


def _shannon(phi: Floats, se: Floats, replicates: Floats, level: float) -> Ends:
    """Shannon's number; NaN where partners whose contributions cannot be told from 0 may have more than ``DOUBTFUL`` of all.

    Errors make amounts look more uneven; the bootstrap tells by how much.
    """
    reach = float(quantiles.normal((1 + level) / 2)) * np.sqrt(((replicates - phi) ** 2).mean(axis=0) + se**2)
    doubtful = phi <= reach
    if np.maximum(phi + reach, 0.0)[doubtful].sum() > DOUBTFUL * phi.sum():
        return _UNKNOWN
    plain, again = float(shannon_number(phi)), shannon_number(replicates)
    corrected = plain * plain / float(np.exp(np.nanmean(np.log(again))))
    return _moved(float(np.clip(corrected, 1.0, len(phi))), again, level, (1.0, float(len(phi))))


def _moved(value: float, again: Floats, level: float, bounds: tuple[float, float]) -> tuple[float, float, float]:
    """The value with the spread of the logarithms of replicates around it."""
    logs = np.log(again[np.isfinite(again) & (again > 0)])
    if not len(logs):
        return value, *bounds
    ends = np.quantile(logs - logs.mean(), [(1 - level) / 2, (1 + level) / 2])
    low, high = (float(np.clip(value * np.exp(end), *bounds)) for end in ends)
    return value, min(low, value), max(high, value)
