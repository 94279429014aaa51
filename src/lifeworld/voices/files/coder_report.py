"""The page that says how good the coder is and how it was made (docs/coder.md)."""

from __future__ import annotations

import polars as pl

from lifeworld.voices.core.coder import FastCoder
from lifeworld.voices.core.evaluation import markdown
from lifeworld.voices.core.learning import Settings

_PAGE = """# The fast coder

Written by `lifeworld voices train`; do not edit by hand. Coder `{label}`, codebook `{codebook}`.

## What it is

A linear model on known words and word pairs, families of cue phrases (`data/lexicon/cues.toml`), the lexicon of actors and
providers (`data/lexicon/*.toml`), and whether the focal provider or another one is named. Word vectors from unlabelled
texts let rare words share what common ones teach. Everything is folded into one table of {n_grams:,} hashed n-grams; the
file holds no text. It was learned from {n_texts:,} coded texts: those coded once, {n_own:,} short examples and {n_stories:,}
statements in the manner of interviews and diaries that were written for this project, and the {n_dev:,} dev texts that were
coded twice. Other domains count less. Dev texts and statements calibrate it together. The reserved texts were never read.

## How good it is

All figures are *out of fold* on the {n_dev:,} dev texts: whatever codes a text (weights, calibration, thresholds) was
learned without that text, thresholds by an inner split, words and word vectors from texts outside dev. Codes that the two
annotators dispute are left out. `alpha` is Krippendorff's (nominal) against the agreed codes, with a 90 % interval over
resampled texts; `brier` and `ece` (ten bins of equally many texts) judge the probabilities. Means of {repeats} different
splits; counts and intervals are of the first. The two annotators are models that read every text with the codebook, and
no human has checked them; they agree with each other at .89 to .97.

{table}

## Interviews and diaries

The same, out of fold, on the {n_stories:,} invented statements of seventy people in interviews and diaries, each coded by its
writer alone. Folds split statements, not people, so a person's other statements were learned from: the word
vectors know their words too. Read it as an upper bound for interviews about moving with a tracker, and as nothing at all
for other subjects. Valence of narratives is weak.

{of_stories}

- `strangers` has too few positives in dev to be judged: read it as "not known".
- dev is enriched with social texts by word lists, so its shares are not those of any population.
- Thresholds (probability from which a code counts as present): {thresholds}.
- Settings: {settings}.
- A text's result never depends on the texts beside it. The coder reads English; in other languages it sees little.
- The shipped coder learned from dev too, so `lifeworld voices evaluate` on dev flatters it; the table above does not.
"""


def coder_page(
    coder: FastCoder, table: pl.DataFrame, of_stories: pl.DataFrame, settings: Settings, *, n_own: int, n_dev: int,
    n_stories: int, repeats: int,
) -> str:
    """The page in Markdown; both tables have the columns of ``evaluate``."""
    codes = table["code"].head(len(coder.threshold)).to_list()
    return _PAGE.format(
        label=coder.label, codebook=coder.codebook, n_grams=len(coder.table.keys), n_texts=len(coder.learned_from),
        n_own=n_own, n_dev=n_dev, n_stories=n_stories, repeats=repeats,
        table=markdown(table.drop("percent", "precision", "recall")),
        of_stories=markdown(of_stories.drop("percent", "precision", "recall")),
        thresholds=", ".join(f"{code} {value:.2f}" for code, value in zip(codes, coder.threshold, strict=True)),
        settings=", ".join(f"{name} {value:g}" for name, value in vars(settings).items()),
    )
