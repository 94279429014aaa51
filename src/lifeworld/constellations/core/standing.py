"""Whose codes count: of everybody who read a statement, the reading that stands, and what follows for its constellation.

A settled reading stands first. Without one, people's readings stand: a code is present where more than half of the people who
judged it found it; where they are even, the study's model decides. Statements that nobody read stand as the model coded them.
Codes beside the twelve make no constellation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.ratio import ratio
from lifeworld.voices.core.batches import CodedBatch, mentions_frame
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.codings import CodedTexts
from lifeworld.voices.core.lexicon import Lexicon
from lifeworld.voices.core.mentions import find_mentions
from lifeworld.voices.core.segments import segment

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

NOBODY, MODEL, PEOPLE, SETTLED = range(4)
STOOD = ("nobody", "the model", "people", "settled")
"""Whose codes stand for a statement, as words."""
VALENCE_SIDE = 1 / 3
"""From this distance to zero on, a mean valence is labelled negative or positive."""


@dataclass(frozen=True)
class Readings:
    """R readings of people and of settling, in any order: row int64[R] of the statement, settled bool[R], and for each of the twelve
    codes whether it was judged, found, and judged by a meaning that has changed since: bool[R, 12]. valence float64[R], NaN: not given.
    """

    row: NDArray[np.int64]
    settled: Bools
    judged: Bools
    present: Bools
    stale: Bools
    valence: Floats

    @staticmethod
    def none() -> Readings:
        """No reading."""
        codes = np.zeros((0, len(CODES)), np.bool_)
        return Readings(np.zeros(0, np.int64), np.zeros(0, np.bool_), codes, codes, codes, np.zeros(0))

    @staticmethod
    def joined(parts: Sequence[Readings]) -> Readings:
        """The readings of all parts."""
        each = [*parts, Readings.none()]
        return Readings(*(np.concatenate([getattr(part, one.name) for part in each]) for one in fields(Readings)))


@dataclass(frozen=True)
class Modelled:
    """What the study's model found in S statements: probability float64[S, 12] (0 where it was not kept), present bool[S, 12],
    valence float64[S], and ``read`` bool[S]: whether it read the statement at all.
    """

    probability: Floats
    present: Bools
    valence: Floats
    read: Bools

    @staticmethod
    def none(n: int) -> Modelled:
        """A model that read nothing."""
        shape = (n, len(CODES))
        return Modelled(np.zeros(shape), np.zeros(shape, np.bool_), np.zeros(n), np.zeros(n, np.bool_))


@dataclass(frozen=True)
class Standing:
    """What stands for S statements.

    probability float64[S, 12]: 0 or 1 where people decided. present bool[S, 12]. valence float64[S]. stood int8[S]: an index of
    STOOD. stale bool[S]: a code that stands was judged by a meaning that has changed since. even bool[S]: people were even on a
    code, and the model decided.
    """

    probability: Floats
    present: Bools
    valence: Floats
    stood: NDArray[np.int8]
    stale: Bools
    even: Bools


def standing(modelled: Modelled, readings: Readings) -> Standing:
    """What stands for each statement.

    Valence: the mean of those who stand and gave one, else the model's. A code that nobody who stands judged is the model's.

    >>> three = np.zeros((3, len(CODES)), np.bool_)
    >>> found = three.copy(); found[0, 6] = found[1, 6] = found[1, 0] = True
    >>> people = Readings(np.zeros(3, np.int64), three[:, 0], ~three, found, three, np.full(3, np.nan))
    >>> stands = standing(Modelled.none(2), people)
    >>> [code for code, there in zip(CODES, stands.present[0]) if there], [STOOD[one] for one in stands.stood]
    (['mood'], ['people', 'nobody'])
    """
    n = len(modelled.read)
    settled = np.zeros(n, np.bool_)
    settled[readings.row[readings.settled]] = True
    counts = readings.settled | ~settled[readings.row]
    row = readings.row[counts]
    judged, found, stale = (_counted(row, by[counts], n) for by in (
        readings.judged, readings.present & readings.judged, readings.stale & readings.judged))
    decided = judged > 0
    even = decided & (2 * found == judged)
    by_model = ~decided | even
    present = np.where(by_model, modelled.present, 2 * found > judged)
    probability = np.where(by_model, modelled.probability, present.astype(np.float64))
    read = np.bincount(row, minlength=n) > 0
    stood = np.where(settled, SETTLED, np.where(read, PEOPLE, np.where(modelled.read, MODEL, NOBODY))).astype(np.int8)
    valence = _valence(row, readings.valence[counts], modelled)
    return Standing(probability, present, valence, stood, np.asarray((stale > 0).any(axis=1)), np.asarray(even.any(axis=1)))


def _counted(row: NDArray[np.int64], says: Bools, n: int) -> NDArray[np.int64]:
    """How many readings of each statement say so of each code: int64[n, 12]."""
    return np.stack([np.bincount(row[column], minlength=n) for column in says.T], axis=1).astype(np.int64)


def _valence(row: NDArray[np.int64], valence: Floats, modelled: Modelled) -> Floats:
    n, given = len(modelled.read), ~np.isnan(valence)
    total, number = (np.bincount(row[given], weights, n).astype(np.float64) for weights in (valence[given], None))
    mean = ratio(total, number)
    return np.where(np.isnan(mean), modelled.valence, mean)


def standing_batch(statements: pl.DataFrame, stands: Standing, lexicon: Lexicon, coder: str, codebook: str) -> CodedBatch:
    """What stands as the batch from which constellations are made; mentions are found in the texts again.

    ``statements`` have text and focal, in the rows of ``stands``. Segments share the probability of their statement evenly,
    because what stands was judged of whole statements.
    """
    texts = statements["text"].to_list()
    segments = segment(texts)
    counts = np.diff(segments.text_ptr)
    each = np.repeat(np.minimum(stands.probability, 1 - 1e-9), counts, axis=0)
    share = -np.expm1(np.log1p(-each) / np.repeat(np.maximum(counts, 1), counts)[:, None])
    label = np.where(np.abs(stands.valence) < VALENCE_SIDE, 0, np.sign(stands.valence)).astype(np.int8)
    coded = CodedTexts(stands.probability, stands.present, stands.valence, label, segments, share, coder, codebook)
    return CodedBatch(coded, mentions_frame(texts, find_mentions(texts, statements["focal"].to_list(), lexicon)))


def counted_stood(stands: Standing) -> list[tuple[str, int]]:
    """How many statements stand by whose codes, in the order of STOOD."""
    return [(words, int(n)) for words, n in zip(STOOD, np.bincount(stands.stood, minlength=len(STOOD)), strict=True)]


def counted_note(stands: Standing) -> str:
    """The same as a sentence."""
    parts = [f"{n:,} {words}" for words, n in counted_stood(stands) if n]
    return f"Whose codes stand, in statements: {', '.join(parts)}." if parts else "There are no statements."
