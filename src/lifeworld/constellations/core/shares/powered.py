"""Prediction-powered share: the model's share less its mean error in the human sample, as far as the model is worth it.

theta = lam * mean F of all + mean(Y - lam * F) of the sample, with the lam of smallest variance (PPI++: Angelopoulos, Duchi & Zrnic
2023, arXiv 2311.01453); with lam = 0 people alone count. Inside labels it is the same idea as predictive values, and with
few positives its interval is worse; it stands beside them, and is right for means of numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.shares.counted import FOUND, Counted
from lifeworld.constellations.core.shares.predictive import Drawn, ends, right_draws
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]


def _raised(sample: Counted) -> Floats:
    """How many statements stand behind one coded statement of each label: float64[2]."""
    return np.asarray(ratio(sample.customers @ sample.statements, sample.coded.sum(axis=0), unknown=0.0))


def people_share(sample: Counted, found: Drawn, seed: int) -> Interval:
    """The share that people alone find: the coded statements, each weighed by the inverse of its probability."""
    raised = _raised(sample)
    right = right_draws(sample, found.weights, seed)
    drawn = found.weights.T @ sample.coded * raised
    value = float(ratio(np.array([sample.right.sum(axis=0) @ raised]), np.array([sample.coded.sum(axis=0) @ raised]))[0])
    draws = (drawn * right).sum(axis=1) / np.maximum(drawn.sum(axis=1), 1e-300)
    return ends(value, draws, found.coded)


def powered_share(sample: Counted, found: Drawn) -> Interval:
    """PPI++ on the labels, its draws weighing customers as everywhere; no prior, so it fails where positives are few."""
    raised = _raised(sample)
    weights = np.column_stack([sample.customers, found.weights])
    coded, right = weights.T @ sample.coded * raised, weights.T @ sample.right * raised
    total = coded.sum(axis=1)
    y, f, both = right.sum(axis=1) / total, coded[:, FOUND] / total, right[:, FOUND] / total
    spread = f * (1 - f)
    part = total[0] and sample.pairs.sum() / sample.n_statements
    lam = np.clip(ratio(both - y * f, spread, unknown=0.0) / (1 + part), 0.0, 1.0)[0]
    everywhere = weights.T @ sample.statements
    model = everywhere[:, FOUND] / everywhere.sum(axis=1)
    theta = lam * model + y - lam * f
    return ends(float(theta[0]), theta[1:], found.coded)
