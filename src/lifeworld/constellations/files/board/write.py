"""All exports of a study into one folder, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.album import album
from lifeworld.constellations.files.board.deck import write_deck
from lifeworld.constellations.files.board.kumu import pool_kumu
from lifeworld.constellations.files.board.paper import write_document
from lifeworld.constellations.files.board.raster import png
from lifeworld.constellations.files.board.sheets import write_workbook
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.folders import whole_folder

Pictures = Mapping[str, str]
"""The pictures of a study by name; drawn once for both of their forms."""


def _pictures_svg(_: MappedStudy, out: Path, drawn: Pictures) -> None:
    for name, svg in drawn.items():
        (out / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")


def _pictures_png(_: MappedStudy, out: Path, drawn: Pictures) -> None:
    for name, svg in drawn.items():
        (out / f"{name}.png").write_bytes(png(svg))


def _kumu(study: MappedStudy, out: Path, _: Pictures) -> None:
    text = json.dumps(pool_kumu(study), ensure_ascii=False, indent=1)
    (out / "constellation.kumu.json").write_text(text + "\n", encoding="utf-8", newline="\n")


KINDS: Mapping[str, Callable[[MappedStudy, Path, Pictures], None]] = MappingProxyType({
    "pptx": lambda study, out, _: write_deck(study, out / "board.pptx"),
    "pdf": lambda study, out, _: write_document(study, out / "board.pdf"),
    "xlsx": lambda study, out, _: write_workbook(study, out / "tables.xlsx"),
    "svg": _pictures_svg, "png": _pictures_png, "kumu": _kumu,
})
"""What a study can be exported to, and how."""


def check_kinds(kinds: Collection[str]) -> tuple[str, ...]:
    """The kinds in their order, each once. Errors: InputRefused for an unknown one, or none at all."""
    for kind in kinds:
        if kind not in KINDS:
            near = nearest(kind, KINDS)
            raise InputRefused("unknown_export", f"«{kind}» is not a form of export; there are {listed(KINDS)}.",
                               f"Did you mean «{near}»?" if near else "Take one or more of these, with commas between.")
    if not kinds:
        raise InputRefused("no_export", "No form of export was asked for.", f"Take one or more of {listed(KINDS)}.")
    return tuple(kind for kind in KINDS if kind in kinds)


def write_board(study: MappedStudy, out: Path, kinds: Collection[str], step: Callable[[int], None] = lambda n: None, *,
                every_picture: bool = False) -> tuple[str, ...]:
    """Write the study in each of ``kinds`` into ``out``: a folder that is new, empty or of an earlier export.

    ``step`` is told of each finished kind; ``every_picture`` as in ``album``. Returns the names of the files, sorted.
    Errors: InputRefused for an unknown kind or a folder with other content; RunFailed where the disk does not take it.
    """
    wanted = check_kinds(kinds)
    with whole_folder(out, own_names(out)) as work:
        drawn = album(study, every=every_picture) if {"svg", "png"} & set(wanted) else {}
        for kind in wanted:
            KINDS[kind](study, work, drawn)
            step(1)
        return tuple(sorted(path.name for path in work.iterdir()))


def own_names(out: Path) -> tuple[str, ...]:
    """What an export may leave in a folder: fixed names, and pictures that ``album`` could have named."""
    fixed = ("board.pptx", "board.pdf", "tables.xlsx", "constellation.kumu.json")
    pictures = [path.name for path in out.glob("picture-*") if path.suffix in {".svg", ".png"}] if out.is_dir() else []
    return (*fixed, *pictures)
