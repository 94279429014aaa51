"""From scores of heads to probabilities and presence, for few examples as for many."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from lifeworld.voices.core.calibration import platt, threshold
from lifeworld.voices.core.heads.values import Bool, Float, Int, Scaling

PRIOR = 4.0
SLOPE_MIN = 0.2
"""A few unlucky examples must not turn a score around: the slope stays at least this."""


def scaling_of(score: Float, truth: Float) -> Scaling:
    """Calibration and threshold of each code from scores float64[n, K] and truth (1, 0 or nan) of statements never learned from."""
    k = score.shape[1]
    slope, offset, at = np.ones(k), np.zeros(k), np.full(k, 0.5)
    for code in range(k):
        known = np.isfinite(truth[:, code])
        present, mine = truth[known, code] > 0, score[known, code]
        if not len(mine):
            continue
        slope[code], offset[code] = platt(mine, present, PRIOR)
        if slope[code] < SLOPE_MIN:
            share = (present.sum() + 0.5) / (len(present) + 1)
            slope[code], offset[code] = SLOPE_MIN, logit(share) - SLOPE_MIN * mine.mean()
        at[code] = threshold(expit(slope[code] * mine + offset[code]), present)
    return Scaling(slope, offset, at)


def scaled(score: Float, scaling: Scaling) -> tuple[Float, Bool]:
    """Probability and presence, [n, K] each."""
    probability = expit(score * scaling.slope + scaling.offset)
    return probability, probability >= scaling.threshold


def cross_scaled(score: Float, truth: Float, fold: Int) -> tuple[Float, Bool]:
    """Probability and presence of each row by the scaling that the other folds give; ``score`` is out of fold itself."""
    probability, called = np.zeros(score.shape), np.zeros(score.shape, np.bool_)
    for k in np.unique(fold):
        mine = fold == k
        probability[mine], called[mine] = scaled(score[mine], scaling_of(score[~mine], truth[~mine]))
    return probability, called
