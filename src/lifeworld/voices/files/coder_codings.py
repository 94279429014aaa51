"""Reading codings of people and programs: sheets in any format and shape, several at once, held against the statements."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_table
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.coded_sheets import Sheet, checked_against, entries_of, settled, undone
from lifeworld.voices.core.coded_sheets.cells import NO, YES
from lifeworld.voices.core.coded_sheets.columns import ROLES
from lifeworld.voices.core.columns import plain_name
from lifeworld.voices.core.statements import as_text


def read_codings(
    paths: Sequence[str | Path], statements: pl.DataFrame | None = None, codebook: Codebook | None = None
) -> pl.DataFrame:
    """The codings of all sheets together, columns of ``CODER_CODINGS``; the order of files and rows does not matter.

    A sheet (CSV, TSV, XLSX, Parquet, JSONL) has a column of statements (``statement`` or ``id``) and one of three shapes:
    one row a code (``code``, and perhaps ``present``, ``start``, ``end``, ``quote``); one row a statement with a list in
    ``codes``; or one column a code, filled with 1, yes or x, 0 or no, ? or nothing. Columns ``coder`` (else the file's name says
    who coded), ``queue``, ``inclusion`` and ``done`` are kept and heeded. What blanks mean is said in ``core.coded_sheets.settled``.
    ``statements`` (columns id, text) checks ids, texts, offsets and quotes; ``codebook`` checks the codes.
    Errors: InputRefused names the file, the row, the value and what to do.
    """
    if not paths:
        raise InputRefused("no_codings", "No file with codings was named.", "Name at least one.")
    parts: list[pl.DataFrame] = []
    unnamed: dict[str, str] = {}
    for path in paths:
        sheet = _sheet(path)
        entries = entries_of(sheet, codebook)
        if (entries["coder"] == sheet.coder).any() and unnamed.setdefault(sheet.coder, sheet.label) != sheet.label:
            raise InputRefused("codings_same_coder", f"«{unnamed[sheet.coder]}» and «{sheet.label}» would both be codings of "
                               f"«{sheet.coder}».", "Give each a column «coder», or each file the name of its coder.")
        if not entries.select((pl.col("mark").is_in([YES, NO]) | pl.col("done").fill_null(value=False)).any()).item():
            raise InputRefused("sheet_without_codings", f"«{sheet.label}» holds no judgement: none of its rows is marked or done.",
                               "Fill it in, or leave it out.")
        parts.append(entries)
    return settled(checked_against(pl.concat(parts), statements))


def statements_in(paths: Sequence[str | Path]) -> pl.DataFrame:
    """What sheets of codings themselves say about their statements: id, customer and text (null where they do not), one row an id."""
    parts = []
    for path in paths:
        sheet = _sheet(path)
        plain = {plain_name(name): name for name in reversed(sheet.frame.columns)}
        role = {key: next((plain[name] for name in ROLES[key] if name in plain), None) for key in ("statement", "customer", "text")}
        cells = [undone(pl.col(name)).alias(key) if name else pl.lit(None, pl.String).alias(key) for key, name in role.items()]
        parts.append(sheet.frame.select(cells))
    whole = pl.concat(parts).rename({"statement": "id"}).filter(pl.col("id").is_not_null())
    return whole.group_by("id").agg(pl.col("customer").drop_nulls().min(), pl.col("text").drop_nulls().min()).sort("id")


def _sheet(path: str | Path) -> Sheet:
    """One file as text cells. Errors: InputRefused for rows that do not fit its header."""
    table = read_table(path)
    if table.damaged.height:
        row, reason = table.damaged.row(0)
        raise InputRefused("damaged_rows", f"Row {row} of «{table.label}» does not fit the table: {reason}.",
                           "Correct the row, or quote cells that hold the separator.")
    lists = [name for name, kind in table.frame.schema.items() if kind == pl.List(pl.String)]
    frame = as_text(table.frame.with_columns(pl.col(lists).list.join(";"))).select(pl.col(pl.String))
    return Sheet(frame, table.row, table.label, Path(str(path)).stem)
