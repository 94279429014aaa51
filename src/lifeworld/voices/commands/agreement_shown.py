"""A comparison of coders as the terminal shows it: disagreements, then coefficients beside prevalence."""

from __future__ import annotations

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lifeworld.kit.figure import Figure
from lifeworld.voices.core.coder_comparison import CodeAgreement, CoderComparison

FIRST = 10
WORDS_MAX = 60


def show_comparison(comparison: CoderComparison) -> None:
    """Print the comparison; tables are as wide as what they hold needs."""
    console = Console(width=None if Console().is_terminal else 160)
    differing = comparison.disagreements
    of = f"{differing['statement'].n_unique():,} of {comparison.n_statements:,} statements"
    click.echo(f"{len(comparison.coders)} coders: {', '.join(comparison.coders)}. They differ {len(differing):,} times, on {of}.")
    if len(differing):
        console.print(_disagreements(comparison))
    if len(comparison.confusions):
        worst = comparison.confusions.head(3).iter_rows(named=True)
        click.echo("Given in each other's place: " + "; ".join(f"{row['code']} and {row['instead']} ({row['n']:,} times)" for row in worst))
    console.print(_codes(comparison))
    click.echo(f"Mean alpha of the codes: {comparison.mean_alpha.text()}.")
    for one in comparison.codes:
        for warning in one.figures["alpha"].warnings:
            click.echo(f"{one.code}: {warning}")
    guessing = sorted({f"{pair.code} ({' and '.join(pair.coders)})" for pair in comparison.pairs
                       if pair.guessing is not None and pair.guessing > 0.05})
    if guessing:
        click.echo(f"No better than guessing at the same rate: {', '.join(guessing)}.")
    for note in comparison.notes:
        click.echo(note)


def _disagreements(comparison: CoderComparison) -> Table:
    shown = Table(title="Talk about these first", title_justify="left")
    for name in ("code", "statement", "present", "absent", "words"):
        shown.add_column(name, overflow="fold")
    for row in comparison.disagreements.head(FIRST).iter_rows(named=True):
        words = " ".join((row["quote"] or row["text"] or "").split())
        words = words if len(words) <= WORDS_MAX else words[: WORDS_MAX - 1] + "…"
        cells = (row["code"], row["statement"], ", ".join(row["present"]), ", ".join(row["absent"]), words)
        shown.add_row(*(escape(cell) for cell in cells))
    return shown


def _codes(comparison: CoderComparison) -> Table:
    two = len(comparison.coders) == 2
    shown = Table(title="Agreement by code", title_justify="left")
    shown.add_column("code")
    for name in ("n", "prevalence by coder", "percent", "F1", *(("kappa",) if two else ()), "alpha", "interval", "AC1", "PABAK"):
        shown.add_column(name, justify="right")
    shown.add_column("verdict")
    for one in comparison.codes:
        shown.add_row(*_row(one, comparison, two=two))
    return shown


def _row(one: CodeAgreement, comparison: CoderComparison, *, two: bool) -> list[str]:
    figures = one.figures
    shares = " ".join(_number(one.prevalence.get(coder)) for coder in comparison.coders)
    alpha = figures["alpha"]
    between = f"{_plain(alpha.low)} to {_plain(alpha.high)}" if alpha.enough else "–"
    kappa = [_number(figures["kappa"])] if two else []
    return [escape(one.code), f"{one.n_statements:,}", shares, _number(figures["percent"]), _number(figures["f1"]), *kappa,
            _number(alpha), between, _number(figures["ac1"]), _number(figures["pabak"]), one.verdict]


def _number(figure: Figure | None) -> str:
    return "–" if figure is None or figure.value is None else _plain(figure.value)


def _plain(value: float | None) -> str:
    """Two decimals without the zero in front, as coefficients are written."""
    return "–" if value is None else f"{value:.2f}".replace("0.", ".", 1)
