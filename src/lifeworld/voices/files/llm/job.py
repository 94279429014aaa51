"""A whole run: which questions there are, which are answered, and the codings that come of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.llm.answers import checked_answer
from lifeworld.voices.core.llm.leaving import Leaving
from lifeworld.voices.core.llm.records import Answered
from lifeworld.voices.core.llm.values import Failure, Judgement, Prompt, Question, Settings
from lifeworld.voices.files.llm.asking import Ask
from lifeworld.voices.files.llm.store import Store, answer_key

_DRAW = 0x11A
"""Part of the key of the stream that draws statements, so that no other draw is like it."""
NOT_ASKED = "not asked yet"
FAILURE_ROWS = {"statement": pl.String, "run": pl.Int64, "wording": pl.Int64, "reason": pl.String, "tries": pl.Int64}


@dataclass(frozen=True, eq=False)
class Job:
    """Questions, wordings and runs of one folder; ``rows`` are the places of the questions among all that may leave."""

    questions: tuple[Question, ...]
    rows: tuple[int, ...]
    prompts: tuple[Prompt, ...]
    runs: int
    settings: Settings
    codebook: Codebook

    def asks(self) -> list[Ask]:
        """Every question in every run and wording; statements with the same words have the same key, so they are asked once."""
        return [
            Ask(answer_key(self.settings, prompt, self.codebook.hash, question, run), prompt, question, run)
            for run in range(1, self.runs + 1) for prompt in self.prompts for question in self.questions
        ]


def drawn(questions: Sequence[Question], n: int | None, seed: int) -> tuple[int, ...]:
    """Places of ``n`` questions drawn at random, in order (all without ``n``); a larger draw of the same seed holds the smaller one."""
    if n is None or n >= len(questions):
        return tuple(range(len(questions)))
    keys = stream_keys(seed, hash64(pl.Series([one.statement for one in questions], dtype=pl.String)), _DRAW)
    order = np.argsort(uniforms(keys, 1)[:, 0], kind="stable")
    return tuple(sorted(order[:n].tolist()))


def unanswered(asks: Sequence[Ask], store: Store) -> list[Ask]:
    """Those that wait for an answer, one for each key."""
    return list({ask.key: ask for ask in asks if ask.key not in store.lines}.values())


def collected(job: Job, store: Store, leaving: Leaving) -> list[Answered]:
    """Every answer of the store, checked against the words that were sent, its places those of the statements' own texts."""
    row_of = {question.statement: row for question, row in zip(job.questions, job.rows, strict=True)}
    found = []
    for ask in job.asks():
        line = store.lines.get(ask.key)
        if line is not None:
            answer = checked_answer(line.content, ask.question.sent, job.codebook.names)
            found.append(Answered(ask.question.statement, job.settings.model, ask.prompt.hash, ask.prompt.wording, ask.run, answer))
    flat = [(row_of[one.statement], said.start, said.end) for one in found for said in one.answer.judgements]
    if not flat:
        return found
    row, start, end = np.array(flat, np.int64).T
    places = zip(*(part.tolist() for part in leaving.restored(row, start, end)), strict=True)
    moved = []
    for one in found:
        judgements = [replace(said, start=a, end=b) for said, (a, b) in zip(one.answer.judgements, places, strict=False)]
        moved.append(replace(one, answer=replace(one.answer, judgements=_once(judgements))))
    return moved


def _once(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """One judgement for each code and place: places inside one replaced name become the same."""
    return tuple({(said.code, said.start, said.end): said for said in reversed(judgements)}.values())[::-1]


def failure_rows(job: Job, store: Store, failures: Sequence[Failure]) -> pl.DataFrame:
    """Statements without an answer in some run and wording, and why: columns FAILURE_ROWS."""
    failed = {(one.statement, one.run, one.wording): one for one in failures}
    asks = [(ask, (ask.question.statement, ask.run, ask.prompt.wording)) for ask in job.asks() if ask.key not in store.lines]
    by_key = {ask.key: failed[place] for ask, place in asks if place in failed}  # statements with the same words share one failure
    rows = [
        (*place, by_key[ask.key].reason, by_key[ask.key].tries) if ask.key in by_key else (*place, NOT_ASKED, 0) for ask, place in asks
    ]
    return pl.DataFrame(rows, schema=FAILURE_ROWS, orient="row")
