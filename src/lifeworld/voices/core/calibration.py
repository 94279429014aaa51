"""From scores to probabilities that mean what they say, and to thresholds that neither luck nor rarity moves much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, softmax

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]

PRIOR = 1.0
"""Weight of the prior "the score is right as it is", in squared units of slope and offset; it rules where a code is rare."""
POSITIVES_MIN = 8
"""Fewer positives than this choose no threshold; the code then needs a probability of .5."""
THRESHOLD_BOUNDS = (0.05, 0.8)


def platt(score: Float, present: Bool, prior: float = PRIOR) -> tuple[float, float]:
    """Slope and offset of the logistic curve from scores (log odds) to probabilities, shrunk to (1, 0).

    Source: Platt 1999; the prior replaces his smoothed targets. Without any score the answer is (1, 0).
    """
    target = present.astype(np.float64)

    def loss(at: Float) -> tuple[float, Float]:
        z = at[0] * score + at[1]
        wrong = expit(z) - target
        value = np.sum(np.logaddexp(0, z) - target * z) + 0.5 * prior * ((at[0] - 1) ** 2 + at[1] ** 2)
        return float(value), np.array([wrong @ score + prior * (at[0] - 1), wrong.sum() + prior * at[1]])

    slope, offset = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B").x
    return float(slope), float(offset)


def threshold(probability: Float, present: Bool) -> float:
    """The probability from which a code counts as present: the mean of three ways to choose it, each noisy by itself.

    The three are: best Krippendorff alpha on these codings (the middle of all thresholds within .03 of the best), best
    expected alpha if the probabilities are right, and as many texts called present as are. Means are of log odds.
    """
    if present.sum() < POSITIVES_MIN or present.all():
        return 0.5
    order = np.argsort(-probability, kind="stable")
    ranked = np.clip(probability[order], 1e-6, 1 - 1e-6)
    observed = _alpha_when_calling(present[order].astype(np.float64))
    expected = _alpha_when_calling(ranked)
    odds = np.log(ranked / (1 - ranked))
    between = np.append((odds[:-1] + odds[1:]) / 2, odds[-1])
    near_best = float(np.median(between[observed >= observed.max() - 0.03]))
    chosen = np.mean([near_best, between[int(expected.argmax())], between[int(present.sum()) - 1]])
    return float(np.clip(expit(chosen), *THRESHOLD_BOUNDS))


def _alpha_when_calling(present: Float) -> Float:
    """Alpha of calling the first k texts present, for every k from 1: float64[n]; ``present`` may be probabilities."""
    n = len(present)
    called, positives = np.arange(1, n + 1), present.sum()
    disagreements = 2 * (called + positives - 2 * np.cumsum(present))
    ones = positives + called
    expected = 2 * ones * (2 * n - ones)
    return np.asarray(1 - (2 * n - 1) * disagreements / np.where(expected > 0, expected, 1))


def brier(probability: Float, present: Bool) -> float:
    """Mean squared distance of probability and truth; 0 is perfect. nan without texts."""
    return float(np.mean((probability - present) ** 2)) if len(present) else float("nan")


def calibration_error(probability: Float, present: Bool, bins: int = 10) -> float:
    """Expected calibration error: mean gap of probability and observed share over bins of equally many texts.

    nan without texts. Source: Nguyen & O'Connor 2015 (adaptive bins), doi 10.18653/v1/D15-1182.
    """
    if not len(present):
        return float("nan")
    parts = np.array_split(np.argsort(probability, kind="stable"), min(bins, len(present)))
    gaps = [abs(float(probability[part].mean() - present[part].mean())) * len(part) for part in parts]
    return float(sum(gaps) / len(present))


def temperature(score: Float, label: NDArray[np.int64], prior: float = PRIOR) -> tuple[float, Float]:
    """Slope and offsets that make the soft maximum of scores [n, K] match labels 0 to K - 1, shrunk to (1, 0)."""
    k = score.shape[1]
    target = np.eye(k)[label]

    def loss(at: Float) -> tuple[float, Float]:
        share = softmax(at[0] * score + at[1:], axis=1)
        value = -np.log(np.maximum((share * target).sum(axis=1), 1e-300)).sum()
        value += 0.5 * prior * ((at[0] - 1) ** 2 + (at[1:] ** 2).sum())
        wrong = share - target
        return float(value), np.append((wrong * score).sum() + prior * (at[0] - 1), wrong.sum(axis=0) + prior * at[1:])

    found = minimize(loss, np.append(1.0, np.zeros(k)), jac=True, method="L-BFGS-B").x
    return float(found[0]), np.asarray(found[1:])
