"""From the frames of a study (ties, drawn maps) to the alters that ``ego_measures`` takes."""

from __future__ import annotations

import polars as pl

_KEPT = ("relevance", "valence", "proximity", "weight", "n_roles", "group", "number", "focal")


def alters_of(ties: pl.DataFrame, drawn: pl.DataFrame | None = None) -> pl.DataFrame:
    """The alters in a ``ties`` frame (customer, actor, category, ...): the self and rows without a customer left out.

    ``drawn`` (customer, actor, ring, rings) adds rings where a map was drawn. Columns: ego, alter, category, then those
    of relevance, valence, proximity, weight, n_roles, group, number, focal that ``ties`` holds, then ring and rings.

    >>> ties = pl.DataFrame({"customer": ["c", "c"], "actor": ["self", "peers:club"], "category": ["self", "peers"]})
    >>> alters_of(ties).to_dicts()
    [{'ego': 'c', 'alter': 'peers:club', 'category': 'peers'}]
    """
    kept = [name for name in _KEPT if name in ties.columns]
    others = ties.filter((pl.col("category") != "self") & pl.col("customer").is_not_null())
    alters = others.select(pl.col("customer").alias("ego"), pl.col("actor").alias("alter"), "category", *kept)
    if drawn is None:
        return alters
    rings = drawn.filter(pl.col("ring").is_not_null()).select(
        pl.col("customer").alias("ego"), pl.col("actor").alias("alter"), "ring", "rings"
    )
    return alters.join(rings, on=["ego", "alter"], how="left", maintain_order="left")
