"""From pieces to the settled statements of one partition, and what must be known of it before anything is mapped."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.pools import census, speakers
from lifeworld.constellations.core.spread import CUSTOMERS_MAX
from lifeworld.constellations.files.partitions.recipe import Partition
from lifeworld.constellations.files.partitions.scatter import SORTED_BY
from lifeworld.voices.core.statements import SKIPPED_SCHEMA, STATEMENT_SCHEMA, Gathered, settled

ALIKE = r"^[0-9a-f]{16}-[0-9]+(:|$)"
"""The id of a statement that repeats another one's content."""


@dataclass(frozen=True)
class Settled:
    """How much one partition holds. ``repeated``: statements without an id that repeat another one's customer, time and text."""

    statements: int
    speakers: int
    customers: int
    repeated: int
    skipped: int


def settle(part: Partition) -> Settled:
    """Write the statements of one partition, sorted by (customer, id) with their ids, its census and its first customers."""
    recipe = part.recipe
    pieces = sorted(recipe.path("pieces", part.name).glob("*.arrow"))
    rows = pl.concat([pl.read_ipc(piece) for piece in pieces]) if pieces else pl.DataFrame(
        schema={**STATEMENT_SCHEMA, "part": pl.Int64})
    nothing = pl.DataFrame(schema=SKIPPED_SCHEMA)
    prepared = settled([Gathered(rows.sort(SORTED_BY), nothing, len(recipe.columns.text) > 1, 0, 0, 0)])
    statements = prepared.statements
    folder = recipe.path("settled")
    folder.mkdir(parents=True, exist_ok=True)
    statements.write_ipc(folder / f"{part.name}.arrow", compression="lz4")
    census(statements).write_ipc(folder / f"{part.name}.census")
    customers = statements["customer"].drop_nulls().unique().sort()
    customers.head(CUSTOMERS_MAX).to_frame("customer").write_ipc(folder / f"{part.name}.customers")
    if recipe.columns.id is not None:
        statements.select(hash=pl.col("id").hash(0)).write_ipc(folder / f"{part.name}.ids")
    if prepared.skipped.height:
        path = recipe.path("skipped", f"{part.name}.arrow")
        path.parent.mkdir(parents=True, exist_ok=True)
        prepared.skipped.write_ipc(path)
    repeated = 0 if recipe.columns.id is not None else int(statements["id"].str.contains(ALIKE).sum())
    n_speakers = speakers(statements).n_unique() if statements.height else 0
    return Settled(statements.height, n_speakers, len(customers), repeated, prepared.skipped.height)


def statements_of(part: Partition) -> pl.DataFrame:
    """The settled statements of a partition."""
    return pl.read_ipc(part.recipe.path("settled", f"{part.name}.arrow"))
