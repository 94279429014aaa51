"""`lifeworld power parts` and `lifeworld power offers`: raw parts into one catalogue file, and their offers into one feed."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lifeworld.plugin import progress


@click.command("parts")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the catalogue as one file, which opens at once.")
def parts_command(source: Path, out: Path | None) -> None:
    """Read a catalogue of parts, and say what it holds and what was left out.

    SOURCE is a folder of jlcparts shards, a file that this wrote, or a CSV or Parquet table.

    \b
      lifeworld power parts jlcparts/ --out parts.parquet
    """
    from lifeworld_power.core.catalogue import complete  # noqa: PLC0415  (it loads Polars and more, which --help need not)
    from lifeworld_power.files.catalogue import read_catalogue, write_catalogue  # noqa: PLC0415  (as above)

    with progress("Reading parts") as step:
        catalogue = read_catalogue(source)
        step(1)
    table = Table("kind", "parts", "tell all that figures need", "read from")
    for kind, those in catalogue.kinds.items():
        table.add_row(kind, f"{len(those):,}", f"{int(complete(those).sum()):,}", f"{catalogue.read.get(kind, 0):,}")
    Console(width=None if Console().is_terminal else 120).print(table)
    for reason, n in sorted(catalogue.refused.items(), key=lambda one: -one[1])[:20]:
        click.echo(f"{n:,} left out: {reason}")
    if out is not None:
        write_catalogue(catalogue, out)
        click.echo(f"The catalogue is in {out}.", err=True)


@click.command("offers")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The feed: .parquet, .jsonl or .csv.")
def offers_command(source: Path, out: Path) -> None:
    """Write the prices and stock in a folder of jlcparts shards as a feed of offers.

    \b
      lifeworld power offers jlcparts/ --out offers.parquet
    """
    from lifeworld_power.files.jlcparts.offers import read_offers, write_offers  # noqa: PLC0415  (as above)

    with progress("Reading offers") as step:
        read = read_offers(source)
        step(1)
    write_offers(read, out)
    click.echo(f"{read.frame.height:,} offers are in {out}.", err=True)
