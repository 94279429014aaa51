"""How often customers are given their type, by stratum, number of statements and coder."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core import types
from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.resampling import jeffreys
from lifeworld.constellations.core.simulation.study import Simulated
from lifeworld.constellations.core.simulation.truth import Truth
from lifeworld.constellations.core.simulation.world import MIXED, STRATA

Floats = NDArray[np.float64]
STABLE = 0.9
TRULY_MIXED = 0.1
"""Customers whose best two true grades are closer than this have no type by Table 5 either."""


@dataclass(frozen=True)
class Typing:
    """What happened to the customers of one stratum: how many, how many got a type, the right one, a stable one."""

    stratum: str
    n: int
    determined: Interval
    right: Interval
    stable: Interval
    """Share of all with a type and a stability above STABLE."""


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> Interval:
    return jeffreys(np.array([float((part & whole).sum())]), np.array([float(whole.sum())]))


def typing_of(label: NDArray[np.int8], stability: Floats, stratum: NDArray[np.int8], among: NDArray[np.bool_] | None = None,
              stable: float = STABLE) -> tuple[Typing, ...]:
    """Typing of each stratum, among some customers or all; ``right`` is the share of the determined ones."""
    keep = np.ones(len(label), bool) if among is None else among
    determined = label != types.NO_TYPE
    found = []
    for s, name in enumerate(STRATA):
        own = keep & (stratum == s)
        found.append(Typing(
            name, int(own.sum()), _share(determined, own), _share(label == s, own & determined),
            _share(determined & (stability > stable), own),
        ))
    return tuple(found)


def true_grades(truth: Truth, relevant_min: float = 0.05) -> NDArray[np.float32]:
    """The grades of Table 5's three rows for a customer's endless words: float32[G, 3] (nothing was drawn)."""
    def column(values: NDArray[np.floating]) -> NDArray[np.float32]:
        return values.astype(np.float32)[:, None]

    shares, drivers = truth.categories, truth.drivers
    size = (truth.relevance[:, 2:] >= relevant_min).sum(axis=(1, 2)) + (shares[:, 1] >= relevant_min)
    unknown = np.full((1, 1), np.nan, np.float32)
    traits = types.Traits(
        column(size), (column(shares[:, 0]), column(shares[:, 1]), column(shares[:, 3:].sum(axis=1))),
        (column(drivers[:, :2].sum(axis=1)), column(drivers[:, 2:4].sum(axis=1)), column(drivers[:, 4:].sum(axis=1))),
        (unknown, unknown, unknown),
    )
    return np.concatenate(types.grades(types.conditions(traits)), axis=1)


def true_margin(truth: Truth) -> Floats:
    """By how much the best true grade beats the second: float64[G]."""
    ranked = np.sort(true_grades(truth), axis=1)
    return (ranked[:, 2] - ranked[:, 1]).astype(np.float64)


def mixed_by_margin(study: Simulated, truth: Truth,
                    limits: tuple[float, ...] = (0.0, TRULY_MIXED, 0.3, 2.0)) -> list[tuple[Interval, Interval]]:
    """Mixed customers by how mixed they truly are: (share of the mixed, share of those with a stable type)."""
    margin, mapped = true_margin(truth), study.mapped
    mixed = study.crowd.stratum == MIXED
    stable = (mapped.label != types.NO_TYPE) & (mapped.stability > STABLE)
    parts = [(margin >= low) & (margin < high) for low, high in pairwise(limits)]
    return [(_share(part, mixed), _share(stable, mixed & part)) for part in parts]
