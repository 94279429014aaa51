"""Delimited text whose quotation is unusual or broken, read cell by cell with the csv module."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames.dialect import CSV_OPTIONS, LONE_RETURN, RETURN_STAND_IN, Dialect, Layout, allow_long_cells
from lifeworld.kit.frames.encoding import LINE_BYTES_MAX, line_too_long
from lifeworld.kit.frames.pieces import DAMAGED_SCHEMA, Piece, Place

PIECE_ROWS = 20_000
END_MARK = "\ufdd1"
"""Fed to the csv module as a last row of its own: when it does not come back as one, a quotation mark was open."""

Row = tuple[list[str], int, int]
"""Cells of a row, its first and its last line."""


def repaired(blocks: Iterable[bytes], layout: Layout, place: Place) -> Iterator[Piece]:
    """The remaining rows of a file, in pieces of at most PIECE_ROWS rows; broken cells keep what can be read.

    Errors: InputRefused with the line of a quotation mark that is never closed.
    """
    numbered = enumerate(csv_rows(blocks, layout.dialect, layout.label, place.line), place.rows + 1)
    while batch := list(islice(numbered, PIECE_ROWS)):
        n = len(layout.names)
        kept = [(number, cells) for number, (cells, _, _) in batch if len(cells) == n]
        columns = zip(*(cells for _, cells in kept), strict=True) if kept else ((),) * n
        frame = pl.DataFrame([
            pl.Series(name, values, dtype=pl.String) for name, values in zip(layout.names, columns, strict=True)
        ])
        damaged = pl.DataFrame(
            [(number, ragged_reason(len(cells), n, first, last))
             for number, (cells, first, last) in batch if len(cells) != n],
            schema=DAMAGED_SCHEMA, orient="row")
        row = pl.Series("row", [number for number, _ in kept], dtype=pl.Int64)
        yield Piece(without_empty(frame), row, damaged)


def ragged_reason(cells: int, expected: int, first: int, last: int) -> str:
    """Why a row that does not match the header is left out.

    >>> ragged_reason(3, 5, 12, 14)
    'It has 3 cells where the header has 5 (lines 12 to 14).'
    """
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"It has {cells} cell{'' if cells == 1 else 's'} where the header has {expected} ({where})."


def without_empty(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with null where a cell is empty."""
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))


def csv_rows(blocks: Iterable[bytes], dialect: Dialect, label: str, line: int) -> Iterator[Row]:
    """Rows that are not blank, with the lines they span; ``line`` is the number of the first line of ``blocks``."""
    options = CSV_OPTIONS[dialect.quoting] | {"strict": False}
    allow_long_cells()
    reader = csv.reader(chain(_lines(blocks, label), [END_MARK]), delimiter=dialect.separator, **options)
    before, ended = 0, False
    try:
        for cells in reader:
            first, before = line + before, reader.line_num
            ended = cells == [END_MARK]
            if any(END_MARK in cell for cell in cells[-1:]):
                break
            if cells:
                yield [cell.replace(RETURN_STAND_IN, "\r") for cell in cells], first, line + before - 1
    except csv.Error as error:
        raise _unclosed(label, line + before) from error
    if not ended:
        raise _unclosed(label, first)


def _lines(blocks: Iterable[bytes], label: str) -> Iterator[str]:
    held = b""
    for block in blocks:
        lines = (held + block).split(b"\n")
        held = lines.pop()
        for raw in lines:
            yield _line(raw + b"\n")
        if len(held) > LINE_BYTES_MAX:
            raise line_too_long(label)
    if held:
        yield _line(held)


def _line(raw: bytes) -> str:
    text = raw.decode("utf-8")
    return LONE_RETURN.sub(RETURN_STAND_IN, text) if "\r" in text else text


def _unclosed(label: str, line: int) -> InputRefused:
    return InputRefused(
        "unclosed_quote", f"In «{label}» a quotation mark that opens near line {line} is never closed.",
        'Close it, or write each mark inside a cell twice ("").')
