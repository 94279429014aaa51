"""The schematic of a design: the power path on top, what steers it below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lifeworld_power.core.circuit import GATES, SWITCHED, Circuit, Component
from lifeworld_power.core.drawing.symbols import Sheet, shortened
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, TOPOLOGIES
from lifeworld_power.core.writing.values import UNITS, engineered

WIDTH, HEIGHT = 800.0, 400.0
TOP, LOW = 70.0, 200.0
IN, SW, OUT, END = 70.0, 290.0, 450.0, 740.0
PLACES: Mapping[int, tuple[str, str, str]] = {
    BUCK: ("Q1", "Q2", "L1"), BOOST: ("L1", "Q1", "Q2"), INVERTING: ("Q1", "L1", "Q2")}
"""What stands between input and switch node, from there to ground, and from there to the output."""
LYING, TITLE = 138.0, 320.0
BESIDE: Mapping[str, float] = {"Cin": 136.0, "Cout": 160.0, "standing": 150.0, "divider": 112.0}
"""How wide words may be: of what lies in the power path, of U1, and beside what stands, up to the next thing."""


def schematic(circuit: Circuit, ends: Mapping[str, str]) -> dict[str, Any]:
    """The data of a «drawing»: its SVG, and the same in words. ``ends``: what to write at VIN and VOUT ("14 to 22 V", "3.3 V, 2 A")."""
    sheet = drawn(circuit, ends)
    return {"svg": sheet.svg(WIDTH, HEIGHT, f"Schematic of {circuit.title}"), "said": in_words(circuit)}


def drawn(circuit: Circuit, ends: Mapping[str, str]) -> Sheet:
    """The sheet with everything on it."""
    sheet = Sheet()
    sheet.port(IN - 30, TOP, "VIN")
    sheet.text(IN - 38, TOP + 20, ends.get("VIN", ""), small=True)
    sheet.port(END + 20, TOP, "", left=False)
    sheet.text(END + 24, TOP - 10, "VOUT", anchor="end", strong=True)
    sheet.text(END + 24, TOP + 20, ends.get("VOUT", ""), small=True, anchor="end")
    sheet.wire((IN - 26, TOP), (IN + 80, TOP))
    sheet.wire((OUT, TOP), (END + 16, TOP))
    first, shunt, last = PLACES[circuit.topology]
    _placed(sheet, circuit, first, IN + 80, SW)
    _standing(sheet, circuit, shunt)
    _placed(sheet, circuit, last, SW, OUT)
    sheet.dot(SW, TOP)
    sheet.text(SW + 6, TOP - 8, "SW", small=True)
    for slot, x in (("Cin", IN + 30), ("Cout", OUT + 30)):
        if (one := circuit.of_slot(slot)) is not None:
            sheet.capacitor(x, TOP, LOW)
            sheet.ground(x, LOW)
            sheet.dot(x, TOP)
            _named(sheet, one, x + 16, (TOP + LOW) / 2 - 4, BESIDE[slot])
    _divider(sheet, circuit)
    _control(sheet, circuit)
    return sheet


def in_words(circuit: Circuit) -> str:
    """Which component lies between which nets, for whoever does not see the drawing."""
    parts = [f"{one.ref}{f' ({one.n} in parallel)' if one.n > 1 else ''}, {_value(one) or one.mpn}, {_between(one)}"
             for one in circuit.components]
    article = "An" if circuit.topology == INVERTING else "A"
    return f"{article} {TOPOLOGIES[circuit.topology]} supply. {'; '.join(parts)}."


def _between(one: Component) -> str:
    if len(one.pins) == 2 and one.kind != "diode":
        return f"lies between {' and '.join(one.pins.values())}"
    return "has " + ", ".join(f"{pin} at {net}" for pin, net in one.pins.items())


def _placed(sheet: Sheet, circuit: Circuit, slot: str, x1: float, x2: float) -> None:
    """A component lying in the power path, with its drain or first pin where its net is."""
    if slot == "L1":
        sheet.inductor(x1, TOP, x2, TOP)
        _above(sheet, circuit.of_slot("L1"), (x1 + x2) / 2)
        return
    drain_left = SWITCHED[circuit.topology][slot][0] in ("VIN",) or (slot == "Q2" and SWITCHED[circuit.topology]["Q2"][0] == "SW")
    diode = circuit.of_slot("D1") if slot == "Q2" else None
    if diode is not None or (slot == "Q2" and not circuit.synchronous):
        anode, cathode = (x2, x1) if drain_left else (x1, x2)
        sheet.diode(anode, TOP, cathode, TOP)
        _above(sheet, diode, (x1 + x2) / 2)
    else:
        ends = (x1, x2) if drain_left else (x2, x1)
        sheet.switch(ends[0], TOP, ends[1], TOP, _gate(circuit, slot))
        _above(sheet, circuit.of_slot(slot), (x1 + x2) / 2, inside=circuit.integrated)


def _standing(sheet: Sheet, circuit: Circuit, slot: str) -> None:
    """The component between the switch node and ground."""
    one = circuit.of_slot(slot)
    if slot == "L1":
        sheet.inductor(SW, TOP, SW, LOW)
    elif slot == "Q2" and not circuit.synchronous:
        one = circuit.of_slot("D1")
        sheet.diode(SW, LOW, SW, TOP)
    else:
        sheet.switch(SW, TOP, SW, LOW, _gate(circuit, slot))
    sheet.ground(SW, LOW)
    if one is not None:
        _named(sheet, one, SW + 18, (TOP + LOW) / 2 - 4, BESIDE["standing"])
    elif circuit.integrated:
        sheet.text(SW + 18, (TOP + LOW) / 2 + 4, "in U1", small=True)


def _gate(circuit: Circuit, slot: str) -> str:
    return "" if circuit.integrated else GATES[slot]


def _divider(sheet: Sheet, circuit: Circuit) -> None:
    top, bottom = (next((one for one in circuit.components if one.ref == ref), None) for ref in ("R1", "R2"))
    x, middle = END - 70, 150.0
    if top is None or bottom is None:
        return
    inverting = circuit.topology == INVERTING
    sheet.dot(x, TOP)
    low, high = (top, bottom) if inverting else (bottom, top)  # an inverting supply feeds back from ground
    sheet.resistor(x, TOP, middle)
    sheet.resistor(x, middle, LOW + 30)
    sheet.ground(x, LOW + 30)
    _named(sheet, high, x + 14, (TOP + middle) / 2, BESIDE["divider"])
    _named(sheet, low, x + 14, (middle + LOW + 30) / 2, BESIDE["divider"])
    sheet.dot(x, middle)
    sheet.text(x + 14, middle + 4, "FB", small=True)


def _control(sheet: Sheet, circuit: Circuit) -> None:
    """The box of the regulator or controller, its pins by the names of their nets, and its compensation beside it."""
    one = circuit.of_slot("U1")
    if one is None:
        return
    left, top, width = 110.0, 285.0, 250.0
    pins = [(pin, net) for pin, net in one.pins.items()]
    rows = (len(pins) + 1) // 2
    height = 24 + 22 * rows
    sheet.path(f"M{left} {top}h{width}v{height}h-{width}z")
    sheet.text(left + width / 2, top - 22, shortened(f"{one.ref} {one.mpn}", TITLE, strong=True), anchor="middle", strong=True)
    sheet.text(left + width / 2, top - 7, shortened(one.label or one.maker, TITLE, small=True), anchor="middle", small=True)
    for number, (pin, net) in enumerate(pins):
        right = number >= rows
        y = top + 24 + 22 * (number % rows)
        x = left + width if right else left
        sheet.text(x + (-8 if right else 8), y + 4, pin, anchor="end" if right else "start", small=True)
        sheet.wire((x, y), (x + (22 if right else -22), y))
        sheet.text(x + (26 if right else -26), y + 4, net, anchor="start" if right else "end", small=True)
    others = [each for each in circuit.components if each.ref in ("R3", "R4", "C3", "C4", "C5")]
    if others:
        sheet.text(430, top + 8, "Compensation", strong=True)
    for number, each in enumerate(others):
        sheet.text(430, top + 28 + 18 * number, f"{each.ref}  {_value(each)}  {' – '.join(each.pins.values())}", small=True)


def _above(sheet: Sheet, one: Component | None, x: float, *, inside: bool = False) -> None:
    if one is None:
        if inside:
            sheet.text(x, TOP - 22, "in U1", anchor="middle", small=True)
        return
    sheet.text(x, TOP - 36, f"{one.ref} {_value(one)}".strip(), anchor="middle", strong=True)
    sheet.text(x, TOP - 22, shortened(one.mpn, LYING, small=True), anchor="middle", small=True)


def _named(sheet: Sheet, one: Component, x: float, y: float, most: float) -> None:
    """Its name and value beside it, no wider than ``most``, and what it is called below."""
    times = f"{one.n} × " if one.n > 1 else ""
    sheet.text(x, y, shortened(f"{one.ref} {times}{_value(one)}".strip(), most, strong=True), strong=True)
    if one.mpn:
        sheet.text(x, y + 14, shortened(one.mpn, most, small=True), small=True)


def _value(one: Component) -> str:
    return engineered(one.value, UNITS[one.kind]) if one.kind in UNITS and one.value == one.value else ""
