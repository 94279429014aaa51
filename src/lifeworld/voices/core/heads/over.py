"""Learned heads over a packaged coder: where a study has taught one of the twelve codes, its own heads say whether it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lifeworld.kit.errors import listed
from lifeworld.voices.core.batches import Aliases, Coder
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder import Coded
from lifeworld.voices.core.heads.coder import Embed, HeadsCoder
from lifeworld.voices.core.heads.values import Float
from lifeworld.voices.core.segments import Segments


@dataclass(frozen=True)
class HeadsOver:
    """A coder of the twelve codes: ``base`` for valence and every code that the heads did not learn, ``heads`` for the others.

    Codes of the heads beyond the twelve are not coded here: constellations rest on the twelve (`voices code` has them all).
    """

    base: Coder
    heads: HeadsCoder
    embed: Embed

    @property
    def learned(self) -> tuple[str, ...]:
        """Which of the twelve codes the heads code."""
        return tuple(code for code in self.heads.codes if code in CODES)

    @property
    def note(self) -> str:
        """A sentence that says which codes the heads code and which not."""
        beyond = [code for code in self.heads.codes if code not in CODES]
        said = f"{listed(self.learned)} were coded by heads that learned from this study's own codings" if self.learned else (
            "The heads learned none of the twelve codes")
        rest = "valence" if len(self.learned) == len(CODES) else "the others, and valence" if self.learned else "them, and valence"
        return f"{said}; {self.base.label} coded {rest}." + (
            f" {listed(beyond)} stand beside the twelve codes and are coded by `voices code` alone." if beyond else "")

    @property
    def label(self) -> str:
        """Both coders, as kept with every coding."""
        return f"{self.heads.label} over {self.base.label}"

    def code(self, texts: Sequence[str], focal: Sequence[str | None] | None = None, aliases: Aliases | None = None) -> Coded:
        """Codes of every text; a text without any word carries none."""
        found = self.base.code(texts, focal, aliases)
        if not self.learned or not len(texts):
            return found
        own = self.heads.code(list(texts), self.embed)
        probability, present = found.probability.copy(), found.present.copy()
        filled = np.fromiter((bool(text.strip()) for text in texts), np.bool_, len(texts))
        for code in self.learned:
            here, there = CODES.index(code), self.heads.codes.index(code)
            probability[filled, here] = own.probability[filled, there]
            present[filled, here] = own.present[filled, there]
        return replace(found, probability=probability, present=present)

    def code_segments(self, texts: Sequence[str], segments: Segments, coded: Coded) -> Float:
        """Derived probabilities of segments: shared out as the base coder does."""
        return self.base.code_segments(texts, segments, coded)
