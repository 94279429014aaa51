"""The comparison of coders: every code, every pair, and first of all every disagreement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.figure import EXAMPLES_MAX, Evidence, Example, Figure, estimate
from lifeworld.voices.core.agreement import MISSING, Agreement, guessing, pair_table, resampled_each, verdict
from lifeworld.voices.core.agreement.intervals import percentile_interval
from lifeworld.voices.core.agreement.resamples import MANY
from lifeworld.voices.core.coder_comparison.differences import confusions, disagreements
from lifeworld.voices.core.coder_comparison.figures import (
    RESAMPLES,
    RESAMPLES_OF_MANY,
    Basis,
    coefficient_figures,
    measured,
    prevalence_figure,
)
from lifeworld.voices.core.coder_comparison.judgements import Judgements, judgements
from lifeworld.voices.core.coder_comparison.spans import span_figures
from lifeworld.voices.core.coder_comparison.values import CodeAgreement, CoderComparison, PairAgreement

FINDS_MIN = 10
"""With fewer statements in which anybody found a code, intervals held the truth less often than they say (docs/agreement.md)."""


def compare_coders(codings: pl.DataFrame, statements: pl.DataFrame | None = None, codes: tuple[str, ...] = (), *,
                   seed: int = 0) -> CoderComparison:
    """The comparison of all coders in ``codings`` (columns of CODER_CODINGS) on the statements that two or more judged.

    ``statements`` (columns id, customer, text; None: not known) gives the customers that intervals resample and the texts of
    disagreements; ``codes`` the order of codes. Neither the order of rows nor that of coders matters, and no coder is the truth.
    Errors: InputRefused for fewer than two coders, or nothing judged twice.

    >>> rows = [(s, c, "mood", (s + (c == "Ben") * (s % 4 == 0)) % 2 == 1) for s in range(40) for c in ("Ana", "Ben")]
    >>> frame = pl.DataFrame(rows, schema=["statement", "coder", "code", "present"], orient="row").with_columns(
    ...     pl.col("statement").cast(pl.String), start=None, end=None, quote=None, queue=None, inclusion=None)
    >>> found = compare_coders(frame)
    >>> found.disagreements.height, found.codes[0].figures["percent"].text()
    (10, '75 % (62 to 85 %, n = 40 statements)')
    """
    found = judgements(codings, statements, codes)
    basis = Basis(seed, found.customers is not None)
    agreed = [agreement_on(found, number, basis) for number in range(len(found.codes))]
    alphas = {code: alpha for code, (_, _, alpha) in zip(found.codes, agreed, strict=True)}
    differing = disagreements(found, alphas, codings, statements)
    by_code = {code: rows for (code,), rows in differing.partition_by("code", as_dict=True).items()}
    twice = np.array([found.twice(number) for number in range(len(found.codes))])
    any_code = np.asarray(twice.any(axis=0))
    return CoderComparison(
        found.coders, int(any_code.sum()), None if found.customers is None else len(np.unique(found.customers[any_code])),
        differing, confusions(found), tuple(_with_evidence(one, by_code.get(one.code)) for one, _, _ in agreed),
        tuple(pair for _, pairs, _ in agreed for pair in pairs), mean_alpha(found, alphas, any_code, basis),
        span_figures(found, codings, statements, basis),
        _notes(found, any_code),
    )


Agreed = tuple[CodeAgreement, list[PairAgreement], float]


def agreement_on(found: Judgements, number: int, basis: Basis, *, pairs: bool = True) -> Agreed:
    """One code: all coders together, each coder's prevalence, and each two coders, from one draw of customers; and its alpha.

    Many coders are very many pairs: without ``pairs`` they are left out.
    """
    own = _tables(found, number, pairs=pairs)
    return _agreed(found, own, measured(own.tables, own.customers, basis) if own.n else measured([own.values], None, basis), basis)


def agreements_on(found: Judgements, basis: Basis) -> list[Agreed]:
    """``agreement_on`` each code without pairs; codes that the same statements were judged on share one draw of customers."""
    every = [_tables(found, number, pairs=False) for number in range(len(found.codes))]
    shared: dict[bytes, list[int]] = {}
    for number, own in enumerate(every):
        shared.setdefault(own.twice.tobytes(), []).append(number)
    made: dict[int, Agreed] = {}
    for numbers in shared.values():
        first = every[numbers[0]]
        tables = [table for number in numbers for table in (every[number].tables if first.n else [every[number].values])]
        parts = iter(measured(tables, first.customers if first.n else None, basis))
        for number in numbers:
            made[number] = _agreed(found, every[number], [next(parts) for _ in every[number].tables] if first.n else [next(parts)], basis)
    return [made[number] for number in range(len(found.codes))]


@dataclass(frozen=True, eq=False)
class _Tables:
    """What is measured of one code: the values of statements judged twice, and tables of all coders, of each one and of each two."""

    number: int
    twice: NDArray[np.bool_]
    values: NDArray[np.int8]
    customers: NDArray[np.int64] | None
    coders: list[int]
    two: list[tuple[int, int]]
    tables: list[NDArray[np.int8]]

    @property
    def n(self) -> int:
        return len(self.values)


def _tables(found: Judgements, number: int, *, pairs: bool) -> _Tables:
    twice = found.twice(number)
    values = found.values[number][twice]
    coders = [c for c in range(len(found.coders)) if (values[:, c] != MISSING).any()]
    two = [(i, j) for i, j in combinations(coders, 2) if (values[:, [i, j]] != MISSING).all(axis=1).any()] if pairs else []
    tables = [values, *(values[:, [c]] for c in coders), *(values[:, [i, j]] for i, j in two)]
    return _Tables(number, twice, values, None if found.customers is None else found.customers[twice], coders, two, tables)


def _agreed(found: Judgements, own: _Tables, measures: list[Agreement], basis: Basis) -> Agreed:
    code, values = found.codes[own.number], own.values
    whole, *parts = measures
    evidence = Evidence(f"statements coded twice on {code}", own.n)
    if not own.n:
        figures = coefficient_figures(whole, code, evidence, basis, two=False)
        return CodeAgreement(code, 0, None, figures, {}, verdict(None)), [], float("nan")
    figures = coefficient_figures(whole, code, evidence, basis, two=len(found.coders) == 2)
    finds = int((values == 1).any(axis=1).sum())
    if finds < FINDS_MIN:
        few = f"Only {finds:,} of these statements carry the code by anybody's coding: too few to tell how well coders share their finds."
        figures = {name: figure.warned(few) for name, figure in figures.items()}
    prevalence = {found.coders[c]: prevalence_figure(values[:, c], part, f"{code}/{found.coders[c]}", basis)
                  for c, part in zip(own.coders, parts, strict=False)}
    pairs = [_pair(found, code, (i, j), values, own.customers, part, basis)
             for (i, j), part in zip(own.two, parts[len(own.coders):], strict=True)]
    alpha = figures["alpha"]
    n_customers = None if own.customers is None else whole.n_clusters
    agreed = CodeAgreement(code, own.n, n_customers, figures, prevalence, verdict(alpha.value, alpha.low))
    return agreed, pairs, whole.alpha


def _pair(found: Judgements, code: str, two: tuple[int, int], values: NDArray[np.int8], customers: NDArray[np.int64] | None,
          measure: Agreement, basis: Basis) -> PairAgreement:
    first, second = values[:, two[0]], values[:, two[1]]
    names = (found.coders[two[0]], found.coders[two[1]])
    table = pair_table(first, second)
    evidence = Evidence(f"statements coded by {names[0]} and {names[1]} on {code}", sum(table))
    figures = coefficient_figures(measure, f"{code}/{names[0]}/{names[1]}", evidence, basis, two=True)
    return PairAgreement(code, names, table, figures, guessing(first, second, customers))


def _with_evidence(one: CodeAgreement, rows: pl.DataFrame | None) -> CodeAgreement:
    """The agreement with its disagreements as examples: the figure opens to what it rests on."""
    if rows is None:
        return one
    shown = rows.head(EXAMPLES_MAX).with_columns(quote=pl.coalesce("quote", "text", pl.lit("")))
    examples = tuple(
        Example(row["quote"], row["customer"], row["statement"], row["start"], row["end"],
                f"present: {', '.join(row['present'])}; absent: {', '.join(row['absent'])}")
        for row in shown.iter_rows(named=True))
    evidence = Evidence(f"disagreements on {one.code}", rows.height, examples)
    figures = {name: replace(figure, evidence=evidence) for name, figure in one.figures.items()}
    return replace(one, figures=figures)


def mean_alpha(found: Judgements, alphas: dict[str, float], any_code: np.ndarray, basis: Basis) -> Figure:
    """The mean of the alphas that are defined; its resamples draw the same customers for every code."""
    defined = [number for number, code in enumerate(found.codes) if not np.isnan(alphas[code])]
    customers = None if found.customers is None else found.customers[any_code]
    n = int(any_code.sum())
    clusters = n if customers is None else len(np.unique(customers))
    evidence = Evidence("statements coded twice on any code", n)
    value, ends = float("nan"), None
    if defined:
        value = float(np.mean([alphas[found.codes[number]] for number in defined]))
        resamples = RESAMPLES_OF_MANY if clusters >= MANY else RESAMPLES
        tables = [found.values[number][any_code] for number in defined]
        drawn = np.array([one["alpha"] for one in resampled_each(tables, customers, resamples=resamples, seed=basis.seed)])
        ends = percentile_interval(_means(drawn), value, clusters, basis.level)
    low, high = (max(-1.0, ends[0]), min(1.0, ends[1])) if ends else (float("nan"), float("nan"))
    return estimate("agreement/mean_alpha", value if ends else None, low, high, level=basis.level, n=n, n_unit="statements",
                    method=f"mean of Krippendorff's alpha over {len(defined)} codes; interval by resampling {basis.unit}",
                    n_customers=clusters if basis.by_customer else None, evidence=evidence)


def _means(drawn: np.ndarray) -> np.ndarray:
    known = np.isfinite(drawn).sum(axis=0)
    return np.asarray(np.nansum(drawn, axis=0) / np.where(known > 0, known, np.nan))


def _notes(found: Judgements, any_code: np.ndarray) -> tuple[str, ...]:
    notes = []
    alone = int(len(any_code) - any_code.sum())
    if alone:
        notes.append(f"{alone:,} statements that one coder alone judged are left out.")
    if found.customers is None:
        notes.append("Customers are not known, so every statement counts as independent; if some customers said several, "
                     "intervals are too narrow.")
    return tuple(notes)
