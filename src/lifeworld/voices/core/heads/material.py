"""Everything a learner reads: statements, their sentences, marked spans, and the codebook's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.voices.core.codebook import Codebook
from lifeworld.voices.core.heads.values import Float, Int
from lifeworld.voices.core.segments import segment

STATEMENT, SENTENCE, SPAN, WEAK = range(4)
SPANS = {"row": pl.Int64, "code": pl.Int64, "quote": pl.String}
"""Columns of marked spans: row of the statement, number of the code, its words."""
_WHOLE = 0.9
"""A span of more than this share of its statement says nothing that the statement does not."""


@dataclass(frozen=True)
class Material:
    """Texts in this order: the n statements, sentences of statements that have several, spans, words of the codebook.

    ``kind`` int8[U]; ``owner`` int64[U]: row of the statement (-1: codebook); ``code`` int64[U]: what a span or a word of the codebook is
    about (-1: all); ``target`` float64[U]: 1, or 0 where the codebook says what a code is not; nan for statements and sentences.
    """

    texts: list[str]
    n: int
    kind: NDArray[np.int8]
    owner: Int
    code: Int
    target: Float


def material(
    texts: Sequence[str], spans: pl.DataFrame | None = None, codebook: Codebook | None = None, codes: Sequence[str] = ()
) -> Material:
    """The material of these statements; ``spans`` has the columns of SPANS; the codebook's words are those of ``codes``.

    >>> made = material(["I run. My wife runs too.", "Fine"])
    >>> made.texts[2:], made.owner.tolist()
    (['I run.', 'My wife runs too.'], [0, 1, 0, 0])
    """
    found = segment(texts)
    owner = found.text()
    several = np.flatnonzero(np.diff(found.text_ptr)[owner] > 1)
    sentences = [texts[owner[k]][found.start[k] : found.end[k]] for k in several]
    spans = pl.DataFrame(schema=SPANS) if spans is None else spans
    longest = pl.Series([len(texts[row]) for row in spans["row"]], dtype=pl.Int64)
    spans = spans.filter((spans["quote"].str.len_chars() < _WHOLE * longest) & (spans["quote"].str.strip_chars() != ""))
    spans = spans.unique().sort("row", "code", "quote")
    weak = _words_of(codebook, codes) if codebook else []
    n, s, q, w = len(texts), len(sentences), len(spans), len(weak)
    return Material(
        [*texts, *sentences, *spans["quote"].to_list(), *(text for text, _, _ in weak)], n,
        np.repeat(np.array([STATEMENT, SENTENCE, SPAN, WEAK], np.int8), [n, s, q, w]),
        np.concatenate([np.arange(n), owner[several], spans["row"].to_numpy(), np.full(w, -1)]).astype(np.int64),
        np.concatenate([np.full(n + s, -1), spans["code"].to_numpy(), [code for _, code, _ in weak]]).astype(np.int64),
        np.concatenate([np.full(n + s, np.nan), np.ones(q), [target for _, _, target in weak]]).astype(np.float64),
    )


def _words_of(codebook: Codebook, codes: Sequence[str]) -> list[tuple[str, int, float]]:
    """What the codebook says of each code: its definition, what it includes and examples (1), and what it excludes (0)."""
    found: list[tuple[str, int, float]] = []
    for at, name in enumerate(codes):
        code = codebook.code(name)
        title = code.title or code.name
        found.append((title if code.definition in (name, title) else f"{title}: {code.definition}", at, 1.0))
        found += [(text, at, 1.0) for text in (*code.include, *code.examples)]
        found += [(text, at, 0.0) for text in code.exclude]
    return [(text, at, target) for text, at, target in found if text.strip()]
