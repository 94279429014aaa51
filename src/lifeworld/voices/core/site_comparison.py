"""The comparison of coders as the site shows and keeps it: code by code, where coders differ first, then every coefficient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from lifeworld.kit.errors import listed
from lifeworld.kit.figure import Figure
from lifeworld.voices.core.coder_comparison.compare import agreement_on, agreements_on, mean_alpha
from lifeworld.voices.core.coder_comparison.differences import confusions
from lifeworld.voices.core.coder_comparison.figures import Basis
from lifeworld.voices.core.coder_comparison.spans import span_figures
from lifeworld.voices.core.coder_comparison.values import CodeAgreement, PairAgreement
from lifeworld.voices.core.judged_matrix import JudgedMatrix
from lifeworld.voices.core.kept_figures import short, whole
from lifeworld.voices.core.site_readings import coder_labels
from lifeworld.voices.core.site_studies import CoderValue

CONFUSIONS_MAX = 2_000


@dataclass(frozen=True)
class CodeLine:
    """One code: its agreement, in how many statements coders differ on it, and figures of marked spans by coefficient."""

    agreement: CodeAgreement
    n_differ: int
    spans: Mapping[str, Figure]

    @property
    def code(self) -> str:
        """The key of the code."""
        return self.agreement.code


@dataclass(frozen=True)
class Confusion:
    """``n`` times one coder gave ``code`` where another one gave ``instead``; ``expected`` by chance."""

    code: str
    instead: str
    n: int
    expected: float


@dataclass(frozen=True)
class SiteComparison:
    """Two coders or more on equal terms; ``labels`` are what they are called here, in the order of ``coders`` (keys).

    ``nothing`` says why nothing could be compared, else "". Prevalences and pairs are by label.
    """

    coders: tuple[int, ...]
    labels: tuple[str, ...]
    n_statements: int
    n_customers: int | None
    lines: tuple[CodeLine, ...]
    confusions: tuple[Confusion, ...]
    mean_alpha: Figure | None
    notes: tuple[str, ...] = ()
    nothing: str = ""

    @property
    def pressing(self) -> tuple[CodeLine, ...]:
        """The codes on which coders differ, the lowest alpha first, then the most statements."""
        def at(line: CodeLine) -> tuple[float, int]:
            alpha = line.agreement.figures["alpha"].value
            return (2.0 if alpha is None else alpha, -line.n_differ)
        return tuple(sorted((line for line in self.lines if line.n_differ), key=at))

    def line(self, code: str) -> CodeLine | None:
        """The line of a code, None where it was not compared."""
        return next((line for line in self.lines if line.code == code), None)


def labels_of(coders: Sequence[CoderValue]) -> tuple[str, ...]:
    """What each coder is called, in their order; see ``coder_labels``."""
    said = coder_labels(coders)
    return tuple(said[coder.pk] for coder in coders)


def site_comparison(matrix: JudgedMatrix, coders: Sequence[CoderValue], codings: pl.DataFrame | None = None,
                    statements: pl.DataFrame | None = None, *, seed: int = 0) -> SiteComparison:
    """The comparison of these coders, whose codings ``matrix`` holds (``matrix.only``), in their order.

    ``codings`` (columns of CODER_CODINGS, statement the key as text, coder the label) and ``statements`` (id, text) give the spans.
    Pairs are left to ``code_pairs``: many coders are very many pairs. Unknown stays out: what a coder did not judge counts nowhere.
    """
    labels = labels_of(coders)
    keys = tuple(coder.pk for coder in coders)
    found = matrix.judgements(labels)
    twice = np.array([found.twice(number) for number in range(len(found.codes))]) if found.codes else np.zeros((0, 0), bool)
    if len(coders) < 2 or not twice.any():
        return SiteComparison(keys, labels, 0, None, (), (), None, (), _nothing(labels))
    basis = Basis(seed, found.customers is not None)
    made = agreements_on(found, basis)
    alphas = {code: alpha for code, (_, _, alpha) in zip(found.codes, made, strict=True)}
    any_code = np.asarray(twice.any(axis=0))
    differ = ((found.values == 1).any(axis=2) & (found.values == 0).any(axis=2)).sum(axis=1)
    spans = span_figures(found, codings, statements, basis) if codings is not None else {}
    lines = tuple(CodeLine(one, int(n), {key.removeprefix(f"{one.code}/"): figure for key, figure in spans.items()
                                         if key.startswith(f"{one.code}/")}) for (one, _, _), n in zip(made, differ, strict=True))
    mixed = tuple(Confusion(row["code"], row["instead"], row["n"], row["expected"])
                  for row in confusions(found).head(CONFUSIONS_MAX).iter_rows(named=True))
    customers = None if found.customers is None else len(np.unique(found.customers[any_code]))
    return SiteComparison(keys, labels, int(any_code.sum()), customers, lines, mixed, mean_alpha(found, alphas, any_code, basis),
                          _notes(len(any_code) - int(any_code.sum()), basis))


def code_pairs(matrix: JudgedMatrix, coders: Sequence[CoderValue], code: str, *, seed: int = 0) -> tuple[PairAgreement, ...]:
    """Each two of the coders on one code: the 2x2 table, all coefficients with intervals, and how likely guessing agrees as well."""
    found = matrix.judgements(labels_of(coders))
    if code not in found.codes:
        return ()
    return tuple(agreement_on(found, found.codes.index(code), Basis(seed, found.customers is not None))[1])


def _nothing(labels: Sequence[str]) -> str:
    if len(labels) < 2:
        return "Choose two coders or more."
    return f"No statement was judged by two of {listed(labels)} on the same code. Let two of them code the same statements."


def _notes(alone: int, basis: Basis) -> tuple[str, ...]:
    notes = [f"{alone:,} statements that one of these coders alone judged are left out."] if alone else []
    if not basis.by_customer:
        notes.append("Customers are not known, so every statement counts as independent; intervals are too narrow if some said several.")
    return tuple(notes)


def in_words(line: CodeLine, title: str) -> str:
    """What the figures of a code say, in sentences."""
    figures = line.agreement.figures
    percent, f1, alpha = figures["percent"].value, figures["f1"].value, figures["alpha"]
    if percent is None:
        return f"Too few statements were coded twice on «{title}» to tell how far coders agree."
    said = f"Of 100 pairs of codings of «{title}», {100 * percent:.0f} agree."
    if f1 is not None:
        said += f" When one coder finds it, another one finds it in {100 * f1:.0f} of 100."
    if alpha.value is None or alpha.low is None:
        return f"{said} Beyond chance nothing can be told."
    return f"{said} Beyond chance (alpha) that is {alpha.value:.2f}, at least {alpha.low:.2f}: {VERDICT_WORDS[line.agreement.verdict]}"


VERDICT_WORDS = {
    "rely on": "good enough to rely on.", "tentative": "good enough for tentative conclusions only.",
    "do not rely on": "not good enough to rely on; talk about the differences and sharpen the definition.",
    "not enough": "too little to tell.",
}
"""Thresholds of Krippendorff 2019, held against the lower end of the interval."""


def comparison_json(found: SiteComparison) -> dict[str, Any]:
    """As JSON; quotes are not in it."""
    return {
        "coders": list(found.coders), "labels": list(found.labels), "n_statements": found.n_statements, "n_customers": found.n_customers,
        "lines": [_line_json(line) for line in found.lines], "notes": list(found.notes), "nothing": found.nothing,
        "confusions": [[one.code, one.instead, one.n, one.expected] for one in found.confusions],
        "mean_alpha": short(found.mean_alpha) if found.mean_alpha else None,
    }


def comparison_of(said: Mapping[str, Any]) -> SiteComparison:
    """What ``comparison_json`` made the JSON of."""
    return SiteComparison(
        tuple(said["coders"]), tuple(said["labels"]), said["n_statements"], said["n_customers"],
        tuple(_line_of(line) for line in said["lines"]), tuple(Confusion(*one) for one in said["confusions"]),
        whole(said["mean_alpha"]) if said["mean_alpha"] else None, tuple(said["notes"]), said["nothing"])


def _line_json(line: CodeLine) -> dict[str, Any]:
    one = line.agreement
    return {"code": one.code, "n_statements": one.n_statements, "n_customers": one.n_customers, "verdict": one.verdict,
            "n_differ": line.n_differ, **{key: {name: short(figure) for name, figure in figures.items()} for key, figures in
                                          (("figures", one.figures), ("prevalence", one.prevalence), ("spans", line.spans))}}


def _line_of(said: Mapping[str, Any]) -> CodeLine:
    figures, prevalence, spans = ({name: whole(one) for name, one in said[key].items()} for key in ("figures", "prevalence", "spans"))
    return CodeLine(CodeAgreement(said["code"], said["n_statements"], said["n_customers"], figures, prevalence, said["verdict"]),
                    said["n_differ"], spans)


def pairs_json(pairs: Sequence[PairAgreement]) -> list[dict[str, Any]]:
    """Pairs as JSON."""
    return [{"code": one.code, "coders": list(one.coders), "table": list(one.table), "guessing": one.guessing,
             "figures": {name: short(figure) for name, figure in one.figures.items()}} for one in pairs]


def pairs_of(said: Sequence[Mapping[str, Any]]) -> tuple[PairAgreement, ...]:
    """What ``pairs_json`` made the JSON of."""
    return tuple(PairAgreement(one["code"], (one["coders"][0], one["coders"][1]), tuple(one["table"]),
                               {name: whole(figure) for name, figure in one["figures"].items()}, one["guessing"]) for one in said)
