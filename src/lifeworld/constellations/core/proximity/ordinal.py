"""Proportional odds for rings: a ridge-regularised ordinal logistic regression of interval-censored distances.

A drawn ring j of k says that the distance u from the centre lies in ((j - 1)/k, j/k]. With
P(u <= c | x) = expit(theta_c + x beta) for every border c that occurs in the study, maps with different numbers of
rings share one scale and one beta, and where all maps have the same k this is the classical proportional-odds model
(McCullagh 1980). A larger x beta means closer.

Two things keep it finite: beta has a normal prior of variance ``1 / ridge``, and one pseudo-drawing is spread evenly
over the scale, so that a ring that nobody used keeps a little mass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

RIDGE = 1.0
PSEUDO_DRAWINGS = 1.0
_NEWTON_STEPS = 50
_GRADIENT_MAX = 1e-10


@dataclass(frozen=True)
class Drawings:
    """n drawn actors: ``x`` [n, p], the borders of the ring as positions ``low`` < ``high`` [n] among 0, cuts, 1."""

    x: F64
    low: I64
    high: I64
    cuts: F64


@dataclass(frozen=True)
class OrdinalFit:
    """``theta`` [m] increasing, one per cut; ``beta`` [p]; ``covariance`` [m + p, m + p] of both, in that order."""

    cuts: F64
    theta: F64
    beta: F64
    covariance: F64


@dataclass(frozen=True)
class _Parts:
    """Log-likelihood of every row and its derivatives with respect to the upper (a) and lower (b) border."""

    value: F64
    a: F64
    b: F64
    aa: F64
    bb: F64
    ab: F64


def drawings(x: F64, ring: I64, rings: I64) -> Drawings:
    """Rings on the common scale of 0 (centre) to 1 (rim); ``ring`` and ``rings`` [n], rings >= 2."""
    sizes = np.unique(rings)
    cuts = np.unique(np.concatenate([np.round(np.arange(1, k) / k, 12) for k in sizes.tolist()]))
    borders = np.concatenate([[0.0], cuts, [1.0]])
    low = np.searchsorted(borders, np.round((ring - 1) / rings, 12))
    high = np.searchsorted(borders, np.round(ring / rings, 12))
    return Drawings(x, low.astype(np.int64), high.astype(np.int64), cuts)


def _parts(theta: F64, beta: F64, data: Drawings) -> _Parts:
    """Of log(expit(a) - expit(b)), written as log expit(a) + log expit(-b) + log(1 - e^(b - a)) to lose no digits."""
    borders, score = np.concatenate([[-np.inf], theta, [np.inf]]), data.x @ beta
    upper_border, lower_border = borders[data.high], borders[data.low]
    a, b, gap = upper_border + score, lower_border + score, upper_border - lower_border
    with np.errstate(over="ignore"):
        inverse = 1.0 / np.expm1(gap)
    curve = inverse * (1.0 + inverse)
    upper, lower = expit(a), expit(b)
    return _Parts(
        value=-np.logaddexp(0.0, -a) - np.logaddexp(0.0, b) + np.log1p(-np.exp(-gap)),
        a=expit(-a) + inverse, b=-lower - inverse,
        aa=-upper * expit(-a) - curve, bb=-lower * expit(-b) - curve, ab=curve,
    )


def _theta_sums(data: Drawings, at_low: F64, at_high: F64) -> F64:
    """Row values added up by the cut they belong to, [m]; the ends of the scale are no cuts."""
    ends = data.cuts.size + 2
    return (np.bincount(data.high, at_high, ends) + np.bincount(data.low, at_low, ends))[1:-1].astype(np.float64)


def _pseudo(data: Drawings) -> tuple[Drawings, F64]:
    """The pseudo-drawing: every cell of the scale, at the mean of all features, with its width as weight."""
    cells = np.arange(data.cuts.size + 1, dtype=np.int64)
    weight = PSEUDO_DRAWINGS * np.diff(np.concatenate([[0.0], data.cuts, [1.0]]))
    return Drawings(np.zeros((cells.size, data.x.shape[1])), cells, cells + 1, data.cuts), weight


def penalised(theta: F64, beta: F64, data: Drawings, ridge: float = RIDGE) -> tuple[float, F64]:
    """The penalised negative log-likelihood and its gradient with respect to (theta, beta), [m + p]."""
    pseudo, weight = _pseudo(data)
    rows, prior = _parts(theta, beta, data), _parts(theta, beta, pseudo)
    value = -rows.value.sum() - weight @ prior.value + ridge * (beta @ beta) / 2.0
    slope = _theta_sums(data, rows.b, rows.a) + _theta_sums(pseudo, weight * prior.b, weight * prior.a)
    return float(value), np.concatenate([-slope, ridge * beta - data.x.T @ (rows.a + rows.b)])


def _information(parts: _Parts, weight: F64, data: Drawings) -> F64:
    """Observed information of weighted rows about (theta, beta), [m + p, m + p]."""
    aa, bb, ab = weight * parts.aa, weight * parts.bb, weight * parts.ab
    x, low, high, m = data.x, data.low, data.high, data.cuts.size
    p = x.shape[1]
    info = np.zeros((m + 2 + p, m + 2 + p))
    info[np.arange(m + 2), np.arange(m + 2)] = np.bincount(high, aa, m + 2) + np.bincount(low, bb, m + 2)
    pairs = np.bincount(low * (m + 2) + high, ab, (m + 2) ** 2).reshape(m + 2, m + 2)
    info[: m + 2, : m + 2] += pairs + pairs.T
    for c in range(1, m + 1):
        at_high, at_low = high == c, low == c
        info[c, m + 2 :] = (aa + ab)[at_high] @ x[at_high] + (bb + ab)[at_low] @ x[at_low]
    info[m + 2 :, : m + 2] = info[: m + 2, m + 2 :].T
    info[m + 2 :, m + 2 :] = x.T @ ((aa + bb + 2.0 * ab)[:, None] * x)
    kept = np.r_[1 : m + 1, m + 2 : m + 2 + p]
    result: F64 = -info[np.ix_(kept, kept)]
    return result


def _informations(theta: F64, beta: F64, data: Drawings, ridge: float) -> tuple[F64, F64]:
    """Information in the drawings, and in the prior."""
    pseudo, weight = _pseudo(data)
    drawn = _information(_parts(theta, beta, data), np.ones(data.low.size), data)
    flat = _information(_parts(theta, beta, pseudo), weight, pseudo)
    return drawn, flat + np.diag(np.concatenate([np.zeros(theta.size), np.full(beta.size, ridge)]))


def _search(data: Drawings, ridge: float) -> tuple[F64, F64]:
    """L-BFGS over (first threshold, logs of the gaps, beta): any such vector has ordered thresholds."""
    m, p = data.cuts.size, data.x.shape[1]

    def unpacked(packed: F64) -> tuple[F64, F64]:
        return np.cumsum(np.concatenate([packed[:1], np.exp(packed[1:m])])), packed[m:]

    def objective(packed: F64) -> tuple[float, F64]:
        theta, beta = unpacked(packed)
        value, slope = penalised(theta, beta, data, ridge)
        tails = np.cumsum(slope[:m][::-1])[::-1]
        return value, np.concatenate([tails[:1], tails[1:] * np.exp(packed[1:m]), slope[m:]])

    start = np.log(data.cuts / (1.0 - data.cuts))
    first = np.concatenate([start[:1], np.log(np.diff(start)), np.zeros(p)])
    found = minimize(objective, first, jac=True, method="L-BFGS-B", options={"maxiter": 1000, "maxcor": 30})
    return unpacked(found.x)


def _polished(theta: F64, beta: F64, data: Drawings, ridge: float) -> tuple[F64, F64]:
    """Newton steps to the exact optimum (the objective is convex), so that rounding does not decide where to stop."""
    m = theta.size
    value, slope = penalised(theta, beta, data, ridge)
    for _ in range(_NEWTON_STEPS):
        if np.abs(slope).max() < _GRADIENT_MAX:
            break
        drawn, prior = _informations(theta, beta, data, ridge)
        step = np.linalg.solve(drawn + prior, slope)
        length = 1.0
        while length > 1e-6:
            new_theta, new_beta = theta - length * step[:m], beta - length * step[m:]
            if (np.diff(new_theta) > 0).all():
                new_value, new_slope = penalised(new_theta, new_beta, data, ridge)
                if new_value <= value + 1e-12 * abs(value):
                    break
            length /= 2.0
        else:
            break
        theta, beta, value, slope = new_theta, new_beta, new_value, new_slope
    return theta, beta


def _customer_scores(theta: F64, beta: F64, data: Drawings, customer: I64) -> F64:
    """Gradient of each customer's log-likelihood, [customers, m + p]."""
    n, m = int(customer.max()) + 1, theta.size
    rows = _parts(theta, beta, data)
    cells = n * (m + 2)
    by_cut = np.bincount(customer * (m + 2) + data.high, rows.a, cells)
    by_cut += np.bincount(customer * (m + 2) + data.low, rows.b, cells)
    slopes = (rows.a + rows.b)[:, None] * data.x
    by_feature = [np.bincount(customer, slopes[:, j], n) for j in range(beta.size)]
    return np.column_stack([by_cut.reshape(n, m + 2)[:, 1:-1], *by_feature])


def fit(data: Drawings, customer: I64, ridge: float = RIDGE) -> OrdinalFit:
    """Thresholds, slopes and their covariance; ``customer`` [n] are codes 0 .. G-1, G >= 2.

    The covariance is a Laplace approximation that is robust to clusters: with H = J + R (information of the drawings
    and of the prior) it is H^-1 (M + R) H^-1, M = G / (G - 1) times the sum of the outer products of the customers'
    scores. Where actors of one customer are independent M is about J and this is the usual H^-1; where they are alike M
    and the covariance are larger, because the customer is the sampling unit. What no drawing informs keeps the prior's
    variance.
    """
    theta, beta = _polished(*_search(data, ridge), data, ridge)
    drawn, prior = _informations(theta, beta, data, ridge)
    scores = _customer_scores(theta, beta, data, customer)
    between = scores.T @ scores * (scores.shape[0] / max(scores.shape[0] - 1, 1))
    bread = np.linalg.inv(drawn + prior)
    covariance = bread @ (between + prior) @ bread
    return OrdinalFit(data.cuts, theta, beta, (covariance + covariance.T) / 2.0)
