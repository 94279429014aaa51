"""`lifeworld partners`: who sells here, files of offers and rates to read in, and what an item costs at whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from lifeworld.kit.errors import InputRefused
from lifeworld.site.commands.events import caller_in
from lifeworld.site.commands.start import data_option, started

if TYPE_CHECKING:
    from lifeworld.partners.core.bought import BasketValue
    from lifeworld.partners.core.shown import RunValue

NOT_TAKEN = 1
CHUNK = 1024**2
place_option = click.option("--of", "--place", "place", default="",
                            help="Path of the place, as acme or acme/berlin; may be left out where there is one.")


@click.group("partners")
def partners_commands() -> None:
    """Partners: who sells here, files of offers and rates to read in, what an item costs at whom."""


@partners_commands.command("list")
@click.option("--state", default="", help="Only those that are invited, applied, verified, suspended, left or declined.")
@place_option
@data_option
def list_command(state: str, place: str, data: Path) -> None:
    """List the partners of a place with their states and feeds."""
    started(data)
    from lifeworld.partners.queries.feeds import feeds_of  # noqa: PLC0415  (after Django is set up)
    from lifeworld.partners.queries.partners import partners  # noqa: PLC0415

    caller = caller_in(place)
    shown = Table("partner", "name", "state", "roles", "feed", "offers, about")
    for one in partners(caller, state=state):
        feeds = feeds_of(caller, one.key)
        shown.add_row(one.key, one.name, one.state, ", ".join(one.roles), "\n".join(f"{feed.key} ({feed.kind})" for feed in feeds),
                      "\n".join(f"{feed.n_live:,}" for feed in feeds))
    Console().print(shown)


@partners_commands.command("add")
@click.argument("key")
@click.argument("name")
@click.option("--role", "roles", multiple=True, default=("supplier",), show_default=True,
              help="supplier, maker, distributor, service, marketplace or referrer; may be given again.")
@click.option("--shipping", default="", metavar="AMOUNT",
              help="What it asks for bringing an order, as 4.90; 0 for nothing.  [default: not known]")
@click.option("--shipping-currency", default="EUR", show_default=True)
@click.option("--verified", default="", metavar="WHY", help="Verify it at once, and say what was looked at.")
@place_option
@data_option
def add_command(key: str, name: str, roles: tuple[str, ...], shipping: str, shipping_currency: str, verified: str, place: str,
                data: Path) -> None:
    """Invite the partner NAME under KEY, which names the seller in its offers; with --verified its offers count at once.

    \b
      lifeworld partners add volt "Volt Parts" --verified "Register of companies, 2026-05-01" --of acme
    """
    started(data)
    from lifeworld.partners.actions.partners import invite_partner, step_partner  # noqa: PLC0415  (after Django is set up)
    from lifeworld.partners.core.bought import micros_of  # noqa: PLC0415

    caller = caller_in(place)
    made = invite_partner(caller, key, name, roles, shipping=(micros_of(shipping), shipping_currency))
    if verified:
        step_partner(caller, key, "apply")
        step_partner(caller, key, "verify", why=verified)
        click.echo(f"«{name}» is a verified partner of «{caller.place}».")
    else:
        click.echo(f"«{name}» is invited. It applies at /invited/{made.token}/ on this site, within 30 days; the link is told only now.")


@partners_commands.command("feed")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partner", required=True, help="Key of the partner whose offers these are.")
@click.option("--feed", "key", default="terminal", show_default=True, help="Key of the feed; it is opened where there is none.")
@click.option("--changes", is_flag=True, help="The file changes some offers; without it, it is all that the feed offers.")
@click.option("--currency", default="", help="Currency of rows that do not say it, for a feed that is opened now.")
@place_option
@data_option
def feed_command(file: Path, partner: str, key: str, changes: bool, currency: str, place: str, data: Path) -> None:
    """Read the offers of FILE in: CSV, JSON Lines, Parquet, Schema.org offers or a Google Merchant feed, also packed with gzip.

    They count all at once or not at all. A file that would take more than half of the feed's offers away waits until somebody says yes on
    the page of the feed. The exit code is 1 where it does not count.
    """
    started(data)
    from lifeworld.partners.actions.feeds import Ways, open_feed  # noqa: PLC0415  (after Django is set up)
    from lifeworld.partners.actions.runs import begin_run, read_now, send_part  # noqa: PLC0415
    from lifeworld.partners.queries.feeds import feeds_of, refused_of  # noqa: PLC0415

    caller, console = caller_in(place), Console()
    if key not in {feed.key for feed in feeds_of(caller, partner)}:
        open_feed(caller, partner, key, Ways(title=f"Files from the terminal ({key})", currency=currency))
    run = begin_run(caller, partner, key, file.stat().st_size, name=file.name, kind="changes" if changes else "whole", how="terminal")
    for chunk in _chunks(file):
        run = send_part(caller, partner, run.id, run.received, chunk)
    run = read_now(caller, partner, run.id)
    _say(console, run)
    for row in refused_of(caller, partner, run.id, limit=10):
        console.print(f"  row {row.row}: {row.reason} {row.next_step}", markup=False, highlight=False)
    if run.state != "live":
        raise click.exceptions.Exit(NOT_TAKEN)


@partners_commands.command("offers")
@click.argument("item")
@click.option("--quantity", type=click.IntRange(1), default=1, show_default=True)
@click.option("--currency", default="EUR", show_default=True)
@click.option("--job", default="", help="Whose choice of suppliers counts.")
@place_option
@data_option
def offers_command(item: str, quantity: int, currency: str, job: str, place: str, data: Path) -> None:
    """Say what ITEM (a part number, or the beginning of its key) costs at whom, those first that a tool would take."""
    started(data)
    from lifeworld.partners.queries.offers import items_like, offers_of  # noqa: PLC0415  (after Django is set up)

    caller, console = caller_in(place), Console()
    found = offers_of(caller, item, quantity=quantity, currency=currency, job=job)
    if not found:
        keys = items_like(caller, item)
        if len(keys) != 1:
            console.print("\n".join(f"{key}: {n:,} offers" for key, n in keys) or f"Nobody offers «{item}» here.", markup=False)
            raise click.exceptions.Exit(0 if keys else NOT_TAKEN)
        item = keys[0][0]
        found = offers_of(caller, item, quantity=quantity, currency=currency, job=job)
    shown = Table("seller", "sku", f"costs {currency.upper()}", "pieces", "one piece", "quote", "", title=item)
    for one in found:
        shown.add_row(one.seller, one.sku, "not known" if one.total_converted is None else f"{one.total_converted:,.2f}",
                      f"{one.bought or 0:,}", "" if one.unit is None else f"{one.unit:g} {one.currency}", one.age, one.why)
    console.print(shown)


@partners_commands.command("basket")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--quantity", type=click.IntRange(1), default=1, show_default=True, help="How many designs are bought.")
@click.option("--currency", default="EUR", show_default=True)
@click.option("--job", default="", help="Whose choice of suppliers counts.")
@click.option("--region", default="", help="Code of the country it is sent to, as DE.")
@place_option
@data_option
def basket_command(file: Path, quantity: int, currency: str, job: str, region: str, place: str, data: Path) -> None:
    """Say which seller delivers which line of FILE as cheaply as can be, shipping included: bom.csv of a design, or any CSV with the
    columns item (or mpn and manufacturer) and quantity.

    The exit code is 1 where something cannot be had.
    """
    started(data)
    from lifeworld.partners.files.bill import read_bill  # noqa: PLC0415  (after Django is set up)
    from lifeworld.partners.queries.baskets import Line, basket_of  # noqa: PLC0415

    caller, rows = caller_in(place), read_bill(file)
    unnamed = [row.called for row in rows if not row.item and not row.mpn]
    lines = [Line(row.quantity * quantity, row.item, row.mpn, row.manufacturer) for row in rows if row.item or row.mpn]
    found = basket_of(caller, lines, currency=currency, job=job, region=region)
    missing = [*((one.item, one.why) for one in found.missing), *((name, "No item is named there.") for name in unnamed)]
    _say_basket(Console(), found, missing)
    if missing:
        raise click.exceptions.Exit(NOT_TAKEN)


@partners_commands.command("rates")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--base", default="", help="Base of a table that does not say it, as EUR.")
@click.option("--source", default="", help="Whose rates these are.  [default: the name of the file]")
@place_option
@data_option
def rates_command(file: Path | None, base: str, source: str, place: str, data: Path) -> None:
    """Read the currency rates of FILE in (CSV: date, base, currency, rate; or date and a column a currency); without FILE, show them."""
    started(data)
    from lifeworld.partners.actions.rates import BYTES_MAX, read_rates  # noqa: PLC0415  (after Django is set up)
    from lifeworld.partners.queries.rates import rates_shown  # noqa: PLC0415

    caller, console = caller_in(place), Console()
    if file is not None:
        if file.stat().st_size > BYTES_MAX:
            raise InputRefused("file_too_large", f"«{file.name}» has more than {BYTES_MAX // 1024**2} MiB.", "Leave out what is long ago.")
        n = read_rates(caller, file.read_bytes(), base=base, source=source or file.name)
        console.print(f"Rates of {n:,} day{'' if n == 1 else 's'} were read.", highlight=False)
    now = rates_shown(caller)
    if now is None:
        console.print("No rates are written down here.")
        return
    console.print(f"Rates of {now.day}, {now.source}: one {now.base} is", markup=False, highlight=False)
    for code, rate in now.rates.items():
        console.print(f"  {rate:g} {code}", markup=False, highlight=False)


def _say_basket(console: Console, found: BasketValue, missing: Sequence[tuple[str, str]]) -> None:
    from lifeworld.partners.core.quoting import age_words  # noqa: PLC0415  (after Django is set up)

    shown = Table("seller", "item", "sku", "pieces", f"{found.currency}", "shipping")
    for part in found.sellers:
        shown.add_row(part.seller, "\n".join(one.item for one in part.lines), "\n".join(one.sku for one in part.lines),
                      "\n".join(f"{one.pieces:,}" for one in part.lines), "\n".join(f"{one.price:,.2f}" for one in part.lines),
                      f"{part.shipping:,.2f}" if part.shipping_known else "not known", end_section=True)
    if found.sellers:
        console.print(shown)
    said = [f"Together {found.total:,.2f} {found.currency}, {found.shipping:,.2f} of it shipping: {found.nearness}." if found.sellers
            else "Nothing of it can be bought here now."]
    whose = {"asked": "sent along", "place": "kept here", "default": "the default, everybody is allowed"}[found.whose]
    said.append(f"Choice of suppliers: {whose}." + ("" if found.oldest_age_s is None else
                                                    f" The oldest quote is {age_words(found.oldest_age_s)}."))
    said += [f"No seller has all of {item} alone: it is divided." for item in found.split]
    said += [*found.notes, *(f"Missing: {item}. {why}" for item, why in missing)]
    console.print("\n".join(said), markup=False, highlight=False)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _say(console: Console, run: RunValue) -> None:
    words = {"live": "They count now.", "replaced": "A newer file counts already."}.get(run.state, run.said)
    console.print(f"{run.n_read:,} rows: {run.n_accepted:,} offers taken, {run.n_refused:,} refused, {run.n_gone:,} gone. {words}",
                  markup=False, highlight=False)
