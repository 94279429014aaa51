"""A netlist that KiCad reads (File, Import, Netlist in its board editor), version E of the format.

Source: KiCad's "Eeschema netlist" as its own exporter writes it: (export (version "E") (design ...) (components ...) (nets ...)).
"""

from __future__ import annotations

from collections.abc import Mapping

from lifeworld_power.core.circuit import Circuit, Component
from lifeworld_power.core.writing.values import plain

FOOTPRINTS: Mapping[tuple[str, str], str] = {
    **{("capacitor", size): f"Capacitor_SMD:C_{size}_{metric}Metric"
       for size, metric in (("0201", "0603"), ("0402", "1005"), ("0603", "1608"), ("0805", "2012"), ("1206", "3216"), ("1210", "3225"),
                            ("1812", "4532"), ("2220", "5750"))},
    **{("resistor", ""): "Resistor_SMD:R_0402_1005Metric", ("capacitor", ""): "Capacitor_SMD:C_0402_1005Metric"},
    **{("diode", name): f"Diode_SMD:D_{name}" for name in ("SMA", "SMB", "SMC", "SOD-123", "SOD-323")},
    ("mosfet", "SOT-23"): "Package_TO_SOT_SMD:SOT-23", ("mosfet", "TO-252"): "Package_TO_SOT_SMD:TO-252-2",
    ("mosfet", "SOIC-8"): "Package_SO:SOIC-8_3.9x4.9mm_P1.27mm", ("regulator", "SOT-23-6"): "Package_TO_SOT_SMD:SOT-23-6",
    ("regulator", "SOT-23-5"): "Package_TO_SOT_SMD:SOT-23-5",
}
"""Footprints of KiCad's own libraries, by kind and package; others are left open, because a wrong one is worse than none."""


def footprint(one: Component) -> str:
    """The footprint of a component in KiCad's libraries, "" where none is certain."""
    return FOOTPRINTS.get((one.kind, one.package), "")


def netlist(circuit: Circuit, date: str = "") -> str:
    """The netlist as text. Pins are named, because data sheets number them: a regulator's need to be matched to its symbol by hand.

    Texts of parts are quoted, so that nothing in a catalogue can close a string.
    """
    components = list(circuit.each())
    lines = ['(export (version "E")', f"  (design (source {_text(circuit.title)}) (date {_text(date)}) (tool {_text('lifeworld power')}))",
             "  (components"]
    for one in components:
        value = plain(one.kind, one.value) or one.mpn
        fields = "".join(f" (field (name {_text(name)}) {_text(text)})"
                         for name, text in (("MPN", one.mpn), ("Manufacturer", one.maker)) if text)
        lines.append(f"    (comp (ref {_text(one.ref)}) (value {_text(value)}) (footprint {_text(footprint(one))})"
                     f"{f' (fields{fields})' if fields else ''})")
    lines += ["  )", "  (nets"]
    for code, net in enumerate(circuit.nets, 1):
        nodes = "".join(f" (node (ref {_text(one.ref)}) (pin {_text(pin)}))"
                        for one in components for pin, to in one.pins.items() if to == net)
        lines.append(f"    (net (code {_text(str(code))}) (name {_text(net)}){nodes})")
    return "\n".join([*lines, "  )", ")", ""])


def _text(value: str) -> str:
    clean = "".join(letter if letter.isprintable() else " " for letter in value)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
