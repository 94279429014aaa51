"""`lifeworld scorecard simulate WORLD --out DIR`: the tables of an ecosystem whose truth is known."""

from __future__ import annotations

from pathlib import Path

import click

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.progress import progress
from lifeworld.scorecard.files.reading import TRUTH
from lifeworld.scorecard.files.writing import check_world, write_world


@click.command("simulate")
@click.argument("world_name", metavar="WORLD")
@click.option("--out", required=True, type=click.Path(path_type=Path),
              help="Folder for the tables: new, empty, or of an earlier simulation.")
@click.option("--customers", type=click.IntRange(30, 5_000_000), default=2_000, show_default=True, help="Customers of the world.")
@click.option("--partners", type=click.IntRange(3, 5_000), default=40, show_default=True, help="Partners of the world.")
@click.option("--seed", type=click.IntRange(0), default=9, show_default=True, help="Seed of every random stream.")
@click.option("--format", "form", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, help="Form of the tables.")
def simulate_command(world_name: str, out: Path, customers: int, partners: int, seed: int, form: str) -> None:
    """Write the tables of a simulated ecosystem, and in truth.json what was planted in it.

    WORLD is sound (all is well), unrelated (partners have nothing to do with outcomes), uplift (a planted effect), critical (one partner
    carries much), selection (healthier customers join), misaligned (who helps least earns most), cookieless (many journeys without a
    customer) or null (nothing matters). Everything is labelled simulated, also in the scorecard made from it.

    \b
      lifeworld scorecard simulate critical --out tables
      lifeworld scorecard score tables --out report.html
    """
    from lifeworld.scorecard.core.simulation import WORLDS, world  # noqa: PLC0415  (scipy is loaded when something is simulated)

    if world_name not in WORLDS:
        near = nearest(world_name, WORLDS)
        raise InputRefused("no_world", f"There is no simulated world «{world_name[:40]}».",
                           f"Did you mean «{near}»?" if near else f"There are {listed(WORLDS)}.")
    check_world(out)
    with progress(f"Simulating {world_name}", 2) as step:
        made = world(world_name, customers=customers, partners=partners, seed=seed)
        step(1)
        truth = {**made.truth, "asked": {"customers": customers, "partners": partners, "seed": seed}}
        write_world(made.frames, truth, out, "parquet" if form == "parquet" else "csv")
        step(1)
    rows = sum(table.height for table in made.frames.by_name.values())
    click.echo(f"Simulated: {rows:,} rows of {customers:,} customers who do not exist are in {out}; {TRUTH} says what was planted.")
    click.echo(f"Next: lifeworld scorecard score {out} --out report.html")
