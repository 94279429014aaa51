"""`lifeworld scorecard reach TOOL SPECS`: what a tool reaches for what customers asked, and what the market does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.progress import progress
from lifeworld.partners.core.supply import Supply
from lifeworld.scorecard.core.sauce.policies import POLICIES
from lifeworld.scorecard.core.sauce.reaching import DESIGNS_MAX, Reach, limits_of, reach_of, reached, unpriced
from lifeworld.scorecard.files.reading import read_table_of
from lifeworld.scorecard.files.specifications import REFUSED_MAX, Specifications, Specified, customers_of, read_specifications
from lifeworld.scorecard.files.writing import designs_into
from lifeworld.tools.commands.run import DAY_S, plan_named, supply_from
from lifeworld.tools.core.values import Tool

NOT_TAKEN = 1


@click.command("reach")
@click.argument("tool_name", metavar="TOOL")
@click.argument("specs", metavar="SPECS", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path),
              help="Folder for designs.csv: new, or one that holds tables of a scorecard.")
@click.option("--policy", type=click.Choice(list(POLICIES)), default="cheapest_page", show_default=True,
              help="How the market's designs are chosen from all that can be made.")
@click.option("--k", type=click.IntRange(1, 10_000), default=10, show_default=True, help="How many designs the market shows.")
@click.option("--measure", "measures", multiple=True, help="A measure that is compared; give it again for more.  "
              "[default: those over which the tool's front is found]")
@click.option("--reference", "references", multiple=True, metavar="MEASURE=VALUE",
              help="The worst value that still counts, where a specification does not declare one.")
@click.option("--most", type=click.IntRange(1, 100_000), default=DESIGNS_MAX, show_default=True,
              help="How many designs of the sauce are kept for each specification: those that together reach most.")
@click.option("--offers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A feed of offers, such as a CSV.")
@click.option("--seller", default="feed", show_default=True, help="Whose feed it is.")
@click.option("--currency", default="EUR", show_default=True)
@click.option("--quantity", default=1, show_default=True, type=click.IntRange(1, 10_000_000), help="How many designs are made.")
@click.option("--fresh-days", type=click.IntRange(1, 365), default=365, show_default=True, help="How old an offer may be.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the policy «random».")
@click.option("--format", "form", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, help="Form of the tables.")
def reach_command(tool_name: str, specs: Path, out: Path, policy: str, k: int, measures: tuple[str, ...], references: tuple[str, ...],
                  most: int, offers: Path | None, seller: str, currency: str, quantity: int, fresh_days: int, seed: int,
                  form: str) -> None:
    """What TOOL reaches for every specification in SPECS, and what the market does by a policy that can be replayed.

    SPECS is a table (CSV, JSON Lines and others) with a row for each specification and a column for each field of the tool; «customer»
    says whose it is, and «spec» names it. A row that the tool does not take is refused, and loses no other. Exit code 1: some were.

    \b
      lifeworld scorecard reach power-supply asked.csv --out tables --offers offers.parquet
      lifeworld scorecard score tables --out report.html
    """
    tool = plan_named(tool_name).load()
    asked = reach_of(tool.measures, measures, _references(references), policy=policy, k=k, seed=seed, most=most)
    read = read_specifications(specs, tool)
    supply = supply_from(offers, seller, currency, quantity, fresh_days * DAY_S)
    told = _Told()
    with designs_into(out, customers_of(read), "parquet" if form == "parquet" else "csv") as write, \
            progress("Reaching", len(read.taken)) as step:
        for rows, n in _reached(tool, read.taken, supply, asked, told):
            write(rows)
            step(n)
    _say(out, read, asked, told)
    if read.n_refused:
        raise click.exceptions.Exit(NOT_TAKEN)


@dataclass
class _Told:
    """How many specifications there are of which something is to be said."""

    none: int = 0
    unpriced: int = 0
    rows: int = 0


def _reached(tool: Tool, specs: Sequence[Specified], supply: Supply, asked: Reach, told: _Told) -> Iterator[tuple[pl.DataFrame, int]]:
    """Rows of the frame designs with how many specifications they are of; the same specification is looked at once."""
    same: dict[str, list[Specified]] = {}
    for one in specs:
        same.setdefault(one.content, []).append(one)
    for those in same.values():
        found = tool.configure(those[0].said, supply)
        limits = limits_of(tool.schema, those[0].said)
        told.none += 0 if len(found) else len(those)
        told.unpriced += len(those) if unpriced(found, asked) else 0
        for one in those:
            rows = reached(one.key, one.customer, found, asked, limits)
            told.rows += rows.height
            yield rows, 1


def _references(said: Sequence[str]) -> dict[str, float]:
    found = {}
    for one in said:
        name, _, value = one.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise InputRefused("bad_reference", f"--reference «{one[:60]}» is no measure with a number.",
                               "Write it as cost=20.") from None
    return found


def _say(out: Path, read: Specifications, asked: Reach, told: _Told) -> None:
    taken = len(read.taken)
    click.echo(f"Of {taken + read.n_refused:,} specifications {taken:,} were taken; {told.rows:,} measures of designs are in {out}, the "
               f"market's by {POLICIES[asked.policy].name}.")
    for sentence in read.refused:
        click.echo(sentence)
    if read.n_refused > REFUSED_MAX:
        click.echo(f"{read.n_refused - REFUSED_MAX:,} more rows were refused.")
    if told.none:
        click.echo(f"For {told.none:,} of them no design can be made: they are on neither side.")
    if told.unpriced:
        as_ = ", and cheapest_page is recorded as first_listed" if asked.policy == "cheapest_page" else ""
        click.echo(f"For {told.unpriced:,} of them no price is known, so that the policy orders nothing by it{as_}. Name a feed with "
                   "--offers.")
    held = next((path for path in sorted(out.iterdir()) if path.name.startswith("customers.")), None)
    if held is None:
        click.echo("Nobody is named in the column «customer»: add a customers.csv before you score.")
        return
    lost = customers_of(read).to_frame().join(read_table_of(held, "customers"), on="customer", how="anti").height
    if lost:
        click.echo(f"{lost:,} of their customers are not in «{held.name}»; nothing else is known of them.")
    click.echo(f"Next: lifeworld scorecard score {out} --out report.html")
