"""The frames that leave a study: ties and constellations, with the columns that docs/reference states."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core import types
from lifeworld.constellations.core.constellate import Constellated
from lifeworld.constellations.core.gather import Gathered, tie_valence
from lifeworld.constellations.core.nearness import PLACE
from lifeworld.constellations.core.reasons import reasons
from lifeworld.constellations.core.settings import Settings
from lifeworld.voices.core.codebook import DRIVERS

CONSTELLATION_COLUMNS = ("customer", "type", "p_individual", "p_brand", "p_social", "margin", "stability")


def _known(values: NDArray[np.float64], name: str) -> pl.Series:
    """A column in which NaN becomes null: unknown is not a number."""
    return pl.Series(name, values).fill_nan(None)


def ties_frame(gathered: Gathered, found: Constellated, proximity: pl.DataFrame) -> pl.DataFrame:
    """One row for each actor of each customer, the self among them, most relevant first within the customer.

    ``proximity`` has the columns of proximity in the row order of ``gathered`` (null where unknown).
    """
    rows = gathered.rows
    ties = gathered.actors().with_columns(
        relevance=pl.Series(found.relevance), relevance_low=pl.Series(found.relevance_low),
        relevance_high=pl.Series(found.relevance_high),
        proximity=proximity["proximity"], proximity_low=proximity["proximity_low"],
        proximity_high=proximity["proximity_high"], proximity_source=proximity["proximity_source"],
        valence=_known(tie_valence(gathered), "valence"),
        n_evidence=pl.Series(rows.n_said + rows.n_done + rows.n_drawn, dtype=pl.Int64),
        said=pl.Series(rows.n_said), done=pl.Series(rows.n_done), drawn=pl.Series(rows.n_drawn),
        **{name: proximity[name] for name in PLACE},
    )
    return ties.sort("customer", "relevance", "actor", descending=[False, True, False])


def constellations_frame(gathered: Gathered, found: Constellated, n_statements: NDArray[np.int64],
                         settings: Settings) -> pl.DataFrame:
    """One row a customer: type with its probabilities, size, drivers with intervals, and the reasons as sentences."""
    labels = pl.Series([*types.TYPES, types.UNDETERMINED]).gather(found.label.astype(np.int64) % 4)
    columns: dict[str, pl.Series] = {"customer": gathered.groups.rename("customer"), "type": labels}
    for t, name in enumerate(("p_individual", "p_brand", "p_social")):
        columns[name] = pl.Series(found.p[:, t])
    columns["margin"], columns["stability"] = pl.Series(found.margin), _known(found.stability, "stability")
    columns["n_statements"] = pl.Series(n_statements, dtype=pl.Int32)
    columns["n_counting"] = pl.Series(found.n_counting, dtype=pl.Int32)
    columns["size"] = pl.Series(found.size, dtype=pl.Int32)
    columns["size_class"] = pl.Series(types.size_class(found.condition[:, 0, 0]).tolist())
    for d, driver in enumerate(DRIVERS):
        columns[driver] = pl.Series(found.drivers[:, d])
        columns[f"{driver}_low"] = pl.Series(found.drivers_low[:, d])
        columns[f"{driver}_high"] = pl.Series(found.drivers_high[:, d])
    columns["unmentioned"] = pl.Series(found.unmentioned)
    columns["unmentioned_low"] = pl.Series(found.unmentioned_low)
    columns["unmentioned_high"] = pl.Series(found.unmentioned_high)
    for t, name in enumerate(("x_individual", "x_brand", "x_social")):
        columns[name] = pl.Series(found.x[:, t])
    columns["reasons"] = reasons(found, gathered.rows.n_other_evidence, settings)
    return pl.DataFrame({name: series.alias(name) for name, series in columns.items()})


def actors_frame(gathered: Gathered, mentions: pl.DataFrame) -> pl.DataFrame:
    """customer, actor, name, category, forms, n_mentions, n_statements: every actor and the words that named it.

    ``mentions`` has customer, category, name and form (the words as they stand in the text), one row a mention.
    """
    named = (
        mentions.group_by("customer", "category", pl.col("name").str.to_lowercase())
        .agg(forms=pl.col("form").str.to_lowercase().unique().sort().head(8), n_mentions=pl.len().cast(pl.Int32))
    )
    actors = gathered.actors().with_columns(
        n_statements=pl.Series(gathered.rows.n_said, dtype=pl.Int32),
        key=gathered.names.gather(gathered.rows.name),
    )
    # The self and unnamed actors have the key ""; their mentions are pronouns and unnamed groups.
    found = actors.join(named, left_on=["customer", "category", "key"], right_on=["customer", "category", "name"],
                        how="left", nulls_equal=True, maintain_order="left")
    return found.select(
        "customer", "actor", "name", "category",
        forms=pl.col("forms").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        n_mentions=pl.col("n_mentions").fill_null(0), n_statements="n_statements",
    )
