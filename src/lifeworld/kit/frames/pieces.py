"""A piece of a table as it is read: its rows, where they stood, and the rows that could not be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from lifeworld.kit.errors import InputRefused, listed

DAMAGED_SCHEMA = {"row": pl.Int64, "reason": pl.String}


def no_damage() -> pl.DataFrame:
    """An empty list of damaged rows: columns row Int64, reason String."""
    return pl.DataFrame(schema=DAMAGED_SCHEMA)


@dataclass(frozen=True)
class Piece:
    """Rows of a table in their order.

    ``frame`` holds the usable rows; ``row`` Int64 is the number of each in its file, counted from 1 after the header
    (blank lines do not count); ``damaged`` lists rows that are left out, with a reason in words. Pieces of one file
    never share a row.
    """

    frame: pl.DataFrame
    row: pl.Series
    damaged: pl.DataFrame = field(default_factory=no_damage)


@dataclass(frozen=True)
class Place:
    """How far a file is read: rows after the header (blank lines not counted) and the number of the next line."""

    rows: int
    line: int


def numbered(frame: pl.DataFrame, before: int) -> Piece:
    """All rows of ``frame`` as a piece that follows ``before`` earlier rows."""
    row = pl.Series("row", range(before + 1, before + frame.height + 1), dtype=pl.Int64)
    return Piece(frame, row)


def joined(pieces: Iterable[Piece]) -> Piece:
    """The pieces as one; columns that only some have are null in the others.

    >>> a, b = numbered(pl.DataFrame({"x": ["1"]}), 0), numbered(pl.DataFrame({"x": ["2"], "y": ["3"]}), 1)
    >>> joined([a, b]).frame.rows(), joined([a, b]).row.to_list()
    ([('1', None), ('2', '3')], [1, 2])
    """
    parts = list(pieces)
    if len(parts) == 1:
        return parts[0]
    frame = pl.concat([part.frame for part in parts], how="diagonal_relaxed", rechunk=True)
    return Piece(frame, pl.concat([part.row for part in parts]), pl.concat([part.damaged for part in parts]))


def regrouped(pieces: Iterable[Piece], rows: int) -> Iterator[Piece]:
    """The same rows in pieces of exactly ``rows`` usable rows (the last may be shorter); damage goes with the first."""
    if rows < 1:
        raise ValueError(f"a piece must hold at least one row, not {rows}")
    waiting: list[Piece] = []
    held = 0
    for piece in pieces:
        waiting.append(piece)
        held += piece.frame.height
        if held < rows:
            continue
        whole = joined(waiting)
        for start in range(0, held - rows + 1, rows):
            damaged = whole.damaged if start == 0 else no_damage()
            yield Piece(whole.frame.slice(start, rows), whole.row.slice(start, rows), damaged)
        done = held // rows * rows
        held -= done
        waiting = [Piece(whole.frame.slice(done), whole.row.slice(done))] if held else []
    if held or any(piece.damaged.height for piece in waiting):
        yield joined(waiting)


def header_names(cells: Sequence[str | None], label: str) -> list[str]:
    """Column names from a header row: trimmed, unnamed ones numbered ("column_3").

    Errors: InputRefused when a name stands twice.
    """
    names = [(cell or "").strip() or f"column_{number}" for number, cell in enumerate(cells, 1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputRefused("duplicate_columns", f"The header of «{label}» names {listed(twice)} more than once.",
                           "Give every column its own name.")
    return names


def checked(pieces: Iterable[Piece], label: str) -> Iterator[Piece]:
    """The pieces unchanged; at the end, refuses a table without rows or with more damaged rows than usable ones."""
    usable = damaged = 0
    first_reason = ""
    names: list[str] = []
    for piece in pieces:
        usable, damaged = usable + piece.frame.height, damaged + piece.damaged.height
        names = names or piece.frame.columns
        if piece.damaged.height and not first_reason:
            row, reason = piece.damaged.row(0)
            first_reason = f"Row {row}: {reason}"
        yield piece
    if not usable and not damaged:
        header = f" ({listed(names)})" if names else ""
        raise InputRefused("no_rows", f"The file «{label}» has a header{header} but no rows.",
                           "Give a file with at least one row under the header.")
    if damaged > usable:
        raise InputRefused(
            "damaged_table", f"{damaged} of {damaged + usable} rows of «{label}» do not fit its header. {first_reason}",
            "Check the separator and the quotation marks, or export the table again.")
