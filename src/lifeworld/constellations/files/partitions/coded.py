"""Coding the statements of one partition, and what its customers tell about the spread of statements."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.gather import gather
from lifeworld.constellations.core.partial.found import mentions_of, said_of
from lifeworld.constellations.core.spread import Spreading, spreading
from lifeworld.constellations.files.partitions.recipe import Partition
from lifeworld.constellations.files.partitions.settle import statements_of
from lifeworld.voices.core.batches import CodedBatch, batch_bounds, code_batch, joined
from lifeworld.voices.files.coding import Coding


def coded(statements: pl.DataFrame, coding: Coding) -> CodedBatch:
    """Codes and mentions of all statements, in batches."""
    batches = []
    for first, last in batch_bounds(statements["text"].str.len_chars().to_numpy()):
        part = statements[first:last]
        batches.append(code_batch(coding.coder, coding.lexicon, coding.codebook.label, part["text"].to_list(), part["focal"].to_list(),
                                  coding.aliases))
    return joined(batches)


def spread_of(part: Partition) -> Spreading:
    """The sums behind the spread, over those customers of the partition that are in the sample."""
    statements = statements_of(part).filter(pl.col("customer") <= pl.lit(part.until, pl.String))
    if statements.is_empty():
        return Spreading()
    coding = part.recipe.coding()
    batch = coded(statements, coding)
    mentions = mentions_of(statements, batch, None, coding.lexicon)
    gathered = gather(said_of(statements, batch.coded, mentions), statements["customer"], part.recipe.settings)
    return spreading(gathered.rows, gathered.coded)
