"""Tables of a study as the site keeps and shows them: codes together, codes by a variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifeworld.voices.core.cooccurrence import Together
from lifeworld.voices.core.crosstab import CrossCell
from lifeworld.voices.core.kept_figures import short, whole
from lifeworld.voices.core.site_studies import CoderValue

FACTS: Mapping[str, str] = {"group": "group", "wave": "wave", "focal": "focal provider", "source": "source", "language": "language",
                            "field": "field"}
"""What comes with statements and can be a variable, and what people read."""


@dataclass(frozen=True)
class Variable:
    """What codes can be held against: ``key`` is "fact:wave" or "trait:city"; ``n_levels`` values, known for ``n`` statements."""

    key: str
    n_levels: int
    n: int

    @property
    def title(self) -> str:
        """What people read.

        >>> Variable("fact:focal", 2, 9).title, Variable("trait:city", 3, 9).title
        ('focal provider', 'city')
        """
        kind, _, name = self.key.partition(":")
        return FACTS.get(name, name) if kind == "fact" else name


@dataclass(frozen=True)
class CrossTable:
    """Codes by a variable: ``cells`` are codes in order, then ``levels``; ``n_left_out`` levels are too rare to be shown."""

    variable: str
    codes: tuple[str, ...]
    levels: tuple[str, ...]
    n_left_out: int
    cells: tuple[CrossCell, ...]

    @property
    def rows(self) -> list[tuple[str, tuple[CrossCell, ...]]]:
        """Each code with its cells in the order of levels."""
        width = len(self.levels)
        return [(code, self.cells[width * at:width * (at + 1)]) for at, code in enumerate(self.codes)]


def default_coder(coders: Sequence[CoderValue]) -> CoderValue | None:
    """The coder whose codings a table shows first: what was settled, else who has read most; None where nobody has."""
    order = sorted(coders, key=lambda coder: (coder.kind != "settled", -coder.n_readings, coder.pk))
    return order[0] if order else None


def together_json(found: Sequence[Together]) -> list[list[Any]]:
    """Pairs of codes as JSON."""
    return [[one.first, one.second, one.n, one.n_first, one.n_second, one.both, one.expected, short(one.phi), short(one.jaccard)]
            for one in found]


def together_of(said: Sequence[Sequence[Any]]) -> tuple[Together, ...]:
    """What ``together_json`` made the JSON of."""
    return tuple(Together(*[*one[:7], whole(one[7]), whole(one[8])]) for one in said)


def cross_json(table: CrossTable) -> dict[str, Any]:
    """Codes by a variable as JSON."""
    return {"variable": table.variable, "codes": list(table.codes), "levels": list(table.levels), "n_left_out": table.n_left_out,
            "cells": [[one.code, one.level, one.n_statements, one.n_present, one.n_customers, one.n_saying, short(one.statements),
                       short(one.customers) if one.customers else None] for one in table.cells]}


def cross_of(said: Mapping[str, Any]) -> CrossTable:
    """What ``cross_json`` made the JSON of."""
    cells = tuple(CrossCell(*[*one[:6], whole(one[6]), whole(one[7]) if one[7] else None]) for one in said["cells"])
    return CrossTable(said["variable"], tuple(said["codes"]), tuple(said["levels"]), said["n_left_out"], cells)
