"""A world in which nothing goes with anything: what was coded in one statement is given to another at random."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.comparison.joint import differences, drawn
from lifeworld.constellations.core.comparison.sample import Sample
from lifeworld.constellations.core.simulation.coverage import CLAIMED, Tally
from lifeworld.constellations.core.simulation.study import Simulated
from lifeworld.kit.streams import stream_keys, words
from lifeworld.voices.core.codebook import CODES

CLEAR = "clear differences"
COMPARED = (0, 2)
"""Individual-driven and socially driven customers, whose words differ most."""


def _sample(study: Simulated, present: NDArray[np.bool_], members: NDArray[np.int64]) -> Sample:
    """Statements with each code, and statements, of some customers: what a comparison of shares rests on."""
    n = len(study.crowd.key)
    top = np.stack([np.bincount(study.spoken.customer, column, n) for column in present.T], axis=1)[members]
    bottom = np.repeat(np.bincount(study.spoken.customer, minlength=n)[members, None], len(CODES), axis=1)
    prior = np.full(len(CODES), 0.5)
    return Sample(members, study.crowd.key[members], top.astype(np.float64), bottom.astype(np.float64), prior, prior,
                  np.zeros(len(CODES)), int(members[0]))


def add_differences(tally: Tally, study: Simulated, seed: int, *, shuffle: bool) -> None:
    """Which shares of statements differ clearly between two strata, by the comparison's own intervals; hits are clear ones.

    With ``shuffle`` every statement gets the codes of another one first, so every clear difference is chance.
    """
    present = study.found.probability > 0
    if shuffle:
        present = present[np.argsort(words(stream_keys(seed, 52, study.spoken.key), 1)[:, 0])]
    one, two = (drawn(_sample(study, present, np.flatnonzero(study.crowd.stratum == s)), seed) for s in COMPARED)
    found = differences(one, two, (np.full(len(CODES), -1.0), np.full(len(CODES), 1.0)))
    tally.add(CLEAR, CLAIMED, float(((found.low > 0) | (found.high < 0)).sum()), len(CODES))
