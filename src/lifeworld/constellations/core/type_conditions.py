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
from lifeworld.constellations.core.partial.tops import best
from lifeworld.constellations.core.partial.values import Partial, key
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


def condition_partial(constellations: pl.DataFrame) -> Partial:
    """In which state each condition is for each customer of a type (columns customer, type, reasons), counted, with examples.

    A customer whose reasons hold no sentence of that row counts as not known.
    """
    counts: dict[str, int] = {}
    examples = []
    for index, label in enumerate(types.TYPES):
        table = _table(index)
        at = {name: types.CONDITIONS.index(name) for name in conditions_of(label)}
        known = pl.DataFrame({"said": list(table), **{name: [state[i] for state in table.values()] for name, i in at.items()}})
        own = constellations.filter(pl.col("type") == label).select("customer", said="reasons")
        told = own.explode("said", empty_as_null=True, keep_nulls=True).join(known, on="said", how="inner", maintain_order="left")
        frame = own.select("customer").join(told.unique("customer", keep="first", maintain_order=True), on="customer", how="left")
        for name in at:
            told_why, state = pl.col("said").fill_null("no reason was given"), pl.col(name).fill_null(reasons.UNKNOWN)
            states = frame.select("customer", told_why, state=state)
            counts |= {key("condition", label, name, str(state)): n for state, n in states.group_by("state").len().rows()}
            states = states.sort("customer").group_by("state", maintain_order=True).head(EXAMPLES)
            examples.append(states.with_columns(type=pl.lit(label), condition=pl.lit(name)).cast({"state": pl.Int64}).select(
                "type", "condition", "state", "customer", "said"))
    return Partial(counts=counts, tops={"conditions": best("conditions", pl.concat(examples))})


def conditions(constellations: pl.DataFrame, label: str, versions: Versions) -> tuple[Condition, ...]:
    """The conditions of ``label`` over the customers who carry it (columns customer, type, reasons)."""
    return conditions_from(condition_partial(constellations), label, versions)


def conditions_from(partial: Partial, label: str, versions: Versions) -> tuple[Condition, ...]:
    """The conditions of ``label`` from the partial result of everybody."""
    return tuple(
        Condition(name, tuple(_count(partial, label, name, state, words, versions) for state, words in STATES.items()))
        for name in conditions_of(label)
    )


def _count(partial: Partial, label: str, name: str, state: int, words: str, versions: Versions) -> Figure:
    """How many customers are in one state; the evidence is who they are and what their reasons say."""
    n, of = partial.count("condition", label, name, str(state)), sum(partial.count("condition", label, name, str(s)) for s in STATES)
    own = partial.top("conditions").filter((pl.col("type") == label) & (pl.col("condition") == name) & (pl.col("state") == state))
    examples = tuple(Example(said, who) for who, said in own.select("customer", "said").rows())
    return count(f"type/{label}/condition/{name}/{words}", n, n_unit="customers", versions=versions, unit=f"of {of:,}",
                 evidence=Evidence(f'constellations where type = "{label}", reasons: {name} {words}', n, examples))
