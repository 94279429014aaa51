"""A design as a circuit: components, their pins and nets. Schematic, netlists and bill of materials are written from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from lifeworld_power.core.values import BOOST, BUCK, INVERTING

Kind = Literal["controller", "regulator", "mosfet", "diode", "inductor", "capacitor", "resistor", "source", "load"]


@dataclass(frozen=True, slots=True)
class Component:
    """One component. ``slot``: the slot of the design it fills, "" for what anybody sells; ``value``: in SI, NaN where none is meant;
    ``pins``: pin to net, in the order of the part's pins; ``n``: as many in parallel.
    """

    ref: str
    kind: Kind
    pins: Mapping[str, str]
    slot: str = ""
    value: float = float("nan")
    label: str = ""
    mpn: str = ""
    maker: str = ""
    package: str = ""
    n: int = 1


@dataclass(frozen=True)
class Feedback:
    """What sets and steadies the output: the divider (NaN: its values are open), and the compensation by names of its parts (Ω, F), empty
    inside integrated ones.
    """

    r_top: float
    r_bottom: float
    network: Literal["", "type II", "type II OTA", "type III"] = ""
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Circuit:
    """A whole supply. ``topology`` as in values; ``title`` names it."""

    title: str
    topology: int
    synchronous: bool
    integrated: bool
    components: tuple[Component, ...]

    def of_slot(self, slot: str) -> Component | None:
        """The component that fills a slot."""
        return next((one for one in self.components if one.slot == slot), None)

    def each(self) -> Iterator[Component]:
        """Every piece by itself: three capacitors in parallel become three, C2a to C2c."""
        for one in self.components:
            if one.n == 1:
                yield one
            for number in range(one.n if one.n > 1 else 0):
                yield replace(one, ref=f"{one.ref}{_letters(number)}", n=1)

    @property
    def nets(self) -> tuple[str, ...]:
        """Every net, in the order in which it first appears."""
        return tuple(dict.fromkeys(net for one in self.components for net in one.pins.values()))


def _letters(number: int) -> str:
    return chr(ord("a") + number) if number < 26 else _letters(number // 26 - 1) + _letters(number % 26)


SWITCHED: Mapping[int, Mapping[str, tuple[str, str]]] = {
    BUCK: {"Q1": ("VIN", "SW"), "Q2": ("SW", "GND"), "L1": ("SW", "VOUT")},
    BOOST: {"Q1": ("SW", "GND"), "Q2": ("VOUT", "SW"), "L1": ("VIN", "SW")},
    INVERTING: {"Q1": ("VIN", "SW"), "Q2": ("SW", "VOUT"), "L1": ("SW", "GND")},
}
"""Drain and source of the switches (the rectifier conducts from its source to its drain), and the ends of the inductor."""
GATES: Mapping[str, str] = {"Q1": "G1", "Q2": "G2"}
"""Nets of the gates: of the control switch, and of the second one."""


def circuit_of(title: str, topology: int, synchronous: bool, integrated: bool, chosen: Mapping[str, Component],
               feedback: Feedback) -> Circuit:
    """The circuit of a design. ``chosen``: by slot (U1, Q1, Q2 or D1, L1, Cin, Cout), components whose pins are set here.

    In an inverting supply the regulator's own ground is the negative output, and its feedback is taken from ground. Without a resistor
    at the top of the divider the feedback is the output itself, as fixed regulators have it.
    """
    inverting = topology == INVERTING
    ground, sensed = ("VOUT", "GND") if inverting else ("GND", "VOUT")
    divided = feedback.r_top != 0  # NaN: there is a divider of values that are open
    ways = SWITCHED[topology]
    made: list[Component] = []
    for slot, one in chosen.items():
        if slot == "U1":
            pins = {"VIN": "VIN", "GND": ground, "FB": "FB" if divided else sensed} | _steering(topology, synchronous, integrated)
            pins |= {"COMP": "COMP"} if feedback.network else {}
        elif slot in ("Q1", "Q2"):
            drain, source = ways[slot]
            pins = {"D": drain, "G": GATES[slot], "S": source}
        elif slot == "D1":
            cathode, anode = ways["Q2"]
            pins = {"K": cathode, "A": anode}
        elif slot == "L1":
            pins = dict(zip("12", ways["L1"], strict=True))
        else:
            plus, minus = ("VIN", "GND") if slot == "Cin" else (sensed, ground)
            pins = {"1": plus, "2": minus}
        made.append(replace(one, pins=pins, slot=slot))
    if divided:
        made.append(Component("R1", "resistor", {"1": sensed, "2": "FB"}, value=feedback.r_top))
        made.append(Component("R2", "resistor", {"1": "FB", "2": ground}, value=feedback.r_bottom))
    made.extend(_network(feedback, sensed, ground, "FB" if divided else sensed))
    return Circuit(title, topology, synchronous, integrated, tuple(made))


def _steering(topology: int, synchronous: bool, integrated: bool) -> dict[str, str]:
    """The pins of U1 that the switches hang on. Drivers are named by where they drive: a boost's control switch is its low side."""
    if integrated:
        return {"SW": "SW"} | ({"VOUT": "VOUT"} if topology == BOOST and synchronous else {})
    control, second = ("LG", "HG") if topology == BOOST else ("HG", "LG")
    needed = synchronous or topology != BOOST  # a low side alone does not float on the switch node
    return {control: GATES["Q1"]} | ({second: GATES["Q2"]} if synchronous else {}) | ({"SW": "SW"} if needed else {})


def _network(feedback: Feedback, sensed: str, ground: str, back: str) -> Iterator[Component]:
    """The compensation: at COMP to ground for a transconductance amplifier, between COMP and FB for an operational one."""
    if not feedback.network:
        return
    parts = feedback.parts
    if feedback.network == "type II OTA":
        yield Component("R3", "resistor", {"1": "COMP", "2": "N1"}, value=parts["r_c"])
        yield Component("C3", "capacitor", {"1": "N1", "2": ground}, value=parts["c_z"])
        yield Component("C4", "capacitor", {"1": "COMP", "2": ground}, value=parts["c_p"])
        return
    yield Component("R3", "resistor", {"1": back, "2": "N1"}, value=parts["r2"])
    yield Component("C3", "capacitor", {"1": "N1", "2": "COMP"}, value=parts["c1"])
    yield Component("C4", "capacitor", {"1": back, "2": "COMP"}, value=parts["c2"])
    if feedback.network == "type III":
        yield Component("R4", "resistor", {"1": sensed, "2": "N2"}, value=parts["r3"])
        yield Component("C5", "capacitor", {"1": "N2", "2": back}, value=parts["c3"])
