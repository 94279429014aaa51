"""How concentrated contributions are: Herfindahl and Hirschman's index, effective numbers, and their bias from few customers.

Shares are of the positive contributions: partners that add nothing or take away have no share; they are counted and named beside. Source:
reference/six-factors.md, F4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
HIGH, MODERATE = 0.18, 0.10
GUIDELINE = "US merger guidelines of 2023"


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
    """The index of amounts that are known with errors: (sum of x^2 - variance) / ((sum of x)^2 - its variance), over positive amounts.

    A square is too large by its variance on average. Counts n have the variance n: then this is ``hhi_of_counts``. At least 1 / p.

    >>> round(hhi_unbiased(np.array([5.0, 2, 2, 1]), np.array([5.0, 2, 2, 1]), 10.0), 4)
    0.2667
    """
    above = amounts > 0
    x = amounts[above]
    top, bottom = float((x**2 - variance[above]).sum()), float(x.sum()) ** 2 - variance_of_sum
    if not len(x) or bottom <= 0:
        return float("nan")
    return float(np.clip(top / bottom, 1 / len(x), 1.0))


def concentrated(index: float) -> str:
    """The class of an index by the guideline of 2023 (that of 2010 drew the lines at .25 and .15).

    >>> concentrated(0.325), concentrated(0.12), concentrated(0.05)
    ('highly concentrated', 'moderately concentrated', 'not concentrated')
    """
    return "highly concentrated" if index > HIGH else "moderately concentrated" if index >= MODERATE else "not concentrated"


@dataclass(frozen=True)
class Concentration:
    """Index, effective number and Shannon's number with the ends of their intervals: (value, low, high) each; NaN where not known.

    ``raw``: the index without correction; ``n_negative``: partners with a negative contribution, who have no share.
    """

    index: tuple[float, float, float]
    number: tuple[float, float, float]
    shannon: tuple[float, float, float]
    raw: float
    n_positive: int
    n_negative: int


def concentration(phi: Floats, se: Floats, replicates: Floats, level: float) -> Concentration:
    """Concentration of contributions float64[p] with Monte Carlo errors ``se``, by their bootstrap ``replicates`` float64[B, p].

    The interval is that of the logarithm of the plain index over replicates, moved to the corrected value.
    """
    above = phi > 0
    nothing = (float("nan"),) * 3
    if not above.any():
        return Concentration(nothing, nothing, nothing, float("nan"), 0, int((phi < 0).sum()))
    off = replicates - phi
    variance = (off**2).mean(axis=0) + se**2
    of_sum = float((off[:, above].sum(axis=1) ** 2).mean())
    value = hhi_unbiased(phi, variance, of_sum)
    if np.isnan(value):
        return Concentration(nothing, nothing, nothing, float(hhi(phi)), int(above.sum()), int((phi < 0).sum()))
    index = _moved(value, hhi(replicates), level, (1 / len(phi), 1.0))
    plain, again = float(shannon_number(phi)), shannon_number(replicates)
    # Errors make amounts look more uneven; the bootstrap tells by how much.
    corrected = plain * plain / float(np.exp(np.nanmean(np.log(again))))
    shannon = _moved(float(np.clip(corrected, 1.0, len(phi))), again, level, (1.0, float(len(phi))))
    return Concentration(index, (1 / index[0], 1 / index[2], 1 / index[1]), shannon, float(hhi(phi)), int(above.sum()),
                         int((phi < 0).sum()))


def _moved(value: float, again: Floats, level: float, bounds: tuple[float, float]) -> tuple[float, float, float]:
    """The value with the spread of the logarithms of replicates around it."""
    logs = np.log(again[np.isfinite(again) & (again > 0)])
    if not len(logs):
        return value, *bounds
    ends = np.quantile(logs - logs.mean(), [(1 - level) / 2, (1 + level) / 2])
    low, high = (float(np.clip(value * np.exp(end), *bounds)) for end in ends)
    return value, min(low, value), max(high, value)
