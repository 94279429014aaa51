"""Codings: which statement carries which code, how probably, and which of its words show it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.ids import content_ids
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.segments import Segments

PROBABILITY_MIN = 0.05
"""Codings below this probability are not kept."""


@dataclass(frozen=True)
class CodedTexts:
    """What a coder says of S texts and their segments.

    probability: float64[S, 12] calibrated at statement level, in the order of CODES. present: bool[S, 12]. valence:
    float64[S] in -1..1. valence_label: int8[S]. segments: where the texts' sentences are. segment_probability:
    float64[number of segments, 12], derived so that a statement's noisy-or is its own probability. coder, codebook: labels.
    """

    probability: NDArray[np.float64]
    present: NDArray[np.bool_]
    valence: NDArray[np.float64]
    valence_label: NDArray[np.int8]
    segments: Segments
    segment_probability: NDArray[np.float64]
    coder: str
    codebook: str

    @property
    def present_probability(self) -> NDArray[np.float32]:
        """The probability where the code is present, else 0: float32[S, 12]."""
        return np.where(self.present, self.probability, 0).astype(np.float32)


def strongest_segments(segments: Segments, probability: NDArray[np.float64]) -> NDArray[np.int64]:
    """The segment of each text that carries each code most (the first of equals): int64[S, 12]; -1 for no segment."""
    n = len(segments.text_ptr) - 1
    counts = np.diff(segments.text_ptr)
    found = np.full((n, probability.shape[1]), -1, np.int64)
    filled = np.flatnonzero(counts > 0)
    if not len(filled):
        return found
    text = np.repeat(np.arange(n), counts)
    best = np.zeros((n, probability.shape[1]))
    best[filled] = np.maximum.reduceat(probability, segments.text_ptr[:-1][filled], axis=0)
    for code in range(probability.shape[1]):
        at = np.flatnonzero(probability[:, code] >= best[text, code])
        first, where = np.unique(text[at], return_index=True)
        found[first, code] = at[where]
    return found


def codings_frame(statements: pl.DataFrame, coded: CodedTexts) -> pl.DataFrame:
    """One row for each statement and code of probability >= .05, in the order of statements and codes.

    ``start`` and ``end`` are the code points of the segment that carries the code most; ``quote_hash`` is the hash of
    that slice of the statement, so that a coding whose text has changed is found out.
    """
    statement, code = np.nonzero((coded.probability >= PROBABILITY_MIN) & (np.diff(coded.segments.text_ptr) > 0)[:, None])
    segment = strongest_segments(coded.segments, coded.segment_probability)[statement, code]
    start, end = coded.segments.start[segment], coded.segments.end[segment]
    chosen = statements.select("customer", "id")[statement]
    frame = pl.DataFrame({
        "customer": chosen["customer"], "statement": chosen["id"],
        "start": pl.Series(start, dtype=pl.Int32), "end": pl.Series(end, dtype=pl.Int32),
        "code": pl.Series(list(CODES)).gather(code), "probability": coded.probability[statement, code],
        "present": coded.present[statement, code],
        "segment_probability": coded.segment_probability[segment, code],
    })
    return frame.with_columns(coder=pl.lit(coded.coder), codebook=pl.lit(coded.codebook), unit=pl.lit("statement"),
                              quote_hash=_quote_hashes(statements["text"], coded.segments, segment))


def _quote_hashes(texts: pl.Series, segments: Segments, segment: NDArray[np.int64]) -> pl.Series:
    """The hash of each segment's words; segments that carry several codes are hashed once."""
    unit, at = np.unique(segment, return_inverse=True)
    words = pl.DataFrame({"text": texts.gather(segments.text()[unit]), "start": segments.start[unit], "end": segments.end[unit]})
    quotes = words.select(pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))).to_series()
    return content_ids(quotes).gather(at)


def statement_columns(statements: pl.DataFrame, coded: CodedTexts) -> pl.DataFrame:
    """The statements with what the coder says of each as a whole: valence, its label, the number of segments."""
    return statements.with_columns(
        valence=pl.Series(coded.valence), valence_label=pl.Series(coded.valence_label, dtype=pl.Int8),
        n_segments=pl.Series(np.diff(coded.segments.text_ptr), dtype=pl.Int32),
    )
