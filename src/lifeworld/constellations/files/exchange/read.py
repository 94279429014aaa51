"""One door for networks of other programs: which program wrote the files is seen from their names and columns, or said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from lifeworld.constellations.core.exchange.categories import mapped_categories
from lifeworld.constellations.core.exchange.drawn_maps import map_networks
from lifeworld.constellations.core.exchange.egoweb import egoweb_networks
from lifeworld.constellations.core.exchange.graph import graph_networks, is_ours
from lifeworld.constellations.core.exchange.network_canvas import CanvasChoices, canvas_networks
from lifeworld.constellations.core.exchange.three_files import spelled, three_networks
from lifeworld.constellations.core.exchange.values import EgoNetworks
from lifeworld.constellations.files.drawn import read_drawn
from lifeworld.constellations.files.exchange.bundle import read_bundle
from lifeworld.constellations.files.exchange.canvas import canvas_tables, graph_tables, is_canvas, is_canvas_graph
from lifeworld.constellations.files.exchange.graphml import read_graphs
from lifeworld.constellations.files.exchange.tables import text_table
from lifeworld.kit.errors import InputRefused, listed

PROGRAMS = ("canvas", "graphml", "three", "egoweb", "drawn")
"""Whose files they are: Network Canvas CSV; GraphML of Network Canvas or lifeworld; three tables; EgoWeb; a file of drawn maps."""

ROLES = ("egos", "alters", "ties")


@dataclass(frozen=True)
class ReadChoices:
    """What files do not say about themselves.

    ``program`` is one of ``PROGRAMS``, None where it is to be seen from the files; ``canvas`` what Network Canvas does not export (its
    ``rings`` hold for x and y of any program); ``tables`` role -> file name where names of three tables or EgoWeb's do not tell;
    ``tie`` and ``tied`` see ``egoweb_networks``; ``category`` the attribute with the category, ``categories`` value -> category.
    """

    program: str | None = None
    canvas: CanvasChoices = field(default_factory=CanvasChoices)
    tables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tie: str | None = None
    tied: tuple[str, ...] = ()
    category: str | None = None
    categories: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def read_networks(path: str | Path, choices: ReadChoices | None = None) -> EgoNetworks:
    """The networks in a folder, a ZIP or a file; ``notes`` say what was assumed.

    Errors: InputRefused, with the file and what to do, for whatever is not clear.
    """
    chosen = choices or ReadChoices()
    files = read_bundle(path)
    program = chosen.program or _seen(files, path)
    found = _read(program, files, path, chosen)
    if chosen.category or chosen.categories:
        return mapped_categories(found, chosen.category or "category", chosen.categories)
    return found


def _read(program: str, files: Mapping[str, bytes], path: str | Path, chosen: ReadChoices) -> EgoNetworks:
    if program == "canvas":
        return canvas_networks(canvas_tables(files), chosen.canvas)
    if program == "graphml":
        return _of_graphs(files, chosen)
    if program == "drawn":
        return map_networks(read_drawn(path))
    if program not in PROGRAMS:
        raise InputRefused("unknown_program", f"«{program}» is no program whose networks can be read; there are {listed(PROGRAMS)}.",
                           "Take one of these.")
    roles = _roles(files, chosen.tables, path)
    tables = {role: text_table(files[name], name) for role, name in roles.items()}
    if "alters" not in tables:
        raise InputRefused("no_alters", f"«{path}» holds no table of alters; its files are {listed(files)}.", "Say which file it is.")
    if program == "egoweb":
        return egoweb_networks(tables["alters"], tables.get("ties"), tie=chosen.tie, tied=chosen.tied)
    return three_networks(tables.get("egos"), tables["alters"], tables.get("ties"), chosen.canvas.rings)


def _of_graphs(files: Mapping[str, bytes], chosen: ReadChoices) -> EgoNetworks:
    graphs = {name: content for name, content in files.items() if name.lower().endswith((".graphml", ".xml"))}
    if not graphs:
        raise InputRefused("no_graph", f"None of {listed(files)} is a GraphML file.", "Give a GraphML file.")
    ours = [read_graphs(content, name) for name, content in graphs.items()] if len(graphs) == 1 else []
    if ours and len(ours[0]) == 1 and is_ours(ours[0][0].graph):
        return graph_networks(ours[0][0].graph)
    sessions = [(name, graph) for name, content in graphs.items() for graph in read_graphs(content, name, as_text=True)]
    strange = [name for name, graph in sessions if not is_canvas_graph(graph)]
    if strange:
        raise InputRefused("unknown_graph", f"The graph of «{strange[0]}» was written neither by Network Canvas nor by lifeworld, so it "
                           "does not say who is an ego.", "Give three tables instead: egos, alters and ties.")
    return canvas_networks(graph_tables(sessions), chosen.canvas)


def _seen(files: Mapping[str, bytes], path: str | Path) -> str:
    """Who wrote the files, from their names and headers."""
    if is_canvas(tuple(files)):
        return "canvas"
    if any(name.lower().endswith((".graphml", ".xml")) for name in files):
        return "graphml"
    heads = {name: {spelled(column) for column in _header(content)} for name, content in files.items()}
    if len(files) == 1 and {"customer", "actor", "rings"} <= next(iter(heads.values())) and Path(path).is_file():
        return "drawn"
    if any({"interviewid", "egoid"} <= columns and {"alternumber", "alter1number"} & columns for columns in heads.values()):
        return "egoweb"
    return "three"


def _header(content: bytes) -> list[str]:
    """The columns of a table; none where it cannot be read, which is said later."""
    try:
        return text_table(content.split(b"\n", 1)[0] + b"\n", "header").columns
    except InputRefused:
        return []


def _roles(files: Mapping[str, bytes], said: Mapping[str, str], path: str | Path) -> dict[str, str]:
    """Role -> file: as said, else by the name. Errors: InputRefused where two files fit one role."""
    for role, name in said.items():
        if role not in ROLES or name not in files:
            raise InputRefused("unknown_table", f"«{role}={name}» names no table of «{path}»; its files are {listed(files)}.",
                               f"Write one of {listed(ROLES)}, an equals sign and the name of a file.")
    if said:
        return dict(said)
    roles: dict[str, list[str]] = {}
    for name in files:
        stem = spelled(name.rpartition(".")[0])
        if "tie" in stem or "edge" in stem or "pair" in stem:
            roles.setdefault("ties", []).append(name)
        elif "alter" in stem:
            roles.setdefault("alters", []).append(name)
        elif "ego" in stem:
            roles.setdefault("egos", []).append(name)
    if len(files) == 1:
        roles = {"alters": list(files)}
    for role, names in roles.items():
        if len(names) > 1:
            raise InputRefused("several_tables", f"«{path}» holds several tables of {role}: {listed(names)}.", "Say which one it is.")
    return {role: names[0] for role, names in roles.items()}
