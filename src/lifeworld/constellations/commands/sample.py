"""`lifeworld sample`: the statements that people read so that shares carry the model's errors."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from lifeworld.constellations.core.shares.sheet import sample_sheet
from lifeworld.constellations.files.stored import read_mapped
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import write_csv


@click.command("sample")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--n", "n", type=click.IntRange(1), default=200, show_default=True, help="About how many statements to read.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The sheet to write: a CSV file.")
@click.option("--whole-customers", is_flag=True, help="Draw customers and take everything that each says.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the draw.")
def sample_command(study: Path, n: int, out: Path, seed: int, *, whole_customers: bool) -> None:
    """Draw statements of a mapped study for people to read, so that its shares can be corrected.

    STUDY is a folder of results. The sheet has one row a statement, drawn at random inside the model's labels with its
    probability, and one empty column a code. People write their name into «coder», 1 under each code that they find, and x under
    «done» of every statement that they read. The model's labels are not in it.

    \b
      lifeworld sample study --n 200 --out sheet.csv
      lifeworld map interviews.csv --text answer --customer person --codings sheet.csv --out study

    Rows are in random order: whoever stops halfway has still read a random part. The sheet holds words as they were said; it is
    the team's own.
    """
    if out.exists():
        raise InputRefused("sheet_exists", f"«{out}» exists already, and somebody may have filled it.",
                           "Give --out another name, or move the file.")
    mapped = read_mapped(study)
    sheet = sample_sheet(mapped.statements, mapped.codings, n, seed=seed, whole_customers=whole_customers)
    write_csv(sheet, out)
    people = sheet["customer"].drop_nulls().n_unique()
    of = f" of {people:,} customers" if people else ""
    Console().print(f"{out}: {len(sheet):,} statements{of} to read. Fill in coder, codes and done; then map again with --codings {out}.",
                    highlight=False, soft_wrap=True, markup=False)
