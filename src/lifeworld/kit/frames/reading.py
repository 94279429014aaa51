"""The doors of reading: a table as one frame, or in batches when it may be larger than memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames.delimited import read_delimited
from lifeworld.kit.frames.jsonrows import read_jsonarray, read_jsonlines
from lifeworld.kit.frames.pieces import Piece, checked, joined, regrouped
from lifeworld.kit.frames.source import Source, opened
from lifeworld.kit.frames.stored import read_parquet, read_workbook


@dataclass(frozen=True)
class Table:
    """A whole table: its name in messages, its usable rows, their numbers in the file, and the damaged rows.

    ``row`` counts from 1 after the header; ``damaged`` has the columns row Int64 and reason String.
    """

    label: str
    frame: pl.DataFrame
    row: pl.Series
    damaged: pl.DataFrame


def read_pieces(source: str | Path, rows: int | None = None, *, sheet: str | None = None) -> Iterator[Piece]:
    """The table in pieces: as they come, or of exactly ``rows`` usable rows; damaged rows are listed, not fatal.

    ``source`` is a path or "-" (standard input); CSV and its kin, JSONL, JSON, Parquet and XLSX are told apart by
    content and ending, gzip is unpacked. Columns of text formats are strings; empty cells are null.
    Errors: InputRefused, also at the end when the table has no rows or more damaged rows than usable ones.
    """
    with opened(source) as found:
        pieces = checked(_by_kind(found, sheet), found.label)
        yield from pieces if rows is None else regrouped(pieces, rows)


def read_table(source: str | Path, *, sheet: str | None = None) -> Table:
    """The whole table with its damaged rows; see ``read_pieces``."""
    label = "standard input" if str(source) == "-" else str(source)
    whole = joined(read_pieces(source, sheet=sheet))
    return Table(label, whole.frame, whole.row, whole.damaged)


def read_frame(source: str | Path, *, sheet: str | None = None) -> pl.DataFrame:
    """The whole table as one frame; strict: a single damaged row refuses the file. See ``read_pieces``.

    Errors: InputRefused names the file and the row.
    """
    table = read_table(source, sheet=sheet)
    _refuse_damage(table.damaged, table.label)
    return table.frame


def read_batches(source: str | Path, rows: int = 50_000, *, sheet: str | None = None) -> Iterator[pl.DataFrame]:
    """The table in frames of ``rows`` rows (the last may be shorter), strict like ``read_frame``.

    CSV, JSONL and Parquet are read as a stream; JSON lists and workbooks are read whole. Keys of JSONL objects that
    only later lines have are missing as columns of earlier batches.
    """
    for piece in read_pieces(source, rows, sheet=sheet):
        _refuse_damage(piece.damaged, "standard input" if str(source) == "-" else str(source))
        yield piece.frame


def _refuse_damage(damaged: pl.DataFrame, label: str) -> None:
    if damaged.height:
        row, reason = damaged.row(0)
        more = f" ({damaged.height - 1} more rows have the same trouble)" if damaged.height > 1 else ""
        raise InputRefused("damaged_rows", f"Row {row} of «{label}» does not fit the table: {reason}{more}",
                           "Correct the row, or quote cells that hold the separator.")


def _by_kind(found: Source, sheet: str | None) -> Iterator[Piece]:
    if sheet is not None and found.kind != "workbook":
        raise InputRefused("no_sheets", f"«{found.label}» is not a workbook, so it has no sheet «{sheet}».",
                           "Leave the sheet out.")
    if found.kind == "workbook":
        return read_workbook(found, sheet)
    readers = {"delimited": read_delimited, "jsonlines": read_jsonlines, "jsonarray": read_jsonarray,
               "parquet": read_parquet}
    return readers[found.kind](found)
