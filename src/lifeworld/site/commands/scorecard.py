"""`lifeworld scorecard`: score an ecosystem from files, simulate one, bring earnings into a site."""

from __future__ import annotations

from pathlib import Path

import click

from lifeworld.kit.progress import progress
from lifeworld.scorecard.commands import reach_command, score_command, simulate_command
from lifeworld.site.commands.events import caller_in, place_option
from lifeworld.site.commands.start import data_option, started

NOT_TAKEN = 1


@click.group("scorecard")
def scorecard_commands() -> None:
    """The six success factors of an ecosystem, each with its interval: from files, without a site; earnings for a site."""


scorecard_commands.add_command(score_command, "score")
scorecard_commands.add_command(reach_command, "reach")
scorecard_commands.add_command(simulate_command, "simulate")


@scorecard_commands.command("earnings")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@place_option
@click.option("--currency", default="", help="Currency of rows that say none.  [default: the scorecard's]")
@data_option
def earnings_command(file: Path, place: str, currency: str, data: Path) -> None:
    """Bring what partners earned into a place: CSV, TSV, JSON Lines, Parquet or XLSX, with the columns partner, at and amount.

    Each earning comes in once: give the same file again after it was broken off, or when it has grown. Rows that cannot be taken in lose
    no other; they are shown on the page of earnings with the reason. Exit code 1: some were refused.

    \b
      lifeworld scorecard earnings may.csv --place acme
    """
    started(data)
    from lifeworld.scorecard.actions.earnings import import_earnings  # noqa: PLC0415  (after Django is set up)

    caller = caller_in(place)
    with progress("Bringing earnings in") as step:
        found = import_earnings(caller, file, file.name, currency=currency, step=step)
    click.echo(f"Of {found.n_read:,} rows {found.n_taken:,} were taken, {found.n_duplicate:,} were there already, {found.n_refused:,} were "
               "refused.")
    for row, _, reason, next_step in found.refusals:
        click.echo(f"Row {row:,}: {reason} {next_step}")
    if found.said:
        click.echo(found.said)
    if found.state == "failed" or found.n_refused:
        raise click.exceptions.Exit(NOT_TAKEN)
