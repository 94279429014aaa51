"""Networks written in the forms of other programs, into one folder, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import MappingProxyType

import polars as pl

from lifeworld.constellations.core.exchange.cells import guarded_cells
from lifeworld.constellations.core.exchange.drawn_maps import alter_tie_rows, drawn_map_rows
from lifeworld.constellations.core.exchange.gexf import gexf_text
from lifeworld.constellations.core.exchange.graphml import graphml_text
from lifeworld.constellations.core.exchange.kumu import kumu_map
from lifeworld.constellations.core.exchange.three_files import three_tables
from lifeworld.constellations.core.exchange.values import EgoNetworks
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.folders import whole_folder
from lifeworld.kit.frames import write_text

Written = tuple[str, ...]
"""Sentences on what had to be decided."""


def _csv(frame: pl.DataFrame, path: Path) -> None:
    write_text(guarded_cells(frame).write_csv(), path)


def _three(networks: EgoNetworks, out: Path) -> Written:
    for name, table in three_tables(networks).items():
        _csv(table, out / f"{name}.csv")
    return ()


def _drawn(networks: EgoNetworks, out: Path) -> Written:
    rows, notes = drawn_map_rows(networks)
    _csv(rows, out / "drawn.csv")
    _csv(alter_tie_rows(networks), out / "alter-ties.csv")
    return notes


def _graphml(networks: EgoNetworks, out: Path) -> Written:
    write_text(graphml_text(networks), out / "networks.graphml")
    return ()


def _gexf(networks: EgoNetworks, out: Path) -> Written:
    write_text(gexf_text(networks), out / "networks.gexf")
    return ()


def _kumu(networks: EgoNetworks, out: Path) -> Written:
    write_text(json.dumps(kumu_map(networks), ensure_ascii=False, indent=1) + "\n", out / "networks.kumu.json")
    return ()


FORMS: Mapping[str, Callable[[EgoNetworks, Path], Written]] = MappingProxyType({
    "csv": _three, "graphml": _graphml, "gexf": _gexf, "kumu": _kumu, "drawn": _drawn,
})
"""What networks can be written as: three tables, GraphML, GEXF, Kumu JSON, and a file of drawn maps with its ties."""

NAMES = ("egos.csv", "alters.csv", "aaties.csv", "networks.graphml", "networks.gexf", "networks.kumu.json", "drawn.csv", "alter-ties.csv")


def check_forms(forms: Collection[str]) -> tuple[str, ...]:
    """The forms in their order, each once. Errors: InputRefused for an unknown one, or none at all."""
    for form in forms:
        if form not in FORMS:
            near = nearest(form, FORMS)
            raise InputRefused("unknown_form", f"«{form}» is no form of networks; there are {listed(FORMS)}.",
                               f"Did you mean «{near}»?" if near else "Take one or more of these, with commas between.")
    if not forms:
        raise InputRefused("no_form", "No form was asked for.", f"Take one or more of {listed(FORMS)}.")
    return tuple(form for form in FORMS if form in forms)


def write_networks(networks: EgoNetworks, out: Path, forms: Collection[str]) -> tuple[Written, Written]:
    """Write the networks in each of ``forms`` into ``out``: a folder that is new, empty or of an earlier export.

    Returns the names of the files, sorted, and sentences on what had to be decided. Cells that a spreadsheet would run as a formula
    get an apostrophe. Errors: InputRefused for an unknown form, networks that the form cannot hold, a folder with other content;
    RunFailed where the disk does not take it.
    """
    wanted = check_forms(forms)
    with whole_folder(out, NAMES) as work:
        notes = tuple(note for form in wanted for note in FORMS[form](networks, work))
        return tuple(sorted(path.name for path in work.iterdir())), notes
