"""Deeds: events of customers that count as done with an actor by the rules of a study, counted.

An event counts once, by the first rule that fits it. What is counted in parts adds up to the whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from lifeworld.constellations.core import actor_names
from lifeworld.constellations.core.deed_rules import NAME_MAX, DeedMapping, DeedRule, json_path
from lifeworld.events.core.tables import GIVEN, RECEIVED
from lifeworld.voices.core.lexicon import Lexicon

EVENTS: dict[str, type[pl.DataType]] = {"customer": pl.String, "type": pl.String, "at_us": pl.Int64, "data": pl.String}
"""Events as deeds are found in them: ``at_us`` in microseconds since 1970 (UTC), ``data`` as JSON text."""
DEEDS: dict[str, type[pl.DataType] | pl.DataType] = {
    "customer": pl.String, "category": pl.String, "name": pl.String, "type": pl.String, "n": pl.Int64, "given": pl.Int64,
    "received": pl.Int64, "last_time": pl.Datetime("us", "UTC")}
"""Deeds, counted: how many events of a type each customer has with an actor; ``name`` "" is an unnamed actor."""
TYPES_MAX = 12
"""Of so many types of event it is kept that they tie a customer to one actor; the number of events is of all of them."""


def deeds_in(events: pl.DataFrame, mapping: DeedMapping) -> pl.DataFrame:
    """The deeds among ``events`` (columns of EVENTS), counted: columns of DEEDS, in the order of (customer, category, name, type).

    A counterpart whose name is missing, or is no text, is an unnamed actor. The order of the events does not matter, and parts that
    are ``added`` up equal the whole.

    >>> some = pl.DataFrame({"customer": ["ana"] * 2, "type": ["run", "sleep"], "at_us": [0, 1], "data": ['{"club": "Owls"}', "{}"]})
    >>> deeds_in(some, DeedMapping((DeedRule("run", "peers", actor_field="club"),))).select("name", "n").rows()
    [('Owls', 1)]
    """
    return added(deeds_by_rule(events, mapping))


def deeds_by_rule(events: pl.DataFrame, mapping: DeedMapping) -> list[pl.DataFrame]:
    """The deeds that each rule counts, in the order of the rules; an event is counted by one of them at most."""
    rest = {kind: events.filter(pl.col("type") == kind) for kind in mapping.types}
    parts = []
    for rule in mapping.rules:
        fits = rest[rule.type].select(_fits(rule)).to_series()
        parts.append(_deeds(rest[rule.type].filter(fits), rule))
        rest[rule.type] = rest[rule.type].filter(~fits)
    return parts


def _fits(rule: DeedRule) -> pl.Expr:
    if not rule.field:
        return pl.col("type").is_not_null()
    said = pl.col("data").str.json_path_match(json_path(rule.field))
    return said.is_in(list(rule.values)).fill_null(False) if rule.values else said.is_not_null()


def _deeds(events: pl.DataFrame, rule: DeedRule) -> pl.DataFrame:
    name = pl.lit(rule.named)
    if rule.actor_field and rule.category != "self":
        said = pl.col("data").str.json_path_match(json_path(rule.actor_field))
        clean = said.str.replace_all(r"[\p{C}\s]+", " ").str.strip_chars().str.slice(0, NAME_MAX)
        usable = (clean != "") & ~clean.str.contains(r"^[\[{]")
        name = pl.when(usable).then(clean).otherwise(name)
    counted = events.with_columns(name=name).group_by("customer", "name").agg(n=pl.len().cast(pl.Int64), at_us=pl.col("at_us").max())
    return of_rule(counted, rule)


def of_rule(counted: pl.DataFrame, rule: DeedRule) -> pl.DataFrame:
    """Events of one rule that were counted already (customer, name, n, at_us of the last) with the columns of DEEDS."""
    given, received = _ways(rule)
    n, none = pl.col("n"), pl.lit(0, pl.Int64)
    return counted.select(
        "customer", pl.lit(rule.category).alias("category"), "name", pl.lit(rule.type).alias("type"), "n",
        (n if given else none).alias("given"), (n if received else none).alias("received"),
        pl.from_epoch("at_us", "us").dt.replace_time_zone("UTC").alias("last_time")).cast(pl.Schema(DEEDS))


def _ways(rule: DeedRule) -> tuple[bool, bool]:
    if rule.direction == "by_type":
        return re.search(GIVEN, rule.type) is not None, re.search(RECEIVED, rule.type) is not None
    return rule.direction == "given", rule.direction == "received"


def added(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Deeds of several lots of events as one: counts add up, the later time stays."""
    return pl.concat([pl.DataFrame(schema=DEEDS), *parts]).group_by("customer", "category", "name", "type").agg(
        pl.col("n", "given", "received").sum(), pl.col("last_time").max(),
    ).sort("customer", "category", "name", "type").select(list(DEEDS))


def done_of(deeds: pl.DataFrame) -> pl.DataFrame | None:
    """Deeds as constellations take them, whatever their type: customer, category, name, n, given, received, last_time; None: none.

    >>> done_of(pl.DataFrame(schema=DEEDS)) is None
    True
    """
    if deeds.is_empty():
        return None
    return deeds.group_by("customer", "category", "name").agg(
        pl.col("n", "given", "received").sum(), pl.col("last_time").max()).sort("customer", "category", "name")


def canonical(deeds: pl.DataFrame, statements: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """The deeds with actors by the names that words use, as `lifeworld map --events` names them."""
    if deeds.is_empty():
        return deeds
    return added([actor_names.canonical_names(deeds, actor_names.focal_of_customers(statements), lexicon).select(list(DEEDS))])


def deed_lines(deeds: pl.DataFrame, ties: pl.DataFrame) -> Mapping[str, Mapping[str, list[dict[str, Any]]]]:
    """For each customer and actor (its key in ``ties``) the types of events that tie them: type, n, given, received, last.

    The most frequent first, at most TYPES_MAX; ``last`` is the day of the last one (ISO 8601, UTC).
    """
    if deeds.is_empty():
        return {}
    folded = pl.col("name").str.to_lowercase()
    keys = ties.filter(pl.col("done") > 0).select(
        "customer", "category", "actor",
        alike=pl.when(pl.col("actor").str.ends_with(":(unnamed)") | (pl.col("category") == "self")).then(pl.lit("")).otherwise(folded))
    placed = deeds.with_columns(alike=pl.when(pl.col("category") == "self").then(pl.lit("")).otherwise(folded)).join(
        keys, on=["customer", "category", "alike"], how="inner")
    summed = placed.group_by("customer", "actor", "type").agg(
        pl.col("n", "given", "received").sum(), last=pl.col("last_time").max().dt.strftime("%Y-%m-%d"))
    lines: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in summed.sort("customer", "actor", "n", "type", descending=[False, False, True, False]).group_by(
            "customer", "actor", maintain_order=True).head(TYPES_MAX).iter_rows(named=True):
        lines.setdefault(row["customer"], {}).setdefault(row["actor"], []).append(
            {name: row[name] for name in ("type", "n", "given", "received", "last")})
    return lines
