"""A tool of another kind, which keeps the protocol honest: shelves of boards and brackets. Lengths in mm, weights in kg."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.keys import item_key
from lifeworld.partners.core.snapshot import Items
from lifeworld.partners.core.supply import Supply
from lifeworld.tools.core.fronts import nondominated, oriented
from lifeworld.tools.core.values import (
    Candidates,
    Check,
    Design,
    Export,
    Group,
    Line,
    Measure,
    Panel,
    Preset,
    Rejected,
    Studied,
    Study,
    Told,
    ToolPlan,
    Value,
    silent,
)

NAN = float("nan")
BOARDS = (("oak-18", 2400.0, 300.0, 18.0, 11_000.0, 720.0), ("oak-27", 2400.0, 300.0, 27.0, 11_000.0, 720.0),
          ("pine-18", 2000.0, 250.0, 18.0, 9_000.0, 480.0), ("chip-19", 2600.0, 300.0, 19.0, 2_500.0, 650.0),
          ("mystery-22", 2500.0, 300.0, 22.0, NAN, 600.0))
"""Name, length, depth, thickness, modulus (N/mm², NaN unknown), density (kg/m³)."""
BRACKETS = (("steel-s", 40.0, 200.0), ("steel-l", 90.0, 280.0), ("wire", 12.0, 220.0))
"""Name, load (kg), depth."""
MODULUS = (2_000.0, 14_000.0)
"""What the modulus of a board may be of which nobody says it."""
COUNTS = (2, 3, 4, 5, 6)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["width", "load"], "properties": {
        "width": {"type": "number", "title": "Width", "minimum": 200, "maximum": 3000, "default": 1200, "x-unit": "mm", "x-group": "Shelf"},
        "depth": {"type": "number", "title": "Depth", "minimum": 100, "maximum": 600, "default": 240, "x-unit": "mm", "x-group": "Shelf"},
        "load": {"type": "number", "title": "Load", "minimum": 0, "maximum": 500, "default": 30, "x-unit": "kg", "x-group": "Use"},
        "wood": {"type": "string", "title": "Wood", "enum": ["", "oak", "pine", "chip", "mystery"], "default": "", "x-group": "Use"},
        "painted": {"type": "boolean", "title": "Painted", "default": False, "x-group": "Use"},
        "sag": {"type": "number", "title": "Sag, as a share of the span", "minimum": 0.001, "maximum": 0.02, "default": 0.005,
                "x-group": "Limits", "x-advanced": True, "x-limits": "sag"},
        "cost": {"type": ["number", "null"], "title": "Cost at most", "minimum": 0, "x-group": "Limits", "x-advanced": True,
                 "x-limits": "cost"}}}


def boards_key(name: str) -> str:
    """The item of a board."""
    return item_key(name, "woodworks")


def brackets_key(name: str) -> str:
    """The item of a bracket."""
    return item_key(name, "ironworks")


@dataclass(frozen=True, eq=False)
class ShelfTool:
    """Boards and brackets: few enough to be looked at one by one."""

    name: str = "shelf"
    title: str = "Shelves"
    about: str = "Shelves of boards on brackets that carry what is put on them."
    version: str = "1"
    catalogue: str = "Eight invented parts"
    schema: Mapping[str, Any] = None
    measures: tuple[Measure, ...] = (
        Measure("cost", "Cost", "", "less", 3, log=True, in_front=True), Measure("weight", "Weight", "kg", "less", 3, in_front=True),
        Measure("sag", "Sag", "share", "less", 3, in_front=True), Measure("brackets", "Brackets", "", "", 2))
    presets: tuple[Preset, ...] = (Preset("balanced", "Balanced", {"weight": 1.0, "sag": 1.0}), Preset("light", "Light", {"weight": 1.0}))
    broken: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "schema", SCHEMA)
        object.__setattr__(self, "items", Items.of([*(boards_key(one[0]) for one in BOARDS), *(brackets_key(one[0]) for one in BRACKETS)]))

    @property
    def exports(self) -> tuple[Export, ...]:
        """A cut list."""
        return (Export("cuts", "Cut list", ".txt", "text/plain", lambda design: f"{design.title}\n{design.lines[0].about}\n"),)

    @property
    def studies(self) -> tuple[Study, ...]:
        """Sag over load."""
        return (Study("sag", "Sag over load", "Reckons the sag for loads from nothing to twice what was asked.", _sag_over_load),)

    def checked(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """A shelf is no deeper than wide."""
        if spec["depth"] > 2 * spec["width"]:
            raise InputRefused("deep", "«Depth» (depth) is more than twice the width.", "Make it wider, or less deep.")
        return dict(spec)

    def configure(self, spec: Mapping[str, Any], supply: Supply, told: Told = silent) -> Candidates:
        """Every board with every bracket and every number of them."""
        told(0.0, "Boards and brackets are put together.")
        board, bracket, count = (at.ravel() for at in np.meshgrid(np.arange(len(BOARDS)), np.arange(len(BRACKETS)), np.array(COUNTS),
                                                                 indexing="ij"))
        made = [_reckoned(spec, *BOARDS[i][1:], *BRACKETS[j][1:], n) for i, j, n in zip(board, bracket, count, strict=True)]
        sag, low, high, weight, room, deep, carried, wood = (np.array(column) for column in zip(*made, strict=True))
        wood = np.array([not spec["wood"] or BOARDS[i][0].startswith(spec["wood"]) for i in board])
        cost = self._cost(supply, board, bracket, count)
        limit = spec.get("cost")
        rules = (("wood", "another wood", "board", ~wood), ("length", "Boards are long enough", "board", ~room),
                 ("depth", "Brackets and boards fit the depth", "bracket", ~deep), ("load", "Brackets carry the load", "bracket", ~carried),
                 ("sag", "The board does not sag", "board", np.where(np.isnan(sag), high, sag) > spec["sag"]),
                 ("cost", "It costs no more than it may", "all", np.zeros(len(cost), bool) if limit is None else ~(cost <= limit)))
        left, rejected = np.ones(len(board), bool), []
        for rule, title, slot, fails in rules:
            out = left & fails
            if out.any():
                nearest = self._nearest(rule, spec, board[out], bracket[out], count[out])
                rejected.append(Rejected(rule, title, slot, int(out.sum()), nearest))
            left &= ~fails
        values = {"cost": cost[left], "weight": weight[left], "sag": sag[left], "brackets": count[left].astype(float)}
        bounds = {"sag": (np.where(np.isnan(sag), low, sag)[left], np.where(np.isnan(sag), high, sag)[left])}
        front = nondominated(oriented([values[one.key] for one in self.measures if one.in_front],
                                      [one.better for one in self.measures if one.in_front]))
        woods = Group("wood", "Wood", tuple(one[0] for one in BOARDS), board[left].astype(np.int32))
        told(1.0, "Done.")
        return Candidates(values, {"board": board[left].astype(np.int32), "bracket": bracket[left].astype(np.int32)},
                          {"count": count[left].astype(float)}, {"sag": bounds["sag"][0]}, {"sag": bounds["sag"][1]}, (woods,), front,
                          np.zeros(int(left.sum()), np.int16), ("sag",), considered=len(board), rejected=tuple(rejected),
                          notes=("Sag is in doubt for boards of an unknown wood.",))

    def named(self, candidates: Candidates, row: int) -> tuple[dict[str, str], dict[str, float]]:
        """Board, bracket and how many."""
        board, bracket = (int(candidates.parts[slot][row]) for slot in ("board", "bracket"))
        if not (0 <= board < len(BOARDS) and 0 <= bracket < len(BRACKETS)):
            raise IndexError("no such part")
        return {"B1": boards_key(BOARDS[board][0]), "K1": brackets_key(BRACKETS[bracket][0])}, {
            "count": float(candidates.settings["count"][row])}

    def titles(self, candidates: Candidates, rows: Sequence[int]) -> list[str]:
        """The board and the brackets."""
        return [_title(*self.named(candidates, row)) for row in rows]

    def design(self, spec: Mapping[str, Any], parts: Mapping[str, str], turned: Mapping[str, float], supply: Supply) -> Design:
        """One shelf in full."""
        board = next((one for one in BOARDS if boards_key(one[0]) == parts.get("B1")), None)
        bracket = next((one for one in BRACKETS if brackets_key(one[0]) == parts.get("K1")), None)
        if board is None or bracket is None or set(parts) != {"B1", "K1"} or turned.get("count") not in COUNTS:
            raise InputRefused("no_part", "The catalogue has no such board or bracket, or not so many of them.",
                               "Choose from the catalogue.")
        n = int(turned["count"])
        sag, low, high, weight, *_ = _reckoned(spec, *board[1:], *bracket[1:], n)
        cost = float(self._cost(supply, np.array([BOARDS.index(board)]), np.array([BRACKETS.index(bracket)]), np.array([n]))[0])
        known, priced = not math.isnan(sag), None if math.isnan(cost) else cost
        values = (Value("cost", "Cost", priced, "", how="offers",
                        unknown="not every part is offered" if priced is None else ""),
                  Value("weight", "Weight", weight, "kg", how="equations"),
                  Value("sag", "Sag", sag if known else None, "share", low=None if known else low, high=None if known else high,
                        how="equations", unknown="" if known else "nobody says how stiff this board is"),
                  Value("brackets", "Brackets", float(n), "", 2))
        lines = (Line("B1", parts["B1"], board[0], 1, f"{spec['width']:g} × {spec['depth']:g} × {board[3]:g} mm", "Woodworks", "board",
                      tuple(boards_key(one[0]) for one in BOARDS if one is not board)),
                 Line("K1", parts["K1"], bracket[0], n, f"carries {bracket[1]:g} kg", "Ironworks", "bracket",
                      tuple(brackets_key(one[0]) for one in BRACKETS if one is not bracket)),
                 Line("S1", "", "Screw 5 × 40", 4 * n, "anybody sells them"))
        return Design(dict(spec), dict(parts), dict(turned), _title(parts, turned), values, _checks(spec, board, bracket, n), lines,
                      _panels(spec, board, n, weight, sag if known else high), () if known else ("How stiff this board is is not known.",))

    def _cost(self, supply: Supply, board: Any, bracket: Any, count: Any) -> Any:
        if not supply.given:
            return np.full(len(board), NAN)
        ones = supply.priced(self.items, 1)
        many = {n: supply.priced(self.items, n) for n in COUNTS}
        return np.array([ones.cost[i] + many[int(n)].cost[len(BOARDS) + j] for i, j, n in zip(board, bracket, count, strict=True)])

    def _nearest(self, rule: str, spec: Mapping[str, Any], board: Any, bracket: Any, count: Any) -> Check | None:
        checks = [one for i, j, n in zip(board, bracket, count, strict=True) for one in _checks(spec, BOARDS[i], BRACKETS[j], int(n))
                  if one.rule == rule and not math.isnan(one.margin)]
        return max(checks, key=lambda one: one.margin) if checks else None


def _reckoned(spec: Mapping[str, Any], length: float, depth: float, thick: float, modulus: float, density: float, carries: float,
              bracket_depth: float, n: int) -> tuple[float, float, float, float, bool, bool, bool, bool]:
    """Sag as a share of the span (with bounds), weight, and whether it is long enough, deep enough, and carried."""
    span, weight = spec["width"] / (n - 1), spec["width"] * spec["depth"] * thick * density * 1e-9
    inertia = spec["depth"] * thick**3 / 12
    force = 9.81 * (spec["load"] + weight) / spec["width"]

    def sag(stiff: float) -> float:
        return 5 * force * span**3 / (384 * stiff * inertia)

    known = not math.isnan(modulus)
    low, high = (sag(modulus), sag(modulus)) if known else (sag(MODULUS[1]), sag(MODULUS[0]))
    deep = bracket_depth <= depth and spec["depth"] <= min(depth, 1.3 * bracket_depth)
    return (sag(modulus) if known else NAN), low, high, weight, spec["width"] <= length, deep, (spec["load"] + weight) / n <= carries, True


def _checks(spec: Mapping[str, Any], board: Any, bracket: Any, n: int) -> tuple[Check, ...]:
    sag, _, high, weight, *_ = _reckoned(spec, *board[1:], *bracket[1:], n)
    each, bad = (spec["load"] + weight) / n, (high if math.isnan(sag) else sag)
    return (
        Check("length", f"B1 {board[0]}", spec["width"], board[1], "mm", "at most", 1 - spec["width"] / board[1],
              "" if spec["width"] <= board[1] else f"A shelf of {board[1]:g} mm can be made of it."),
        Check("load", f"K1 {bracket[0]}", each, bracket[1], "kg", "at most", 1 - each / bracket[1],
              "" if each <= bracket[1] else f"{int(-(-(spec['load'] + weight) // bracket[1]))} brackets of this kind would carry it."),
        Check("sag", f"B1 {board[0]}", bad, spec["sag"], "share", "at most", 1 - bad / spec["sag"],
              "" if bad <= spec["sag"] else "One bracket more, or a thicker board, would hold it."))


def _title(parts: Mapping[str, str], turned: Mapping[str, float]) -> str:
    board, bracket = (parts[slot].partition("@")[0].lower() for slot in ("B1", "K1"))
    return f"{board} on {turned['count']:g} × {bracket}"


def _panels(spec: Mapping[str, Any], board: Any, n: int, weight: float, sag: float) -> tuple[Panel, ...]:
    marks = "".join(f'<path d="M{10 + 180 * at / (n - 1):g} 20v20h-8" stroke="currentColor" fill="none"/>' for at in range(n))
    svg = (f'<svg viewBox="0 0 200 60"><rect x="5" y="12" width="190" height="8" fill="currentColor"/>{marks}'
           f'<text x="5" y="56">{board[0]}</text></svg>')
    x = np.linspace(0, 1, 21)
    return (Panel("picture", "Picture", "drawing", {"svg": svg, "said": f"A board of {spec['width']:g} mm on {n} brackets."}),
            Panel("weight", "Weight", "shares", {"unit": "kg", "parts": [{"title": "Board", "value": weight, "note": ""},
                                                                         {"title": "Brackets", "value": None, "note": "not stated"}],
                                                "total": None}),
            Panel("bend", "Bend", "lines", {"x": {"title": "Along a span", "unit": "", "log": False},
                                            "y": [{"title": "Sag", "unit": "share", "log": False}],
                                            "series": [{"title": "Sag", "x": x, "y": 16 / 5 * sag * (x - 2 * x**3 + x**4), "axis": 0}]},
                  "Each span bends alike."),
            Panel("table", "Spans", "table", {"head": ["Span", "mm"], "rows": [[at + 1, spec["width"] / (n - 1)] for at in range(n - 1)]}))


def _sag_over_load(design: Design, told: Told) -> Studied:
    board = next(one for one in BOARDS if boards_key(one[0]) == design.parts["B1"])
    bracket = next(one for one in BRACKETS if brackets_key(one[0]) == design.parts["K1"])
    loads, found = np.linspace(0, 2 * design.spec["load"], 9), []
    for at, load in enumerate(loads):
        told(at / len(loads), f"{load:g} kg")
        found.append(_reckoned({**design.spec, "load": load}, *board[1:], *bracket[1:], int(design.turned["count"]))[2])
    panel = Panel("over-load", "Sag over load", "lines", {"x": {"title": "Load", "unit": "kg", "log": False},
                                                          "y": [{"title": "Sag", "unit": "share", "log": False}],
                                                          "series": [{"title": "Sag", "x": loads, "y": np.array(found), "axis": 0}]})
    return Studied((panel,), (Value("most", "Sag at twice the load", found[-1], "share"),), ("Loads are spread evenly.",))


PLAN = ToolPlan("shelf", "Shelves", ShelfTool)
