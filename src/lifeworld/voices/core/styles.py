"""Styles of what customers say, because a coder is not equally good at all: review, forum, survey and interview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder import Coded
from lifeworld.voices.core.evaluation import SUMMED_CODES, evaluate

STYLES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "interview": ("own-interviews", "own-stories", "written-interviews"),
    "review": ("mini-bar", "strava-ios", "mhealth-reviews", "steam-reviews", "vader-amazon", "own", "written-reviews"),
    "forum": ("fitbit-community", "written-forum"),
    "survey": ("perfectfit-goals", "happydb", "written-survey"),
})
"""Sources of coded texts by style: app and product reviews; posts in a product's forum; short open answers about aims and
habits; turns of interviews and diary entries. Sources of several styles at once have none."""
POSITIVES_MIN = 10
"""A code is judged in a style with at least so many texts that carry it, and as many that do not."""


def style_of(source: str) -> str | None:
    """The style of a source; None where it has no single one.

    >>> style_of("mini-bar"), style_of("written-rare")
    ('review', None)
    """
    return next((style for style, sources in STYLES.items() if source in sources), None)


def by_style(
    coded: Coded, present: NDArray[np.float64], valence: NDArray[np.float64], styles: Sequence[str | None], *,
    clusters: NDArray[np.integer] | None = None, resamples: int = 1000, seed: int = 0,
) -> pl.DataFrame:
    """How well each style is coded: the columns of ``evaluate`` with ``style`` before them.

    Arguments as in ``evaluate``; ``styles`` has one for each text, None for those that are left out. Each style has the
    rows of ``evaluate``, with "mean of judged codes" instead of the mean of eleven: the mean alpha of those of the eleven
    that have POSITIVES_MIN positives and negatives, with its interval; its ``n`` is the number of texts of the style and
    its ``positives`` how many codes were judged (null alpha where none was). The other codes' rows keep their counts, and
    nothing that judges: few positives say nothing.
    """
    of = np.array([style or "" for style in styles])
    tables = []
    for style in STYLES:
        rows = np.flatnonzero(of == style)
        if len(rows):
            own = None if clusters is None else clusters[rows]
            judged = [code for c, code in enumerate(CODES) if _enough(present[rows, c])]
            table = evaluate(coded.only(rows), present[rows], valence[rows], clusters=own, resamples=resamples, seed=seed,
                             summed=[code for code in judged if code in SUMMED_CODES])
            tables.append(_shown(table, style, judged, len(rows)))
    return pl.concat(tables) if tables else pl.DataFrame()


def _enough(present: NDArray[np.float64]) -> bool:
    return min(int((present == 1).sum()), int((present == 0).sum())) >= POSITIVES_MIN


def _shown(table: pl.DataFrame, style: str, judged: Sequence[str], n: int) -> pl.DataFrame:
    """The table of one style; the figures of codes that are not judged are blanked."""
    is_mean = pl.col("code").str.starts_with("mean of")
    blank = pl.col("code").is_in(CODES) & ~pl.col("code").is_in(judged)
    n_judged = sum(code in SUMMED_CODES for code in judged)
    return table.with_columns(
        pl.when(~blank).then(pl.all().exclude("code", "n", "positives", "prevalence", "called")),
    ).with_columns(
        code=pl.when(is_mean).then(pl.lit("mean of judged codes")).otherwise("code"),
        n=pl.when(is_mean).then(pl.lit(n, pl.Int64)).otherwise("n"),
        positives=pl.when(is_mean).then(pl.lit(n_judged, pl.Int64)).otherwise("positives"),
    ).select(pl.lit(style).alias("style"), pl.all())
