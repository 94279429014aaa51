"""The page docs/accurate.md and its figures as JSON, from the scores that `python -m training learn` kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from lifeworld.voices.core.evaluation import markdown
from training.corpus import Rows
from training.nested import Float, Held, fold_of, nested_coded, outside
from training.results import ALL_HELD, Codes, alone, by_style, cascaded, crossed, mean_alpha, mean_brier, table
from training.variants import MAIN, VARIANTS, kept_scores

_PAGE = """# The accurate coder

Written by `make accurate`; do not edit by hand.

## What it is

Six layers of a small transformer (all-MiniLM-L6-v2, 22 million weights), of which the upper three were fine-tuned on the same
coded texts as the [fast coder](coder.md); the lower three and the word pieces are shared with the general encoder that learns other
codebooks. It reads the focal provider's name and the text. What the lexicon finds (actors, cues, providers: {sides} side
features of the fast coder) is added below the first tuned layer and at the heads. Its scores and the fast coder's are joined by a
logistic regression for each code, which also calibrates; thresholds are chosen as for the fast coder. It learned from {n:,} rows:
{once:,} texts coded once, {own:,} texts written for this project (with {copies:,} copies that ask about another provider), and the
{dev:,} dev texts that were coded twice. The reserved texts were never read.

## How good it is on dev

Everything is *out of fold and nested*: whatever codes a text (weights, joining, calibration, thresholds) was learned without its
fold. {folds} folds, one split, one seed of learning; how far another split or seed would move the figures was not measured.
Codes that the two annotators dispute are left out. `alpha` is Krippendorff's (nominal) against the agreed codes, with a 90 % interval over
resampled texts; `brier` and `ece` judge the probabilities. Both annotators are models; no human has checked them.

{dev_table}

| coder, out of fold on dev, same folds | mean alpha over eleven codes | valence |
| --- | --- | --- |
{tiers}

The cascade hands on a text where the fast coder is near a threshold; the distance was set on the other folds so that
{routed_aim:.0%} would be handed on, and {routed:.0%} were.

## By manner of speaking

Mean alpha over those of the eleven codes that have at least eight positives and eight negatives there (how many: column `codes`), so
lines have different codes: compare across a line, not down. Reviews, forum and survey are dev's; the interviews are invented
statements, coded by their writer alone, and held back *by person* where a person is known: a person's other statements were not
learned from.

{styles}

## The invented interviews, code by code

{told_table}

## What each step bought

Out of fold on the same {folds} folds; weights never saw the fold, calibration and thresholds come from the other folds' scores.
One seed each: differences of .01 may be noise. Rows marked with * were measured on the first two folds only.

{steps}

## What it does not show

- `strangers` has too few positives in dev to be judged. {weak}
- dev is enriched with social texts by word lists: its shares are those of no population.
- Five layers instead of three were tried on two folds: better in one, worse in the other (table); three were kept because they cost less.
- Two choices were made with these figures in view, which flatters them a little: three layers, and that invented statements count
  fully in calibration (at a weight of .3 the mean alpha on dev is {light:.3f}).
- The weights in the product are rounded to 8 bits. {rounded}
- Not measured: other seeds, other splits, other languages than English, interviews with real people, all six layers tuned, the
  model without the focal provider's name, the fast coder taught with this one's probabilities.
"""


PART = (0, 1)
"""The folds on which variants are compared."""


def steps(rows: Rows, scores: Mapping[str, Mapping[Held, Float]], fast: dict[Held, Float]) -> list[tuple[str, Codes, bool]]:
    """The ablation: label, codes, whether on two folds only."""
    fold = fold_of(rows)
    by_fast, by_main = outside(fast, fold), outside(dict(scores[MAIN]), fold)
    found = [
        ("fast coder", crossed(rows, fold, by_fast * 0, by_fast), False),
        ("base model as it is (mean vector), logistic regression", crossed(rows, fold, outside(dict(scores["frozen"]), fold), None), False),
        ("upper three layers tuned, lexicon, written texts; scores as they come, threshold .5",
         crossed(rows, fold, by_main, None, default_threshold=True), False),
        ("+ calibration and thresholds", crossed(rows, fold, by_main, None), False),
        ("+ joined with the fast coder (the accurate coder)", crossed(rows, fold, by_main, by_fast), False),
    ]
    for name, variant in VARIANTS.items():
        if all((k,) in scores[name] for k in PART):
            own = np.full_like(by_main, np.nan)
            for k in PART:
                own[fold == k] = scores[name][(k,)][fold == k]
            found.append((f"{variant.label}, calibrated, alone", crossed(rows, fold, own, None, PART), True))
    return found


def write_page(rows: Rows, sides: int, work: Path, page: Path, rounded: str) -> dict[str, object]:
    """Writes the page; gives the figures that other pages use."""
    fold = fold_of(rows)
    scores = kept_scores(work)
    fast = {held: scores["fast"][held] for held in ALL_HELD}
    tuned = dict(scores[MAIN])
    both, (cascade, routed) = nested_coded(rows, fold, tuned, fast), cascaded(rows, fold, tuned, fast)
    ways = {"fast": alone("fast", tuned, fast, rows, fold), "cascade": cascade, "accurate": both}
    dev_table = table(rows, both, rows.judged)
    alphas = {name: mean_alpha(rows, found, rows.judged) for name, found in ways.items()}
    tones = {name: float(table(rows, found, rows.judged, 0)["alpha"][-1]) for name, found in ways.items()}
    styles = by_style(rows, ways)
    shown = [
        (label + (" *" if part else ""), mean_alpha(rows, found, rows.judged), mean_brier(rows, found), mean_alpha(rows, found, rows.told))
        for label, found, part in steps(rows, scores, fast)
    ]
    # Calibration is for the probabilities: it shows in Brier's score, hardly in alpha.
    lines = "\n".join(f"| {label} | {dev:.3f} | {brier:.4f} | {told:.3f} |" for label, dev, brier, told in shown)
    low = dev_table.head(12).filter((pl.col("alpha") < 0.65) & (pl.col("code") != "strangers"))["code"].to_list()
    page.write_text(_PAGE.format(
        sides=sides, n=len(rows.source), once=int((~rows.judged & ~rows.told & ~_own(rows) & (rows.source != "off-topic")).sum()),
        own=int(_own(rows).sum()), copies=int((rows.source == "off-topic").sum()), dev=int(rows.judged.sum()), folds=3,
        dev_table=markdown(dev_table.drop("percent", "precision", "recall")),
        tiers="\n".join(f"| {name} | {alphas[name]:.3f} | {tones[name]:.3f} |" for name in ways), routed_aim=0.3, routed=routed,
        styles=markdown_any(styles), told_table=markdown(table(rows, both, rows.told).drop("percent", "precision", "recall")),
        steps="| step | dev: mean alpha | dev: mean brier | invented interviews: mean alpha |\n| --- | --- | --- | --- |\n" + lines,
        light=mean_alpha(rows, nested_coded(rows, fold, tuned, fast, told_weight=0.3), rows.judged),
        weak=f"Below .65: {', '.join(low)}." if low else "No other code is below .65.", rounded=rounded,
    ), encoding="utf-8")
    return {"alpha": alphas, "valence": tones, "routed_share": routed, "styles": styles.to_dicts(), "steps": shown}


def markdown_any(frame: pl.DataFrame) -> str:
    """A frame as a Markdown table."""
    lines = [f"| {' | '.join(frame.columns)} |", f"|{' --- |' * len(frame.columns)}"]
    for row in frame.iter_rows():
        cells = ["–" if cell is None else f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _own(rows: Rows) -> np.ndarray:
    return np.char.startswith(rows.source, "own") | np.char.startswith(rows.source, "written")
