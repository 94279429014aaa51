"""`lifeworld export`: the results of a study as slides, a document, a workbook, pictures and a Kumu map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from lifeworld.constellations.commands.release import release_options, released, stricter, write_keys
from lifeworld.constellations.files.board.write import KINDS, check_kinds, own_names, write_board
from lifeworld.constellations.files.stored import read_mapped, read_policy
from lifeworld.kit.folders import check_folder
from lifeworld.kit.progress import progress


@click.command("export")
@click.argument("study", type=click.Path(path_type=Path), metavar="STUDY")
@click.option("--to", "kinds", default=",".join(KINDS), show_default=True, help="Forms of export, with commas between.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the files; default: STUDY with «-export» at the end of its name.")
@click.option("--all-pictures", is_flag=True, help="Draw every trend and up to twelve customers, not only those that matter most.")
@release_options
def export_command(study: Path, kinds: str, out: Path | None, all_pictures: bool, **options: Any) -> None:
    """Write the results of a study in the forms that boards and teams use.

    STUDY is the folder of results that `lifeworld map` wrote. Every number is the one of the report, and what leaves is
    protected as the report is; the options below change that for this export.

    \b
      lifeworld export study --to pptx,pdf --out for-the-board

    pptx: slides with one message each, the evidence in their notes. pdf: the report as a document with page numbers and
    bookmarks. xlsx: every table. svg, png: each picture. kumu: the pooled constellation as Kumu JSON.

    Pictures are named by what they show. There is one for each trend with a wave outside its limits, and one customer of
    each type; --all-pictures draws the others, too.
    """
    wanted = check_kinds([kind.strip().lower() for kind in kinds.split(",") if kind.strip()])
    folder = out or study.parent / f"{study.resolve().name}-export"
    check_folder(folder, own_names(folder))
    stored, policy = read_mapped(study), stricter(read_policy(study), options)
    write_keys(stored, policy, options["key_table"], folder)
    mapped = released(stored, policy)
    with progress("Writing exports", len(wanted)) as step:
        names = write_board(mapped, folder, wanted, step, every_picture=all_pictures)
    console = Console()
    for line in _written(folder, names):
        console.print(line, highlight=False, soft_wrap=True, markup=False)


def _written(folder: Path, names: tuple[str, ...]) -> list[str]:
    """What was written: each document by its path, the pictures by their names."""
    pictures = [name for name in names if name.startswith("picture-")]
    lines = [f"{folder / name}" for name in names if name not in pictures]
    stems = sorted({name.removeprefix("picture-").rpartition(".")[0] for name in pictures})
    forms = " and ".join(sorted({name.rpartition(".")[2].upper() for name in pictures}))
    return [*lines, *([f"{folder}: {len(stems)} pictures as {forms}: {', '.join(stems)}"] if stems else [])]
