"""The picture of one customer's ecosystem as plain values: what `<lw-constellation>` draws (elements/contract.md).

A picture is a pure function of the constellation's row, its ties and the drawing; unknown is null. It holds where quotes stand
(statement and code points), never the words themselves, so that words are kept in one place only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from lifeworld.constellations.core.partial.found import Found
from lifeworld.voices.core.codebook import CODES, DRIVER_NAMES, DRIVERS

QUOTES_MAX = 12
"""Of so many statements it is kept where they name an actor; the number of statements is of all of them."""
DIGITS = 6
SELF_PREFIX = "self"


@dataclass(frozen=True)
class Drawn:
    """What a customer drew, by the keys of actors: ``rings`` is {k, words} or None; ``valence`` by actor; ``ties`` are pairs."""

    rings: Mapping[str, Any] | None = None
    valence: Mapping[str, int] = field(default_factory=dict)
    ties: Sequence[tuple[str, str]] = ()


Lines = Mapping[str, Sequence[Mapping[str, Any]]]
"""Deeds by the keys of actors, as ``deeds.deed_lines`` gives them for each customer."""


def pictures(found: Found, drawn: Mapping[str, Drawn], study_rings: Mapping[str, Any],
             deeds: Mapping[str, Lines] | None = None) -> dict[str, dict[str, Any]]:
    """The picture of each customer of ``found`` by the customer's key, without the label, position and moments that the page adds.

    ``drawn`` has those who drew a map; ``study_rings`` are the rings in whose words predicted proximity is told;
    ``deeds`` says of what kind the events behind actors were.
    """
    quotes = quote_places(found)
    by_customer = found.ties.partition_by("customer", as_dict=True, maintain_order=True)
    return {row["customer"]: picture(row, by_customer[(row["customer"],)].to_dicts(), drawn.get(row["customer"], Drawn()), study_rings,
                                     quotes.get(row["customer"], {}), (deeds or {}).get(row["customer"], {}))
            for row in found.constellations.iter_rows(named=True)}


def picture(row: Mapping[str, Any], ties: Iterable[Mapping[str, Any]], drawn: Drawn, study_rings: Mapping[str, Any],
            quotes: Mapping[str, list[list[Any]]], deeds: Lines | None = None) -> dict[str, Any]:
    """One customer's picture: ``row`` of the constellations, ``ties`` most relevant first.

    >>> ends = ("", "_low", "_high")
    >>> row = {"customer": "ana", "type": "undetermined", "margin": 0.2, "stability": None, "reasons": [], "size": 0, "n_statements": 1,
    ...        "n_counting": 1, "size_class": "small", **{f"p_{t}": 0.3 for t in ("individual", "brand", "social")},
    ...        **{f"unmentioned{e}": 0.1 for e in ends}, **{f"{d}{e}": 0.2 for d in DRIVERS for e in ends}}
    >>> picture(row, [], Drawn(), {"k": 3, "words": []}, {})["rings"] is None
    True
    """
    actors = [_actor(tie, drawn, quotes) | _done(tie, deeds or {}) for tie in ties]
    known = any(actor["proximity"] is not None for actor in actors)
    return {
        "customer": {"id": row["customer"], "label": row["customer"]},
        "type": {"label": row["type"], "p": {name: _number(row[f"p_{name}"]) for name in ("individual", "brand", "social")},
                 "margin": _number(row["margin"]), "stability": _number(row["stability"]), "reasons": list(row["reasons"])},
        "rings": drawn.rings or (dict(study_rings) if known else None),
        "actors": actors, "ties": [{"a": a, "b": b} for a, b in drawn.ties],
        "unmentioned": {"value": _number(row["unmentioned"]), "low": _number(row["unmentioned_low"]),
                        "high": _number(row["unmentioned_high"])},
        "drivers": [{"code": code, "name": DRIVER_NAMES[code], "share": _number(row[code]), "low": _number(row[f"{code}_low"]),
                     "high": _number(row[f"{code}_high"])} for code in DRIVERS],
        "size": row["size"], "size_class": row["size_class"], "n_statements": row["n_statements"], "n_counting": row["n_counting"],
        "notes": _notes(actors, row),
    }


def _actor(tie: Mapping[str, Any], drawn: Drawn, quotes: Mapping[str, list[list[Any]]]) -> dict[str, Any]:
    key = tie["actor"]
    sources = [name for name in ("said", "done", "drawn") if tie[name]]
    said, drew = _number(tie["valence"]), drawn.valence.get(key)
    return {
        "id": key, "name": tie["name"], "category": tie["category"], "focal": tie["category"] == "focal_provider",
        **{name: _number(tie[name]) for name in (
            "relevance", "relevance_low", "relevance_high", "proximity", "proximity_low", "proximity_high")},
        "proximity_source": tie["proximity_source"], "valence": float(drew) if said is None and drew is not None else said,
        "drawn_valence": drew, "sources": sources, "n_statements": int(tie["said"] or 0),
        "unnamed": key.endswith(":(unnamed)"), "ring": tie["ring"],
        **{side: None if tie[side] is None else round(2 * tie[side] - 1, DIGITS) for side in ("x", "y")},
        "quotes": quotes.get(key, []),
    }


def _done(tie: Mapping[str, Any], deeds: Lines) -> dict[str, Any]:
    """How many events tie the customer to the actor, and of which types; nothing where none does."""
    return {"n_deeds": int(tie["done"]), "deeds": [dict(line) for line in deeds.get(tie["actor"], ())]} if tie["done"] else {}


def _notes(actors: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> list[str]:
    """What a reader of this picture must know, as whole sentences."""
    others = [actor for actor in actors if actor["category"] != SELF_PREFIX]
    predicted = sum(actor["proximity_source"] == "predicted" for actor in others)
    unknown = sum(actor["proximity"] is None for actor in others)
    notes = []
    if predicted:
        notes.append(f"The proximity of {predicted} of {len(others)} actors was not drawn; it is predicted from what was said"
                     f"{' and done' if any(actor.get('n_deeds') for actor in others) else ''}.")
    if unknown:
        notes.append(f"The proximity of {unknown} of {len(others)} actors is not known: nobody drew it.")
    if (row["n_statements"] or 0) > (row["n_counting"] or 0):
        silent = row["n_statements"] - row["n_counting"]
        notes.append(f"{silent} of {row['n_statements']} statements carry none of the twelve codes, so they do not count.")
    return notes


def _number(value: Any) -> float | None:
    """The number as JSON takes it; NaN is unknown."""
    return None if value is None or value != value else round(float(value), 12)  # noqa: PLR0124  (NaN differs from itself)


def quote_places(found: Found) -> dict[str, dict[str, list[list[Any]]]]:
    """For each customer and actor where it is named: [statement, start, end], at most QUOTES_MAX, strongest statements first.

    A statement that gives to an actor whom it does not name (the self, "unnamed peers") has null for start and end.
    """
    gathered = found.gathered
    if gathered is None or not len(gathered.given_row):
        return {}
    actors = gathered.actors().select("customer", "actor", "category").with_columns(
        folded=gathered.names.gather(gathered.rows.name))
    gifts = actors[gathered.given_row].with_columns(
        row=pl.Series(gathered.statement[gathered.given.statement]), amount=pl.Series(gathered.given.amount))
    gifts = gifts.group_by("customer", "actor", "category", "folded", "row").agg(pl.col("amount").sum())
    named = found.mentions.select(
        "row", "category", "start", "end", folded=pl.col("name").str.to_lowercase()).sort("row", "start").unique(
        ["row", "category", "folded"], keep="first", maintain_order=True)
    placed = gifts.join(named, on=["row", "category", "folded"], how="left")
    ids = found.statements.select(statement="id").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    best = placed.join(ids, on="row", how="left").with_columns(amount=pl.col("amount").round(9)).sort(
        "customer", "actor", pl.col("start").is_null(), "amount", "statement", descending=[False, False, False, True, False])
    kept = best.group_by("customer", "actor", maintain_order=True).head(QUOTES_MAX)
    places: dict[str, dict[str, list[list[Any]]]] = {}
    for customer, actor, statement, start, end in kept.select("customer", "actor", "statement", "start", "end").iter_rows():
        places.setdefault(customer, {}).setdefault(actor, []).append([statement, start, end])
    return places


def driver_places(found: Found) -> dict[str, dict[str, list[str]]]:
    """For each customer and code the statements that carry it, at most QUOTES_MAX in the order of their ids."""
    present = found.said.present > 0
    row, code = np.nonzero(present)
    frame = pl.DataFrame({"customer": found.said.statements["customer"].gather(row), "statement": found.said.statements["id"].gather(row),
                          "code": pl.Series(list(CODES)).gather(code)}).drop_nulls("customer")
    places: dict[str, dict[str, list[str]]] = {}
    for customer, key, statements in frame.sort("customer", "code", "statement").group_by("customer", "code", maintain_order=True).agg(
            pl.col("statement").head(QUOTES_MAX)).iter_rows():
        places.setdefault(customer, {})[key] = statements
    return places
