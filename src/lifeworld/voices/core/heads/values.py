"""What learning a codebook takes and gives: settings, coded statements, heads, and how good they are out of fold."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Float32 = NDArray[np.float32]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
Hash = NDArray[np.uint64]

POSITIVES_MIN = 8
"""A code found in fewer statements than this is learned, but not judged: its figures say "not enough"."""
EXAMPLES_MAX = 8000
"""More coded statements than this are thinned at random: the similarities of all pairs have to fit into memory."""


@dataclass(frozen=True)
class HeadSettings:
    """What the learner leaves open; chosen on the training parts of the benchmark's tasks alone, see docs/learning.md.

    ``cost``: how much a coded statement counts against half the squared weights. ``vector_least`` and ``vector_more``: the share of the
    embedding in the similarity of two texts, the rest is words and letters; with p statements of a code in the middle of all
    codes it is ``vector_least + vector_more * half / (half + p)``. ``span`` and ``weak``: what a marked span, and a definition or an
    example of the codebook, count beside a statement; the latter fades as ``half / (half + positives)`` of its code.
    ``best_sentence``: share of a statement's most telling sentence in its score. ``balance``: how far the rarer side of a code is
    weighted up (0 not, 1 fully).
    """

    cost: float = 10.0
    vector_least: float = 0.3
    vector_more: float = 0.2
    half: float = 16.0
    span: float = 0.5
    weak: float = 1.0
    best_sentence: float = 0.5
    balance: float = 0.5
    folds: int = 5
    iterations_max: int = 80


@dataclass(frozen=True)
class Examples:
    """Coded statements to learn from: n statements, K codes.

    ``present`` float64[n, K]: the share of coders who found the code, nan where nobody judged it (the statement then says nothing about
    that code); ``coders`` float64[n, K]: how many judged it; ``customer`` uint64[n]: a hash of whose statement it is (of the
    statement itself where nobody knows), by which folds and intervals are made; ``key`` uint64[n]: a hash of each statement.
    """

    present: Float
    coders: Float
    customer: Hash
    key: Hash

    def rows(self, chosen: Int) -> Examples:
        """Those of the chosen statements."""
        return Examples(self.present[chosen], self.coders[chosen], self.customer[chosen], self.key[chosen])

    @property
    def majority(self) -> Float:
        """1 where most coders found the code, 0 where most did not, nan where nobody judged it or they are even: float64[n, K]."""
        return np.where(self.present == 0.5, np.nan, np.where(np.isnan(self.present), np.nan, self.present > 0.5))


@dataclass(frozen=True)
class Scaling:
    """From scores to probabilities and to "present": slope, offset and threshold, float64[K] each."""

    slope: Float
    offset: Float
    threshold: Float


@dataclass(frozen=True)
class Heads:
    """One logistic head a code on words, letters and an embedding, with what it takes to read a new text.

    ``codes``: names in order; ``codebook``: label of the codebook. ``keys`` uint64[F]: known n-grams, sorted; ``idf`` float32[F];
    ``is_word`` bool[F]; ``words`` float32[F, K] and ``vectors`` float32[D, K]: weights; ``bias`` float64[K]; ``best_sentence``: see
    ``HeadSettings``; ``n_judged`` and ``n_present`` int64[K]: statements that each code was learned from; ``encoder``: label of what
    made the embeddings ("" = none); ``taught`` uint64[n]: hashes of the ids of the statements that they learned from, sorted (empty:
    not known).
    """

    codes: tuple[str, ...]
    codebook: str
    keys: Hash
    idf: Float32
    is_word: Bool
    words: Float32
    vectors: Float32
    bias: Float
    scaling: Scaling
    best_sentence: float
    n_judged: Int
    n_present: Int
    encoder: str
    taught: Hash = field(default_factory=lambda: np.zeros(0, np.uint64))


@dataclass(frozen=True)
class Learned:
    """Heads, and what they say of the statements they learned from, out of fold.

    ``probability`` float64[n, K] and ``called`` bool[n, K]: each row by weights, calibration and thresholds that never saw its
    customer. ``examples``: the statements that were used, with ``rows`` int64[n] where they stood before thinning.
    """

    heads: Heads
    examples: Examples
    rows: Int
    probability: Float
    called: Bool
