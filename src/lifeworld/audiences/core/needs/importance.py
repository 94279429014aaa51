"""How important an outcome is to the members of a segment, as a figure."""

from __future__ import annotations

import math

from lifeworld.audiences.core.needs.latent import LEVELS
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.kit.quantiles import student

N_MIN = 10
LEVEL = 0.90
DESCRIBED = "The segments were made from these answers: differences between them are described, not tested."


def importance_figure(outcome: str, segment: str, n: int, mean: float | None, deviation: float | None) -> Figure:
    """Mean importance (1 to 5) of an outcome to the ``n`` members of a segment who answered, with Student's interval.

    >>> importance_figure("stay unhurt", "1: stay unhurt", 40, 4.4, 0.8).text()
    '4.40 (4.19 to 4.61, n = 40 customers)'
    """
    half = 0.0 if mean is None or deviation is None or n < 2 else float(student(0.5 + LEVEL / 2, n - 1)) * deviation / math.sqrt(n)
    low, high = (None, None) if mean is None else (max(1.0, mean - half), min(float(LEVELS), mean + half))
    return estimate(f"importance of {outcome}", mean, low, high, method="mean answer, Student's interval", n=n, n_min=N_MIN, level=LEVEL,
                    evidence=Evidence(f"importance of «{outcome}» in the segment «{segment}»", n), warnings=(DESCRIBED,))
