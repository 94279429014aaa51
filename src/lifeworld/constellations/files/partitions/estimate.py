"""Before anything is read: about how many rows there are, and which column means what."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import polars as pl

from lifeworld.constellations.files.partitions.inputs import is_address, on_disk
from lifeworld.kit.frames import read_pieces
from lifeworld.voices.core.columns import Columns, detect_columns
from lifeworld.voices.core.statements import as_text

BYTES_PER_ROW = 150
"""About so many bytes of text make a row."""
LOOKED_AT = 3
"""Files whose first rows are looked at to tell columns by their names and content."""
SAMPLE_ROWS = 50_000


def estimated_rows(inputs: Sequence[str]) -> int:
    """About how many rows the files have: exact for Parquet files of this machine, by their size for others."""
    return sum(_rows(one) for one in inputs)


def _rows(path: str) -> int:
    if is_address(path) or not Path(path).is_file():
        return SAMPLE_ROWS
    if path.endswith((".parquet", ".pq")):
        try:
            return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError):
            return 0  # refused with its reason where it is read
    packed = 8 if path.endswith(".gz") else 1
    return Path(path).stat().st_size * packed // BYTES_PER_ROW


def columns_of(inputs: Sequence[str], wanted: Columns) -> Columns:
    """Which column means what, from the first rows of the first files. Errors: InputRefused where that is not clear."""
    frames = []
    for path in inputs[:LOOKED_AT]:
        with on_disk(path) as source:
            frames += [as_text(piece.frame) for piece in islice(read_pieces(source, SAMPLE_ROWS), 1)]
    sample = pl.concat(frames, how="diagonal_relaxed")
    return detect_columns(frames[0].columns, sample.select(frames[0].columns), wanted, f"«{inputs[0]}»")
