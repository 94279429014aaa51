"""What the sections of a report share: the study, the picked quotes and the texts they are quoted from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report import picks
from lifeworld.constellations.files.report.choose import chosen, with_evidence
from lifeworld.constellations.files.report.quotable import quotable, withheld
from lifeworld.constellations.files.report.words import DRIVERS, Word, word
from lifeworld.kit.figure import Example
from lifeworld.kit.figure_html import QuoteParts, quote_parts
from lifeworld.voices.core.transcripts.clock import place_words

ACTORS_PER_CATEGORY = 8
TYPE_CODES = {
    "individual-driven": ("mood", "performance"), "brand-driven": ("features", "reliability"),
    "socially driven": ("belonging", "status"),
}
"""The drivers that belong to a type: its best quotes carry one of them."""


@dataclass(frozen=True)
class Quote:
    """A quote as it is shown: the span in its statement, who said it, which codes it carries, and whether the statement was
    flagged for health words.
    """

    parts: QuoteParts
    customer: str | None
    statement: str
    codes: tuple[Word, ...]
    valence: int | None
    where: str
    health: bool = False


def words_of(quotes: Sequence[Quote], key: str, name: str = "") -> tuple[Quote, ...]:
    """The quotes that carry the code ``key``; those whose words hold ``name``, where there are any."""
    own = tuple(quote for quote in quotes if any(code.key == key for code in quote.codes))
    named = tuple(quote for quote in own if name and name.casefold() in quote.parts.span.casefold())
    return (named or own)[:3]


@dataclass(frozen=True, eq=False)
class Material:
    """The study with what was picked from it. ``said`` maps a statement id to its row of ``picks.texts_of``."""

    study: MappedStudy
    constellations: pl.DataFrame
    shown: pl.DataFrame
    by_code: pl.DataFrame
    by_customer: pl.DataFrame
    by_valence: pl.DataFrame
    n_by_valence: Mapping[tuple[str, int], int]
    actors: pl.DataFrame
    by_actor: pl.DataFrame
    by_pool: Mapping[tuple[str, str], pl.DataFrame]
    by_type: Mapping[str, pl.DataFrame]
    said: Mapping[str, Mapping[str, Any]]
    withheld: frozenset[str]

    @property
    def texts(self) -> dict[str, str]:
        """The texts of the quoted statements by id."""
        return {key: row["text"] for key, row in self.said.items()}

    def quote(self, statement: str, start: int, end: int, codes: Iterable[str]) -> Quote:
        """One span of a picked statement."""
        row = self.said[statement]
        where = " · ".join(str(part) for part in (row["source"], (row["time"] or "")[:10], _place(row)) if part)
        return Quote(
            quote_parts(row["text"], start, end), row["customer"], statement,
            tuple(word(code) for code in dict.fromkeys(codes)), row["valence_label"], where,
            self.study.protection is not None and statement in self.study.protection.health_statements,
        )

    def quotes(self, rows: pl.DataFrame) -> list[Quote]:
        """The quotes of picked rows with one ``code`` each."""
        columns = rows.select("statement", "start", "end", "code").rows()
        return [self.quote(statement, start, end, (code,)) for statement, start, end, code in columns]

    def examples(self, rows: pl.DataFrame) -> tuple[Example, ...]:
        """The picked rows as the examples of a figure."""
        found = []
        for statement, start, end in rows.select("statement", "start", "end").rows():
            row = self.said[statement]
            found.append(Example(row["text"][start:end], row["customer"], statement, start, end))
        return tuple(found)


def _place(row: Mapping[str, Any]) -> str:
    """Where in its transcript a statement begins: the time, else the line; "" where there is no transcript."""
    return place_words(row["start_s"], None if row["start_s"] is not None else row["line"])


def gather(study: MappedStudy) -> Material:
    """Pick what the report quotes and read those statements' texts once."""
    constellations = with_evidence(study)
    shown = chosen(constellations)
    silent = withheld(study.statements)
    codings = quotable(study.codings, silent)
    by_code = picks.per_code(codings)
    by_customer = picks.per_customer(codings, shown["customer"].to_list())
    rated = picks.with_valence(study.codings, study.statements, [driver.key for driver in DRIVERS])
    by_valence = picks.per_valence(quotable(rated, silent))
    actors = picks.top_actors(study.actors, ACTORS_PER_CATEGORY)
    by_actor = picks.per_actor(actors, study.actors, codings, study.statements)
    ids = {example.statement for example in study.examples() if example.statement}
    pools = picks.ranked_pools(study.pooled).head(picks.POOLS_MAX).select("pool_kind", "pool").rows()
    by_pool = {(kind, name): picks.per_pool(codings, study.statements, kind, name) for kind, name in pools}
    by_type = {label: picks.per_type(codings, constellations, label, codes) for label, codes in TYPE_CODES.items()}
    for picked in (by_code, by_customer, by_valence, by_actor, *by_pool.values(), *by_type.values()):
        ids |= picks.spans_of(picked)
    ids -= silent
    said = {row["id"]: row for row in picks.texts_of(study.statements, ids).to_dicts()}
    return Material(study, constellations, shown, by_code, by_customer, by_valence, picks.n_by_valence(rated), actors,
                    by_actor, by_pool, by_type, said, silent)
