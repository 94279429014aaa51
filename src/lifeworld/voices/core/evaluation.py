"""How well a coder codes: its codes against coded texts, code by code, disputed codes left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.voices.core.agreement import MISSING, Agreement, agreement, resampled
from lifeworld.voices.core.calibration import brier, calibration_error
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.coder import Coded

SUMMED_CODES = tuple(code for code in CODES if code != "strangers")
"""The eleven codes of the mean alpha; strangers has too few positives anywhere."""


def evaluate(
    coded: Coded, present: NDArray[np.float64], valence: NDArray[np.float64], *,
    clusters: NDArray[np.integer] | None = None, resamples: int = 1000, seed: int = 0, summed: Sequence[str] = SUMMED_CODES,
) -> pl.DataFrame:
    """One row per code, then "mean of eleven codes" (of those in ``summed``; null where there are none) and "valence".

    ``present`` float64[n, 12] is 1, 0 or nan (disputed: left out for that code); ``valence`` float64[n] is -1, 0, 1 or
    nan; ``clusters`` int[n] the customer of each text (each text its own when None). Columns: code, n, positives,
    prevalence, called, precision, recall, f1, alpha with alpha_low and alpha_high (90 %, clusters resampled), brier,
    ece; what is undefined is null.
    """
    rows: list[dict[str, object]] = []
    alphas, draws = [], []
    for c, code in enumerate(CODES):
        known = np.isfinite(present[:, c])
        truth, called = present[known, c] > 0, coded.present[known, c]
        both = _both(present[:, c], coded.present[:, c].astype(np.int64), known)
        found = agreement(both, clusters, resamples=resamples, seed=seed)
        hits = int((truth & called).sum())
        rows.append(_row(code, truth, called, found) | {
            "precision": _ratio(hits, int(called.sum())), "recall": _ratio(hits, int(truth.sum())), "f1": found.f1,
            "brier": brier(coded.probability[known, c], truth),
            "ece": calibration_error(coded.probability[known, c], truth),
        })
        if code in summed:
            alphas.append(found.alpha)
            draws.append(resampled(both, clusters, resamples=resamples, seed=seed)["alpha"])
    rows.append({"code": "mean of eleven codes", "alpha": float(np.mean(alphas)) if alphas else None} | _interval(np.array(draws)))
    known = np.isfinite(valence)
    both = _both(valence + 1, coded.valence_label.astype(np.int64) + 1, known)
    found = agreement(both, clusters, n_values=3, resamples=resamples, seed=seed)
    rows.append({"code": "valence", "n": int(known.sum()), "percent": found.percent} | _alpha(found))
    return pl.DataFrame(rows, schema=SCHEMA).with_columns(pl.col(pl.Float64).fill_nan(None))


SCHEMA = {
    "code": pl.String, "n": pl.Int64, "positives": pl.Int64, "prevalence": pl.Float64, "called": pl.Int64,
    "percent": pl.Float64, "precision": pl.Float64, "recall": pl.Float64, "f1": pl.Float64, "alpha": pl.Float64,
    "alpha_low": pl.Float64, "alpha_high": pl.Float64, "brier": pl.Float64, "ece": pl.Float64,
}
"""Columns of ``evaluate``."""


def _both(truth: NDArray[np.float64], called: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Codings of the two coders, int64[n, 2]; a unit that is not known is missing for both."""
    return np.where(known[:, None], np.stack([np.nan_to_num(truth).astype(np.int64), called], axis=1), MISSING)


def _interval(draws: NDArray[np.float64]) -> dict[str, object]:
    """Interval of the mean over codes [codes, resamples], leaving out undefined alphas."""
    if not draws.size:
        return {}
    low, high = np.nanquantile(np.nanmean(draws, axis=0), [0.05, 0.95])
    return {"alpha_low": float(low), "alpha_high": float(high)}


def _row(code: str, truth: NDArray[np.bool_], called: NDArray[np.bool_], found: Agreement) -> dict[str, object]:
    return {
        "code": code, "n": len(truth), "positives": int(truth.sum()), "prevalence": _ratio(int(truth.sum()), len(truth)),
        "called": int(called.sum()), "percent": found.percent,
    } | _alpha(found)


def _alpha(found: Agreement) -> dict[str, object]:
    return {"alpha": found.alpha, "alpha_low": found.low["alpha"], "alpha_high": found.high["alpha"]}


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def mean_table(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The mean of several tables of ``evaluate`` over the same texts; counts and intervals are those of the first.

    Errors: ValueError without a table.
    """
    if not tables:
        raise ValueError("there is no table to take the mean of")
    means = ("called", "percent", "precision", "recall", "f1", "alpha", "brier", "ece")
    mean = [
        pl.mean_horizontal(*(table[name].alias(f"{name}{k}") for k, table in enumerate(tables))).alias(name)
        for name in means
    ]
    columns = pl.select(mean).with_columns(pl.col("called").round().cast(pl.Int64))
    return tables[0].with_columns(columns.get_columns())


def markdown(table: pl.DataFrame) -> str:
    """A table of ``evaluate`` for people who read Markdown; undefined is a dash.

    >>> print(markdown(pl.DataFrame({"code": ["mood"], "n": [7], "alpha": [None]})).splitlines()[-1])
    | mood | 7 | – |
    """
    shown = [name for name in table.columns if table[name].null_count() < len(table) or name == "alpha"]
    lines = [f"| {' | '.join(shown)} |", f"|{' --- |' * len(shown)}"]
    for row in table.select(shown).iter_rows():
        cells = ["–" if cell is None else f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
