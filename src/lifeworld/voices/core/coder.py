"""The fast coder: probabilities of the twelve codes and the valence of texts, at some 100,000 texts a second and core.

It is linear in the features of ``features``: learning, inverse document frequencies, word vectors and calibration are
all folded into one table of weights per known n-gram, so coding is looking up, adding, and one logistic curve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit, softmax

from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.features import FeatureTable, Observed, observe
from lifeworld.voices.core.focal import focal_of
from lifeworld.voices.core.segments import Segments
from lifeworld.voices.core.tokens import Tokens, tokenize

Float = NDArray[np.float64]

TEXTS_PER_BATCH = 4096
"""Texts coded at once: bounds the memory, never the result."""
CHARS_PER_BATCH = 1 << 20
VALENCES = (-1, 0, 1)
_TOP = 1 - 1e-9


@dataclass(frozen=True)
class Coded:
    """What the coder says of n texts.

    ``probability`` float64[n, 12] calibrated, in the order of CODES; ``present`` bool[n, 12] at the code's threshold;
    ``valence`` float64[n] from -1 to 1: P(positive) - P(negative); ``valence_label`` int8[n]: the likeliest of -1, 0
    (mixed or neutral) and 1. A text without any token carries no code: probability 0, valence 0. ``focal`` and
    ``aliases`` are those that the texts were coded with.
    """

    probability: Float
    present: NDArray[np.bool_]
    valence: Float
    valence_label: NDArray[np.int8]
    focal: Sequence[str | None] | None = None
    aliases: Mapping[str, Sequence[str]] | None = None

    def only(self, rows: NDArray[np.int64]) -> Coded:
        """Those of the chosen texts."""
        focal = None if self.focal is None else [self.focal[row] for row in rows]
        return Coded(
            self.probability[rows], self.present[rows], self.valence[rows], self.valence_label[rows], focal, self.aliases
        )


@dataclass(frozen=True)
class Scored:
    """What the fast coder finds in n texts before any threshold.

    ``scores`` float64[n, 15]: calibrated log odds of the twelve codes, then logits of negative, neutral, positive;
    ``sides`` float64 CSR [n, sides] as in ``Observed``; ``empty`` bool[n]: texts without any token.
    """

    scores: Float
    sides: sparse.csr_matrix
    empty: NDArray[np.bool_]


@dataclass(frozen=True)
class FastCoder:
    """The coder as arrays. ``word_weight`` float32[words, 15] and ``side_weight`` float32[sides, 15]: twelve codes, then
    negative, neutral, positive; ``bias`` float64[15]; ``threshold`` float64[12]. ``codebook`` is the hash of the codebook
    and ``recipe`` that of all that it was learned with; ``learned_from`` uint64[t] are the sorted ids of those texts.
    """

    name: str
    version: str
    codebook: str
    recipe: str
    table: FeatureTable
    word_weight: NDArray[np.float32]
    side_weight: NDArray[np.float32]
    bias: Float
    threshold: Float
    learned_from: NDArray[np.uint64]

    @property
    def label(self) -> str:
        """What a coding keeps about its coder: name, version and the beginning of the recipe's hash."""
        return f"{self.name} {self.version} {self.recipe[:12]}"

    @cached_property
    def _weights(self) -> tuple[Float, Float]:
        return self.word_weight.astype(np.float64), self.side_weight.astype(np.float64)

    def code(
        self, texts: Sequence[str], focal: Sequence[str | None] | None = None,
        aliases: Mapping[str, Sequence[str]] | None = None,
    ) -> Coded:
        """Codes of every text; ``focal`` names each text's focal provider (None = none), ``aliases`` its further names.

        A text's result does not depend on the texts beside it. Errors: ValueError when ``focal`` has another length.
        """
        found = self.scored(texts, focal, aliases)
        return replace(coded(found.scores, found.empty, self.threshold), focal=focal, aliases=aliases)

    def scored(
        self, texts: Sequence[str], focal: Sequence[str | None] | None = None,
        aliases: Mapping[str, Sequence[str]] | None = None,
    ) -> Scored:
        """Scores of every text and the side features behind them; arguments and errors as for ``code``."""
        scores, empty = [np.zeros((0, len(self.bias)))], [np.zeros(0, np.bool_)]
        sides = [sparse.csr_matrix((0, len(self.table.sides)))]
        for part, own in _batches(texts, focal):
            tokens = tokenize(part, digits_alike=True)
            seen = observe(tokens, self.table, focal_of(tokens, self.table, own, aliases))
            scores.append(self._scores(seen, seen.n_tokens) + self.bias)
            empty.append(seen.n_tokens == 0)
            sides.append(seen.sides)
        return Scored(np.concatenate(scores), sparse.vstack(sides, format="csr"), np.concatenate(empty))

    def code_segments(self, texts: Sequence[str], segments: Segments, coded: Coded) -> Float:
        """Probabilities of segments, float64[S, 12], derived from those of their statements: the noisy-or of a
        statement's segments is the statement's own probability, shared out by the segments' own words.

        p_s = 1 - (1 - P)^w_s, where the w_s of a statement sum to one (the soft maximum of the segments' scores).
        """
        counts = np.diff(segments.text_ptr)
        several = np.flatnonzero(counts > 1)  # a segment that is alone has all of its statement
        among = np.repeat(counts > 1, counts)
        shares = np.ones((len(among), len(CODES)))
        pointers = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts[several])])
        focal = None if coded.focal is None else [coded.focal[int(row)] for row in several]
        start = segments.start[among].astype(np.int64)
        shares[among] = self._segment_shares([texts[int(row)] for row in several], focal, pointers, start, coded.aliases)
        statement = np.repeat(coded.probability, counts, axis=0)
        return np.asarray(-np.expm1(shares * np.log1p(-np.minimum(statement, _TOP))))

    def _segment_shares(self, texts: Sequence[str], focal: Sequence[str | None] | None, pointers: NDArray[np.int64],
                        start: NDArray[np.int64], aliases: Mapping[str, Sequence[str]] | None) -> Float:
        """What part each segment has in its statement, float64[S, 12]; ``pointers`` int64[texts + 1] into the segments."""
        shares, first = [np.zeros((0, len(CODES)))], 0
        for part, own in _batches(texts, focal):
            pointer = pointers[first : first + len(part) + 1]
            tokens = tokenize(part, digits_alike=True)
            unit = _segment_of_token(tokens, pointer - pointer[0], start[pointer[0] : pointer[-1]])
            about = focal_of(tokens, self.table, own, aliases)
            seen = observe(tokens, self.table, about, unit=unit, n_units=int(pointer[-1] - pointer[0]))
            text = np.repeat(np.arange(len(part)), np.diff(pointer))
            own_scores = self._scores(seen, np.diff(tokens.text_ptr)[text])[:, : len(CODES)]
            shares.append(_shares(own_scores, pointer - pointer[0]))
            first += len(part)
        return np.concatenate(shares)

    def _scores(self, seen: Observed, n_tokens: NDArray[np.int64]) -> Float:
        """Calibrated log odds without the bias, float64[units, 15]; ``n_tokens`` is that of the whole text."""
        word_weight, side_weight = self._weights
        by_words = (seen.words @ word_weight) / np.sqrt(np.maximum(n_tokens, 1))[:, None]
        return np.asarray(by_words + seen.sides @ side_weight)


def coded(scores: Float, empty: NDArray[np.bool_], threshold: Float) -> Coded:
    """Scores float64[n, 15] as probabilities, presence at ``threshold`` float64[12], and valence; ``empty`` texts have none."""
    k = len(CODES)
    probability = np.minimum(expit(scores[:, :k]), _TOP)
    probability[empty] = 0
    share = softmax(scores[:, k:], axis=1)
    valence = np.where(empty, 0.0, share[:, 2] - share[:, 0])
    label = np.where(empty, 0, np.array(VALENCES)[share.argmax(axis=1)]).astype(np.int8)
    return Coded(probability, (probability >= threshold) & ~empty[:, None], valence, label)


def _batches(
    texts: Sequence[str], focal: Sequence[str | None] | None
) -> list[tuple[Sequence[str], Sequence[str | None] | None]]:
    """Runs of texts of bounded number and length, each with its focal providers."""
    if focal is not None and len(focal) != len(texts):
        raise ValueError(f"{len(texts)} texts have {len(focal)} focal providers; give one, or None, for each text")
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    runs = []
    first = 0
    while first < len(texts):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + CHARS_PER_BATCH, side="right")), first + 1)
        last = min(last, first + TEXTS_PER_BATCH)
        runs.append((texts[first:last], None if focal is None else focal[first:last]))
        first = last
    return runs


def _segment_of_token(tokens: Tokens, pointer: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """The segment that each token begins in, int64[T]; -1 where a text has no segment before it."""
    text = tokens.text()
    # One ascending key for (text, offset): offsets of a text stay below the width.
    width = int(max(tokens.start.max(initial=0), start.max(initial=0))) + 1
    text_of_segment = np.repeat(np.arange(len(pointer) - 1), np.diff(pointer))
    found = np.searchsorted(text_of_segment * width + start, text * width + tokens.start, side="right") - 1
    return np.where(found >= pointer[text], found, -1)


def _shares(scores: Float, pointer: NDArray[np.int64]) -> Float:
    """Soft maximum of the scores among the segments of each text, float64[S, K]."""
    counts = np.diff(pointer)
    filled = pointer[:-1][counts > 0]
    if not len(filled):
        return np.zeros_like(scores)
    repeat = counts[counts > 0]
    powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, filled, axis=0), repeat, axis=0))
    return np.asarray(powers / np.repeat(np.add.reduceat(powers, filled, axis=0), repeat, axis=0))
