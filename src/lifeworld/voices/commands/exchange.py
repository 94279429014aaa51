"""`lifeworld voices import` and `lifeworld voices export`: projects of other programs in, and out again."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.folders import check_folder
from lifeworld.voices.core.exchange.losses import Losses
from lifeworld.voices.core.exchange.values import Project
from lifeworld.voices.files.exchange import Reading, read_exchange, read_folder, write_coded, write_folder, write_qdc, write_qdpx
from lifeworld.voices.files.exchange.folder import FILES

WRITERS = {"qdpx": write_qdpx, "qdc": write_qdc, "csv": write_coded}


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder for statements, codings and the rest.")
@click.option("--coder", default="", metavar="NAME", help="Who highlighted, where the file does not say (Taguette).")
@click.option("--text", default="", metavar="FIELD", help="Field that holds the text (Label Studio); default: found by name and length.")
@click.option("--customer", default="", metavar="FIELD",
              help="Field or variable that says who said it; `text` makes every text a customer of its own.")
@click.option("--choices", multiple=True, metavar="CONTROL", help="Column of choices in a CSV of Label Studio; may be given several times.")
def import_(file: Path, out: Path, coder: str, text: str, customer: str, choices: tuple[str, ...]) -> None:
    """Read a project or codings of another program into a folder of tables.

    FILE is a REFI-QDA project or codebook (.qdpx, .qde, .qdc), a Taguette project (.sqlite3) or its highlights and codebook (.csv,
    .xlsx), an export of Label Studio (.json, .csv), or a table of codings. Positions are held against the quotes in the file, and an
    import whose quotes stand elsewhere is refused. What the file holds and the folder does not is listed in losses.csv.

    \b
      lifeworld voices import interviews.qdpx --out pilot
      lifeworld voices import project.sqlite3 --coder Ana --customer text --out pilot
      lifeworld voices agree pilot/codings.csv --statements pilot/statements.parquet
    """
    check_folder(out, FILES)
    found = read_exchange(file, Reading(coder, text, customer, choices))
    write_folder(found, out)
    console = Console()
    console.print(_held(found.project))
    for note in found.notes:
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    _show_losses(console, found.losses, "Nothing was lost.")
    click.echo(f"The project is in {out}.", err=True)


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--as", "kind", type=click.Choice(tuple(WRITERS)), required=True,
              help="qdpx: a project for MAXQDA, ATLAS.ti, NVivo, QualCoder; qdc: its codes only; csv: a row for each coding.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
def export(folder: Path, kind: str, out: Path) -> None:
    """Write a folder of statements and codings as a file that other programs read.

    FOLDER is one that `voices import` wrote, or holds a statements.csv (id, customer, text), a codings.csv in any shape that `voices
    agree` reads, and perhaps a codebook.toml. The same folder gives the same bytes. What the format cannot hold is listed, in the
    project's description, too.

    \b
      lifeworld voices export pilot --as qdpx --out pilot.qdpx
    """
    if out.suffix.lower() != f".{kind}":
        raise InputRefused("exchange_ending", f"The file «{out.name}» does not end in .{kind}.", f"Call it {out.stem}.{kind}.")
    lost = WRITERS[kind](read_folder(folder), out)
    _show_losses(Console(), lost, "Nothing was lost.")
    click.echo(f"Written: {out}.", err=True)


def _held(project: Project) -> Table:
    """How much of what a project holds."""
    table = Table("what", "n", title=escape(project.name), title_justify="left")
    counts = (("texts", project.texts.height), ("customers", project.cases.height), ("coders", len(project.users)),
              ("codes", sum(one.is_codable for one in project.codes)), ("codings", project.selections.height),
              ("judged and absent", project.judged.join(project.selections, on=["text", "coder", "code"], how="anti").height),
              ("memos", len(project.notes)), ("sets", len(project.sets)), ("drawings", len(project.graphs)))
    for what, n in counts:
        if n:
            table.add_row(what, f"{n:,}")
    return table


def _show_losses(console: Console, lost: Losses, nothing: str) -> None:
    if not lost:
        console.print(nothing, markup=False, highlight=False)
        return
    table = Table("where", "what was lost", "n", "why", title="Lost", title_justify="left")
    for one in lost.rows:
        table.add_row(*map(escape, (one.where, one.what, f"{one.n:,}", one.why)))
    console.print(table)


