"""A constellation as Kumu JSON: elements and connections, to be opened in a map that people can go on drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.clean import one_line
from lifeworld.constellations.files.board.pictures.constellation import ties_of
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.board.voice import pool_ties
from lifeworld.constellations.files.report.words import SELF, valence_words, word
from lifeworld.kit.errors import InputRefused

Kumu = dict[str, list[dict[str, Any]]]


def customer_kumu(study: MappedStudy, customer: str) -> Kumu:
    """One customer's constellation. Errors: InputRefused where the study has no such customer."""
    rows = study.constellations.filter(pl.col("customer") == customer).select("type").to_series().to_list()
    if not rows:
        raise InputRefused("no_such_customer", f"The study has no customer «{customer}».", "Take a name from constellations.parquet.")
    about = f"Customer ecosystem of {customer}; type: {rows[0]}. {Story(study).label}"
    return _map(customer, about, ties_of(study, customer))


def pool_kumu(study: MappedStudy, pool: str = "all customers") -> Kumu:
    """The pooled constellation; empty where the study has no such pool."""
    ties = pool_ties(study, pool)
    about = f"What is said together in {study.title}; a pool has no type. {Story(study).label}"
    return _map("all customers" if pool == "all customers" else pool, about, ties) if ties else {"elements": [], "connections": []}


def _map(centre: str, about: str, ties: Sequence[Mapping[str, Any]]) -> Kumu:
    """Elements with unique labels, because Kumu joins connections to elements by label."""
    middle = one_line(centre)
    own = next((tie for tie in ties if tie["category"] == SELF), None)
    elements = [{"label": middle, "type": word(SELF).name, "description": one_line(about), **_measures(own)}]
    connections = []
    taken = {middle.casefold()}
    for tie in ties:
        if tie is own:
            continue
        category = word(str(tie["category"])).name
        label = _unique(one_line(tie["name"]), category, taken)
        elements.append({"label": label, "type": category, "category": str(tie["category"]), **_measures(tie)})
        connections.append({"from": middle, "to": label, "type": "tie", "direction": "undirected", **_measures(tie)})
    return {"elements": elements, "connections": connections}


def _unique(name: str, category: str, taken: set[str]) -> str:
    """The name, or the name with its category and a number, so that no two elements are taken for one."""
    label, n = name, 1
    while label.casefold() in taken:
        label, n = f"{name} ({category}{f' {n}' if n > 1 else ''})", n + 1
    taken.add(label.casefold())
    return label


def _measures(tie: Mapping[str, Any] | None) -> dict[str, Any]:
    """The numbers of a tie that are known, with their intervals; a value without an interval is left out."""
    if tie is None:
        return {}
    found: dict[str, Any] = {}
    for name in ("relevance", "proximity"):
        values = [tie.get(name), tie.get(f"{name}_low"), tie.get(f"{name}_high")]
        if all(value is not None and value == value for value in values):  # noqa: PLR0124  (NaN differs from itself)
            found |= {key: round(float(str(v)), 4) for key, v in zip((name, f"{name} low", f"{name} high"), values, strict=True)}
    if tie.get("valence") is not None:
        found["valence"] = valence_words(tie["valence"])
    if tie.get("said"):
        found["statements"] = int(tie["said"])
    return found
