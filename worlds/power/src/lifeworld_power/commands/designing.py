"""`lifeworld power design`: what a supply must do in, every complete design and the files of the best out."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lifeworld.plugin import Choice, InputRefused, Rates, Segment, Snapshot, Supply, ordered, progress, read_feed, run_tool
from lifeworld_power.core.units import Quantity, parse

DAY_S = 86_400
STALE_S = 365 * DAY_S
"""How old a quote of a feed may be at most."""
ORDERS = ("balanced", "low_cost", "high_efficiency", "small")


@click.command("design")
@click.option("--vin", required=True, help="Input: a range or one voltage, such as 14:22 or 12.")
@click.option("--vout", required=True, help="Output; a negative voltage makes an inverting supply.")
@click.option("--iout", required=True, help="Load, at most.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path),
              help="Folder for the designs and the files of the best.")
@click.option("--ambient", default="30", show_default=True, help="Air around it, in °C.")
@click.option("--ripple", help="Output ripple peak to peak, at most, such as 20m.")
@click.option("--frequency", help="Range of the switching frequency, such as 200k:1M.")
@click.option("--topology", type=click.Choice(["buck", "boost", "inverting"]),
              help="Left out: what gives the output.")
@click.option("--controller", type=click.Choice(["integrated", "controller"]),
              help="Switches inside the regulator, or outside with a controller.")
@click.option("--order", type=click.Choice(ORDERS), default=ORDERS[0], show_default=True, help="What the best is best in.")
@click.option("--quantity", default=1, show_default=True, type=click.IntRange(1, 10_000_000),
              help="How many supplies are built.")
@click.option("--currency", default="USD", show_default=True, help="Currency of the costs, such as EUR.")
@click.option("--parts", type=click.Path(exists=True, path_type=Path),
              help="Catalogue of parts. Left out: LIFEWORLD_POWER_PARTS, else fictional ones.")
@click.option("--offers", "feed", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Feed of offers for these parts, such as `lifeworld power offers` writes.")
def design_command(vin: str, vout: str, iout: str, out: Path, ambient: str, ripple: str | None, frequency: str | None, topology: str | None,
                   controller: str | None, order: str, quantity: int, currency: str, parts: Path | None, feed: Path | None) -> None:
    """Every complete design that the parts can make, and the files of the best.

    \b
      lifeworld power design --vin 14:22 --vout 3.3 --iout 2 --out supply
      lifeworld power design --vin 12 --vout -5 --iout 500m --order small --out negative
    """
    from lifeworld_power.files.tool import power_supply  # noqa: PLC0415  (it loads Numba, which --help need not)

    low, high = _span("--vin", vin, "V")
    said: dict[str, Any] = {"vin_min": low, "vin_max": high, "vout": _number("--vout", vout, "V"), "iout": _number("--iout", iout, "A"),
                            "ambient": _number("--ambient", ambient, "")}
    said |= {"ripple": _number("--ripple", ripple, "V")} if ripple else {}
    if frequency:
        said["frequency_min"], said["frequency_max"] = _span("--frequency", frequency, "Hz")
    said |= {name: value for name, value in (("topology", topology), ("controller", controller)) if value}
    with progress("Reading parts and offers") as step:
        tool = power_supply(parts)
        step(1)
        supply = _supply(tool.parts.fictional, feed, quantity, currency, step)
    candidates = run_tool(tool, said, supply, out, order)
    for preset in tool.presets if len(candidates) else ():
        row = int(ordered(candidates, preset.weights, tool.measures)[0])
        click.echo(f"Best by «{preset.title}»: {tool.titles(candidates, [row])[0]}.")
    if len(candidates) and (said_of := _oldest(out, feed is not None)):
        click.echo(said_of)


def _oldest(out: Path, fed: bool) -> str:
    """How old the oldest quote is on which the best design rests; "" where it rests on none."""
    seconds = json.loads((out / "design.json").read_text("utf-8"))["oldest_age_s"]
    if seconds is None:
        return ""
    days = int(seconds // DAY_S)
    old = f"{days:,} day{'' if days == 1 else 's'}" if days else "less than a day"
    return f"The oldest quote used is {old} old{f'; older than {STALE_S // DAY_S} days are not used' if fed else ''}."


def _supply(fictional: bool, feed: Path | None, quantity: int, currency: str, step: Callable[[int], None]) -> Supply:
    """The market: a feed that was named, else the invented offers for invented parts, else none."""
    now = time.time_ns() // 1000
    rates = Rates.none(currency)
    if feed is not None:
        from lifeworld_power.files.jlcparts.offers import SELLER  # noqa: PLC0415  (as above)

        read = read_feed(feed, seller=SELLER, observed_at_us=now, ttl_s=STALE_S, currency=currency, name=feed.name)
        said = f"{read.counts['accepted']:,} of {read.counts['rows']:,} offers were taken in"
        refused = ", ".join(f"{n:,} {why}" for why, n in read.reasons.items())
        click.echo(f"{said}; refused: {refused}." if refused else f"{said}.", err=True)
        segment: Segment = read.segment
    elif fictional:
        from lifeworld_power.files.fictional import fictional_offers, fictional_rates  # noqa: PLC0415  (as above)

        segment, rates = fictional_offers(now), fictional_rates()
        click.echo("Parts, sellers and prices are fictional: name your own with --parts and --offers.", err=True)
    else:
        click.echo("There are no offers: nothing is priced, and nothing is known to be in stock. Name a feed with --offers.", err=True)
        return Supply.none(quantity, currency)
    step(1)
    _exchangeable(segment, rates, currency)
    return Supply(Snapshot.of([segment], 1), rates, Choice.default(), currency, now, quantity)


def _exchangeable(segment: Segment, rates: Rates, currency: str) -> None:
    """Errors: InputRefused where no offer can be told in a currency: every part would be without a price."""
    told = segment.currency.labels
    if not told or not all(math.isnan(rates.factor(one, currency)) for one in told):
        return
    known = sorted({*told, *(one for one in (rates.base, *rates.per_base) if not math.isnan(rates.factor(told[0], one)))})
    raise InputRefused("no_rate", f"--currency: no offer can be told in «{currency[:12]}», because there is no rate for it.",
                       f"Choose {' or '.join(known)}.")


def _span(option: str, said: str, unit: str) -> tuple[float, float]:
    first, colon, last = said.partition(":")
    if colon:
        return _number(option, first, unit), _number(option, last, unit)
    found = _read(option, said, unit)
    return found.low, found.high


def _number(option: str, said: str, unit: str) -> float:
    found = _read(option, said, unit)
    if found.low != found.high:
        raise InputRefused("no_number", f"{option}: «{said[:40]}» is a range, where one number is asked.", "Write one number, such as 3.3.")
    return found.value


def _read(option: str, said: str, unit: str) -> Quantity:
    found = parse(said if said.strip().endswith(unit) else f"{said.strip()}{unit}")  # «500m» is half an ampere, not half a kilometre
    if found is None or math.isnan(found.value) or found.unit not in ("", unit):
        raise InputRefused("no_number", f"{option}: «{said[:40]}» is no number{f' of {unit}' if unit else ''}.",
                           "Write a number, with a prefix if you like, such as 3.3, 500m or 1.2M; ranges have a colon: 14:22.")
    return found
