"""What is undetermined and why: customers without a type, actors without a proximity, rows left out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import UNDETERMINED
from lifeworld.constellations.files.report import picks
from lifeworld.constellations.files.report.material import Material
from lifeworld.constellations.files.report.words import SELF, plural
from lifeworld.kit.figure import Evidence, Example, Figure, count
from lifeworld.kit.figure_html import clipped

EVIDENCE_MIN = 3
EXAMPLES = 20


@dataclass(frozen=True)
class Cause:
    """One reason for not knowing: its name, a sentence ("" where the name says it) and how many it concerns."""

    says: str
    figure: Figure
    title: str


@dataclass(frozen=True)
class Undetermined:
    """The section: causes for customers, and other gaps."""

    customers: tuple[Cause, ...]
    gaps: tuple[Cause, ...]


def undetermined(material: Material) -> Undetermined:
    """Causes in the order of the label's own rules: too little evidence first, then no type in half of the draws."""
    rows = material.constellations.filter(pl.col("type") == UNDETERMINED).sort(["evidence", "customer"])
    thin = rows.filter(pl.col("evidence") < EVIDENCE_MIN)
    between = rows.filter(pl.col("evidence") >= EVIDENCE_MIN)
    causes = [
        _cause(material, thin, "fewer than three pieces of evidence",
               "Statements that carry a code, drawn actors and actors of events together are fewer than three."),
        _cause(material, between, "no type in at least half of the draws",
               "There is evidence, but it fits two or three types about equally, so that none is called."),
    ]
    return Undetermined(tuple(cause for cause in causes if cause.figure.n), tuple(_gaps(material)))


def _cause(material: Material, rows: pl.DataFrame, why: str, says: str) -> Cause:
    """The customers of one cause, each with the verdict of its own reasons as evidence."""
    examples = tuple(
        Example((row["reasons"] or [""])[0] or says, row["customer"], note=plural(row["n_statements"] or 0, "statement"))
        for row in rows.head(EXAMPLES).to_dicts()
    )
    n = rows.height
    figure = count(f"count/undetermined/{why}", n, unit="customers" if n != 1 else "customer", n_unit="customers",
                   evidence=Evidence("constellations where type = undetermined", n, examples),
                   versions=material.study.versions)
    return Cause(says, figure, f"{why[:1].upper()}{why[1:]}")


def _gaps(material: Material) -> list[Cause]:
    """What else is not known: proximities, statements without a code, rows that were left out."""
    study = material.study
    gaps = []
    others = study.ties.filter(pl.col("category") != SELF)
    unknown = others.filter(pl.col("proximity").is_null() | pl.col("proximity").is_nan())
    if others.height:
        examples = tuple(
            Example(clipped(str(name), 60), customer, note="stands on the dashed ring") for customer, name in
            picks.first(unknown, ["relevance", "customer", "actor"], [True, False, False], EXAMPLES)
            .select("customer", "name").rows()
        )
        gaps.append(Cause(
            f"The proximity of {_part(unknown.height, others.height)} actors is not known, because their customer drew no map "
            "and it could not be predicted from other customers' maps.",
            count("count/ties/unknown_proximity", unknown.height, unit="actors", n_unit="actors",
                  evidence=Evidence("ties where proximity is null", unknown.height, examples)), "Proximity not known"))
    coded = study.codings.filter(pl.col("present")).select("statement").unique()
    silent = study.statements.join(coded, left_on="id", right_on="statement", how="anti")
    if study.statements.height:
        examples = tuple(Example(clipped(text, 400), customer, key) for key, customer, text in
                         picks.first(silent, ["id"], [False], EXAMPLES).select("id", "customer", "text").rows())
        figure = count("count/statements/uncoded", silent.height, unit="statements", n_unit="statements",
                       evidence=Evidence("statements without a present code", silent.height, examples))
        part = _part(silent.height, study.statements.height)
        gaps.append(Cause(
            f"{part[:1].upper()}{part[1:]} statements carry no code at all: they stay in, and no share is computed "
            "without them.", figure, "Statements without a code"))
    return gaps + [_left_out(reason, n) for reason, n in study.skipped.items() if n]


def _left_out(reason: str, n: int) -> Cause:
    """Rows that were skipped for one reason."""
    figure = count(f"count/skipped/{reason}", n, unit="rows" if n != 1 else "row", n_unit="rows",
                   evidence=Evidence(f"skipped.csv where reason = {reason}", n))
    return Cause("", figure, f"Rows left out: {reason}")


def _part(n: int, of: int) -> str:
    """A part of a whole in words that stay true for all and none."""
    return "none of the" if n == 0 else f"all {of:,}" if n == of else f"{n:,} of {of:,}"
