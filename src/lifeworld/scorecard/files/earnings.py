"""Files of earnings, read as a stream: CSV and its kin, JSON Lines, Parquet, XLSX."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lifeworld.kit.frames import read_pieces
from lifeworld.kit.frames.pieces import Piece
from lifeworld.scorecard.core.earnings import columns_of

PART_ROWS = 10_000


def earning_pieces(path: Path, label: str) -> Iterator[Piece]:
    """The rows of a file in pieces of at most ``PART_ROWS``, their columns named as ``core.earnings.COLUMNS``; others are left out.

    Errors: InputRefused for a file that is no table, or lacks a column that is needed.
    """
    for number, piece in enumerate(read_pieces(path, PART_ROWS)):
        here = columns_of(piece.frame.columns, label, strict=number == 0)
        yield Piece(piece.frame.select(*here).rename(here), piece.row, piece.damaged)
