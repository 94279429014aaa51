"""How good the accurate coder is: tables out of fold, for all, by style, and step by step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import logit

from lifeworld.voices.core.coder import Coded
from lifeworld.voices.core.evaluation import SUMMED_CODES, evaluate
from training.corpus import Rows
from training.nested import (
    FOLDS,
    PAIRS,
    SINGLE,
    Float,
    Held,
    calibrated_fast,
    nested_coded,
    outside,
    stack_on,
)
from training.stacking import Stack, joined_codes

Codes = tuple[NDArray[np.int64], Coded]
ROUTED = 0.3
"""Share of dev texts that the cascade hands on."""
POSITIVES_MIN = 8
STYLES = {
    "review": ("mini-bar", "strava-ios"), "forum": ("fitbit-community",), "survey": ("perfectfit-goals",),
    "interview (invented)": ("own-stories", "own-interviews", "written-interviews"),
}


def table(rows: Rows, found: Codes, chosen: NDArray[np.bool_], resamples: int = 1000) -> pl.DataFrame:
    """The table of ``evaluate`` over the chosen rows; a person's statements are resampled together."""
    at, coded = found
    mine = np.flatnonzero(chosen[at])
    gold = rows.corpus.gold.rows(at[mine])
    return evaluate(coded.only(mine), gold.present, gold.valence, clusters=rows.unit[at[mine]], resamples=resamples)


def mean_alpha(rows: Rows, found: Codes, chosen: NDArray[np.bool_]) -> float:
    """Mean alpha over the eleven codes."""
    shown = table(rows, found, chosen, resamples=0)
    return float(shown.filter(pl.col("code").str.starts_with("mean"))["alpha"][0])


def mean_brier(rows: Rows, found: Codes) -> float:
    """Mean of Brier's score over the eleven codes on dev."""
    shown = table(rows, found, rows.judged, resamples=0)
    return float(np.mean(shown.filter(pl.col("code").is_in(SUMMED_CODES))["brier"].to_numpy()))


def by_style(rows: Rows, ways: Mapping[str, Codes]) -> pl.DataFrame:
    """A line for each style: texts, people, and the mean alpha of each way over those of the eleven codes that have at
    least POSITIVES_MIN positives and as many negatives there.
    """
    lines = []
    for style, sources in STYLES.items():
        chosen = np.isin(rows.source, sources) & (rows.judged | rows.told)
        line: dict[str, object] = {
            "style": style, "texts": int(chosen.sum()), "people or texts": len(np.unique(rows.unit[chosen])),
        }
        for name, found in ways.items():
            shown = table(rows, found, chosen, resamples=0)
            rare = pl.min_horizontal("positives", pl.col("n") - pl.col("positives"))
            enough = shown.filter(pl.col("code").is_in(SUMMED_CODES) & (rare >= POSITIVES_MIN))
            line["codes"] = len(enough)
            line[name] = enough["alpha"].mean() if len(enough) else None
            line[f"{name}: valence"] = shown.filter(pl.col("code") == "valence")["alpha"][0]
        lines.append(line)
    return pl.DataFrame(lines)


def alone(which: str, tuned: Mapping[Held, Float], fast: Mapping[Held, Float], rows: Rows, fold: NDArray[np.int64]) -> Codes:
    """Codes, nested, of the transformer ("tuned") or the fast coder ("fast") without the other."""
    nothing = {held: np.zeros_like(scores) for held, scores in fast.items()}
    if which == "tuned":
        return nested_coded(rows, fold, dict(tuned), nothing, centre=(1.0, 0.0, 0.0))
    return nested_coded(rows, fold, nothing, dict(fast), centre=(0.0, 1.0, 0.0))


def crossed(
    rows: Rows, fold: NDArray[np.int64], tuned: Float, fast: Float | None, used: tuple[int, ...] = tuple(range(FOLDS)),
    default_threshold: bool = False,
) -> Codes:
    """Codes of the folds ``used``: weights never saw the fold; calibration and thresholds come from the other folds' scores."""
    wanted = (rows.judged | rows.told) & np.isin(fold, used)
    added = np.zeros_like(tuned) if fast is None else fast
    centre = (1.0, 0.0, 0.0) if fast is None else (0.6, 0.4, 0.0)
    all_rows, parts = [], []
    for k in used:
        inner, held = np.flatnonzero(wanted & (fold != k)), np.flatnonzero(wanted & (fold == k))
        slope, offset = calibrated_fast(added, rows.corpus.gold, inner) if fast is not None else (np.ones(15), np.zeros(15))
        stack = stack_on(rows, tuned, added * slope + offset, inner, centre=centre)
        if default_threshold:
            stack = Stack(np.ones(15), np.zeros(15), np.zeros(15), np.full(12, 0.5))
        all_rows.append(held)
        parts.append(stack.coded(tuned[held], added[held] * slope + offset))
    return joined_codes(all_rows, parts)


def cascaded(rows: Rows, fold: NDArray[np.int64], tuned: dict[Held, Float], fast: dict[Held, Float]) -> tuple[Codes, float]:
    """Codes of the cascade, nested, and the share of judged texts that were handed on.

    A text is handed on where the fast coder is within ``cut`` (log odds) of a threshold; the cut is set by the other folds.
    """
    by_fast, by_both = alone("fast", tuned, fast, rows, fold), nested_coded(rows, fold, tuned, fast)
    at = by_fast[0]
    handed = np.zeros(len(at), np.bool_)
    for k in range(FOLDS):
        inner = np.flatnonzero((fold >= 0) & (fold != k) & (rows.judged | rows.told))
        raw = outside(fast, fold, k)
        slope, offset = calibrated_fast(raw, rows.corpus.gold, inner)
        stack = stack_on(rows, raw * 0, raw * slope + offset, inner, centre=(0.0, 1.0, 0.0))
        held = at[fold[at] == k]
        judged = inner[rows.judged[inner]]
        cut = np.quantile(doubt(raw[judged] * slope + offset, stack), ROUTED)
        handed[fold[at] == k] = doubt(fast[(k,)][held] * slope + offset, stack) < cut
    picked = {
        name: np.where(handed[:, None] if getattr(by_fast[1], name).ndim > 1 else handed,
                       getattr(by_both[1], name), getattr(by_fast[1], name))
        for name in ("probability", "present", "valence", "valence_label")
    }
    return (at, Coded(**picked)), float(handed[rows.judged[at]].mean())


def doubt(fast: Float, stack: Stack) -> Float:
    """How near the nearest threshold is, in log odds: float64[n]."""
    z = fast * stack.fast + stack.offset
    return np.asarray(np.abs(z[:, :12] - logit(stack.threshold)).min(axis=1))


ALL_HELD: tuple[Held, ...] = (*SINGLE, *PAIRS)
