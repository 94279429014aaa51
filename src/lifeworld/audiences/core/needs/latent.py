"""Latent classes of answers from 1 to 5 (Lazarsfeld & Henry 1968; EM as in Linzer & Lewis 2011, doi 10.18637/jss.v042.i10).

An answer that was not given adds nothing: it is unknown, not average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.streams import stream_keys, uniforms

Floats = NDArray[np.float64]
LEVELS = 5
STEPS_MAX, CLOSE = 500, 1e-7
PRIOR = 0.2
"""Pseudo-answers in each cell of (class, outcome, level): no level becomes impossible."""


@dataclass(frozen=True, eq=False)
class Classes:
    """``weight`` float[k] adds up to 1; ``answers`` float[k, outcomes, 5] are shares of levels; ``likelihood`` is the log-likelihood."""

    weight: Floats
    answers: Floats
    likelihood: float

    def parameters(self) -> int:
        """Free parameters."""
        k, outcomes, levels = self.answers.shape
        return int(k - 1 + k * outcomes * (levels - 1))

    def bic(self, n: float) -> float:
        """Bayesian information criterion over ``n`` customers: smaller is better."""
        return float(np.log(max(n, 1.0)) * self.parameters() - 2 * self.likelihood)


def indicator(answers: NDArray[np.int_]) -> Floats:
    """Answers int[n, outcomes] from 1 to 5, 0 unknown, as float[n, outcomes * 5] of 0 and 1.

    >>> indicator(np.array([[2, 0]])).reshape(2, 5).tolist()
    [[0.0, 1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]]
    """
    return np.asarray((answers[:, :, None] == np.arange(1, LEVELS + 1)).reshape(len(answers), -1), np.float64)


def responsibilities(given: Floats, classes: Classes) -> tuple[Floats, Floats]:
    """P(class | answers) float[n, k] and the log-likelihood of each customer float[n]."""
    k = len(classes.weight)
    joint = given @ np.log(classes.answers.reshape(k, -1)).T + np.log(classes.weight)
    top = joint.max(axis=1, keepdims=True)
    each = top[:, 0] + np.log(np.exp(joint - top).sum(axis=1))
    return np.exp(joint - each[:, None]), each


def _from(responsible: Floats, given: Floats, weights: Floats) -> Classes:
    """The classes that responsibilities make; the likelihood is filled in by whoever looks."""
    shared = responsible * weights[:, None]
    mass = shared.sum(axis=0)
    counts = (shared.T @ given).reshape(len(mass), -1, LEVELS) + PRIOR
    return Classes((mass + PRIOR) / (mass.sum() + PRIOR * len(mass)), counts / counts.sum(axis=2, keepdims=True), -np.inf)


def climb(given: Floats, weights: Floats, start: Floats) -> Classes:
    """EM from responsibilities float[n, k] to a top of the likelihood; ``weights`` float[n] count customers more than once or not."""
    classes, before = _from(start, given, weights), -np.inf
    for _ in range(STEPS_MAX):
        responsible, each = responsibilities(given, classes)
        likelihood = float(each @ weights)
        if likelihood - before < CLOSE * max(1.0, abs(likelihood)):
            break
        before, classes = likelihood, _from(responsible, given, weights)
    return Classes(classes.weight, classes.answers, float(responsibilities(given, classes)[1] @ weights))


def best(given: Floats, weights: Floats, customer: NDArray[np.uint64], k: int, *, seed: int, starts: int) -> Classes:
    """The best of ``starts`` climbs; where each begins hangs on (seed, k, start, customer), not on the order of the rows."""
    climbs = []
    for start in range(starts if k > 1 else 1):
        draws = uniforms(stream_keys(seed, k, start, customer), k)
        begin = np.exp(3 * draws)
        climbs.append(climb(given, weights, begin / begin.sum(axis=1, keepdims=True)))
    return max(climbs, key=lambda one: one.likelihood)
