"""Circuits of every kind of design: pins, nets, what leaves as text, and the schematic."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from lifeworld.tools.core.drawings import safe_svg
from lifeworld_power.core.circuit import Circuit, Component, Feedback, circuit_of
from lifeworld_power.core.drawing.schematic import in_words, schematic
from lifeworld_power.core.tool.lines import circuit
from lifeworld_power.core.tool.looped import looped
from lifeworld_power.core.writing.bom import HEAD, bom_csv
from lifeworld_power.core.writing.kicad import netlist
from lifeworld_power.tests.designs import VARIANTS, example, reckoned

ENDS = {"VIN": "14 to 22 V", "VOUT": "3.3 V, 2 A"}


def made(variant: tuple[int, bool, bool]) -> Circuit:
    """The circuit of an example."""
    return circuit(example(*variant), "A supply", looped(reckoned(*variant)).feedback)


def pins(whole: Circuit) -> dict[str, dict[str, str]]:
    """Nets by pin, by reference."""
    return {one.ref: dict(one.pins) for one in whole.components}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_net_joins_two_pins(variant: tuple[int, bool, bool]) -> None:
    whole = made(variant)
    assert len({one.ref for one in whole.each()}) == len(list(whole.each()))
    for net in whole.nets:
        assert sum(list(one.pins.values()).count(net) for one in whole.components) >= 2, f"{net} of {variant}"
    assert all(len(set(one.pins.values())) > 1 for one in whole.components), "nothing is shorted"


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_power_path_is_that_of_the_topology(variant: tuple[int, bool, bool]) -> None:
    topology, synchronous, integrated = variant
    found = pins(made(variant))
    assert found["L1"] == ({"1": "SW", "2": "VOUT"}, {"1": "VIN", "2": "SW"}, {"1": "SW", "2": "GND"})[topology]
    low, high = (("GND", "SW"), ("SW", "VOUT"), ("VOUT", "SW"))[topology]
    if not synchronous:
        assert found["D1"] == {"K": high, "A": low}
    elif not integrated:
        assert (found["Q2"]["S"], found["Q2"]["D"]) == (low, high), "it conducts as a diode would"
    if not integrated:
        assert (found["Q1"]["D"], found["Q1"]["S"]) == (("VIN", "SW"), ("SW", "GND"), ("VIN", "SW"))[topology]
        gates = {pin: net for pin, net in found["U1"].items() if pin in ("HG", "LG")}
        assert gates[("HG", "LG", "HG")[topology]] == found["Q1"]["G"]
        assert set(gates.values()) == {found[ref]["G"] for ref in ("Q1", "Q2") if ref in found}
    assert found["C1"] == {"1": "VIN", "2": "GND"}


@pytest.mark.parametrize("variant", VARIANTS)
def test_feedback_stands_on_the_ground_of_the_regulator(variant: tuple[int, bool, bool]) -> None:
    found = pins(made(variant))
    ground = "VOUT" if variant[0] == 2 else "GND"
    assert found["U1"]["GND"] == ground and found["R2"] == {"1": "FB", "2": ground}
    assert found["R1"] == {"1": "GND" if variant[0] == 2 else "VOUT", "2": "FB"}
    assert found["C2"]["2"] == ground, "a capacitor's second pin is its lower one"
    if "COMP" in found["U1"]:
        assert found["R3"]["1"] == "COMP" and found["C3"]["2"] == ground


@pytest.mark.parametrize("network", ["type II", "type II OTA", "type III"])
def test_every_network_is_joined(network: str) -> None:
    parts = {"r_c": 5e3, "c_z": 4e-9, "c_p": 8e-11, "r2": 3e3, "c1": 6e-9, "c2": 2e-10, "r3": 300.0, "c3": 2e-9}
    given = {slot: Component(slot, kind, {}, slot, mpn=slot) for slot, kind in (
        ("U1", "controller"), ("Q1", "mosfet"), ("Q2", "mosfet"), ("L1", "inductor"), ("Cin", "capacitor"), ("Cout", "capacitor"))}
    for top in (31e3, 0.0):
        whole = circuit_of("x", 0, True, False, given, Feedback(top, 10e3, network, parts))
        for net in whole.nets:
            assert sum(list(one.pins.values()).count(net) for one in whole.components) >= 2, (network, net)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_netlist_closes_every_bracket_and_names_every_piece(variant: tuple[int, bool, bool]) -> None:
    whole = made(variant)
    text = netlist(whole)
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    depth = 0
    for letter in bare:
        depth += (letter == "(") - (letter == ")")
        assert depth >= 0
    assert depth == 0
    assert set(re.findall(r'\(comp \(ref "([^"]+)"', text)) == {one.ref for one in whole.each()}
    for code, nodes in re.findall(r'\(net \(code "(\d+)"\) \(name "[^"]+"\)(.*)\)$', text, re.M):
        assert code and nodes.count("(node ") >= 2


def test_texts_of_a_catalogue_close_no_string() -> None:
    whole = made((0, True, True))
    evil = replace(whole, title='") (x', components=tuple(replace(one, mpn='a"b\\)\n(c', maker='=cmd("x")') for one in whole.components))
    text = netlist(evil)
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    assert bare.count("(") == bare.count(")") and "(c\n" not in bare and len(text.splitlines()) == len(netlist(whole).splitlines())
    rows = list(csv.reader(bom_csv(evil).splitlines()))
    assert rows[0] == list(HEAD) and all(len(row) == len(HEAD) or row for row in rows)
    assert "'=cmd" in bom_csv(evil)
    drawn = schematic(replace(evil, title="<script>"), {"VIN": "</svg><script>", "VOUT": "&"})["svg"]
    assert "<script" not in drawn
    ET.fromstring(drawn)  # noqa: S314  (made here)


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_bill_of_materials_counts_every_piece(variant: tuple[int, bool, bool]) -> None:
    whole = made(variant)
    rows = list(csv.DictReader(bom_csv(whole).splitlines()))
    assert sum(int(row["Qty"]) for row in rows) == len(list(whole.each()))
    assert all(len(row["Reference"].split()) == int(row["Qty"]) for row in rows)
    assert {row["MPN"] for row in rows if row["MPN"]} == {one.mpn for one in whole.components if one.mpn}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_schematic_names_every_part_and_is_safe(variant: tuple[int, bool, bool]) -> None:
    whole = made(variant)
    drawn = schematic(whole, ENDS)
    texts = " ".join(one.text or "" for one in ET.fromstring(drawn["svg"]).iter())  # noqa: S314  (made here)
    for one in whole.components:
        assert one.ref in texts and one.ref in drawn["said"], one.ref
    assert safe_svg(drawn["svg"]).count("<path") == drawn["svg"].count("<path")
    assert all(net in drawn["said"] for net in whole.nets) and drawn["said"] == in_words(whole)
    numbers = [float(one) for one in re.findall(r'(?: x| y|cx|cy)="(-?[\d.]+)"', drawn["svg"])]
    assert min(numbers) >= 0 and max(numbers) <= 800
