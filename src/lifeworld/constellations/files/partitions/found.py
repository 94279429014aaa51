"""One partition mapped: its tables as part files, and its partial result."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.partial.found import find
from lifeworld.constellations.core.partial.further import whole_partial
from lifeworld.constellations.core.schemas import FILES
from lifeworld.constellations.core.spread import Spread
from lifeworld.constellations.files.partials import write_partial
from lifeworld.constellations.files.partitions.coded import coded
from lifeworld.constellations.files.partitions.recipe import Partition
from lifeworld.constellations.files.partitions.settle import statements_of

TABLES = tuple(name for name in FILES if name != "pooled")
ROWS_PER_GROUP = 20_000
"""Rows of a row group: a reader that looks for one customer reads one of them."""


@dataclass(frozen=True)
class Done:
    """What one partition gave."""

    statements: int
    customers: int
    coder: str
    codebook: str


def map_partition(part: Partition) -> Done:
    """Code the statements of one partition, find its customers' constellations, write both and the partial result."""
    recipe, statements, coding = part.recipe, statements_of(part), part.recipe.coding()
    if statements.is_empty():
        return Done(0, 0, coding.coder.label, coding.codebook.label)
    spread = None if part.spread is None else Spread(*part.spread)
    found = find(statements, coded(statements, coding), coding.lexicon, part.pools, settings=recipe.settings, spread=spread)
    for name in TABLES:
        path = recipe.path("out", f"{name}.parquet", f"{part.name}.parquet")
        path.parent.mkdir(parents=True, exist_ok=True)
        frame: pl.DataFrame = getattr(found, name)
        if name == "actors":
            frame = frame.filter(pl.col("customer").is_not_null())
        frame.select(list(FILES[name])).write_parquet(path, compression="zstd", compression_level=1, row_group_size=ROWS_PER_GROUP)
    folder = recipe.path("partials", part.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    write_partial(whole_partial(found, recipe.settings.seed), folder)
    return Done(statements.height, len(found.constellations), coding.coder.label, coding.codebook.label)
