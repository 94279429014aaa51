"""What a comparison of two arms finds: figures, how many were compared, how many are needed, and what it says in one word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lifeworld.audiences.core.sample_size import SampleSize
from lifeworld.kit.figure import Figure

Verdict = Literal["found", "nil", "silent", "unknown"]
Better = Literal["more", "less"]


@dataclass(frozen=True)
class Effect:
    """What chance shows of one outcome, served minus held.

    ``difference``: of the plain means; ``adjusted``: with what was known from before (CUPED), without value where too little was;
    ``relative``: the effect as a share of the mean of those held; ``naive``: change of those served since before, which is no effect.
    ``needed``: customers with whom an effect of ``worthwhile`` is seen in 80 of 100 such trials. ``rho``: correlation with before;
    ``icc`` and ``cluster``: how alike customers of a household are, and how many go together. ``words``: what the verdict says. ``unlike``:
    the outcome is known of unlike shares of the two arms, so that nothing is said.
    """

    difference: Figure
    adjusted: Figure
    relative: Figure
    naive: Figure | None
    n_held: int
    n_served: int
    needed: SampleSize | None
    verdict: Verdict
    worthwhile: float | None
    rho: float
    icc: float
    cluster: float
    warnings: tuple[str, ...] = ()
    words: str = ""
    unlike: bool = False

    @property
    def best(self) -> Figure:
        """The figure that the verdict is about: the adjusted one where it is known."""
        return self.adjusted if self.adjusted.enough else self.difference


@dataclass(frozen=True)
class Complier:
    """The effect on those who use it because it was offered to them (complier average causal effect).

    ``first_stage``: by how much the offer raises use; ``f``: its F statistic. ``weak``: F is 10 or less, so that no number is given, and
    ``anderson_rubin`` alone is right: its ends, infinite where the data exclude nothing; None where it is in two pieces.
    """

    effect: Figure
    first_stage: Figure
    f: float | None
    weak: bool
    anderson_rubin: tuple[float, float] | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Restricted:
    """Days to done of two arms, with those still open counted as what they are, up to ``horizon`` days.

    ``difference``: of the mean days without being done, served minus held (less is sooner); ``sooner``: how often somebody served is done
    sooner than somebody held, ties counted by half; ``complier``: the difference for those who use it because it was offered. ``verdict``:
    whether the difference is surely not 0, at the level that is left to it; unknown where days are known of ``unlike`` shares of the arms.
    """

    difference: Figure
    sooner: Figure
    horizon: float | None
    complier: Complier | None = None
    warnings: tuple[str, ...] = ()
    verdict: Verdict = "unknown"
    unlike: bool = False
