"""Test and retest: how often a coder, asked again, says something else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.agreement.coefficients import MISSING, agreement


@dataclass(frozen=True)
class Stability:
    """How stable a coder is on one code over several runs.

    ``flip_rate`` is the probability that two runs differ on a unit, with its interval (units' customers resampled); ``changed`` the
    share of units on which not all runs agree, which grows with the number of runs; ``prevalence`` that of each run. nan = unknown.
    """

    n_units: int
    n_runs: int
    flip_rate: float
    low: float
    high: float
    changed: float
    prevalence: tuple[float, ...]


def stability(runs: NDArray[np.integer], clusters: NDArray[np.integer] | None = None, *, level: float = 0.90, seed: int = 0) -> Stability:
    """Stability of a coder on one code from ``runs`` int[units, runs] (1, 0, MISSING); ``clusters`` int[units] are the customers.

    Three runs or more are asked for (and two wordings of a language model's prompt), because a coder that is merely stable in
    one wording is not reliable. A unit that only one run coded says nothing. Errors: ValueError for other values.

    >>> runs = np.array([[1, 1, 1], [0, 0, 0], [1, 0, 1], [0, 0, -1]] * 10)
    >>> found = stability(runs)
    >>> round(found.flip_rate, 3), found.changed, found.low < found.flip_rate < found.high
    (0.167, 0.25, True)
    """
    found = agreement(runs, clusters, level=level, seed=seed)
    known = runs != MISSING
    twice = known.sum(axis=1) >= 2
    some, every = ((runs > 0) & known).any(axis=1), ((runs > 0) | ~known).all(axis=1)
    changed = float((some & ~every)[twice].mean()) if twice.any() else float("nan")
    with np.errstate(invalid="ignore"):
        shares = ((runs > 0) & known).sum(axis=0) / np.where(known.any(axis=0), known.sum(axis=0), np.nan)
    return Stability(
        found.n_units, runs.shape[1], 1 - found.percent, 1 - found.high["percent"], 1 - found.low["percent"], changed,
        tuple(float(share) for share in shares),
    )
