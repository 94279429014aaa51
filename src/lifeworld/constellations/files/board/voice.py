"""What the formats share of one study: ties of a pool, and where in a recording a quote is."""

from __future__ import annotations

from typing import Any

import polars as pl

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report.material import Quote
from lifeworld.constellations.files.report.words import CATEGORIES, SELF, word
from lifeworld.voices.core.transcripts.clock import place_words


def place_of(study: MappedStudy, statement: str | None) -> str:
    """Where a statement is in its recording and transcript ("00:12:31, line 34"); empty where that is not known."""
    columns = {"id", "start_s", "line"}
    if statement is None or not columns <= set(study.statements.columns):
        return ""
    rows = study.statements.filter(pl.col("id") == statement).select("start_s", "line").rows()
    return place_words(*rows[0]) if rows else ""


def said_by(study: MappedStudy, quote: Quote) -> str:
    """Who said a quote, in what and when, and where in the recording it is."""
    place = place_of(study, quote.statement)
    known = [quote.customer or "", quote.where, "" if place in quote.where else place]
    return ", ".join(part for part in known if part)


def pool_ties(study: MappedStudy, pool: str) -> list[dict[str, Any]]:
    """The actors of a pool in the shape of ties without proximity, the most relevant first; by category where none is named."""
    rows = study.pooled.filter((pl.col("pool") == pool) & pl.col("part").is_in(["actor", "category"])).sort(
        ["share", "name"], descending=[True, False]).to_dicts()
    known = {w.key for w in CATEGORIES}

    def tie(row: dict[str, Any]) -> dict[str, Any]:
        category = row["category"] if row["part"] == "actor" or row["category"] in known else row["name"]
        name = row["name"] if row["part"] == "actor" else word(str(category)).name
        return {"name": name, "category": category, "relevance": row["share"], "relevance_low": row["low"],
                "relevance_high": row["high"], "valence": row["valence"], "n_statements": row["n_statements"]}

    actors = [tie(row) for row in rows if row["part"] == "actor"]
    categories = [tie(row) for row in rows if row["part"] == "category"]
    own = [row for row in categories if row["category"] == SELF]
    named = [row for row in actors if row["category"] != SELF]
    return own + (named or [row for row in categories if row["category"] != SELF])
