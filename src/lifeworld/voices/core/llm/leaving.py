"""What of a study's statements goes to an endpoint: which, in which words, and how places in those words lead back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.voices.core.llm.values import Question
from lifeworld.voices.core.privacy.finder import finder
from lifeworld.voices.core.privacy.replacing import Replaced, replaced
from lifeworld.voices.core.privacy.rules import Rules
from lifeworld.voices.core.privacy.spans import REASONS, Spans, settled

Int = NDArray[np.int64]

TEXT_CHARS_MAX = 50_000
"""Longer statements are not sent: no model reads them with care, and each costs like hundreds."""
NO_CONSENT, UNKNOWN_CONSENT, HEALTH, LONG = "no consent", "consent unknown", "health words", f"over {TEXT_CHARS_MAX:,} characters"
WITHHELD = {"statement": pl.String, "reason": pl.String}
CUSTOMER_LABEL = "[customer]"
_PLACE = np.int64(1) << 32


@dataclass(frozen=True)
class Wishes:
    """What a study wants: contact data, customers' ids and listed phrases replaced (``redact``), names of persons as well
    (``persons``), statements with unknown consent or with health words kept back.
    """

    redact: bool = True
    persons: bool = False
    unknown_consent: bool = True
    health: bool = True


@dataclass(frozen=True, eq=False)
class Leaving:
    """The ``questions`` (in the order of the statements that stay in), where their words were replaced, and what is withheld.

    ``spans`` are all that was replaced: of question i in its statement (row i) and in its context (row i + number of questions).
    ``withheld`` has the columns WITHHELD.
    """

    questions: tuple[Question, ...]
    words: Replaced
    withheld: pl.DataFrame
    spans: Spans

    def counts(self, rows: Sequence[int]) -> dict[str, int]:
        """Replaced spans by reason in these questions, statements and context together."""
        own = np.isin(self.spans.row % max(len(self.questions), 1), np.asarray(rows, np.int64))
        found = np.bincount(self.spans.reason[own].astype(np.int64), minlength=len(REASONS))
        return {name: int(n) for name, n in zip(REASONS, found, strict=True) if n}

    def restored(self, row: Int, start: Int, end: Int) -> tuple[Int, Int]:
        """Places in the words that were sent as places in the statements' own texts, each int64[k]; ``row`` is the question's.

        What cuts a replaced span is widened to hold it.
        """
        return self._own(row, start, at_end=False), self._own(row, end, at_end=True)

    def _own(self, row: Int, place: Int, *, at_end: bool) -> Int:
        row, place = np.asarray(row, np.int64), np.asarray(place, np.int64)
        spans, starts, ends = self.words.spans, self.words.new_start, self.words.new_end
        if not len(spans):
            return place.copy()
        before = np.searchsorted(spans.row * _PLACE + starts, row * _PLACE + place, side="left" if at_end else "right") - 1
        at = np.maximum(before, 0)
        same = (before >= 0) & (spans.row[at] == row)
        inside = same & (place <= ends[at] if at_end else place < ends[at])
        shift = np.where(same, spans.end[at] - ends[at], 0)
        return np.asarray(np.where(inside, spans.end[at] if at_end else spans.start[at], place + shift), np.int64)


def leaving(statements: pl.DataFrame, rules: Rules, wishes: Wishes, redact: Sequence[str] = ()) -> Leaving:
    """What is asked about, and in which words.

    ``statements`` has the columns of STATEMENT_SCHEMA; ``redact`` are the phrases of the study's list, replaced where
    ``wishes.redact`` is true. Ids of statements and customers are no part of what is sent.
    """
    reason = pl.Series("reason", _reasons(statements, rules, wishes), dtype=pl.String)
    kept = statements.filter(reason.is_null())
    withheld = statements.select(pl.col("id").alias("statement")).with_columns(reason).filter(reason.is_not_null())
    words, context, spans = _words(kept, rules, wishes, redact)
    questions = tuple(
        Question(statement, sent, focal, said or None)
        for statement, sent, focal, said in zip(
            kept["id"].to_list(), words.texts.to_list(), kept["focal"].to_list(), context.to_list(), strict=True)
    )
    return Leaving(questions, words, withheld.cast(pl.Schema(WITHHELD)), spans)


def _reasons(statements: pl.DataFrame, rules: Rules, wishes: Wishes) -> list[str | None]:
    """Why each statement stays here, or None. One "no" of a customer withholds everything that the customer said."""
    owner = pl.coalesce("customer", pl.concat_str(pl.lit("\0"), "id"))
    said = statements.select(
        no=(~pl.col("consent")).any().over(owner), yes=pl.col("consent").any().over(owner),
        long=pl.col("text").str.len_chars() > TEXT_CHARS_MAX)
    ill = rules.health.flagged(statements["text"]) if not wishes.health else pl.Series([False] * statements.height, dtype=pl.Boolean)
    unknown = ~said["yes"].fill_null(False) if not wishes.unknown_consent else pl.Series([False] * statements.height, dtype=pl.Boolean)
    frame = said.with_columns(ill.alias("ill"), unknown.alias("unknown"))
    return frame.select(
        pl.when("no").then(pl.lit(NO_CONSENT)).when("unknown").then(pl.lit(UNKNOWN_CONSENT)).when("ill").then(pl.lit(HEALTH))
        .when("long").then(pl.lit(LONG))
    ).to_series().to_list()


def _words(kept: pl.DataFrame, rules: Rules, wishes: Wishes, redact: Sequence[str]) -> tuple[Replaced, pl.Series, Spans]:
    """Statements and contexts as they leave, and all spans that were replaced in them."""
    texts, contexts = kept["text"], kept["context"].fill_null("")
    if not wishes.redact:
        return replaced(texts, settled(())), contexts, settled(())
    both = pl.concat([texts.alias("text"), contexts.alias("text")])
    owners = pl.concat([kept["customer"], kept["customer"]])
    customers = dict.fromkeys(kept["customer"].drop_nulls().unique(maintain_order=True).to_list(), CUSTOMER_LABEL)
    found = finder(both, owners, rules.with_kept(kept["focal"].drop_nulls().unique(maintain_order=True).to_list()), redact=tuple(redact),
                   customers=customers, persons=wishes.persons)
    n = kept.height
    own = replaced(texts, settled([item for item in found.own if item[0] < n]))
    said = replaced(contexts, settled([(item[0] - n, *item[1:]) for item in found.own if item[0] >= n]))
    return own, said.texts, found.own_spans()
