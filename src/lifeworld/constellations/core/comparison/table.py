"""A comparison as one table, for CSV, Parquet and workbooks: a row a measure at a level, and a row a difference."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.comparison.measures import CODE_NAMES, pooled_driver_key, pooled_relevance_key
from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.comparison.words import difference_text
from lifeworld.constellations.core.study import figure_title
from lifeworld.kit.figure import Figure

COLUMNS = {
    "what": pl.String, "measure": pl.String, "key": pl.String, "first": pl.String, "second": pl.String, "unit": pl.String,
    "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64, "n_unit": pl.String, "n_customers": pl.Int64,
    "n_both": pl.Int64, "clear": pl.Boolean, "holds": pl.Boolean, "text": pl.String, "method": pl.String,
}
"""Columns of the table; ``what`` is "level" or "difference", and a level stands in ``second``."""


def measure_title(key: str) -> str:
    """The key of a measure as words, with the names of codes.

    >>> measure_title("relevance/peers"), measure_title("pooled_driver/mood")
    ('mean relevance per customer: co-customers and peers', 'pooled share among the drivers: mood')
    """
    for code, name in CODE_NAMES.items():
        if key == pooled_relevance_key(code):
            return f"pooled relevance: {name}"
        if key == pooled_driver_key(code):
            return f"pooled share among the drivers: {name}"
    return figure_title(key, CODE_NAMES)


def _row(what: str, key: str, first: str | None, second: str, figure: Figure, text: str) -> dict[str, object]:
    return {
        "what": what, "measure": measure_title(key), "key": key, "first": first, "second": second, "unit": figure.unit,
        "value": figure.value, "low": figure.low, "high": figure.high, "n": figure.n, "n_unit": figure.n_unit,
        "n_customers": figure.n_customers, "text": text, "method": figure.method,
    }


def comparison_table(found: Comparison) -> pl.DataFrame:
    """All values and differences with the columns COLUMNS; unknown is null, and so is what a level does not have."""
    rows = [_row("level", key, None, level, figure, figure.text()) for (key, level), figure in found.values.items()]
    rows += [
        _row("difference", c.key, c.first, c.second, c.difference, difference_text(c.difference))
        | ({"n_both": c.n_both, "clear": c.clear, "holds": c.holds} if c.difference.enough else {"n_both": c.n_both})
        for c in found.contrasts
    ]
    return pl.DataFrame([{name: row.get(name) for name in COLUMNS} for row in rows], schema=COLUMNS)
