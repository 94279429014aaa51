"""What coefficients are made of, to be shown beside them: 2x2 tables of two coders, prevalence by each coder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.agreement.coefficients import MISSING


def pair_table(first: NDArray[np.integer], second: NDArray[np.integer]) -> tuple[int, int, int, int]:
    """Units that both, only the first, only the second and neither called present (value 1 or more); both having judged.

    >>> pair_table(np.array([1, 1, 0, 0, -1]), np.array([1, 0, 1, 0, 1]))
    (1, 1, 1, 1)
    """
    judged = (first != MISSING) & (second != MISSING)
    a, b = first[judged] > 0, second[judged] > 0
    return int((a & b).sum()), int((a & ~b).sum()), int((~a & b).sum()), int((~a & ~b).sum())


def prevalences(codings: NDArray[np.integer]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Share of "present" among the units that each coder judged, float64[coders] (nan for none), and their number, int64[coders].

    >>> shares, judged = prevalences(np.array([[1, 0], [0, -1]]))
    >>> shares.tolist(), judged.tolist()
    ([0.5, 0.0], [2, 1])
    """
    judged = (codings != MISSING).sum(axis=0).astype(np.int64)
    with np.errstate(invalid="ignore"):
        return (codings > 0).sum(axis=0) / np.where(judged > 0, judged, np.nan), judged
