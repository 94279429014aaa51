"""What the divider of the output is made for: a reference that is stated, one taken from the lowest output, or none that is known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from lifeworld.plugin import Supply
from lifeworld_power.core.assembly import references
from lifeworld_power.core.catalogue import parts
from lifeworld_power.core.checks import reference_check
from lifeworld_power.core.drawing.schematic import schematic
from lifeworld_power.core.tool.lines import circuit, lines
from lifeworld_power.core.tool.looped import divided, loop_values, looped
from lifeworld_power.core.tool.placed import Placed
from lifeworld_power.core.tool.power import PowerTool
from lifeworld_power.core.tool.realised import realised
from lifeworld_power.core.tool.tolerated import tolerated, yield_panel, yield_values
from lifeworld_power.core.values import Parts
from lifeworld_power.core.writing.bom import bom_csv
from lifeworld_power.core.writing.kicad import netlist
from lifeworld_power.tests.designs import SAID, TURNED, chosen, example, fictional


def saying(where: Placed, **columns: float) -> Placed:
    """The same design with other things that U1 states of itself."""
    u1 = where.parts["U1"]
    said = Parts(u1.kind, u1.keys, {**u1.columns, **{name: np.full(1, value) for name, value in columns.items()}}, u1.texts)
    return replace(where, parts={**where.parts, "U1": said})


def test_an_adjustable_part_compares_with_its_lowest_output_where_it_states_no_reference() -> None:
    told = {"vref": [0.6, math.nan, math.nan, math.nan, math.nan, math.nan, math.nan], "fixed": [0, 0, 1, math.nan, math.nan, 0, 0],
            "vout_min": [0.8, 0.7, 1.2, 0.8, 1.2, 3.3, math.nan], "vout_max": [5, 3.3, 1.2, 24, 1.2, 24, 24]}
    found = references(parts("regulator", list("abcdefg"), {name: np.array(one, float) for name, one in told.items()}, {}))
    np.testing.assert_equal(found.vref, [0.6, 0.7, math.nan, 0.8, math.nan, math.nan, math.nan])
    assert found.derived.tolist() == [0, 1, 0, 1, 0, 0, 0]


@pytest.mark.parametrize("integrated", [True, False])
def test_the_divider_is_made_for_the_lowest_output_that_is_stated(integrated: bool) -> None:
    where = saying(example(0, True, integrated), vref=math.nan, vout_min=0.7)
    feedback, vref, made = divided(where)
    assert vref == 0.7
    assert feedback.r_top / feedback.r_bottom == pytest.approx(3.3 / 0.7 - 1, rel=0.006)  # 3.714, by hand; for 0.8 V it would be 3.125
    assert made == pytest.approx(0.7 * (1 + feedback.r_top / feedback.r_bottom))
    assert any("lowest output" in said and "data sheet" in said for said in where.flags)
    assert all(check.holds for check in reference_check(where))


def test_a_reference_that_is_taken_from_elsewhere_is_told_beside_what_rests_on_it() -> None:
    where = saying(example(0, True, False), vref=math.nan, vout_min=0.7)
    real = realised(where)
    found = looped(real)
    shown = {one.slot: one for one in lines(where, circuit(where, "x", found.feedback), fictional(), Supply.none())}
    assert "700 mV" in shown["R1"].about and "data sheet" in shown["R2"].about
    assert "700 mV" in next(one for one in loop_values(real, found) if one.key == "set").how
    built, limits = tolerated(real, found)
    assert "output" in built.unknown and "700 mV" in yield_panel(real, built, limits).about
    assert "not counted: output" in next(yield_values(built)).how


@pytest.mark.parametrize("integrated", [True, False])
def test_no_resistors_are_claimed_for_a_reference_that_nobody_knows(integrated: bool) -> None:
    where = saying(example(0, True, integrated), vref=math.nan, vout_min=math.nan)
    real = realised(where)
    found = looped(real)
    whole = circuit(where, "x", found.feedback)
    resistors = {one.ref: one for one in whole.components if one.ref in ("R1", "R2")}
    assert set(resistors) == {"R1", "R2"} and all(math.isnan(one.value) for one in resistors.values())
    shown = {one.slot: one for one in lines(where, whole, fictional(), Supply.none())}
    assert "open" in shown["R1"].title and "3.3 V / reference" in shown["R1"].about and "Ω" not in shown["R1"].title
    value = next(one for one in loop_values(real, found) if one.key == "set")
    assert value.value is None and "reference" in value.unknown
    built, limits = tolerated(real, found)
    assert "output" in built.unknown and "not known" in yield_panel(real, built, limits).about
    assert 'fb' in netlist(whole).lower() and "nan" not in netlist(whole).lower() + bom_csv(whole).lower()
    assert "nan" not in schematic(whole, {})["svg"]
    check = reference_check(where)[0]
    assert not check.holds and check.yes_or_no and "data sheet" in check.change


def test_a_design_of_a_reference_that_nobody_knows_does_not_hold_in_silence() -> None:
    catalogue = fictional()
    u1 = catalogue.kinds["regulator"]
    unsaid = Parts(u1.kind, u1.keys, {**u1.columns, "vref": np.full(len(u1), math.nan), "vout_min": np.full(len(u1), math.nan)}, u1.texts)
    tool = PowerTool(replace(catalogue, kinds={**catalogue.kinds, "regulator": unsaid}))
    design = tool.design(SAID[0], chosen(0, True, True), TURNED, Supply.none())
    assert not design.holds and [one.rule for one in design.checks if not one.holds] == ["reference"]
    assert any("R1 and R2" in said and "left open" in said for said in design.flags)
    assert PowerTool(catalogue).design(SAID[0], chosen(0, True, True), TURNED, Supply.none()).holds
