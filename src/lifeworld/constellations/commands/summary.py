"""What the terminal says after a map: what was read, the types, what differs, what a reader must know, and what to do next."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lifeworld.constellations.core import study
from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.shares.values import Shares
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.report.coders import named
from lifeworld.constellations.files.report.words import word
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import NOT_ENOUGH, figure_words
from lifeworld.voices.core.codebook import CODES

ACCURATE_MAX = 50_000
"""Up to so many statements the accurate coder takes minutes."""
_STYLES = {"individual-driven": "dark_orange", "brand-driven": "dodger_blue2", "socially driven": "green4"}


def _types(mapped: MappedStudy) -> Table:
    """Share of customers by type."""
    table = Table("type", "share of customers, as labelled", title="Customers by type", title_justify="left")
    for label in study.TYPE_NAMES:
        figure = mapped.figure(study.type_share_key(label))
        if figure is not None:
            table.add_row(label, figure.text(), style=_STYLES.get(label))
    return table


def _customers(mapped: MappedStudy) -> Table:
    """Each customer's type, where there are too few customers for shares."""
    table = Table("customer", "type", title="Customers (too few for shares of customers)", title_justify="left")
    for customer, label in mapped.constellations.select("customer", "type").sort("customer").rows():
        table.add_row(escape(customer), label, style=_STYLES.get(label))
    return table


def _codes(mapped: MappedStudy) -> Table:
    """What is talked about: by how many customers, or in how many statements where nobody is named."""
    if mapped.shares is not None:
        return _corrected(mapped.shares)
    key, words = (study.customers_who_say_key, "share of customers who say it")
    if not mapped.n_customers:
        key, words = (study.share_of_statements_key, "share of statements")
    table = Table("what", words, title="What they talk about (model-coded, uncorrected)", title_justify="left")
    for code in CODES:
        figure = mapped.figure(key(code))
        table.add_row(word(code).name, figure.text() if figure else "")
    return table


def _corrected(shares: Shares) -> Table:
    """What is talked about, as the model counted it and as it is with the model's errors taken out."""
    table = Table("what", "the model alone", "corrected by people",
                  title=f"Share of statements ({shares.n_coded:,} of them read by people)", title_justify="left")
    for share in shares.of_statements:
        table.add_row(word(share.code).name, _short(share.uncorrected), _short(share.corrected, share.bound))
    return table


def _short(figure: Figure, bound: float | None = None) -> str:
    """A figure whose basis the title of its table says; too few finds give the upper end that they leave, if any."""
    words = figure_words(figure)
    if words.interval:
        return f"{words.value} ({words.interval})"
    if not words.value.startswith(NOT_ENOUGH):
        return words.value
    return "too few finds" if bound is None else f"too few: at most {100 * bound:.0f} %"


def _compared(comparison: Comparison) -> str:
    """How many differences of a comparison hold, in one line; the report has them all."""
    known = sum(1 for contrast in comparison.contrasts if contrast.difference.value is not None)
    hold = sum(contrast.holds for contrast in comparison.contrasts)
    levels = ", ".join(level.name for level in comparison.levels[:6]) + (", …" if len(comparison.levels) > 6 else "")
    if not known:
        return f"Compared: {comparison.title} ({levels}): fewer than two levels have enough customers, so no difference can be told."
    return f"Compared: {comparison.title} ({levels}): {hold:,} of {known:,} differences hold after allowing for how many were looked at."


def print_summary(console: Console, mapped: MappedStudy, skipped: pl.DataFrame, out: Path) -> None:
    """Print the summary; every number is a Figure or a count."""
    if mapped.fictional:
        console.print(mapped.label, style="bold", markup=False, highlight=False)
    counts = (mapped.figure(key) for key in (study.COUNT_CUSTOMERS, study.COUNT_STATEMENTS, study.COUNT_ACTORS))
    console.print("Read: " + ", ".join(figure.text() for figure in counts if figure) + ".", highlight=False)
    if len(skipped):
        reasons = skipped["reason"].value_counts().sort(["count", "reason"], descending=[True, False]).rows()
        said = "; ".join(f"{n} × {reason}" for reason, n in reasons[:5])
        console.print(f"Skipped rows: {len(skipped)} ({said}). They are listed in {out / 'skipped.csv'}.", markup=False, highlight=False,
                      soft_wrap=True)
    share = mapped.figure(study.type_share_key(study.TYPE_NAMES[0]))
    if mapped.n_customers and share is not None and not share.enough:
        console.print(_customers(mapped))
    else:
        if mapped.n_customers:
            console.print(_types(mapped))
        console.print(_codes(mapped))
    for comparison in mapped.comparisons:
        console.print(f"{_compared(comparison)}", markup=False, highlight=False, soft_wrap=True)
    if mapped.coders is not None:
        console.print(f"Agreement of {named(mapped.coders.coders)}, mean alpha over codes: {mapped.coders.mean_alpha.text()}.",
                      markup=False, highlight=False, soft_wrap=True)
    failed = sum(1 for applied in mapped.corrections if applied.problem)
    if mapped.corrections:
        lost = f"; {failed} did nothing" if failed else ""
        console.print(f"Corrections replayed: {len(mapped.corrections)}{lost}.", markup=False, highlight=False)
    for n, note in enumerate((*mapped.notes, *(mapped.shares.notes if mapped.shares is not None else ()))):
        console.print(("To know:\n" if n == 0 else "") + f"  - {note}", markup=False, highlight=False, style="dim", soft_wrap=True)
    console.print(f"Report: {out / 'report.html'}", soft_wrap=True, markup=False, highlight=False)
    if mapped.versions.coder.startswith("fast ") and len(mapped.statements) <= ACCURATE_MAX:
        console.print("A study of this size is coded better, and still within minutes, with --coder accurate.", highlight=False,
                      style="dim")
    console.print(f"Next: open it; for slides, a PDF and tables: lifeworld export {out}; where an actor or a code is wrong: "
                  f"lifeworld correct {out} --help", soft_wrap=True, markup=False, highlight=False, style="dim")
