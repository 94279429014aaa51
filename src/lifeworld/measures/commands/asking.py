"""`lifeworld measures list`, `value` and `readings`."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from lifeworld.kit.caller import not_found
from lifeworld.measures.commands.place import caller_in, data_option, place_option

if TYPE_CHECKING:
    from lifeworld.kit.caller import Caller

first_option = click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day.  [default: as the window is long]")
last_option = click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day.  [default: today by the place's clock]")


@click.command("list")
@place_option
@data_option
def list_command(place: str, data: Path) -> None:
    """The indicators of a place: what each measures, and how many customers are known by it."""
    caller = caller_in(place, data)
    from lifeworld.measures.queries.values import indicators  # noqa: PLC0415  (after Django is set up)

    found = indicators(caller)
    for one in found:
        state = ", being built" if one.building else ""
        click.echo(f"{one.slug}  {one.n_customers:,} customers known{state}\n    {one.definition.words()}")
    if not found:
        click.echo("There are none yet. Define some with lifeworld measures define FILE.")


@click.command("value")
@click.argument("slug")
@click.argument("customer")
@first_option
@last_option
@place_option
@data_option
def value_command(slug: str, customer: str, first: datetime | None, last: datetime | None, place: str, data: Path) -> None:
    """How the customer CUSTOMER (a key) stands by the indicator SLUG, on how many known days, and from which sources."""
    caller = caller_in(place, data)
    from lifeworld.measures.queries.values import value_of  # noqa: PLC0415  (after Django is set up)

    found = value_of(caller, slug, _customer(caller, customer), from_day=_day(first), to_day=_day(last))
    said = "unknown" if found.value is None else f"{found.value:g} {found.unit}".strip()
    click.echo(f"{said}  ({_date(found.from_day)} to {_date(found.to_day)}: {found.n_days} of {found.days_of} days known, "
               f"{found.n:,} readings, trust: {found.trust})")
    for source in found.sources:
        suppressed = f", {source.n_suppressed:,} suppressed by another source" if source.n_suppressed else ""
        click.echo(f"    {source.source}: {source.n:,} readings count{suppressed} ({source.trust})")
    if found.building:
        click.echo("The indicator is being built: part of the days may be missing.")


@click.command("readings")
@click.argument("slug")
@click.argument("customer")
@first_option
@last_option
@click.option("--limit", type=click.IntRange(1, 2000), default=200, show_default=True, help="At most so many, the newest first.")
@place_option
@data_option
def readings_command(slug: str, customer: str, first: datetime | None, last: datetime | None, limit: int, place: str, data: Path) -> None:
    """Single readings of a customer as CSV: time, value, source, trust, whether it counts, and why not."""
    caller = caller_in(place, data)
    from lifeworld.measures.queries.values import readings  # noqa: PLC0415  (after Django is set up)

    found = readings(caller, slug, _customer(caller, customer), _day(first), _day(last), limit=limit)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("time", "value", "source", "trust", "counted", "why"))
    for one in found:
        when = datetime.fromtimestamp(one.at_us / 1_000_000, UTC).isoformat().replace("+00:00", "Z")
        source = f"'{one.source}" if one.source[:1] in {"=", "+", "-", "@"} else one.source  # no cell runs as a formula
        out.writerow((when, "" if one.value is None else f"{one.value:g}", source, one.trust, "yes" if one.counted else "no", one.why))


def _customer(caller: Caller, key: str) -> int:
    """The number of the customer of this key. Errors: 404."""
    from lifeworld.customers.models import Customer  # noqa: PLC0415  (after Django is set up)

    found = Customer.objects.filter(place=caller.place_id, key=key).values_list("pk", flat=True).first()
    if found is None:
        raise not_found("customer", key)
    return found


def _day(said: datetime | None) -> int | None:
    return None if said is None else int(np.datetime64(said.date(), "D").astype(np.int64))


def _date(day: int) -> str:
    return str(np.datetime64(day, "D"))
