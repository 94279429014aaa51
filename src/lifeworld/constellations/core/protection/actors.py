"""Actors under names that may leave: one table of old and new names serves every frame, so that keys still join."""

from __future__ import annotations

import re

import polars as pl

from lifeworld.constellations.core.protection.scrubber import Scrubber
from lifeworld.voices.core.privacy.rules import Rules

KEYS = ("customer", "actor", "name", "category")
SOCIAL = ("family_friends", "peers", "strangers")


def persons_by_name(actors: pl.DataFrame, texts: pl.Series, rules: Rules) -> pl.DataFrame:
    """customer, name: actors whose own name is one or two words with a capital that no list knows, as drawn maps give them.

    What a text calls "the Striders" is a group. Names with kin words ("sister Beth") are told like those in texts.
    """
    word, keep, not_names = pl.col("name"), rules.keep, rules.words.not_names
    folded = word.str.to_lowercase()
    single = word.str.contains(r"^\p{Lu}[\p{Ll}'\u2019-]+(?: \p{Lu}[\p{Ll}'\u2019-]+)?$")
    first = folded.str.split(" ").list.first()
    rows = actors.filter(
        pl.col("category").is_in(SOCIAL) & single & ~folded.is_in(list(keep)) & ~first.is_in(list(keep | not_names))
    ).select("customer", "name").unique().sort("customer", "name")
    groups = [name for name in rows["name"].unique() if texts.str.contains(rf"(?i)\b(?:the|our) {re.escape(name)}\b").any()]
    return rows.filter(~pl.col("name").is_in(groups))


def renamed_actors(frames: tuple[pl.DataFrame, ...], scrubber: Scrubber, strict: Scrubber, silent: frozenset[str]) -> pl.DataFrame:
    """Old customer, actor, name and category of every actor of ``frames`` with new_actor and new_name, unique in a customer.

    ``strict`` replaces persons too; it serves customers in ``silent`` (old ids), whose words may not be shown.
    """
    table = pl.concat([frame.select(pl.col(KEYS).cast(pl.String)) for frame in frames]).unique().sort(KEYS)
    owners = scrubber.people.customer(table["customer"])
    quiet = table["customer"].is_in(list(silent)).fill_null(False)
    name = scrubber.column(table["name"], owners, any_case=True, discover=True)
    if quiet.any():
        hidden = strict.column(table["name"], owners, any_case=True, discover=True)
        name = pl.select(pl.when(quiet).then(hidden).otherwise(name)).to_series()
    key = pl.concat_str("category", pl.lit(":"), pl.col("new_name").str.to_lowercase())
    # A key is category and name; «self» and «(unnamed)» hold no name.
    table = table.with_columns(new_name=name.alias("new_name")).with_columns(
        new_actor=pl.when(pl.col("new_name") != pl.col("name")).then(key).otherwise("actor")
    )
    turn = pl.int_range(1, pl.len() + 1).over("customer", "new_actor")
    again = pl.concat_str(pl.lit(" ("), pl.col("turn").cast(pl.String), pl.lit(")"))
    return table.with_columns(turn=turn).with_columns(
        pl.when(pl.col("turn") > 1).then(pl.concat_str(column, again)).otherwise(column).alias(column)
        for column in ("new_actor", "new_name")
    ).drop("turn")


def actor_rows(frame: pl.DataFrame, table: pl.DataFrame, scrubber: Scrubber, silent: frozenset[str]) -> pl.DataFrame:
    """A frame with customer, actor, name, category (and forms, wording) under the names of ``table``.

    Forms and wording of customers in ``silent`` (old ids) are left out.
    """
    given = frame.with_columns(pl.col(KEYS).cast(pl.String))
    joined = given.join(table, on=list(KEYS), how="left", nulls_equal=True, maintain_order="left")
    quiet = joined["customer"].is_in(list(silent)).fill_null(False)
    new = joined.with_columns(
        customer=scrubber.people.customer(joined["customer"]), actor=pl.col("new_actor"), name=pl.col("new_name"),
    ).select(frame.columns)
    if "forms" in new.columns:
        new = new.with_columns(forms=_forms(new, quiet, scrubber))
    if "wording" in new.columns:
        wording = scrubber.column(new["wording"], new["customer"], discover=True)
        new = new.with_columns(wording=pl.select(pl.when(~quiet).then(wording)).to_series())
    return new


def _forms(frame: pl.DataFrame, quiet: pl.Series, scrubber: Scrubber) -> pl.Series:
    """The words that named each actor: replaced where they must be, none where they are withheld."""
    rows = frame.select("customer", "forms").with_row_index("row")
    flat = rows.filter(~quiet).explode("forms", empty_as_null=True, keep_nulls=True).filter(pl.col("forms").is_not_null())
    flat = flat.with_columns(forms=scrubber.column(flat["forms"], flat["customer"], any_case=True, discover=True))
    lists = flat.group_by("row").agg(pl.col("forms").unique().sort())
    joined = rows.select("row").join(lists, on="row", how="left", maintain_order="left")
    return joined.select(pl.col("forms").fill_null(pl.lit([], dtype=pl.List(pl.String)))).to_series()
