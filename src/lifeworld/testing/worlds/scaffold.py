"""`make new-world NAME=cycling`: the package of a world that passes the exam, to be made one's own."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.folders import whole_folder
from lifeworld.plugin.manifest import NAME, RESERVED

ENDING = ".txt"




def new_world(name: str, into: Path) -> Path:
    """Write the package of a world called ``name`` into the folder ``into``; returns where it is.

    Errors: InputRefused for a name that a world cannot have, and where there is something already.
    """
    if not NAME.fullmatch(name) or name in RESERVED:
        raise InputRefused("bad_name", f"A world cannot be called «{name[:40]}».",
                           "Use 2 to 30 small letters and digits, and no name of a room.")
    final = into / name
    if final.exists():
        raise InputRefused("world_exists", f"There is something at {final} already.", "Choose another name, or take it away.")
    into.mkdir(parents=True, exist_ok=True)
    with whole_folder(final, ()) as work:
        for inside, text in _template():
            target = work / _placed(inside, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.replace("NAME", name).replace("TITLE", name.capitalize()), encoding="utf-8")
    return final


def _template() -> list[tuple[str, str]]:
    """(path inside the template, text) of its files."""
    top = Path(str(files("lifeworld.testing.worlds").joinpath("template")))
    return [(path.relative_to(top).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(top.rglob(f"*{ENDING}"))]


def _placed(inside: str, name: str) -> Path:
    """Where a file of the template stands in the package."""
    path = inside.removesuffix(ENDING)
    if path.startswith("src/templates/"):
        path = path.replace("src/templates/", f"src/templates/{name}/")
    return Path(path.replace("src/", f"src/lifeworld_{name}/", 1) if path.startswith("src/") else path)
