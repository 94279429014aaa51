"""Records of a run: codings as any coder makes them, with what a language model says about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lifeworld.kit.ids import content_ids
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.core.llm.values import Answer, coder_label

ABOUT = {"run": pl.Int32, "wording": pl.Int32, "explicit": pl.Boolean, "rationale": pl.String, "confidence": pl.Float64}
LLM_CODINGS = {**CODER_CODINGS, **ABOUT}
"""Columns of a run's codings. ``explicit``, ``rationale`` and ``confidence`` (the model's own, not calibrated) are null where a
code was judged and not found."""
ANSWERED = {
    "statement": pl.String, "text_id": pl.String, "coder": pl.String, "run": pl.Int32, "wording": pl.Int32, "valence": pl.Float64,
    "rejected_quotes": pl.Int32, "rejected_codes": pl.Int32, "malformed": pl.Int32,
}
"""One row for each statement, run and wording that was answered; ``text_id`` is a hash of the text and its focal provider."""


MEANINGS = {
    "run": "number of the run, from 1", "wording": "wording of the instruction, from 0",
    "explicit": "whether the words say it (true) or it is understood from them (false), as the model says",
    "rationale": "why, in the model's words", "confidence": "the model's own, over 0 to 1; not calibrated",
    "text_id": "hash of the statement's text with its focal provider", "valence": "-1..1, as the model says; null where it said none",
    "rejected_quotes": "codings without words of the text", "rejected_codes": "codings with a code that nobody defined",
    "malformed": "items that were no codings",
}
"""What the columns of a run mean that other codings do not have."""


@dataclass(frozen=True)
class Answered:
    """One statement's answer in one run and wording, its offsets already those of the statement's own text."""

    statement: str
    model: str
    prompt_hash: str
    wording: int
    run: int
    answer: Answer

    @property
    def coder(self) -> str:
        """The label of the coder."""
        return coder_label(self.model, self.prompt_hash, self.run)


def text_ids(texts: Sequence[str], focal: Sequence[str | None]) -> pl.Series:
    """A hash of each text together with its focal provider: String[n]."""
    return content_ids(pl.Series(texts, dtype=pl.String), pl.Series(focal, dtype=pl.String)).alias("text_id")


def codings_frame(answered: Sequence[Answered], texts: Mapping[str, str], codes: Sequence[str], *, queue: str | None = None,
                  inclusion: float | None = None) -> pl.DataFrame:
    """The codings of these answers, columns LLM_CODINGS: a row for each code with its quote, and one for each code not found.

    ``texts`` are the statements' own texts by id; quotes are cut from them, so they are verbatim. Sorted by statement, coder
    and place, so the order of ``answered`` does not matter.
    """
    rows = [
        (one.statement, one.coder, said.code, True, said.start, said.end, texts[one.statement][said.start : said.end], one.run,
         one.wording, said.explicit, said.rationale, said.confidence)
        for one in answered for said in one.answer.judgements
    ]
    names = ("statement", "coder", "code", "present", "start", "end", "quote", *ABOUT)
    found = pl.DataFrame(rows, schema={name: LLM_CODINGS[name] for name in names}, orient="row")
    asked = _answers(answered).select("statement", "coder", "run", "wording")
    order = pl.DataFrame({"code": list(codes), "nth": range(len(codes))}, schema={"code": pl.String, "nth": pl.Int64})
    absent = asked.join(order.select("code"), how="cross").join(found, on=("statement", "coder", "code"), how="anti")
    absent = absent.with_columns(pl.lit(value, LLM_CODINGS[name]).alias(name) for name, value in (
        ("present", False), ("start", None), ("end", None), ("quote", None), ("explicit", None), ("rationale", None), ("confidence", None)))
    both = pl.concat([found, absent.select(found.columns)]).with_columns(
        pl.lit(queue, pl.String).alias("queue"), pl.lit(inclusion, pl.Float64).alias("inclusion"))
    both = both.join(order, on="code").sort("statement", "coder", "nth", "start", "end")
    return both.select(list(LLM_CODINGS))


def answered_frame(answered: Sequence[Answered], statements: pl.DataFrame) -> pl.DataFrame:
    """Who answered on what, columns ANSWERED; ``statements`` has id, text and focal."""
    ids = statements.select(pl.col("id").alias("statement"), text_ids(statements["text"].to_list(), statements["focal"].to_list()))
    frame = _answers(answered).join(ids, on="statement", how="left")
    return frame.select(list(ANSWERED)).sort("statement", "coder")


def _answers(answered: Sequence[Answered]) -> pl.DataFrame:
    rows = [
        (one.statement, one.coder, one.run, one.wording, one.answer.valence, one.answer.rejected.quotes, one.answer.rejected.codes,
         one.answer.rejected.malformed)
        for one in answered
    ]
    return pl.DataFrame(rows, schema={name: kind for name, kind in ANSWERED.items() if name != "text_id"}, orient="row")


def runs_matrix(codings: pl.DataFrame, code: str) -> tuple[list[str], np.ndarray]:
    """The statements, and int8[statements, coders] with 1 where a coder gave ``code``, 0 where not, -1 where it did not answer."""
    own = codings.filter(pl.col("code") == code).group_by("statement", "coder").agg(pl.col("present").any().cast(pl.Int8))
    if own.is_empty():
        return [], np.zeros((0, 0), np.int8)
    wide = own.sort("statement", "coder").pivot(on="coder", index="statement", values="present", sort_columns=True)
    return wide["statement"].to_list(), wide.drop("statement").fill_null(-1).to_numpy().astype(np.int8)
