"""`lifeworld networks import | export`: networks from and for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from lifeworld.constellations.commands.release import release_options, released, stricter, write_keys
from lifeworld.constellations.core.exchange.from_study import study_networks
from lifeworld.constellations.core.exchange.layouts import RingLayout
from lifeworld.constellations.core.exchange.network_canvas import CanvasChoices
from lifeworld.constellations.core.exchange.values import EgoNetworks
from lifeworld.constellations.files.cells import read_cells
from lifeworld.constellations.files.exchange.protocol import categorical_variables
from lifeworld.constellations.files.exchange.read import PROGRAMS, ReadChoices, read_networks
from lifeworld.constellations.files.exchange.write import FORMS, NAMES, check_forms, write_networks
from lifeworld.constellations.files.stored import ABOUT_FILE, read_mapped, read_policy
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.folders import check_folder

_FORMS = f"Forms, with commas between: {', '.join(FORMS)}."


@click.group()
def networks() -> None:
    """Bring ego networks in from other programs, and take them out for others."""


@networks.command("import")
@click.argument("source", type=click.Path(path_type=Path), metavar="SOURCE")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for what is written; default: SOURCE with «-networks» at the end.")
@click.option("--to", "forms", help=f"{_FORMS} Default: csv, and drawn where actors stand on rings.")
@click.option("--from", "program", type=click.Choice(PROGRAMS), help="Who wrote the files; default: seen from their names and columns.")
@click.option("--rings", type=int, help="How many rings the map had; default: 4, and a note.")
@click.option("--skewed/--even", default=None, help="Inner rings were wider (Network Canvas draws so by default), or all were alike.")
@click.option("--width", type=float, help="Width of the drawing area, where it was not square.")
@click.option("--height", type=float, help="Its height in the same unit.")
@click.option("--ring-words", help="What the rings mean, from the centre outward, with semicolons between.")
@click.option("--layout", help="The layout variable that is the map of rings, where there are several.")
@click.option("--name", help="The attribute that holds the names of actors; default: name, label and the like.")
@click.option("--size", help="The attribute that says how large an actor was drawn.")
@click.option("--weight", help="The attribute that holds the weight of ties.")
@click.option("--variable", "variables", multiple=True, help="A categorical variable; default: found by the columns of its options.")
@click.option("--protocol", type=click.Path(path_type=Path), help="The study's .netcanvas file, which names its categorical variables.")
@click.option("--category", help="The attribute whose values are mapped to actor categories, such as node_type.")
@click.option("--as", "mapped", multiple=True, metavar="VALUE=CATEGORY", help="The category of a value; «leave out» takes its actors out.")
@click.option("--map", "map_file", type=click.Path(path_type=Path), help="File with the columns value and category, instead of --as.")
@click.option("--table", "tables", multiple=True, metavar="ROLE=FILE", help="Which file is egos, alters or ties, where names do not tell.")
@click.option("--tie", help="EgoWeb: the question about pairs whose answer ties two actors.")
@click.option("--tied", multiple=True, help="EgoWeb: an answer that ties; default: yes, true and numbers over 0.")
def import_command(source: Path, out: Path | None, forms: str | None, **options: Any) -> None:
    """Read networks of Network Canvas, GraphML, three tables or EgoWeb.

    SOURCE is a folder, a ZIP or a file: Network Canvas CSV or GraphML, GraphML of lifeworld, three tables (egos, alters, ties),
    EgoWeb's tables, or a file of drawn maps. Nothing is guessed silently: what was assumed is printed.

    \b
      lifeworld networks import export.zip --rings 3 --category role --as "team mate=peers" --out networks
      lifeworld map interviews.csv --text answer --customer person --drawn networks/drawn.csv --out study

    drawn.csv is a file of drawn maps with the rings found from where actors stand, alter-ties.csv their ties; egos.csv, alters.csv and
    aaties.csv keep everything else.
    """
    found = read_networks(source, _choices(options))
    placed = found.alters["ring"].null_count() < found.alters.height
    wanted = _split(forms) if forms else ("csv", "drawn") if placed else ("csv",)
    _write(found, out or _beside(source), wanted)


@networks.command("export")
@click.argument("source", type=click.Path(path_type=Path), metavar="SOURCE")
@click.option("--to", "forms", default="csv,graphml,gexf,kumu", show_default=True, help=_FORMS)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the files; default: SOURCE with «-networks» at the end.")
@release_options
def export_command(source: Path, forms: str, out: Path | None, **options: Any) -> None:
    """Write the constellations of a study for programs that draw and measure networks.

    SOURCE is the folder of results that `lifeworld map` wrote; what leaves is protected as the report is. It may also be whatever
    `lifeworld networks import` reads: then the networks are written in the other forms as they are.

    \b
      lifeworld networks export study --to graphml,gexf --pseudonyms --out for-gephi

    csv: egos, alters and ties as three tables. graphml, gexf: one graph of all egos. kumu: Kumu JSON. drawn: a file of drawn maps.
    """
    wanted = check_forms(_split(forms))
    folder = out or _beside(source)
    if not (source / ABOUT_FILE).exists():
        _write(read_networks(source), folder, wanted)
        return
    check_folder(folder, NAMES)
    stored, policy = read_mapped(source), stricter(read_policy(source), options)
    write_keys(stored, policy, options["key_table"], folder)
    mapped = released(stored, policy)
    _write(study_networks(mapped.constellations, mapped.ties), folder, wanted)


def _choices(options: dict[str, Any]) -> ReadChoices:
    """What the options say, as the reader takes it. Errors: InputRefused."""
    words = tuple(word.strip() for word in (options["ring_words"] or "").split(";")) if options["ring_words"] else ()
    rings = RingLayout(options["rings"], options["skewed"], options["width"], options["height"], words)
    variables = options["variables"] or None
    canvas = CanvasChoices(options["layout"], options["name"], variables, options["size"], options["weight"], rings,
                           categorical_variables(options["protocol"]) if options["protocol"] else None)
    categories = _pairs(options["mapped"], "as") | _mapping(options["map_file"])
    return ReadChoices(options["program"], canvas, _pairs(options["tables"], "table"), options["tie"], options["tied"],
                       options["category"], categories)


def _pairs(given: Sequence[str], option: str) -> dict[str, str]:
    lost = [each for each in given if "=" not in each]
    if lost:
        raise InputRefused("no_equals_sign", f"«{lost[0]}» of --{option} has no equals sign.", "Write what it is, =, and what it means.")
    return {key.strip(): value.strip() for key, _, value in (each.rpartition("=") for each in given)}


def _mapping(path: Path | None) -> dict[str, str]:
    """The file of values and categories. Errors: InputRefused where a column is missing or a cell empty."""
    if path is None:
        return {}
    cells = read_cells(path)
    cells.require(["value", "category"])
    for name in ("value", "category"):
        cells.refuse(cells.text(name).is_null(), "empty_cell", f"has nothing in «{name}»", f"Fill in «{name}».")
    return dict(zip(cells.text("value"), cells.text("category"), strict=True))


def _beside(source: Path) -> Path:
    """The folder beside the source that is called after it."""
    place = source.resolve()
    return source.parent / f"{place.name if place.is_dir() else place.stem}-networks"


def _split(forms: str) -> tuple[str, ...]:
    return tuple(form.strip().lower() for form in forms.split(",") if form.strip())


def _write(found: EgoNetworks, folder: Path, forms: Sequence[str]) -> None:
    """Write, then say what was found, assumed and written."""
    names, decided = write_networks(found, folder, forms)
    console = Console()
    size = f"{found.egos.height} egos, {found.alters.height} alters, {found.ties.height} ties among alters"
    for line in (size, *dict.fromkeys((*found.notes, *decided)), *(str(folder / name) for name in names)):
        console.print(line, highlight=False, soft_wrap=True, markup=False)
