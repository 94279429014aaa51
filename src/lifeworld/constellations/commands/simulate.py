"""`lifeworld simulate`: what a study of some size would find, tried out on simulated customers."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lifeworld.constellations.core.simulation.coders import CODERS, coder_named
from lifeworld.constellations.core.simulation.planning import Plan, planned
from lifeworld.constellations.core.simulation.world import World
from lifeworld.constellations.files.simulated import (
    COVERAGE_HEADER,
    TYPING_HEADER,
    WIDTH_HEADER,
    coverage_rows,
    plan_page,
    typing_rows,
    width_rows,
)
from lifeworld.kit.frames import write_text
from lifeworld.kit.progress import progress

_PER_CUSTOMER = 50
_POPULATION_MIN = 8_000


def _shown(title: str, header: tuple[str, ...], rows: list[list[str]]) -> Table:
    table = Table(*header, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    return table


def _print(console: Console, plan: Plan) -> None:
    """The three tables; every title says that the numbers are simulated."""
    console.print(_shown("Simulated: are customers given the right type?", TYPING_HEADER, typing_rows(plan.typing)))
    console.print(_shown("Simulated: how wide are the intervals?", WIDTH_HEADER, width_rows(plan)))
    console.print(_shown("Simulated: do the intervals hold what they claim (meant: 90 %)?", COVERAGE_HEADER, coverage_rows(plan.tally)))


@click.command("simulate")
@click.option("--customers", type=click.IntRange(5, 1000), default=60, show_default=True, help="Customers of the study.")
@click.option("--statements", type=click.IntRange(1, 200), default=8, show_default=True, help="Statements of each customer.")
@click.option("--studies", type=click.IntRange(5, 10_000), default=50, show_default=True, help="Simulated studies.")
@click.option("--coder", type=click.Choice(CODERS), default="interviews", show_default=True,
              help="Whose errors: none, the shipped coder's on reviews (dev), or its own on interviews and diaries.")
@click.option("--mixed", type=click.FloatRange(0, 1), default=1 / 3, show_default="a third",
              help="Share of customers who have no type.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of every random stream.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Markdown file for the same tables.")
def simulate_command(customers: int, statements: int, studies: int, coder: str, mixed: float, seed: int, out: Path | None) -> None:
    """Plan a study: try its size on simulated customers whose types, actors and drivers are known.

    Says how many customers would get a type and how often the right one, how wide the intervals would be, and whether
    they hold what they claim. Everything is simulated; docs/proof.md describes the world and shows where the method breaks.

    \b
      lifeworld simulate --customers 30 --statements 12
      lifeworld simulate --customers 200 --statements 5 --coder perfect --out plan.md
    """
    with progress("Simulating studies", studies) as step:
        plan = planned(
            World(statements=statements, mixed=mixed), coder_named(coder), customers=customers, studies=studies, seed=seed,
            population=max(_POPULATION_MIN, _PER_CUSTOMER * customers), step=step,
        )
    if out:
        write_text(plan_page(plan), out)
    _print(Console(), plan)
    if out:
        Console().print(f"Simulated tables: {out}", soft_wrap=True, markup=False, highlight=False)
