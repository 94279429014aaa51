"""Columns that would tell each customer's cell: beside every customer's own type they undo a hidden share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from lifeworld.constellations.core.comparison.values import By, Comparison

COLUMN: Mapping[By, str] = MappingProxyType({"group": "group", "wave": "wave", "brand": "focal", "outcome": "outcome"})
"""The column of statements that a comparison tells customers apart by."""

_NAMES: Mapping[str, str] = MappingProxyType({"group": "segment", "wave": "wave", "focal": "provider", "outcome": "outcome"})


def telling_columns(given: Sequence[Comparison], guarded: Sequence[Comparison], cell_min: int) -> tuple[str, ...]:
    """The columns of comparisons that lost a cell, or have a level of fewer than ``cell_min`` customers."""
    found = []
    for before, after in zip(given, guarded, strict=True):
        small = any(0 < level.n_customers < cell_min for level in before.levels)
        # Levels may have other names now; their order is the same.
        pairs = zip(before.values.values(), after.values.values(), strict=True)
        lost = any(old.value is not None and new.value is None for old, new in pairs)
        if (small or lost) and before.by in COLUMN:
            found.append(COLUMN[before.by])
    return tuple(dict.fromkeys(found))


def without_telling(statements: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Statements in which these columns are unknown."""
    return statements.with_columns(
        pl.lit(None, dtype=statements.schema[name]).alias(name) for name in columns if name in statements.columns)


def telling_note(columns: Sequence[str]) -> tuple[str, ...]:
    """A sentence on what was left out.

    >>> telling_note(["group", "wave"])
    ('Single statements do not say their segment and wave, because beside the customers of the report they would tell hidden numbers.',)
    """
    names = [_NAMES[name] for name in columns]
    told = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return (f"Single statements do not say their {told}, because beside the customers of the report they would tell hidden numbers.",) \
        if names else ()
