"""Simulated outcomes whose coefficients are known, coded by a model that errs: how far its errors pull them towards 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from lifeworld.constellations.core.shares.design import drawn, inclusion
from lifeworld.constellations.core.shares.drivers import Coded
from lifeworld.kit.streams import stream_keys, uniforms

Floats = NDArray[np.float64]

SLOPES = np.array([0.5, -0.3, 0.2, 0.0])
"""What each code adds to the outcome, in standard deviations of the code and of the noise."""
PREVALENCE = np.array([0.4, 0.3, 0.2, 0.3])
ALIKE = 0.3
"""Correlation of the inclinations to any two codes."""


def expected() -> tuple[Floats, float]:
    """Coefficients beside all codes in standard deviations of both, and R2, of endless statements that people coded.

    Correlations of codes are reckoned from a million statements.
    """
    codes = _codes(stream_keys(0, 301, np.arange(1_000_000, dtype=np.uint64)))
    z = (codes - codes.mean(axis=0)) / codes.std(axis=0)
    explained = float(np.var(z @ SLOPES))
    return SLOPES / np.sqrt(explained + 1), explained / (explained + 1)


def _codes(keys: NDArray[np.uint64]) -> Floats:
    u = special.ndtri(uniforms(stream_keys(302, keys), len(SLOPES) + 1))
    return np.asarray(np.sqrt(1 - ALIKE) * u[:, 1:] + np.sqrt(ALIKE) * u[:, :1] < special.ndtri(PREVALENCE), np.float64)


def outcomes(statements: int, budget: int, sensitivity: float, specificity: float, seed: int, study: int) -> Coded:
    """One study of single statements with an outcome: ``budget`` of them are read by people, the rest by the model."""
    keys = stream_keys(seed, 303, study, np.arange(statements, dtype=np.uint64))
    codes = _codes(keys)
    u = uniforms(stream_keys(304, keys), len(SLOPES) + 1)
    labels = np.where(codes > 0, u[:, 1:] < sensitivity, u[:, 1:] > specificity)
    deviation = np.sqrt(PREVALENCE * (1 - PREVALENCE))
    outcome = ((codes - PREVALENCE) / deviation) @ SLOPES + special.ndtri(u[:, 0])
    chance = inclusion(labels, budget)
    rows = drawn(labels, keys, keys, chance, study)
    return Coded(labels.astype(np.float64), outcome, np.zeros(statements), np.arange(statements), keys, rows, codes[rows], chance[rows])
