"""The accurate coder: a small transformer that reads the whole text, together with the fast coder.

The encoder reads ``focal provider [SEP] text``; what the fast coder's lexicon finds in the text (cues, actors, providers)
enters at the first tuned layer and again at the end. Its scores and the fast coder's are added with weights and an offset
for each code, which also calibrates them. The encoder itself stands behind ``Reader``, so that this module knows no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.coder import Coded, FastCoder, Scored, coded
from lifeworld.voices.core.segments import Segments

Float = NDArray[np.float64]
Float32 = NDArray[np.float32]
Aliases = Mapping[str, Sequence[str]]
DIGITS = 6
"""Decimals of the scores that are kept: what remains of another order of adding numbers is far below."""


class Reader(Protocol):
    """The tuned encoder."""

    def pooled(self, texts: Sequence[str], focal: Sequence[str | None] | None, shift: Float32) -> Float32:
        """Mean and maximum over the pieces of each text, float32[n, 768]; ``shift`` float32[n, 384] goes in beside it. A
        text's row does not depend on the texts beside it.
        """
        ...


@dataclass(frozen=True)
class Stack:
    """What stands on the encoder; S side features.

    ``side_in`` float32[S, 384], ``side_out`` float64[S, 15], ``head`` float64[768, 15] and ``head_bias`` float64[15] give the
    encoder's scores; ``tuned``, ``fast`` and ``offset`` float64[15] join them with the fast coder's; ``threshold``
    float64[12]; ``cut`` is the distance of log odds below which the cascade asks the accurate coder.
    """

    side_in: Float32
    side_out: Float
    head: Float
    head_bias: Float
    tuned: Float
    fast: Float
    offset: Float
    threshold: Float
    cut: float


@dataclass(frozen=True)
class AccurateCoder:
    """The coder; ``recipe`` is the hash of everything that it was made from, the encoder's weights and the fast coder's too."""

    name: str
    version: str
    codebook: str
    recipe: str
    base: FastCoder
    stack: Stack
    reader: Reader

    @property
    def label(self) -> str:
        """What a coding keeps about its coder: name, version and the beginning of the recipe's hash."""
        return f"{self.name} {self.version} {self.recipe[:12]}"

    def code(self, texts: Sequence[str], focal: Sequence[str | None] | None = None, aliases: Aliases | None = None) -> Coded:
        """Codes of every text; arguments, errors and promises as for ``FastCoder.code``."""
        found = self.base.scored(texts, focal, aliases)
        scores = self.joined(texts, focal, found)
        return replace(coded(scores, found.empty, self.stack.threshold), focal=focal, aliases=aliases)

    def joined(self, texts: Sequence[str], focal: Sequence[str | None] | None, found: Scored) -> Float:
        """Calibrated scores float64[n, 15], as in ``Scored``, of texts that the fast coder has scored."""
        own = self.own_scores(texts, focal, found)
        return np.round(self.stack.tuned * own + self.stack.fast * found.scores + self.stack.offset, DIGITS)

    def own_scores(self, texts: Sequence[str], focal: Sequence[str | None] | None, found: Scored) -> Float:
        """The encoder's own scores, before the fast coder's join them: float64[n, 15]."""
        shift = np.asarray(found.sides @ self.stack.side_in, np.float32)
        pooled = self.reader.pooled(texts, focal, shift).astype(np.float64)
        # einsum adds each row by itself; a matrix product of BLAS may add in another order for another number of rows.
        own = np.einsum("nw,wk->nk", pooled, self.stack.head) + self.stack.head_bias
        return np.asarray(own + found.sides @ self.stack.side_out)

    def code_segments(self, texts: Sequence[str], segments: Segments, coded: Coded) -> Float:
        """Probabilities of segments, float64[S, 12]: the statement's own, shared out by the fast coder's scores of the
        segments (noisy-or of a statement's segments = the statement's probability).
        """
        return self.base.code_segments(texts, segments, coded)
