"""Proximity of every row: drawn where a map says it, predicted where enough customers drew, else unknown."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.drawn import DRAWN_SCHEMA
from lifeworld.constellations.core.gather import Gathered
from lifeworld.constellations.core.proximity import ProximityModel, predict_proximity, proximity_model
from lifeworld.constellations.core.settings import Settings

PROXIMITY = ("proximity", "proximity_low", "proximity_high", "proximity_source")
PLACE = {"ring": pl.Int32, "rings": pl.Int32, "x": pl.Float64, "y": pl.Float64, "wording": pl.String}
"""How the customer drew the actor, as given: kept beside the proximity that follows from it."""

_KEYS = ["customer", "category", "name"]


def one_place_each(drawn: pl.DataFrame) -> pl.DataFrame:
    """One row for each drawn actor: two drawings of one actor ("my wife" and "Anna") add their sizes, the nearer counts."""
    named = drawn.filter(pl.col("category").is_not_null()).with_columns(alike=pl.col("name").str.to_lowercase())
    merged = (
        named.sort("customer", "category", "alike", "proximity", "size", "name", descending=[False, False, False, True, True, False])
        .group_by("customer", "category", "alike", maintain_order=True)
        .agg(pl.all().exclude("size").first(), pl.col("size").sum())
        .select(drawn.columns)
    )
    return pl.concat([merged, drawn.filter(pl.col("category").is_null())])


def features(statements: pl.DataFrame, mentions: pl.DataFrame, done: pl.DataFrame | None) -> pl.DataFrame:
    """What was said and done of each actor, as numbers: customer, category, name and the features of the regression.

    Shares of possessives ("my wife") and of joint activity ("we"), log frequency in words and in events, recency (where
    in the customer's own sequence the last naming statement stands, 1 = the latest), and reciprocity of events (given and
    received). Null where it is not known.
    """
    order = statements.select(
        row=pl.int_range(pl.len()),
        place=pl.when(pl.col("time").is_not_null()).then(
            (pl.col("time").rank("max") / pl.col("time").count()).over("customer")
        ),
    )
    said = (
        mentions.filter(pl.col("customer").is_not_null() & (pl.col("category") != "self"))
        .join(order, on="row", how="left")
        .group_by("customer", "category", pl.col("name").str.to_lowercase())
        .agg(
            possessive=pl.col("possessive").cast(pl.Float64).mean(), joint=pl.col("joint").cast(pl.Float64).mean(),
            frequency=pl.len().cast(pl.Float64).log1p(), recency=pl.col("place").max(),
        )
    )
    if done is None or done.is_empty():
        return said
    given, received = pl.col("given").cast(pl.Float64), pl.col("received").cast(pl.Float64)
    events = done.with_columns(pl.col("name").str.to_lowercase()).group_by(_KEYS).agg(
        pl.col("n", "given", "received").sum()
    ).select(
        *_KEYS, activity=pl.col("n").cast(pl.Float64).log1p(),
        reciprocity=pl.when(given + received > 0).then(
            pl.min_horizontal(given, received) / pl.max_horizontal(given, received)
        ),
    )
    return said.join(events, on=_KEYS, how="full", coalesce=True)


def proximities(gathered: Gathered, statements: pl.DataFrame, mentions: pl.DataFrame, drawn: pl.DataFrame | None,
                done: pl.DataFrame | None, settings: Settings, model: ProximityModel | None = None) -> pl.DataFrame:
    """The columns PROXIMITY and PLACE in the row order of ``gathered``; null where unknown.

    ``model`` is that of the whole study, where these are some of its customers; else it is fitted to them.
    """
    ties = _ties(gathered)
    if model is None and (drawn is None or drawn.is_empty()):
        unknown = {**dict.fromkeys(PROXIMITY[:3], pl.Float64), PROXIMITY[3]: pl.String, **PLACE}
        return ties.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in unknown.items()).select(list(unknown))
    placed = _placed(drawn)
    numbers = _numbers(ties, statements, mentions, done) if model is not None or _enough(placed, settings) else None
    found = predict_proximity(ties, placed, numbers, settings.maps_min, model)
    return found.join(placed.select(*_KEYS, *PLACE), on=_KEYS, how="left", maintain_order="left").select(*PROXIMITY, *PLACE)


def study_model(gathered: Gathered, statements: pl.DataFrame, mentions: pl.DataFrame, drawn: pl.DataFrame | None,
                done: pl.DataFrame | None, settings: Settings) -> ProximityModel | None:
    """The regression by which ``proximities`` predicts for these customers; None where too few of them drew a map."""
    if drawn is None or not _enough(placed := _placed(drawn), settings):
        return None
    ties = _ties(gathered)
    return proximity_model(ties, placed, _numbers(ties, statements, mentions, done), settings.maps_min)


def _ties(gathered: Gathered) -> pl.DataFrame:
    """The actors with their names without case."""
    return gathered.actors().with_columns(name=gathered.names.gather(gathered.rows.name))


def _placed(drawn: pl.DataFrame | None) -> pl.DataFrame:
    """The drawn actors with their names without case; no row where nobody drew."""
    if drawn is None or drawn.is_empty():
        kinds: dict[str, type[pl.DataType]] = {"name": pl.String, **{name: kind for name, kind in DRAWN_SCHEMA.items() if name != "actor"}}
        return pl.DataFrame(schema={**kinds, **dict.fromkeys(PROXIMITY[:3], pl.Float64)})
    return drawn.with_columns(name=pl.col("name").fill_null("").str.to_lowercase())


def _enough(placed: pl.DataFrame, settings: Settings) -> bool:
    return placed.filter(pl.col("ring").is_not_null())["customer"].n_unique() >= settings.maps_min


def _numbers(ties: pl.DataFrame, statements: pl.DataFrame, mentions: pl.DataFrame, done: pl.DataFrame | None) -> pl.DataFrame:
    """The features of each actor by its key."""
    keys = ties.select("customer", "category", "name", "actor")
    return keys.join(features(statements, mentions, done), on=_KEYS, how="inner").drop("category", "name")
