"""A comparison as tables: one row a code, one row a pair of coders and code."""

from __future__ import annotations

import polars as pl

from lifeworld.kit.figure import Figure
from lifeworld.voices.core.coder_comparison.values import COEFFICIENTS, CoderComparison


def code_table(comparison: CoderComparison) -> pl.DataFrame:
    """One row a code: n, verdict, each coefficient with low and high, prevalence by coder ("prevalence: Ana"); unknown is null."""
    rows = []
    for one in comparison.codes:
        row: dict[str, object] = {"code": one.code, "n_statements": one.n_statements, "n_customers": one.n_customers,
                                  "verdict": one.verdict}
        for coefficient in COEFFICIENTS:
            row |= _cells(coefficient, one.figures.get(coefficient))
        row |= {f"prevalence: {coder}": one.prevalence[coder].value if coder in one.prevalence else None for coder in comparison.coders}
        alpha = one.figures["alpha"]
        rows.append(row | {"warning": " ".join(alpha.warnings) or None if alpha.enough else alpha.text()})
    kinds = {"code": pl.String, "n_statements": pl.Int64, "n_customers": pl.Int64, "verdict": pl.String, "warning": pl.String}
    return pl.DataFrame(rows, schema={name: kinds.get(name, pl.Float64) for name in rows[0]})


def pair_table_of(comparison: CoderComparison) -> pl.DataFrame:
    """One row a code and pair of coders: the 2x2 table, coefficients with intervals, the probability of guessing."""
    rows = []
    for pair in comparison.pairs:
        both, first, second, neither = pair.table
        row: dict[str, object] = {
            "code": pair.code, "first": pair.coders[0], "second": pair.coders[1], "n_statements": sum(pair.table), "both": both,
            "first_only": first, "second_only": second, "neither": neither,
        }
        for coefficient in COEFFICIENTS:
            row |= _cells(coefficient, pair.figures.get(coefficient))
        rows.append(row | {"guessing": pair.guessing})
    counts = ("n_statements", "both", "first_only", "second_only", "neither")
    kinds = {"code": pl.String, "first": pl.String, "second": pl.String, **dict.fromkeys(counts, pl.Int64)}
    return pl.DataFrame(rows, schema={name: kinds.get(name, pl.Float64) for name in rows[0]}) if rows else pl.DataFrame()


def _cells(name: str, figure: Figure | None) -> dict[str, object]:
    if figure is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high}
