"""`lifeworld compare`: what changed between two mapped studies."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lifeworld.constellations.core.comparison.compare import compare_studies
from lifeworld.constellations.core.comparison.table import comparison_table, measure_title
from lifeworld.constellations.core.comparison.values import Comparison, Contrast
from lifeworld.constellations.core.comparison.words import difference_text
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.stored import read_mapped
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import write_csv, write_json, write_parquet

SUFFIXES = (".csv", ".json", ".parquet")


@click.command("compare")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--names", help="What to call the two, oldest first, with a comma between; default: their folders' names.")
@click.option("--out", type=click.Path(path_type=Path), help="File for the whole table: .csv, .json or .parquet.")
def compare_command(old: Path, new: Path, names: str | None, out: Path | None) -> None:
    """Say what changed from one mapped study to another.

    OLD and NEW are folders that `lifeworld map` wrote. Customers with the same id are the same, so that their own change
    counts; everything else is compared between groups. Differences carry 90 % intervals that resample customers.

    \b
      lifeworld compare spring autumn --names "spring 2026,autumn 2026" --out changes.csv
    """
    _check_out(out)
    titles = _names(old, new, names)
    studies = dict(zip(titles, (read_mapped(old), read_mapped(new)), strict=True))
    found = compare_studies(studies, " and ".join(titles))
    if out:
        _write(found, out)
    print_comparison(Console(), found, studies)
    if out:
        Console().print(f"All differences: {out}", soft_wrap=True, markup=False, highlight=False)


def _check_out(out: Path | None) -> None:
    """Refuse a file whose kind is not known, before anything is read."""
    if out and out.suffix.lower() not in SUFFIXES:
        raise InputRefused("out_suffix", f"«{out}» ends in «{out.suffix}», and no such table can be written.",
                           f"Give --out a name that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}.")


def _names(old: Path, new: Path, names: str | None) -> tuple[str, str]:
    """What the two studies are called."""
    if names is None:
        first, second = (path.resolve().name for path in (old, new))
        return (first, second) if first != second else (str(old), str(new)) if str(old) != str(new) else ("old", "new")
    given = [name.strip() for name in names.split(",")]
    if len(given) != 2 or not all(given) or given[0] == given[1]:
        raise InputRefused("names", f"--names «{names}» does not give two different names.",
                           "Write the older and the newer one with a comma between them: --names spring,autumn")
    return given[0], given[1]


def _write(found: Comparison, out: Path) -> None:
    """The table by the file's ending; JSON holds every figure with its evidence."""
    if out.suffix.lower() == ".json":
        write_json({
            "title": found.title, "note": found.note, "changed": list(found.changed),
            "levels": [vars(level).copy() for level in found.levels],
            "values": [figure.json() for figure in found.values.values()],
            "differences": [
                {"key": c.key, "first": c.first, "second": c.second, "n_both": c.n_both, "clear": c.clear, "holds": c.holds,
                 "difference": c.difference.json()} for c in found.contrasts
            ],
        }, out)
        return
    write = write_csv if out.suffix.lower() == ".csv" else write_parquet
    write(comparison_table(found), out)


def print_comparison(console: Console, found: Comparison, studies: dict[str, MappedStudy]) -> None:
    """What changed, the differences that look clear, and what to make of their number."""
    for name, study in studies.items():
        if study.fictional:
            console.print(f"{name}: {study.label}", style="bold", markup=False, highlight=False, soft_wrap=True)
    for level in found.levels:
        size = f"{level.n_customers:,} customers, " if level.n_customers else ""
        console.print(f"{level.name}: {size}{level.n_statements:,} statements", markup=False, highlight=False)
    for sentence in found.changed:
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    clear = [contrast for contrast in found.contrasts if contrast.clear]
    if clear:
        console.print(_table(found, clear))
    console.print(found.note, markup=False, highlight=False, soft_wrap=True, style="dim")


def _table(found: Comparison, clear: list[Contrast]) -> Table:
    """The differences that look clear when looked at alone; a mark says which hold."""
    first, second = (level.name for level in found.levels[-2:])
    table = Table("measure", escape(first), escape(second), "difference", "holds", title="Differences that look clear",
                  title_justify="left")
    for one in clear:
        values = [found.values[one.key, name].text() for name in (one.first, one.second)]
        table.add_row(measure_title(one.key), *values, difference_text(one.difference), "yes" if one.holds else "")
    return table
