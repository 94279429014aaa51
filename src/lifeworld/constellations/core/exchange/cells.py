"""Cells of exchanged tables: what a spreadsheet must not run, and which type a column of text holds. Both ways are exact."""

from __future__ import annotations

import json
from collections.abc import Collection

import polars as pl

RISKY = r"^'*[=+\-@\t\r\n]"
NUMBER = r"^-?(0|[1-9]\d*)(\.\d+)?([eE][+\-]?\d+)?$"
WHOLE = r"^-?(0|[1-9]\d{0,17})$"


def guarded_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts that a spreadsheet would run as a formula get an apostrophe in front, lists become JSON; ``plain_cells`` undoes it.

    Source: OWASP, CSV injection. Negative numbers are no formula.

    >>> guarded_cells(pl.DataFrame({"a": ["=1+1", "'=1", "-5", "ok"], "b": [["x"], None, [], ["y", "z"]]})).rows()[:2]
    [("'=1+1", '["x"]'), ("''=1", None)]
    """
    flat = listed_as_json(frame)
    return flat.with_columns(
        pl.when(pl.col(name).str.contains(RISKY) & ~pl.col(name).str.contains(NUMBER)).then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name)).alias(name) for name, kind in flat.schema.items() if kind == pl.String
    )


def listed_as_json(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of lists as JSON text, which is how files without lists can hold them."""
    return frame.with_columns(
        pl.Series(name, [None if cell is None else json.dumps(cell, ensure_ascii=False) for cell in frame[name].to_list()], pl.String)
        for name, kind in frame.schema.items() if isinstance(kind, pl.List)
    )


def plain_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Text columns without the guarding apostrophes; empty cells are null.

    >>> plain_cells(pl.DataFrame({"a": ["'=1+1", "''=1", "", "'tis"]}))["a"].to_list()
    ['=1+1', "'=1", None, "'tis"]
    """
    guarded = r"^'+[=+\-@\t\r\n]"
    return frame.with_columns(
        pl.when(pl.col(name) == "").then(None).when(pl.col(name).str.contains(guarded)).then(pl.col(name).str.slice(1))
        .otherwise(pl.col(name)).alias(name) for name, kind in frame.schema.items() if kind == pl.String
    )


def typed(frame: pl.DataFrame, keep: Collection[str] = ()) -> pl.DataFrame:
    """Columns of text as whole numbers, numbers, truths or lists where every known cell is one; those in ``keep`` stay text.

    Codes with leading zeros stay text, so that "007" is not 7. Beside numbers and truths "NA" is unknown, as R writes it.

    >>> typed(pl.DataFrame({"n": ["1", "NA"], "code": ["007", "8"], "yes": ["true", "false"], "many": ['["a","b"]', None]})).row(0)
    (1, '007', True, ['a', 'b'])
    """
    return frame.with_columns(
        _typed(frame[name]) for name, kind in frame.schema.items() if kind == pl.String and name not in keep
    )


def _typed(column: pl.Series) -> pl.Series:
    given = column.drop_nulls()
    known = given.filter(given != "NA")
    if known.is_empty():
        return column
    if known.is_in(["true", "false"]).all():
        return column.replace({"NA": None}) == "true"
    if known.str.contains(WHOLE).all():
        return column.replace({"NA": None}).cast(pl.Int64)
    if known.str.contains(NUMBER).all():
        return column.replace({"NA": None}).cast(pl.Float64)
    if given.str.contains(r'^\[(".*")?\]$').all():
        return _lists(column)
    return column


def _lists(column: pl.Series) -> pl.Series:
    """The column as lists of text, or as it is where a cell is not such a list."""
    try:
        cells = [None if cell is None else json.loads(cell) for cell in column.to_list()]
    except (ValueError, RecursionError):
        return column
    if all(cell is None or all(isinstance(part, str) for part in cell) for cell in cells):
        return pl.Series(column.name, cells, pl.List(pl.String))
    return column
