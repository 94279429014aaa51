"""Which customers' constellations a report embeds: at most sixty, those with most evidence, spread over the types."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.study import TYPE_NAMES, MappedStudy

EMBEDDED_MAX = 60


def with_evidence(study: MappedStudy) -> pl.DataFrame:
    """The constellations with ``evidence``: counting statements + drawn actors + done actors (method, section 5)."""
    beside = study.ties.group_by("customer").agg(
        ((pl.col("drawn") > 0).sum() + (pl.col("done") > 0).sum()).cast(pl.Int64).alias("_beside")
    )
    return (
        study.constellations.join(beside, on="customer", how="left")
        .with_columns((pl.col("n_counting").cast(pl.Int64) + pl.col("_beside").fill_null(0)).alias("evidence"))
        .drop("_beside")
    )


def chosen(constellations: pl.DataFrame, most: int = EMBEDDED_MAX) -> pl.DataFrame:
    """At most ``most`` customers: each type gets the same number of places, free places go to the most evidence.

    In the order of the types, then by evidence. The same customers are chosen for any order of the rows.
    """
    order = {name: i for i, name in enumerate(TYPE_NAMES)}
    ranked = constellations.with_columns(
        pl.col("type").replace_strict(order, default=len(order), return_dtype=pl.Int32).alias("_type")
    ).sort(["_type", "evidence", "customer"], descending=[False, True, False])
    # A customer's turn is its rank inside its type: taking by turn deals the places out evenly.
    ranked = ranked.with_columns(pl.int_range(pl.len()).over("_type").alias("_turn"))
    dealt = ranked.sort(["_turn", "evidence", "customer"], descending=[False, True, False]).head(most)
    return dealt.sort(["_type", "evidence", "customer"], descending=[False, True, False]).drop("_type", "_turn")
