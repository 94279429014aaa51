"""The frames of a study with everything replaced that must not leave it."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.protection.scrubber import Scrubber
from lifeworld.kit.ids import content_ids
from lifeworld.voices.core.privacy.replacing import Replaced

LABELLED = ("focal", "group", "wave", "source", "field")
"""Columns of statements that tell customers or rows apart; each value becomes one name."""

def statements_frame(statements: pl.DataFrame, texts: Replaced, scrubber: Scrubber, silent: pl.Series) -> pl.DataFrame:
    """Statements (already under their new ids) with new texts; ``silent`` rows lose what stood around their words too."""
    columns = {"text": texts.texts}
    for name in LABELLED:
        if name in statements.columns:
            given = statements[name].cast(pl.String)
            columns[name] = given.replace(scrubber.labels) if scrubber.labels else given
    if "context" in statements.columns:
        context = scrubber.column(statements["context"], statements["customer"], discover=True)
        columns["context"] = pl.select(pl.when(~silent).then(context)).to_series()
    if "file" in statements.columns and scrubber.people.renamed:
        columns["file"] = pl.Series([None] * len(statements), dtype=pl.String)  # file names often are people's
    return statements.with_columns(**columns)


def codings_frame(codings: pl.DataFrame, rows: dict[str, int], texts: Replaced, scrubber: Scrubber) -> pl.DataFrame:
    """Codings whose offsets lead into the new texts, with the hashes of the new quotes; sorted by customer and statement."""
    row = codings["statement"].cast(pl.String).replace_strict(rows, return_dtype=pl.Int64).to_numpy()
    start, end = texts.remapped(row, codings["start"].cast(pl.Int64).to_numpy(), codings["end"].cast(pl.Int64).to_numpy())
    moved = codings.with_columns(
        customer=scrubber.people.customer(codings["customer"]), statement=scrubber.people.statement(codings["statement"]),
        start=pl.Series(start).cast(codings["start"].dtype), end=pl.Series(end).cast(codings["end"].dtype),
        text=texts.texts.gather(row),
    )
    quotes = moved.select(pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))).to_series()
    return moved.with_columns(quote_hash=content_ids(quotes)).drop("text").sort("customer", "statement", maintain_order=True)


def pooled_frame(pooled: pl.DataFrame, scrubber: Scrubber, persons: pl.DataFrame, cell_min: int) -> tuple[pl.DataFrame, int]:
    """Pools under new names without small cells, and how many rows were left out.

    Left out are pools of fewer than ``cell_min`` customers, and persons whom fewer customers name: one person's friend
    is nobody's pooled actor. ``persons`` has category, folded and n_customers.
    """
    new = scrubber.column(pooled["name"], discover=True)
    frame = pooled.with_columns(
        new=pl.when(pl.col("part") == "actor").then(new).otherwise("name"), folded=pl.col("name").str.to_lowercase(),
        pool=pooled["pool"].replace(scrubber.labels) if scrubber.labels else pooled["pool"],
    ).join(persons, on=["category", "folded"], how="left", maintain_order="left")
    person = (pl.col("part") == "actor") & (pl.col("new") != pl.col("name")) & pl.col("new").str.contains("[person", literal=True)
    kept = frame.filter((pl.col("n_customers") >= cell_min) & ~(person & (pl.col("n_named").fill_null(0) < cell_min)))
    return kept.with_columns(name="new").select(pooled.columns), len(pooled) - len(kept)


def skipped_frame(skipped: pl.DataFrame) -> pl.DataFrame:
    """The list of rows that were left out without ids and file names, which often are people's; rows and reasons stay.

    >>> skipped_frame(pl.DataFrame({"file": ["ana.docx"], "row": [3], "id": ["ana-3"], "reason": ["empty id"]})).row(0)
    (None, 3, None, 'empty id')
    """
    return skipped.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in ("file", "id") if name in skipped.columns)
