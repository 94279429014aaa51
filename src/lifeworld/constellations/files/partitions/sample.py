"""Some statements from everywhere, for what is said of a study in general (its languages, whether anybody is named)."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.files.partitions.recipe import Recipe
from lifeworld.voices.core.statements import STATEMENT_SCHEMA

STATEMENTS = 20_000
PARTITIONS_MAX = 20
"""Customers are divided by hash, so some partitions are like all."""
COLUMNS = tuple(name for name in STATEMENT_SCHEMA if name not in ("row", "file"))


def sampled(recipe: Recipe) -> pl.DataFrame:
    """About STATEMENTS statements in even steps from up to about PARTITIONS_MAX partitions."""
    every = sorted(recipe.path("settled").glob("part-*.arrow"))
    paths = every[:: max(1, len(every) // PARTITIONS_MAX)]
    each = max(1, STATEMENTS // max(1, len(paths)))
    frames = []
    for path in paths:
        frame = pl.read_ipc(path, columns=list(COLUMNS))
        frames.append(frame.gather_every(max(1, frame.height // each)))
    return pl.concat(frames)
