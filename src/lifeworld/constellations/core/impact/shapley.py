"""Exact Shapley shares of R2 with a bootstrap of the rows, adjusted for what any column takes by chance.

R2 grows with every column, even a random one, so the game that is shared out is the adjusted R2 (Ezekiel): the share of a
column that goes with nothing is then 0 on average, and the shares still add up. A bootstrap repeats the upward bias of R2;
its draws are therefore centred at the adjusted share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.impact.moments import covariances, drawn_sums, partialled, products, standardised
from lifeworld.constellations.core.impact.subsets import PIVOT_MIN, shapley_weights, unexplained

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Shares:
    """What p columns share out of one outcome, each with D bootstrap draws.

    plain: float64[p], Shapley shares of R2 beyond the controls. adjusted: float64[p], the same of adjusted R2 (may lie below
    0). draws: float64[p, D] of the plain shares, too high on average. coefficient: float64[p], of the full model, in
    standard deviations; coefficient_draws: float64[p, D]. rank: how many columns say something of their own.
    n: effective rows (Kish, for weighted rows). columns: of the full model, the controls counted.
    """

    plain: Floats
    adjusted: Floats
    draws: Floats
    coefficient: Floats
    coefficient_draws: Floats
    rank: int
    n: float
    columns: int

    @property
    def r2(self) -> float:
        """R2 of all columns beyond the controls: the sum of the plain shares."""
        return float(self.plain.sum())


def adjusted_values(left: Floats, rank: NDArray[np.int64], n: float, controls: int) -> Floats:
    """Adjusted R2 of every subset beyond the controls, from what it leaves of the variance: float64[2**p, D].

    >>> adjusted_values(np.array([[1.0], [0.64]]), np.array([[0], [1]]), 10, 0).round(3).ravel().tolist()
    [0.0, 0.28]
    """
    freedom = np.maximum(n - controls - rank - 1, 1.0)
    adjusted = 1 - left * (n - 1) / freedom
    return np.asarray(adjusted - adjusted[0])


def shares_of(factors: Floats, outcome: Floats, controls: Floats, weight: Floats, keys: Keys, draws: int) -> Shares:
    """Shapley shares of ``factors`` float64[n, p] in R2 of ``outcome`` float64[n], ``controls`` float64[n, q] in every model.

    ``weight`` float64[n] are row weights; ``keys`` uint64[n] one stream a row; rows come in a canonical order.
    """
    values = standardised(np.column_stack([controls, factors, outcome]), weight).values
    sums = drawn_sums(products(values), weight, keys, draws)
    return shares_from(covariances(sums, values.shape[1]), controls.shape[1], effective_rows(weight))


def effective_rows(weight: Floats) -> float:
    """Kish's effective number of weighted rows."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def shares_from(covariance: Floats, q: int, n: float) -> Shares:
    """The same from covariances float64[q + p + 1, q + p + 1, 1 + D] of controls, factors and outcome; n effective rows."""
    state, taken = partialled(covariance, q)
    left, rank = unexplained(state)
    weights = shapley_weights(len(state) - 1)
    plain = weights @ (left[:1] - left)
    adjusted = weights @ adjusted_values(left[:, :1], rank[:, :1], n, taken)[:, 0]
    coefficient = coefficients(state)
    return Shares(
        plain[:, 0], adjusted, plain[:, 1:], coefficient[:, 0], coefficient[:, 1:], int(rank[-1, 0]), n,
        taken + int(rank[-1, 0]),
    )


def coefficients(state: Floats) -> Floats:
    """Coefficients of the full model, float64[p, D]; collinear columns share theirs (smallest norm)."""
    matrix = np.moveaxis(state[:-1, :-1], 2, 0)
    inverse = np.linalg.pinv(matrix, rcond=PIVOT_MIN, hermitian=True)
    return np.asarray(np.einsum("dij,jd->id", inverse, state[:-1, -1]))
