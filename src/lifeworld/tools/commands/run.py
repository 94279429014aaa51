"""`lifeworld tools run TOOL --spec FILE --out DIR`: a specification in, candidates with their trade-offs and the best design out."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.folders import check_folder, whole_folder
from lifeworld.kit.plugins import found
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.snapshot import Snapshot
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.core.values import Choice, Rates
from lifeworld.partners.files.feeds import read_feed
from lifeworld.tools.core.fronts import noted, ordered
from lifeworld.tools.core.records import check_said
from lifeworld.tools.core.saying import UNKNOWN, between, is_money, made_words, many, money_between
from lifeworld.tools.core.schema import defaults, fitted
from lifeworld.tools.core.values import Candidates, Check, Measure, Preset, Tool, ToolPlan
from lifeworld.tools.core.wire import known
from lifeworld.tools.files.written import own_names, write

WORLDS = "lifeworld.worlds"
SHOWN = 10
DAY_S = 86_400


@click.command("list")
def list_command() -> None:
    """The tools that installed worlds bring."""
    for plan in sorted(plans().values(), key=lambda one: one.name):
        click.echo(f"{plan.name}: {plan.title}")
    if not plans():
        click.echo("No installed world brings a tool.")


@click.command("run")
@click.argument("tool")
@click.option("--spec", "spec_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="JSON file with the specification. Left out: the tool's defaults.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for everything that is found.")
@click.option("--offers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A feed of offers, such as a CSV.")
@click.option("--seller", default="feed", show_default=True, help="Whose feed it is.")
@click.option("--currency", default="EUR", show_default=True)
@click.option("--quantity", default=1, show_default=True, type=click.IntRange(1, 10_000_000), help="How many designs are made.")
@click.option("--order", default="", help="The preset by which the best design is chosen. Left out: the tool's first.")
def run_command(tool: str, spec_file: Path | None, out: Path, offers: Path | None, seller: str, currency: str, quantity: int,
                order: str) -> None:
    """Every design that TOOL can make of a specification; the best of them in full.

    \b
      lifeworld tools run power --spec spec.json --out supply --offers prices.csv
    """
    it = plan_named(tool).load()
    check_folder(out, own_names(it))
    _preset(it, order)
    run_tool(it, _spec(it, spec_file), supply_from(offers, seller, currency, quantity), out, order)


def run_tool(it: Tool, said: Mapping[str, Any], supply: Supply, out: Path, order: str = "") -> Candidates:
    """Runs a tool on a specification, writes everything into a folder, whole or not at all, and says on the terminal what was found.

    Errors: InputRefused where the specification, the preset or the folder does not fit.
    """
    check_folder(out, own_names(it))
    preset = _preset(it, order)
    spec = it.checked(fitted(it.schema, dict(said)))
    candidates = noted(it.configure(spec, supply), [preset] if preset else [], it.measures)
    rows = ordered(candidates, preset.weights, it.measures) if preset and len(candidates) else np.arange(len(candidates))
    best = [int(row) for row in rows[:SHOWN]]
    with whole_folder(out, own_names(it)) as folder:
        write(folder, it, spec, supply, candidates, best)
    _say(it, candidates, best, supply.currency)
    click.echo(f"Everything is in {out}.", err=True)
    return candidates


def plans() -> dict[str, ToolPlan]:
    """The tools of installed worlds by name, without the worlds' pages."""
    return {plan.name: plan for world in found(WORLDS).values() for plan in getattr(world, "tools", ())}


def plan_named(name: str) -> ToolPlan:
    """The tool of an installed world. Errors: InputRefused names the nearest one."""
    known = plans()
    if name not in known:
        near = nearest(name, known)
        raise InputRefused("no_tool", f"No installed world brings a tool «{name[:40]}».", f"Did you mean «{near}»?" if near else
                           f"There are {listed(known)}." if known else "Install a world that brings one.")
    return known[name]


def _preset(it: Tool, name: str) -> Preset | None:
    if not name:
        return it.presets[0] if it.presets else None
    found_one = next((one for one in it.presets if one.name == name), None)
    if found_one is None:
        raise InputRefused("no_preset", f"The tool has no preset «{name[:40]}».",
                           f"Choose one of {listed(one.name for one in it.presets)}.")
    return found_one


def _spec(it: Tool, file: Path | None) -> dict[str, Any]:
    if file is None:
        return defaults(it.schema)
    try:
        spec = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputRefused("no_json", f"«{file.name}» is no JSON in UTF-8.", "Give a JSON object with the fields of the tool.") from error
    if not isinstance(spec, dict):
        raise InputRefused("no_json", f"«{file.name}» holds no JSON object.", "Give a JSON object with the fields of the tool.")
    return spec


def supply_from(offers: Path | None, seller: str, currency: str, quantity: int, fresh_s: int = DAY_S) -> Supply:
    """The market of a feed, or none; quotes that are older than ``fresh_s`` are not used. What was taken in is said on the terminal.

    Errors: InputRefused where the feed cannot be read, or no offer of it can be told in the currency.
    """
    if offers is None:
        return Supply.none(quantity, currency)
    now = time.time_ns() // 1000
    read = read_feed(offers, seller=seller, observed_at_us=now, ttl_s=fresh_s, currency=currency, name=offers.name)
    segment: Segment = read.segment
    said = f"{read.counts['accepted']} of {read.counts['rows']} offers were taken in"
    click.echo(said + (f"; refused: {', '.join(f'{n} {why}' for why, n in read.reasons.items())}." if read.reasons else "."), err=True)
    rates, told = Rates.none(currency), segment.currency.labels
    if told and all(math.isnan(rates.factor(one, currency)) for one in told):
        raise InputRefused("no_rate", f"No offer of «{offers.name}» can be told in «{currency[:12]}», because there is no rate for it.",
                           f"Say --currency {' or '.join(sorted(told))}.")
    return Supply(Snapshot.of([segment], 1), rates, Choice.default(), currency, now, quantity)


def _say(it: Tool, candidates: Candidates, best: list[int], currency: str) -> None:
    console = Console(width=None if Console().is_terminal else 160)
    click.echo(made_words(len(candidates), candidates.kept_of, candidates.considered, int(np.count_nonzero(candidates.front))))
    measures = [one for one in it.measures if one.key in candidates.values and one.in_front]
    if best:
        table = Table("design", *(one.title for one in measures))
        for row, title in zip(best, it.titles(candidates, best), strict=True):
            table.add_row(escape(title), *(_text(candidates, one, row, currency) for one in measures))
        console.print(table)
    _say_rejected(console, candidates)
    for note in candidates.notes:
        click.echo(note)


def _say_rejected(console: Console, candidates: Candidates) -> None:
    """What ruled the others out: the rules that did most (where nothing is left: those that were held last), and what came nearest."""
    shown = candidates.rejected[:SHOWN]
    if not shown:
        return
    table = Table("ruled out by", "combinations", "nearest", "what would make it fit")
    for one in shown:
        table.add_row(escape(f"{one.slot} {one.title}".strip()), many(one.count), escape(_nearest(one.nearest)),
                      escape(one.nearest.change if one.nearest else ""))
    console.print(table)
    if left := len(candidates.rejected) - len(shown):
        click.echo(f"{left} more rules are in summary.json.")


def _nearest(check: Check | None) -> str:
    if check is None:
        return UNKNOWN
    if check.yes_or_no:
        return check.part
    said = check_said(check)
    return f"{check.part}: {said['value_text']}, {check.sense} {said['limit_text']} is asked; {said['margin_text']}"


def _text(candidates: Candidates, one: Measure, row: int, currency: str) -> str:
    value, low, high = (known(float(ends[one.key][row])) if one.key in ends else None
                        for ends in (candidates.values, candidates.low, candidates.high))
    return money_between(value, low, high, currency) if is_money(one.key, one.unit) else between(value, low, high, one.unit, one.digits)
