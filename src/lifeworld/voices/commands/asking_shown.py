"""What `voices ask` says: before anything leaves, what would; afterwards, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import polars as pl
from rich.console import Console
from rich.table import Table

from lifeworld.voices.core.llm.cost import Prices
from lifeworld.voices.core.llm.leaving import Leaving
from lifeworld.voices.core.llm.values import Usage
from lifeworld.voices.files.llm.asking import Ask
from lifeworld.voices.files.llm.endpoint import Endpoint
from lifeworld.voices.files.llm.folder import FAILURES, RunRecord


def show_plan(endpoint: Endpoint, record: RunRecord, leaving: Leaving, rows: Sequence[int], n_asks: int, waiting: Sequence[Ask],
              before: Usage, prices: Prices) -> None:
    """What will be sent where, what stays here, and what it will take; ``rows`` are the questions that are asked."""
    place = "on this machine" if endpoint.local else "outside this machine" + ("" if endpoint.encrypted else ", not encrypted")
    withheld = sum(record.withheld.values())
    lines = [
        ("Model", f"{endpoint.model} at {endpoint.name} ({place})"),
        ("Statements", f"{len(rows):,} of {len(leaving.questions) + withheld:,}; withheld: {_counts(record.withheld) or 'none'}"),
        ("Leaves", "the words of these statements, the words before them (context), the name of the focal provider, the codebook"),
        ("Stays", "ids, customers, groups, times, outcomes and everything else"),
        ("Replaced", _replaced(record, leaving.counts(rows))),
        ("Questions", f"{n_asks:,} ({record.runs} x {len(record.prompts)} a statement), {n_asks - len(waiting):,} need no sending"),
        ("Tokens", f"about {before.tokens_in:,} to read and {before.tokens_out:,} to write (estimated)"),
        ("Cost", _cost(prices.cost(before), "about ")),
    ]
    for name, said in lines:
        click.echo(f"{name:<11}{said}", err=True)


def show_results(record: RunRecord, flips: pl.DataFrame, missing: pl.DataFrame, out: Path) -> None:
    """Counts, tokens, cost, stability, and the next step."""
    counts = record.counts
    click.echo(
        f"{counts['answers']:,} answers with {counts['codings']:,} codings are in {out}. Rejected: {counts['rejected_quotes']:,} quotes "
        f"that the text does not hold, {counts['invented_codes']:,} codes that nobody defined, {counts['malformed']:,} malformed items.",
        err=True)
    click.echo(f"Tokens: {record.tokens_in:,} read, {record.tokens_out:,} written, in {counts['tries']:,} tries. "
               f"Cost: {_cost(record.cost, '')}.", err=True)
    if missing.height:
        reasons = dict(missing.group_by("reason").len().sort("len", "reason", descending=[True, False]).head(5).rows())
        click.echo(f"{missing.height:,} without an answer ({_counts(reasons)}); {FAILURES} lists them. Run the same command again to ask "
                   "about them.", err=True)
    if flips.height:
        _show_flips(flips)


def _show_flips(flips: pl.DataFrame) -> None:
    shown = Table(title="How often the answer changed when asked again")
    for name in ("code", "n", "present", "flip rate", "90 % interval"):
        shown.add_column(name, justify="left" if name == "code" else "right")
    for row in flips.iter_rows(named=True):
        interval = "\u2013" if row["flip_low"] is None else f"{row['flip_low']:.2f} to {row['flip_high']:.2f}"
        shown.add_row(row["code"], f"{row['n']:,}", f"{row['present']:.2f}", f"{row['flip']:.2f}", interval)
    Console(width=100).print(shown)


def _replaced(record: RunRecord, counts: Mapping[str, int]) -> str:
    if not record.redacted:
        return "nothing: the study says redact = false"
    return _counts(counts) or "nothing was found"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {name}" for name, n in counts.items())


def _cost(cost: float | None, about: str) -> str:
    if cost is None:
        return "not known; give --price-in and --price-out"
    return f"{about}{cost:,.{2 if cost >= 1 else 4}f} in the currency of the prices"
