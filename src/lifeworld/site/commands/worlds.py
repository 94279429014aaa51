"""`lifeworld worlds`: which worlds are installed, and taking one up in a place."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.plugin import world_called, worlds
from lifeworld.site.commands.events import caller_in, place_option
from lifeworld.site.commands.start import data_option, started


@click.group("worlds")
def worlds_commands() -> None:
    """Packages that bring what one kind of customer needs: files that are read, measures, jobs, pages."""


@worlds_commands.command("list")
def list_command() -> None:
    """Say which worlds are installed, and what each brings."""
    table = Table("world", "version", "types", "measures", "jobs", "reads", box=None, pad_edge=False)
    for world in worlds():
        reads = ", ".join(reader.title for reader in world.readers)
        table.add_row(world.name, world.version, *(str(len(part)) for part in (world.types, world.indicators, world.jobs)), reads)
    Console().print(table if worlds() else "No world is installed.")


@worlds_commands.command("take-up")
@click.argument("world")
@place_option
@data_option
def take_up_command(world: str, place: str, data: Path) -> None:
    """Declare in a place what WORLD brings, and open its pages there; again, to bring the place up to the world's version."""
    found = world_called(world)
    if found is None:
        raise InputRefused("unknown_world", f"No world «{world[:40]}» is installed.",
                           f"Installed are {listed(w.name for w in worlds())}.")
    started(data)
    from lifeworld.plugin_web import take_up  # noqa: PLC0415  (after Django is set up)

    study = take_up(caller_in(place), found)
    Console().print(f"«{found.title}» is taken up in «{place}», version {found.version}."
                    + (f" What customers say about it is kept in the study «{study}»." if study else ""), markup=False, highlight=False)
