"""What the terminal says after a map: what was read, the types, and where the report is."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from lifeworld.constellations.core import study
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.voices.core.codebook import CODES

_STYLES = {"individual-driven": "dark_orange", "brand-driven": "dodger_blue2", "socially driven": "green4"}


def _types(mapped: MappedStudy) -> Table:
    """Share of customers by type."""
    table = Table("type", "share of customers, as labelled", title="Customers by type", title_justify="left")
    for label in study.TYPE_NAMES:
        figure = mapped.figure(study.type_share_key(label))
        if figure is not None:
            table.add_row(label, figure.text(), style=_STYLES.get(label))
    return table


def _codes(mapped: MappedStudy) -> Table:
    """What is talked about: by how many customers, or in how many statements where nobody is named."""
    key, words = (study.customers_who_say_key, "share of customers who say it")
    if not mapped.n_customers:
        key, words = (study.share_of_statements_key, "share of statements")
    table = Table("code", words, title="What they talk about (model-coded, uncorrected)", title_justify="left")
    for code in CODES:
        figure = mapped.figure(key(code))
        table.add_row(code, figure.text() if figure else "")
    return table


def print_summary(console: Console, mapped: MappedStudy, skipped: pl.DataFrame, out: Path) -> None:
    """Print the summary; every number is a Figure or a count."""
    if mapped.fictional:
        console.print(mapped.label, style="bold", markup=False, highlight=False)
    counts = (mapped.figure(key) for key in (study.COUNT_CUSTOMERS, study.COUNT_STATEMENTS, study.COUNT_ACTORS))
    console.print("Read: " + ", ".join(figure.text() for figure in counts if figure) + ".", highlight=False)
    if len(skipped):
        reasons = skipped["reason"].value_counts(sort=True).rows()
        said = "; ".join(f"{n} × {reason}" for reason, n in reasons[:5])
        console.print(f"Skipped rows: {len(skipped)} ({said}). They are listed in skipped.csv.", markup=False, highlight=False)
    for note in mapped.notes:
        console.print(note, markup=False, highlight=False, style="dim")
    if mapped.n_customers:
        console.print(_types(mapped))
    console.print(_codes(mapped))
    console.print(f"Report: {out / 'report.html'}", soft_wrap=True, markup=False, highlight=False)
