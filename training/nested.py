"""Out of fold, nested: which models must be fitted, so that whatever codes a text never saw its fold."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from lifeworld.voices.core.coder import Coded
from lifeworld.voices.core.learning import Gold, Settings, fit_heads
from lifeworld.voices.core.training import Prepared, folds, heads_from
from training.corpus import Rows
from training.fit import Lower, Plan, fitted, scored
from training.stacking import Stack, joined_codes, stacked
from training.tower import Shape

Float = NDArray[np.float64]
Held = tuple[int, ...]
FOLDS = 3
SINGLE = tuple((k,) for k in range(FOLDS))
PAIRS = tuple(combinations(range(FOLDS), 2))
TOLD_WEIGHT = 1.0
"""How much an invented statement counts in calibration beside a text coded twice; below 1 it sets no threshold."""


@dataclass(frozen=True)
class Ground:
    """What every fit needs: the texts, their fold int64[n] (-1 = always learned from), and both views of them."""

    rows: Rows
    fold: NDArray[np.int64]
    ready: Prepared
    sides: torch.Tensor
    below: Lower
    folder: Path


def fold_of(rows: Rows, seed: int = 0) -> NDArray[np.int64]:
    """The fold of each text: units with a text that is judged or told are split, all others are in none."""
    units = np.unique(rows.unit[rows.judged | rows.told])
    fold = np.full(int(rows.unit.max()) + 1, -1)
    fold[units] = folds(len(units), FOLDS, seed, 77)
    return fold[rows.unit]


def transformer_scores(ground: Ground, held: Held, shape: Shape, plan: Plan, kept: NDArray[np.bool_]) -> Float:
    """Scores of all texts, float64[n, 15], by a transformer that learned from the ``kept`` ones outside the held folds."""
    torch.set_num_threads(1)
    chosen = np.flatnonzero(kept & ~np.isin(ground.fold, held))
    model = fitted(ground.below, ground.sides, ground.rows.corpus.gold, chosen, ground.folder, shape, plan)
    return scored(model, ground.below, ground.sides, np.arange(len(kept)))


def fast_scores(ground: Ground, kept: NDArray[np.bool_]) -> dict[Held, Float]:
    """The same by the fast coder's recipe, for every set of held folds."""
    matrix, gold = ground.ready.design.matrix, ground.rows.corpus.gold
    first = np.flatnonzero(kept & (ground.fold < 0))
    start = fit_heads(matrix[first], gold.rows(first), Settings())
    found = {}
    for held in (*SINGLE, *PAIRS):
        chosen = np.flatnonzero(kept & ~np.isin(ground.fold, held))
        weights = fit_heads(matrix[chosen], gold.rows(chosen), Settings(), start)
        found[held] = np.asarray(matrix @ weights[:-1] + weights[-1])
    return found


def in_processes(work: Callable[[Held], Float], all_held: Sequence[Held], processes: int) -> dict[Held, Float]:
    """``work`` for every set of held folds, in that many processes of one thread."""
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return dict(zip(all_held, pool.map(work, all_held, chunksize=1), strict=True))


def outside(scores: dict[Held, Float], fold: NDArray[np.int64], without: int | None = None) -> Float:
    """Scores of each text in a fold by the model that saw neither its fold nor ``without``; nan elsewhere."""
    found = np.full_like(next(iter(scores.values())), np.nan)
    for k in range(FOLDS):
        if k != without:
            held = (k,) if without is None else tuple(sorted((k, without)))
            found[fold == k] = scores[held][fold == k]
    return found


def calibrated_fast(raw: Float, gold: Gold, rows: NDArray[np.int64]) -> tuple[Float, Float]:
    """Slope and offset, float64[15], that calibrate the fast coder's scores on the given texts, as its recipe does."""
    heads = heads_from(raw[rows], gold.rows(rows))
    return heads.slope, heads.offset


def stack_on(
    rows: Rows, tuned: Float, fast: Float, chosen: NDArray[np.int64], told_weight: float = TOLD_WEIGHT,
    centre: tuple[float, float, float] = (0.6, 0.4, 0.0),
) -> Stack:
    """The stack that the chosen texts teach; ``fast`` is calibrated."""
    weight = np.where(rows.judged[chosen], 1.0, told_weight)
    return stacked(tuned[chosen], fast[chosen], rows.corpus.gold.rows(chosen), weight, centre)


def nested_coded(
    rows: Rows, fold: NDArray[np.int64], tuned: dict[Held, Float], fast: dict[Held, Float],
    centre: tuple[float, float, float] = (0.6, 0.4, 0.0), told_weight: float = TOLD_WEIGHT,
) -> tuple[NDArray[np.int64], Coded]:
    """Rows that are judged or told, and their codes: weights, stack, calibration and thresholds never saw their fold."""
    all_rows, parts = [], []
    for k in range(FOLDS):
        inner_fast, inner_tuned = outside(fast, fold, k), outside(tuned, fold, k)
        wanted = rows.judged | rows.told
        inner = np.flatnonzero((fold >= 0) & (fold != k) & wanted)
        slope, offset = calibrated_fast(inner_fast, rows.corpus.gold, inner)
        stack = stack_on(rows, inner_tuned, inner_fast * slope + offset, inner, told_weight, centre)
        held = np.flatnonzero((fold == k) & wanted)
        all_rows.append(held)
        parts.append(stack.coded(tuned[(k,)][held], fast[(k,)][held] * slope + offset))
    return joined_codes(all_rows, parts)
