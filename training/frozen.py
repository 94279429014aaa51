"""The comparison without fine-tuning: the base model's mean vector of a text, and logistic regressions on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lifeworld.voices.core.learning import Gold, Settings, fit_heads
from training.fit import lower
from training.nested import SINGLE, Held
from training.tower import LAYERS

SCALE = 10.0
"""Vectors have length 1; longer ones are penalised less."""


def frozen_scores(
    ids: Sequence[NDArray[np.int64]], folder: Path, kept: NDArray[np.int64], gold: Gold, fold: NDArray[np.int64]
) -> dict[Held, NDArray[np.float64]]:
    """Scores of all texts, float64[n, 15], without each fold; ``ids`` are of the texts alone, ``kept`` the vocabulary's rows."""
    states = lower(ids, folder, kept, LAYERS)
    sums = np.add.reduceat(states.state.float().numpy(), states.ptr[:-1], axis=0)
    vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    matrix = sparse.csr_matrix((vectors - vectors.mean(axis=0)) * SCALE)
    found = {}
    for held in SINGLE:
        chosen = np.flatnonzero(~np.isin(fold, held))
        weights = fit_heads(matrix[chosen], gold.rows(chosen), Settings())
        found[held] = np.asarray(matrix @ weights[:-1] + weights[-1])
    return found
