"""What a comparison of coders says: where they differ first, coefficients with intervals beside prevalence second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lifeworld.kit.figure import Figure

COEFFICIENTS = ("percent", "f1", "kappa", "alpha", "ac1", "pabak")
"""Coefficients of a comparison, in the order of tables; ``kappa`` is of two coders only."""

DISAGREEMENTS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "rank": pl.Int64, "statement": pl.String, "customer": pl.String, "code": pl.String, "present": pl.List(pl.String),
    "absent": pl.List(pl.String), "alpha": pl.Float64, "split": pl.Float64, "start": pl.Int32, "end": pl.Int32, "quote": pl.String,
    "text": pl.String,
}
"""One row for each statement and code on which coders differ, the most pressing first: ``present`` and ``absent`` name the coders
(in order), ``alpha`` is the code's, ``split`` the share of pairs of coders who differ; ``start``, ``end`` (code points) and ``quote``
are the span of the first coder who marked one, null where none did; ``customer`` and ``text`` are null where they are not known."""

CONFUSIONS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "code": pl.String, "instead": pl.String, "n": pl.Int64, "expected": pl.Float64, "statements": pl.List(pl.String),
}
"""One row for each pair of codes: ``n`` (statement, coder, coder) cases in which one coder gave ``code`` and not ``instead``, while the
other gave ``instead`` and not ``code``; ``expected`` if both kinds of difference fell independently; up to five statements."""

ADJUDICATION: Mapping[str, type[pl.DataType]] = {
    "id": pl.String, "customer": pl.String, "text": pl.String, "code": pl.String, "quote": pl.String, "said_present": pl.String,
    "said_absent": pl.String, "coder": pl.String, "present": pl.String,
}
"""A sheet to settle disagreements in: ``present`` is empty and to be filled, ``coder`` says "adjudicated"; ``read_codings`` reads it."""


@dataclass(frozen=True)
class CodeAgreement:
    """Agreement of all coders on one code.

    ``n_statements`` counts statements that two coders or more judged; ``n_customers`` is None where customers are not known;
    ``figures`` maps each of COEFFICIENTS to its Figure (no ``kappa`` with three coders or more); ``prevalence`` maps each coder to
    the share of statements in which it found the code; ``verdict`` is one of "rely on", "tentative", "do not rely on" and "not enough".
    """

    code: str
    n_statements: int
    n_customers: int | None
    figures: Mapping[str, Figure]
    prevalence: Mapping[str, Figure]
    verdict: str


@dataclass(frozen=True)
class PairAgreement:
    """Agreement of two coders on one code; ``table`` counts statements: both, first only, second only, neither.

    ``guessing`` is the probability that a coder who guesses at its own rate agrees as well or better; None where the statements
    are too few to tell.
    """

    code: str
    coders: tuple[str, str]
    table: tuple[int, int, int, int]
    figures: Mapping[str, Figure]
    guessing: float | None


@dataclass(frozen=True, eq=False)
class CoderComparison:
    """A comparison of two or more coders on equal terms.

    ``disagreements`` has the columns of DISAGREEMENTS, ``confusions`` those of CONFUSIONS. ``mean_alpha`` is over the codes
    whose alpha is defined. ``spans`` maps coefficients of spans to Figures, empty where no coder marked spans.
    """

    coders: tuple[str, ...]
    n_statements: int
    n_customers: int | None
    disagreements: pl.DataFrame
    confusions: pl.DataFrame
    codes: tuple[CodeAgreement, ...]
    pairs: tuple[PairAgreement, ...]
    mean_alpha: Figure
    spans: Mapping[str, Figure]
    notes: tuple[str, ...]
