"""The accurate coder's last step: scores of the transformer and of the fast coder become one calibrated probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, softmax

from lifeworld.voices.core.calibration import threshold
from lifeworld.voices.core.coder import Coded
from lifeworld.voices.core.learning import N_CODES, N_HEADS, Gold

Float = NDArray[np.float64]

PRIOR = 4.0
"""Weight of the prior "three parts transformer, two parts fast coder", in squared units of the weights."""
CENTRE = (0.6, 0.4, 0.0)


@dataclass(frozen=True)
class Stack:
    """z = tuned * transformer + fast * fast coder + offset, float64[15] each; threshold float64[12] of probabilities."""

    tuned: Float
    fast: Float
    offset: Float
    threshold: Float

    def coded(self, tuned: Float, fast: Float) -> Coded:
        """What the scores float64[n, 15] of both say."""
        z = tuned * self.tuned + fast * self.fast + self.offset
        probability = expit(z[:, :N_CODES])
        share = softmax(z[:, N_CODES:], axis=1)
        label = (share.argmax(axis=1) - 1).astype(np.int8)
        return Coded(probability, probability >= self.threshold, share[:, 2] - share[:, 0], label)


def stacked(
    tuned: Float, fast: Float, gold: Gold, weight: Float, centre: tuple[float, float, float] = CENTRE
) -> Stack:
    """Weights, offsets and thresholds from scores of texts that neither model learned from; ``weight`` float64[n].

    ``centre`` is what the weights of the two are shrunk to: (1, 0, 0) and no scores of the fast coder calibrates alone.
    """
    found, thresholds = np.zeros((3, N_HEADS)), np.full(N_CODES, 0.5)
    for code in range(N_CODES):
        known = np.isfinite(gold.present[:, code])
        present = gold.present[known, code]
        found[:, code] = _logistic(tuned[known, code], fast[known, code], present, weight[known], centre)
        z = found[0, code] * tuned[known, code] + found[1, code] * fast[known, code] + found[2, code]
        whole = weight[known] >= 1
        thresholds[code] = threshold(expit(z[whole]), present[whole] > 0)
    known = np.isfinite(gold.valence)
    label = gold.valence[known].astype(np.int64) + 1
    found[:, N_CODES:] = _softmax(tuned[known, N_CODES:], fast[known, N_CODES:], label, weight[known], centre)
    return Stack(found[0], found[1], found[2], thresholds)


def _logistic(tuned: Float, fast: Float, present: Float, weight: Float, centre: tuple[float, float, float]) -> Float:
    columns = np.stack([tuned, fast, np.ones(len(tuned))])

    def loss(at: Float) -> tuple[float, Float]:
        z = at @ columns
        away = at - np.array(centre)
        value = weight @ (np.logaddexp(0, z) - present * z) + 0.5 * PRIOR * (away @ away)
        return float(value), columns @ (weight * (expit(z) - present)) + PRIOR * away

    return np.asarray(minimize(loss, np.array(centre), jac=True, method="L-BFGS-B").x)


def _softmax(tuned: Float, fast: Float, label: NDArray[np.int64], weight: Float, centre: tuple[float, float, float]) -> Float:
    """One weight for each model and three offsets: float64[3, 3]."""
    target = np.eye(3)[label]
    start = np.array([centre[0], centre[1], 0.0, 0.0, 0.0])

    def loss(at: Float) -> tuple[float, Float]:
        share = softmax(at[0] * tuned + at[1] * fast + at[2:], axis=1)
        away = at - start
        value = -weight @ np.log(np.maximum((share * target).sum(axis=1), 1e-300)) + 0.5 * PRIOR * (away @ away)
        wrong = weight[:, None] * (share - target)
        slope = np.array([(wrong * tuned).sum(), (wrong * fast).sum(), *wrong.sum(axis=0)])
        return float(value), slope + PRIOR * away

    at = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return np.stack([np.full(3, at[0]), np.full(3, at[1]), at[2:]])


def joined_codes(rows: list[NDArray[np.int64]], parts: list[Coded]) -> tuple[NDArray[np.int64], Coded]:
    """Codes of several sets of rows as those of all rows, ascending."""
    at = np.concatenate(rows)
    order = np.argsort(at)
    return at[order], Coded(*(
        np.concatenate([getattr(part, name) for part in parts])[order]
        for name in ("probability", "present", "valence", "valence_label")
    ))
