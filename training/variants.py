"""What is learned: the model that ships and those that it is compared with; where their scores are kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.nested import PAIRS, SINGLE, Held

Float = NDArray[np.float64]
MAIN = "three"


@dataclass(frozen=True)
class Variant:
    """One way to learn. ``held``: which folds are held back, each a model of its own; () = a model of everything."""

    label: str
    held: tuple[Held, ...] = SINGLE
    tuned: int = 3
    lexicon: bool = True
    written: bool = True


VARIANTS = {
    MAIN: Variant("three layers tuned, lexicon, written texts", ((), *SINGLE, *PAIRS)),
    "no-lexicon": Variant("the same without side features of the lexicon", ((0,), (1,)), lexicon=False),
    "no-written": Variant("the same without the texts written for rare codes", ((0,), (1,)), written=False),
    "five": Variant("the same with five layers tuned", ((0,), (1,)), tuned=5),
}


def score_file(work: Path, name: str, held: Held) -> Path:
    """Where the scores of one model are kept."""
    return work / f"{name}-{''.join(map(str, held)) or 'all'}.npy"


def kept_scores(work: Path) -> dict[str, dict[Held, Float]]:
    """All scores that were kept so far, by variant (and "fast", "frozen") and held folds."""
    return {
        name: {held: np.load(score_file(work, name, held)) for held in ((), *SINGLE, *PAIRS)
               if score_file(work, name, held).exists()}
        for name in ("fast", "frozen", *VARIANTS)
    }
