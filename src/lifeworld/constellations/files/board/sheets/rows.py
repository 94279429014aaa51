"""A figure as one row of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import polars as pl

from lifeworld.constellations.files.board.words import name_of, text_of
from lifeworld.kit.figure import Figure

Columns = Mapping[str, Any]

FIGURE: Columns = MappingProxyType({
    "what": pl.String, "in_words": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "unit": pl.String,
    "n": pl.Int64, "n_unit": pl.String, "n_customers": pl.Int64, "n_needed": pl.Int64, "warnings": pl.String, "method": pl.String,
    "evidence": pl.String, "n_evidence": pl.Int64, "level": pl.Float64, "key": pl.String, "codebook": pl.String, "coder": pl.String,
    "code": pl.String,
})
"""What a reader needs first stands first; ``level`` is the level of the interval."""


def figure_row(figure: Figure) -> dict[str, Any]:
    """A figure as the values of FIGURE; unknown is None, never 0."""
    return {
        "key": figure.name, "what": name_of(figure.name), "value": figure.value, "low": figure.low, "high": figure.high,
        "level": figure.level if figure.kind == "estimate" else None, "unit": figure.unit, "in_words": text_of(figure),
        "n": figure.n, "n_unit": figure.n_unit, "n_customers": figure.n_customers, "n_needed": figure.n_needed,
        "method": figure.method, "warnings": "\n".join(figure.warnings), "evidence": figure.evidence.query,
        "n_evidence": figure.evidence.n, **vars(figure.versions),
    }


def table_of(rows: Sequence[Mapping[str, Any]], columns: Columns) -> pl.DataFrame:
    """Rows as a frame with exactly these columns; what a row does not have is unknown."""
    return pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], schema=dict(columns))
