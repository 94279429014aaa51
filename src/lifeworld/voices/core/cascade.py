"""The cascade: the fast coder codes every text, the accurate one those of which it is not sure.

A text is unsure when any of its twelve log odds lies nearer to that code's threshold than ``cut``. The rule looks at one
text only, never at a rank among texts, so a text's codes do not depend on the texts beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from lifeworld.voices.core.accurate import AccurateCoder, Aliases, Float
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder import Coded, Scored, coded
from lifeworld.voices.core.segments import Segments


@dataclass(frozen=True)
class CascadeCoder:
    """The accurate coder ``second`` behind its own fast coder."""

    second: AccurateCoder
    name: str = "cascade"

    @property
    def label(self) -> str:
        """What a coding keeps about its coder: name, version and the beginning of the recipe's hash."""
        return f"{self.name} {self.second.version} {self.second.recipe[:12]}"

    def code(self, texts: Sequence[str], focal: Sequence[str | None] | None = None, aliases: Aliases | None = None) -> Coded:
        """Codes of every text; arguments, errors and promises as for ``FastCoder.code``."""
        first = self.second.base
        found = first.scored(texts, focal, aliases)
        quick = coded(found.scores, found.empty, first.threshold)
        rows = np.flatnonzero(unsure(found, first.threshold, self.second.stack.cut))
        if not len(rows):
            return replace(quick, focal=focal, aliases=aliases)
        chosen = Scored(found.scores[rows], found.sides[rows], found.empty[rows])
        theirs = None if focal is None else [focal[row] for row in rows.tolist()]
        scores = self.second.joined([texts[row] for row in rows.tolist()], theirs, chosen)
        careful = coded(scores, chosen.empty, self.second.stack.threshold)
        for name in ("probability", "present", "valence", "valence_label"):
            getattr(quick, name)[rows] = getattr(careful, name)
        return replace(quick, focal=focal, aliases=aliases)

    def code_segments(self, texts: Sequence[str], segments: Segments, coded: Coded) -> Float:
        """Probabilities of segments, float64[S, 12], as ``AccurateCoder.code_segments`` derives them."""
        return self.second.code_segments(texts, segments, coded)


def unsure(found: Scored, threshold: Float, cut: float) -> NDArray[np.bool_]:
    """Texts with a code whose log odds are nearer to its threshold than ``cut``, bool[n]; a text without tokens is sure.

    >>> from scipy import sparse
    >>> scores = np.full((2, 15), -3.0)
    >>> scores[1, 4] = .2
    >>> unsure(Scored(scores, sparse.csr_matrix((2, 1)), np.zeros(2, np.bool_)), np.full(12, .5), .5).tolist()
    [False, True]
    """
    distance = np.abs(found.scores[:, : len(CODES)] - logit(threshold))
    return np.asarray((distance.min(axis=1, initial=np.inf) < cut) & ~found.empty)
