"""`lifeworld events`: what customers did comes in from files, is counted again, is read again, and is simulated."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from lifeworld.events.commands.simulate import simulate_command
from lifeworld.events.core.mapping import EventColumns
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.progress import progress
from lifeworld.site.commands.readers import read_command
from lifeworld.site.commands.start import data_option, started

if TYPE_CHECKING:
    from lifeworld.events.actions.importing import Imported
    from lifeworld.events.core.audit import Audit
    from lifeworld.kit.caller import Caller

DRIFTED = 1
place_option = click.option("--place", default="", help="Path of the place, as acme or acme/berlin; may be left out where there is one.")


@click.group("events")
def events_commands() -> None:
    """What customers did: bring files in, count again, read again, simulate."""


events_commands.add_command(simulate_command, "simulate")
events_commands.add_command(read_command, "read")


@events_commands.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@place_option
@click.option("--map", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="TOML file that names the columns; the options below win over it.")
@click.option("--customer", help="Column that says to whom it happened; - for nobody.")
@click.option("--type", "type_column", help="Column that says what happened.")
@click.option("--type-is", help="What happened in every row, or in those that do not say.")
@click.option("--time", "time_column", help="Column of the time: ISO 8601, or seconds since 1970.")
@click.option("--time-format", help="How times are written if in neither way, as %d.%m.%Y %H:%M.")
@click.option("--timezone", help="Clock of times without a zone, as Europe/Berlin.  [default: the place's]")
@click.option("--id", "id_columns", help="Columns that tell rows apart, with commas.  [default: content and how often it came]")
@click.option("--keep", "keep_columns", help="Columns to keep, with commas.  [default: all others]")
@click.option("--text", "text_columns", help="Of these, those that stay text even where they look like numbers.")
@click.option("--source", help="Where the events come from.  [default: the name of the file]")
@click.option("--dry-run", is_flag=True, help="Say what would become of the rows, and keep nothing.")
@data_option
def import_command(file: Path, place: str, map_file: Path | None, data: Path, dry_run: bool, source: str | None,
                   **named: str | None) -> None:
    """Bring the events of FILE ("-": standard input) in: CSV, Parquet, XLSX or JSON Lines, also CloudEvents and Segment's calls.

    Each event comes in once: run the same command again after it was broken off, or when the file has grown. Rows that cannot be taken in
    lose no other; they are written to FILE.refused.csv with the reason.

    \b
      lifeworld events import orders.parquet --place acme --customer CustomerID --time InvoiceDate --type-is order_line
      lifeworld events import events.jsonl --place acme
    """
    started(data)
    from lifeworld.events.actions.importing import import_parts  # noqa: PLC0415  (after Django is set up)
    from lifeworld.events.files.importing import read_map, read_parts  # noqa: PLC0415

    caller = caller_in(place)
    columns = _columns(read_map(map_file) if map_file else EventColumns(), named)
    now_us = time.time_ns() // 1000
    with progress("Bringing events in") as step:
        found = import_parts(caller, read_parts(file, columns, now_us), source=source or _name(file), now_us=now_us, dry_run=dry_run,
                             step=step)
    _say_imported(found, file, caller, dry_run=dry_run)


@events_commands.command("audit")
@place_option
@data_option
def audit_command(place: str, data: Path) -> None:
    """Count everything again that is kept of events, and say what drifted; the exit code is 1 if anything did.

    Without --place, every place. Nothing is changed.
    """
    started(data)
    from lifeworld.places.queries import workers  # noqa: PLC0415
    from lifeworld.site.audits import audit  # noqa: PLC0415

    found = [audit(caller) for caller in ([caller_in(place)] if place else workers())]
    for one in found:
        _say_audit(one)
    if not all(one.is_right for one in found):
        raise click.exceptions.Exit(DRIFTED)


@events_commands.command("replay")
@place_option
@click.option("--reader", required=True, help="Room that reads the events again: customers, measures or constellations.")
@click.option("--from", "position", type=click.IntRange(0), default=0, show_default=True, help="Position after which it reads again.")
@data_option
def replay_command(place: str, reader: str, position: int, data: Path) -> None:
    """Let a room read the events again, from the beginning or from after a position, and wait until it is done.

    Days are counted again too, by the clock of the place. As often as this is done, what comes out is the same.
    """
    started(data)
    from lifeworld.site.replaying import READERS, replay  # noqa: PLC0415
    from lifeworld.site.worker import only_one  # noqa: PLC0415

    if reader not in READERS:
        near = nearest(reader, READERS)
        raise InputRefused("no_such_reader", f"No room «{reader}» reads the events.",
                           f"Did you mean «{near}»?" if near else f"There are {listed(READERS)}.")
    caller = caller_in(place)
    with only_one(), progress("Reading the events again") as step:
        replay(caller, reader, position, step=step)
    click.echo(f"{reader.capitalize()} of {caller.place} have read the events again from after position {position}.")


@events_commands.command("types")
@place_option
@data_option
def types_command(place: str, data: Path) -> None:
    """List the types of events of a place: how many there are, whether they are declared, how long they are kept."""
    started(data)
    from lifeworld.events.queries.types import types_of  # noqa: PLC0415

    caller = caller_in(place)
    table = Table("type", "title", "events", "declared", "kept for", title=f"Types of events in {caller.place}", title_justify="left")
    for one in types_of(caller):
        table.add_row(one.name, one.title, f"{one.n:,}", "yes" if one.declared else "no",
                      "good" if one.keep_days is None else f"{one.keep_days} days")
    Console().print(table)


def _name(file: Path) -> str:
    return "standard input" if str(file) == "-" else file.name


def caller_in(place: str) -> Caller:
    """The terminal as a caller in a place: whoever runs it owns the data. Errors: InputRefused where there is no such place."""
    from django.db.utils import OperationalError, ProgrammingError  # noqa: PLC0415

    from lifeworld.places.queries import workers  # noqa: PLC0415

    try:
        callers = {caller.place: replace(caller, who="terminal") for caller in workers()}
    except (OperationalError, ProgrammingError) as error:
        if "places_place" not in str(error):
            raise
        raise InputRefused("no_site", "There is no site here yet: its database has no tables.",
                           "Name its folder with --data or LIFEWORLD_DATA, or begin one with lifeworld serve.") from None
    if not place and len(callers) == 1:
        return next(iter(callers.values()))
    if place not in callers:
        near = nearest(place, callers)
        raise InputRefused("no_such_place", f"There is no place «{place}»." if place else "It is not said which place is meant.",
                           f"Did you mean «{near}»?" if near else f"Give --place; there are {listed(callers)}." if callers
                           else "Found one: lifeworld user add you@example.org --place acme.")
    return callers[place]


def _columns(columns: EventColumns, named: dict[str, str | None]) -> EventColumns:
    """What the options name, over what the map names."""
    def text(option: str, before: str) -> str:
        return before if (value := named.get(option)) is None else value

    def several(option: str) -> tuple[str, ...] | None:
        value = named.get(option)
        return None if value is None else tuple(part.strip() for part in value.split(",") if part.strip())

    from lifeworld.places.actions import checked_timezone  # noqa: PLC0415  (after Django is set up)

    clock, ids, kept, texts = text("timezone", columns.timezone), several("id_columns"), several("keep_columns"), several("text_columns")
    return EventColumns(
        customer=text("customer", columns.customer), type=text("type_column", columns.type), type_is=text("type_is", columns.type_is),
        time=text("time_column", columns.time), time_format=text("time_format", columns.time_format),
        timezone=checked_timezone(clock) if clock else "", id=columns.id if ids is None else ids,
        data=columns.data if kept is None else kept, text=columns.text if texts is None else texts)


def _say_imported(found: Imported, file: Path, caller: Caller, *, dry_run: bool) -> None:
    from lifeworld.kit.frames import write_csv  # noqa: PLC0415

    console, n = Console(), found.counts
    table = Table("rows", "taken", "there already", "conflicts", "refused", "days", "customers")
    table.add_row(*(f"{number:,}" for number in (found.n_rows, n["taken"], n["duplicate"], n["conflict"], n["refused"], len(found.days),
                                                 len(found.customers))))
    console.print(table)
    if dry_run:
        console.print("Nothing was kept: this was a dry run. What the file repeats far apart counts here as taken each time.")
    refused = found.refused
    for row, why, next_step in refused.select("row", "why", "next_step").head(20).iter_rows():
        console.print(f"Row {row:,}: {why} {next_step}", markup=False, highlight=False, soft_wrap=True)
    if refused.height:
        out = file.with_name(f"{_name(file)}.refused.csv")
        write_csv(refused, out)
        console.print(f"{refused.height:,} rows that were not taken in are in {out}.", markup=False, highlight=False, soft_wrap=True)
    if n["taken"] and not dry_run:
        console.print(f"The site's worker brings their customers into {caller.place} (lifeworld serve, or lifeworld work).", soft_wrap=True)


def _say_audit(found: Audit) -> None:
    console = Console()
    console.print(f"{found.place}: {found.n_events:,} events were counted again; "
                  f"{'nothing drifted' if found.is_right else f'{len(found.drift):,} numbers drifted'}.", highlight=False, soft_wrap=True)
    for one in found.gone:
        console.print(f"  {one.type}: {one.n_gone:,} of {one.n:,} events were erased or are past their keeping, and their days still count "
                      "them; this is right.", markup=False, highlight=False, soft_wrap=True)
    if found.drift:
        table = Table("what", "where", "kept", "counted")
        for drift in found.drift:
            table.add_row(drift.check, drift.where, f"{drift.kept:,g}", f"{drift.counted:,g}")
        console.print(table)
