"""The best quotes of each code as a table, each with its place in the recording."""

from __future__ import annotations

from typing import Any

import polars as pl

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.sheets.rows import table_of
from lifeworld.constellations.files.board.story import Story
from lifeworld.constellations.files.board.voice import place_of

_QUOTE = {"code": pl.String, "quote": pl.String, "customer": pl.String, "place": pl.String, "source_and_time": pl.String,
          "before": pl.String, "after": pl.String, "health_words": pl.Boolean, "statement": pl.String}


def quotes_frame(study: MappedStudy) -> pl.DataFrame:
    """One row for each quote; ``place`` is where in the recording and transcript it is ("00:12:31, line 34")."""
    rows: list[dict[str, Any]] = [
        {"code": told.code.name, "quote": quote.parts.span, "customer": quote.customer, "place": place_of(study, quote.statement),
         "source_and_time": quote.where, "before": quote.parts.before, "after": quote.parts.after, "health_words": quote.health,
         "statement": quote.statement}
        for told in Story(study).quotes for quote in (*told.first, *told.more)]
    return table_of(rows, _QUOTE)
