"""From an input to pieces: every row goes to the partition of its customer. Memory is bounded by the rows of one piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lifeworld.constellations.files.partitions.inputs import on_disk
from lifeworld.constellations.files.partitions.recipe import InputPart
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.frames import read_pieces
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.statements import DAMAGED, SKIPPED_SCHEMA, as_text, gathered

ROWS_AT_ONCE = 250_000
SORTED_BY = ("part", "row", "field")


@dataclass(frozen=True)
class Scattered:
    """What one input held: rows, texts that were empty, cells that could not be read, and rows that were left out."""

    rows: int
    n_without_text: int
    n_bad_outcomes: int
    n_bad_consents: int
    n_bad_times: int
    skipped: int


def scatter(part: InputPart) -> Scattered:
    """Write the rows of one input as pieces, one file for each partition and piece, and what was left out.

    Errors: InputRefused where the file cannot be read, or lacks a column.
    """
    recipe, totals, skipped = part.recipe, np.zeros(5, np.int64), []
    study = recipe.read_study()
    with on_disk(part.place) as source:
        for number, piece in enumerate(read_pieces(source, ROWS_AT_ONCE)):
            _check_columns(piece.frame.columns, recipe.columns, part.path)
            frame = with_columns(as_text(piece.frame), recipe.columns)
            found = gathered(frame, recipe.columns, recipe.focal, part.path, language=study.language, row=piece.row, part=part.number)
            bad = (found.n_bad_outcomes, found.n_bad_consents, found.n_bad_times)
            totals += [found.n_rows + piece.damaged.height, found.n_without_text, *bad]
            skipped += [found.skipped, _damage(piece.damaged, part.path)]
            _write_pieces(found.rows, part, number)
    left_out = pl.concat(skipped) if skipped else pl.DataFrame(schema=SKIPPED_SCHEMA)
    if left_out.height:
        path = recipe.path("skipped", f"{part.name}.arrow")
        path.parent.mkdir(parents=True, exist_ok=True)
        left_out.write_ipc(path)
    rows, blank, outcomes, consents, times = totals.tolist()
    return Scattered(rows, blank, outcomes, consents, times, left_out.height)


def with_columns(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The frame with null columns for those that this file or piece does not have."""
    missing = [name for name in (*columns.text, *columns.named().values()) if name not in frame.columns]
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)


def _check_columns(names: Sequence[str], columns: Columns, path: str) -> None:
    """Refuse a file without any of the text columns, or without the customers: its rows would be lost in silence."""
    wanted = [*([] if any(name in names for name in columns.text) else columns.text), *([columns.customer] if columns.customer else [])]
    missing = [name for name in wanted if name not in names]
    if missing:
        raise InputRefused("no_such_column", f"«{path}» has no column {listed(missing)}, which other files have; it has {listed(names)}.",
                           "Give files with the same columns, or name the columns that all of them have.")


def partition_of(rows: pl.DataFrame, partitions: int) -> np.ndarray:
    """The partition of each row: by its customer, else by its id, else by its words. uint32[rows]

    >>> a = partition_of(pl.DataFrame({"customer": ["ana", None, "ana"], "id": ["1", "2", "3"], "text": ["", "", ""]}), 7)
    >>> bool(a[0] == a[2]), int(a.max()) < 7
    (True, True)
    """
    owner = rows.select(pl.coalesce(
        pl.concat_str(pl.lit("customer "), "customer"), pl.concat_str(pl.lit("id "), "id"), pl.concat_str(pl.lit("text "), "text"),
    ).alias("owner")).to_series()
    distinct = owner.unique(maintain_order=True)
    number = pl.Series((hash64(distinct) % np.uint64(partitions)).astype(np.uint32))
    return owner.replace_strict(distinct, number, return_dtype=pl.UInt32).to_numpy()


def _write_pieces(rows: pl.DataFrame, part: InputPart, number: int) -> None:
    """One file for each partition that has rows in this piece."""
    marked = rows.with_columns(pl.Series("_partition", partition_of(rows, part.recipe.partitions)))
    for (partition,), own in marked.partition_by("_partition", as_dict=True, maintain_order=True).items():
        folder = part.recipe.path("pieces", f"part-{partition:05d}")
        folder.mkdir(parents=True, exist_ok=True)
        own.drop("_partition").write_ipc(folder / f"{part.number:05d}-{number:05d}.arrow", compression="lz4")


def _damage(damaged: pl.DataFrame, label: str) -> pl.DataFrame:
    """Rows that the reader could not use, as entries of the list of skipped rows."""
    return damaged.select(
        pl.lit(label).alias("file"), "row", pl.lit(None, pl.String).alias("id"), pl.lit(None, pl.String).alias("field"),
        pl.lit(DAMAGED).alias("reason"), pl.col("reason").alias("detail")).cast(pl.Schema(SKIPPED_SCHEMA))
