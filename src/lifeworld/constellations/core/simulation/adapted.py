"""What it would bring to adapt a coder's probabilities to the study: tried out on simulated studies, not done by `map`.

A coder's probabilities are calibrated where it was tested. In a study where a code is rarer they are too high, and rarer
codes take shares from the others.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import special

from lifeworld.constellations.core.simulation.coders import Coder
from lifeworld.constellations.core.simulation.coding import Found

LEAST = 0.5
"""Finds that are less likely than not after adapting are dropped."""

_EDGE = 0.005


def adapted(found: Found, coder: Coder) -> Found:
    """The same finds with their probabilities moved to this study's prevalences.

    Prevalence is Rogan & Gladen's (1978, doi 10.1093/oxfordjournals.aje.a112510) from the share that was marked and the
    coder's known rates; odds move by the ratio of odds of the prevalences (Saerens, Latinne & Decaestecker 2002, doi
    10.1162/089976602753284446).
    """
    if coder.exact:
        return found
    marked = (found.probability > 0).mean(axis=0)
    prevalence = np.clip((marked - coder.false_rate) / (coder.sensitivity - coder.false_rate), _EDGE, 1 - _EDGE)
    odds = special.logit(np.clip(found.probability.astype(np.float64), 1e-6, 1 - 1e-6))
    moved = special.expit(odds + special.logit(prevalence) - special.logit(coder.prevalence))
    return replace(found, probability=np.where((found.probability > 0) & (moved >= LEAST), moved, 0).astype(np.float32))
