"""`lifeworld events simulate`: an ecosystem with planted effects, to try things out on; needs no database."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from lifeworld.events.core.simulation import plan_of, simulate
from lifeworld.events.core.simulation.plan import CUSTOMERS_MAX, DAYS_MAX
from lifeworld.events.files.simulated import read_plan, write_simulated


@click.command("simulate")
@click.option("--customers", type=click.IntRange(2, CUSTOMERS_MAX), help="Customers of the ecosystem.  [default: 1000]")
@click.option("--days", type=click.IntRange(1, DAYS_MAX), help="Days that are simulated, from Monday, 5 January 2026.  [default: 90]")
@click.option("--seed", type=click.IntRange(0), help="Seed of every random stream.  [default: 1]")
@click.option("--plan", type=click.Path(path_type=Path, dir_okay=False), help="TOML file that says what is planted.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("events.jsonl"), show_default=True,
              help="File of the events; truth.json and customers.csv are written beside it.")
def simulate_command(customers: int | None, days: int | None, seed: int | None, plan: Path | None, out: Path) -> None:
    """Simulate customers and what they do, with effects that are known because they were planted.

    Writes CloudEvents as JSON Lines in the order of their arrival, late, doubled and broken ones among them; truth.json says what an
    honest estimate should find. Sources begin with "simulated/", so that nobody takes them for real.

    \b
      lifeworld events simulate --customers 1000 --days 90 --seed 1 --out events.jsonl
      lifeworld events simulate --plan plan.toml --out simulated/events.jsonl
    """
    asked = {name: value for name, value in (("customers", customers), ("days", days), ("seed", seed)) if value is not None}
    found = simulate(read_plan(plan, **asked) if plan else plan_of(asked))
    paths = write_simulated(found, out)
    quality = found.truth["quality"]
    console = Console()
    console.print(f"Simulated: {found.customers.height:,} customers and {found.events.height + found.broken.height:,} lines "
                  f"({quality['duplicates']:,} sent twice, {quality['late']:,} late, {quality['malformed']:,} broken).", highlight=False)
    for path in paths:
        console.print(f"  {path}", soft_wrap=True, markup=False, highlight=False)
