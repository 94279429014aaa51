"""The head of the report: what this is, how much there is, and what was left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import COUNT_ACTORS, COUNT_CODINGS, COUNT_CUSTOMERS, COUNT_STATEMENTS
from lifeworld.constellations.files.report import picks
from lifeworld.constellations.files.report.material import Material
from lifeworld.constellations.files.report.words import SELF, plural
from lifeworld.kit.figure import Evidence, Example, Figure, count
from lifeworld.kit.figure_html import clipped

EXAMPLES = 6


@dataclass(frozen=True)
class Head:
    """Counts with their titles, the sentence on rows that were left out, and what is fictional (for fictional studies)."""

    counts: tuple[tuple[Figure, str], ...]
    skipped: str
    fiction: str


def head(material: Material) -> Head:
    """The counts of the study: those given as figures, else counted from its frames."""
    study = material.study
    statements = study.statements.bottom_k(EXAMPLES, by="id").sort("id")
    said = tuple(Example(clipped(text, 300), customer, key) for key, customer, text in statements.select("id", "customer", "text").rows())
    others = study.actors.filter(pl.col("category") != SELF)
    most_said = picks.first(others, ["n_statements", "customer", "actor"], [True, False, False], EXAMPLES)
    named = tuple(Example(clipped(str(name), 80), who) for who, name in most_said.select("customer", "name").rows())
    clearest = material.by_code.sort("segment_probability", "statement", "code", descending=True).head(EXAMPLES)
    n_codes = study.codings.select(pl.col("present").sum()).item() or 0
    counts = [
        _count(material, COUNT_CUSTOMERS, study.n_customers, "customers", "constellations.parquet", ()),
        _count(material, COUNT_STATEMENTS, study.statements.height, "statements", "statements.parquet", said),
        _count(material, COUNT_CODINGS, int(n_codes), "codes given", "codings.parquet where present",
               material.examples(clearest)),
        _count(material, COUNT_ACTORS, others.height, "actors found",
               "actors.parquet where category is not self", named),
    ]
    if not study.n_customers and study.statements.height:
        counts = counts[1:]  # rows that name no customer are no customers, not nought of them
    left_out = sum(study.skipped.values())
    parts = "; ".join(f"{reason}: {n:,}" for reason, n in study.skipped.items() if n)
    skipped = f"{plural(left_out, 'row was', 'rows were')} left out ({parts}); skipped.csv lists them." if left_out else (
        "No row was left out.")
    return Head(tuple(counts), skipped, _fiction(study.label))


def _fiction(label: str) -> str:
    """The label of a fictional study as a sentence that follows the word "Fictional".

    >>> _fiction("Fictional: every runner was written for this demonstration.")
    'Every runner was written for this demonstration.'
    """
    said = re.sub(r"^fictional\s*[:.,]\s*", "", label.strip(), flags=re.IGNORECASE).rstrip(".")
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _count(material: Material, key: str, n: int, unit: str, query: str, examples: tuple[Example, ...]) -> tuple[Figure, str]:
    given = material.study.figure(key)
    own = count(key, n, unit=unit, evidence=Evidence(query, n, examples), versions=material.study.versions)
    return (given or own), unit
