"""How often the conditions of a type hold among the customers who carry it: read back from their reasons.

The reasons of a customer state each condition with "(holds)", "(fails)" or neither. ``reasons.row_sentence`` writes them, so
the table of all its sentences is their exact inverse and no second wording can drift away from the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import polars as pl

from lifeworld.constellations.core import reasons, types
from lifeworld.kit.figure import Evidence, Example, Figure, Versions, count

EXAMPLES = 8
STATES = {reasons.HOLDS: "holds", reasons.UNCLEAR: "unclear", reasons.FAILS: "fails", reasons.UNKNOWN: "not known"}
"""The states in the order of pictures: from certain to unknown."""


@dataclass(frozen=True)
class Condition:
    """One condition of a type: in how many of its customers it holds, is unclear, fails or is not known (exact counts)."""

    name: str
    counts: tuple[Figure, ...]

    @property
    def holds(self) -> Figure:
        """The count of customers for whom it holds."""
        return self.counts[0]


@cache
def _table(type_index: int) -> dict[str, tuple[int, ...]]:
    """Every sentence on one row of Table 5 with its states; a condition that the row does not have is UNKNOWN."""
    found: dict[str, tuple[int, ...]] = {}
    for state in product((reasons.UNKNOWN, reasons.HOLDS, reasons.FAILS, reasons.UNCLEAR), repeat=len(types.CONDITIONS)):
        found.setdefault(reasons.row_sentence(type_index, state), state)
    return found


def conditions_of(label: str) -> tuple[str, ...]:
    """The conditions that the source's Table 5 names for a type.

    >>> conditions_of("brand-driven")
    ('role', 'drivers', 'proximity')
    """
    index = types.TYPES.index(label)
    full = reasons.row_sentence(index, (reasons.HOLDS,) * len(types.CONDITIONS))
    kept = _table(index)[full]
    return tuple(name for name, state in zip(types.CONDITIONS, kept, strict=True) if state != reasons.UNKNOWN)


def conditions(constellations: pl.DataFrame, label: str, versions: Versions) -> tuple[Condition, ...]:
    """The conditions of ``label`` over the customers who carry it (columns customer, type, reasons).

    A customer whose reasons hold no sentence of that row counts as not known.
    """
    index = types.TYPES.index(label)
    table = _table(index)
    names = conditions_of(label)
    at = [types.CONDITIONS.index(name) for name in names]
    known = pl.DataFrame({"said": list(table), **{name: [state[i] for state in table.values()] for name, i in zip(names, at, strict=True)}})
    own = constellations.filter(pl.col("type") == label).select("customer", said="reasons")
    told = own.explode("said", empty_as_null=True, keep_nulls=True).join(known, on="said", how="inner", maintain_order="left")
    frame = own.select("customer").join(told.unique("customer", keep="first", maintain_order=True), on="customer", how="left")
    frame = frame.with_columns(pl.col(name).fill_null(reasons.UNKNOWN) for name in names).sort("customer")
    return tuple(
        Condition(name, tuple(_count(frame, label, name, state, words, versions) for state, words in STATES.items()))
        for name in names
    )


def _count(frame: pl.DataFrame, label: str, name: str, state: int, words: str, versions: Versions) -> Figure:
    """How many customers are in one state; the evidence is who they are and what their reasons say."""
    own = frame.filter(pl.col(name) == state)
    examples = tuple(Example(said or "no reason was given", who) for who, said in own.head(EXAMPLES).select("customer", "said").rows())
    return count(f"type/{label}/condition/{name}/{words}", own.height, n_unit="customers", versions=versions,
                 unit=f"of {frame.height:,}",
                 evidence=Evidence(f'constellations where type = "{label}", reasons: {name} {words}', own.height, examples))
