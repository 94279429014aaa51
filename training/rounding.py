"""What rounding the weights to 8 bits costs: its change of each text's scores, put upon the out-of-fold scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lifeworld.voices.files.accurate import packaged_accurate
from training.corpus import Rows
from training.nested import SINGLE, Held, fold_of, nested_coded
from training.results import ALL_HELD, Float, mean_alpha
from training.variants import MAIN, kept_scores


def rounding(rows: Rows, work: Path) -> str:
    """A sentence or two, measured with the packaged encoder."""
    fold, scores = fold_of(rows), kept_scores(work)
    fast = {held: scores["fast"][held] for held in ALL_HELD}
    tuned = dict(scores[MAIN])
    at = np.flatnonzero(rows.judged | rows.told)
    coder = packaged_accurate()
    texts, focal = [rows.corpus.texts[row] for row in at], [rows.corpus.focal[row] for row in at]
    change = coder.own_scores(texts, focal, coder.base.scored(texts, focal)) - tuned[()][at]
    shifted: dict[Held, Float] = {held: found.copy() for held, found in tuned.items()}
    for held in SINGLE:
        shifted[held][at] += change
    # Stack and thresholds come from the scores of pairs, which are not shifted.
    as_is, rounded = nested_coded(rows, fold, tuned, fast), nested_coded(rows, fold, shifted, fast)
    flips = float((as_is[1].present != rounded[1].present).mean())
    return (
        f"On the {len(at):,} texts of this page, rounding changes the transformer's scores by {np.abs(change).mean():.3f} on average "
        f"(root of the mean square {np.sqrt((change**2).mean()):.3f}; scores spread by {tuned[()][at].std():.1f}). With these "
        f"changes put upon the out-of-fold scores, {flips:.2%} of the codes change, and the mean alpha on dev goes from "
        f"{mean_alpha(rows, as_is, rows.judged):.3f} to {mean_alpha(rows, rounded, rows.judged):.3f}, on the invented interviews "
        f"from {mean_alpha(rows, as_is, rows.told):.3f} to {mean_alpha(rows, rounded, rows.told):.3f}. "
        f"(The changes were taken from the model of everything.)"
    )

