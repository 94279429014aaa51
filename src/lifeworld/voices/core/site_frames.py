"""Comparisons and tables of the site as frames, one row a line, to be downloaded; unknown is null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from lifeworld.kit.figure import Figure
from lifeworld.voices.core.coder_comparison.values import COEFFICIENTS, PairAgreement
from lifeworld.voices.core.cooccurrence import Together
from lifeworld.voices.core.site_comparison import SiteComparison
from lifeworld.voices.core.site_tables import CrossTable

TEXTS = ("code", "instead", "verdict", "warning", "first", "second", "level", "variable")
COUNTS = ("n", "n_statements", "n_customers", "n_differ", "both", "first_only", "second_only", "neither", "n_first", "n_second",
          "n_present", "n_saying")


def codes_frame(found: SiteComparison) -> pl.DataFrame:
    """One row a code: statements, verdict, each coefficient with its ends, the share in which each coder found it."""
    rows = []
    for line in found.lines:
        one = line.agreement
        row: dict[str, Any] = {"code": one.code, "n_statements": one.n_statements, "n_customers": one.n_customers,
                               "n_differ": line.n_differ, "verdict": one.verdict}
        for name in COEFFICIENTS:
            row |= _ends(name, one.figures.get(name))
        for name, figure in sorted(line.spans.items()):
            row |= _ends(name, figure)
        for label in found.labels:
            row |= _ends(f"prevalence: {label}", one.prevalence.get(label))
        rows.append(row | {"warning": " ".join(one.figures["alpha"].warnings) or None})
    return _framed(rows)


def confusions_frame(found: SiteComparison) -> pl.DataFrame:
    """One row for each two codes that coders gave in each other's place."""
    return _framed([vars(one).copy() for one in found.confusions], ("code", "instead", "n", "expected"))


def pairs_frame(pairs: Sequence[PairAgreement]) -> pl.DataFrame:
    """One row for each two coders: the 2x2 table, each coefficient with its ends, the probability of guessing."""
    rows = []
    for one in pairs:
        both, first, second, neither = one.table
        row: dict[str, Any] = {"code": one.code, "first": one.coders[0], "second": one.coders[1], "n_statements": sum(one.table),
                               "both": both, "first_only": first, "second_only": second, "neither": neither}
        for name in COEFFICIENTS:
            row |= _ends(name, one.figures.get(name))
        rows.append(row | {"guessing": one.guessing})
    return _framed(rows)


def together_frame(pairs: Sequence[Together]) -> pl.DataFrame:
    """One row for each two codes: statements with both, expected if they fell independently, phi and Jaccard with their ends.

    >>> together_frame(()).columns[:3]
    ['first', 'second', 'n']
    """
    rows = [{"first": one.first, "second": one.second, "n": one.n, "n_first": one.n_first, "n_second": one.n_second, "both": one.both,
             "expected": one.expected, **_ends("phi", one.phi), **_ends("jaccard", one.jaccard)} for one in pairs]
    return _framed(rows, ("first", "second", "n", "n_first", "n_second", "both", "expected", "phi", "phi_low", "phi_high"))


def cross_frame(table: CrossTable) -> pl.DataFrame:
    """One row for each code and level: counts, share of customers and of statements with their ends."""
    rows = [{"variable": table.variable, "level": one.level, "code": one.code, "n_statements": one.n_statements, "n_present": one.n_present,
             "n_customers": one.n_customers, "n_saying": one.n_saying, **_ends("share_of_customers", one.customers),
             **_ends("share_of_statements", one.statements)} for one in table.cells]
    return _framed(rows)


def _ends(name: str, figure: Figure | None) -> dict[str, float | None]:
    if figure is None or figure.value is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high}


def _framed(rows: Sequence[Mapping[str, Any]], names: Sequence[str] = ("code",)) -> pl.DataFrame:
    columns = list(rows[0]) if rows else list(names)
    return pl.DataFrame(list(rows), schema={name: pl.String if name in TEXTS else pl.Int64 if name in COUNTS else pl.Float64
                                            for name in columns})
