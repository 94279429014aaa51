"""Files of earnings, read as a stream (CSV and its kin, JSON Lines, Parquet, XLSX), and kept from when they come until they are read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from lifeworld.kit.frames import read_pieces
from lifeworld.kit.frames.pieces import Piece
from lifeworld.scorecard.core.earnings import columns_of

PART_ROWS = 10_000
FOLDER = "scorecard"
HALF = ".part"


def earning_pieces(path: Path, label: str) -> Iterator[Piece]:
    """The rows of a file in pieces of at most ``PART_ROWS``, their columns named as ``core.earnings.COLUMNS``; others are left out.

    Errors: InputRefused for a file that is no table, or lacks a column that is needed.
    """
    for number, piece in enumerate(read_pieces(path, PART_ROWS)):
        here = columns_of(piece.frame.columns, label, strict=number == 0)
        yield Piece(piece.frame.select(*here).rename(here), piece.row, piece.damaged)


def path_of(uploads: Path, file: str) -> Path:
    """Where the bytes of a file lie that came with a request, below the folder of uploads."""
    return uploads / FOLDER / file


def keep(path: Path, chunks: Iterable[bytes]) -> None:
    """Write the bytes of a file: when this returns they are on the disk, and before it there is no such file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + HALF)
    with half.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    half.replace(path)


def drop(path: Path) -> None:
    """The bytes go, also half of them; where there are none nothing happens."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + HALF).unlink(missing_ok=True)
