"""Coding in batches: texts in, codes, segments and mentions out, each batch on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.voices.core.coder import Coded
from lifeworld.voices.core.codings import CodedTexts
from lifeworld.voices.core.lexicon import Lexicon
from lifeworld.voices.core.mentions import Mentions, find_mentions
from lifeworld.voices.core.segments import Segments, segment

Aliases = Mapping[str, Sequence[str]]

BATCH_TEXTS = 8192
BATCH_CHARS = 2_000_000
"""A batch ends at so many texts or characters, whichever comes first: that bounds the memory, never the result."""

MENTION_SCHEMA = {
    "row": pl.Int64, "category": pl.Int8, "name": pl.String, "form": pl.String, "start": pl.Int32, "end": pl.Int32,
    "possessive": pl.Boolean, "joint": pl.Boolean,
}


class Coder(Protocol):
    """A coder: maps texts to probabilities of the twelve codes and a valence, and spreads them over segments."""

    @property
    def label(self) -> str:
        """Name, version and hash, as kept with every coding."""
        ...

    def code(self, texts: Sequence[str], focal: Sequence[str | None] | None = None, aliases: Aliases | None = None) -> Coded:
        """Probabilities, presence and valence of each text; ``aliases`` are further names of focal providers."""
        ...

    def code_segments(self, texts: Sequence[str], segments: Segments, coded: Coded) -> NDArray[np.float64]:
        """Derived probabilities of each segment: float64[number of segments, 12]."""
        ...


@dataclass(frozen=True)
class CodedBatch:
    """One batch of texts with everything that was found in it; ``mentions`` has the columns of MENTION_SCHEMA."""

    coded: CodedTexts
    mentions: pl.DataFrame


def batch_bounds(lengths: NDArray[np.integer]) -> list[tuple[int, int]]:
    """First and last (half-open) text of each batch, for texts of these lengths in characters.

    >>> batch_bounds(np.array([1_500_000, 1_500_000, 3_000_000, 1]))
    [(0, 1), (1, 2), (2, 3), (3, 4)]
    """
    ends = np.cumsum(lengths, dtype=np.int64)
    bounds, first = [], 0
    while first < len(lengths):
        before = ends[first - 1] if first else 0
        last = int(np.searchsorted(ends, before + BATCH_CHARS, side="right"))
        last = min(max(last, first + 1), first + BATCH_TEXTS)
        bounds.append((first, last))
        first = last
    return bounds


def mentions_frame(texts: Sequence[str], mentions: Mentions) -> pl.DataFrame:
    """Mentions as a frame with the words as they stand in the text; ``row`` is the index of the text."""
    text = pl.Series(texts, dtype=pl.String).gather(mentions.text)
    names = pl.Series(list(mentions.names), dtype=pl.String)
    frame = pl.DataFrame({
        "row": mentions.text, "category": mentions.category, "name": names.gather(mentions.actor),
        "start": mentions.start, "end": mentions.end, "possessive": mentions.possessive, "joint": mentions.joint,
        "text": text,
    })
    form = pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    return frame.with_columns(form=form).select(list(MENTION_SCHEMA))


def code_batch(coder: Coder, lexicon: Lexicon, codebook: str, texts: Sequence[str], focal: Sequence[str | None],
               aliases: Aliases | None = None) -> CodedBatch:
    """Code one batch; what is found in a text does not depend on the others."""
    found = coder.code(texts, focal, aliases)
    segments = segment(texts)
    by_segment = coder.code_segments(texts, segments, found)
    coded = CodedTexts(
        found.probability, found.present, found.valence, found.valence_label, segments, by_segment, coder.label,
        codebook,
    )
    return CodedBatch(coded, mentions_frame(texts, find_mentions(texts, focal, lexicon)))


def joined(batches: Sequence[CodedBatch]) -> CodedBatch:
    """Consecutive batches as one. Errors: ValueError where there is none."""
    if not batches:
        raise ValueError("there is no batch to join")
    parts = [batch.coded for batch in batches]
    counts = np.concatenate([np.diff(part.segments.text_ptr) for part in parts])
    offsets = np.cumsum([0, *(len(part.probability) for part in parts[:-1])])
    segments = Segments(
        np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
        np.concatenate([part.segments.start for part in parts]), np.concatenate([part.segments.end for part in parts]),
    )
    coded = CodedTexts(
        np.concatenate([part.probability for part in parts]), np.concatenate([part.present for part in parts]),
        np.concatenate([part.valence for part in parts]), np.concatenate([part.valence_label for part in parts]),
        segments, np.concatenate([part.segment_probability for part in parts]), parts[0].coder, parts[0].codebook,
    )
    moved = [
        batch.mentions.with_columns(row=pl.col("row") + int(offset))
        for batch, offset in zip(batches, offsets, strict=True)
    ]
    return CodedBatch(coded, pl.concat(moved))
