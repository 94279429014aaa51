"""Ego networks as columns: every alter and every tie of all egos in flat arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lifeworld.constellations.core.ego.arrays import F64, I64, Bools, ratio, tally


@dataclass(frozen=True)
class Alters:
    """A alters of E egos. Unknown numbers are NaN, an unknown category is -1.

    ``ego``: index of the ego, [A]; ``size``: alters per ego, [E]; ``same_group``: 1 where the alter has the ego's
    group, else 0, NaN where either is unknown; ``weight``: strength of the tie with the ego, > 0; ``gap``: x_e - x_i.
    """

    n_egos: int
    ego: I64
    size: I64
    categories: tuple[str, ...]
    category: I64
    ring: F64
    rings: F64
    proximity: F64
    relevance: F64
    valence: F64
    weight: F64
    n_roles: F64
    focal: Bools
    same_group: F64
    gap: F64

    def total(self, values: F64, where: Bools | None = None) -> F64:
        """Sum of ``values`` [A] over the alters of every ego, [E]; only those in ``where`` when it is given."""
        chosen = slice(None) if where is None else where
        return tally(self.ego[chosen], self.n_egos, values[chosen])

    def number(self, where: Bools) -> F64:
        """How many alters of every ego are in ``where`` [A], as floats, [E]."""
        return tally(self.ego[where], self.n_egos)

    def mean(self, values: F64) -> F64:
        """Mean of the known ``values`` [A] per ego; NaN where none is known."""
        known = ~np.isnan(values)
        return ratio(self.total(values, known), self.number(known))


@dataclass(frozen=True)
class Ties:
    """T undirected ties among alters, each pair once: ``u`` and ``v`` index the alters, ``weight`` > 0.

    ``asked`` [E]: how many alters the customer was asked about; NaN where none were asked, inf where all were.
    """

    u: I64
    v: I64
    weight: F64
    ego: I64
    asked: F64
