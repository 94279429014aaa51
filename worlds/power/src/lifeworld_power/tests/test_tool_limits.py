"""Limits that are used though nobody asked for them are told with their numbers; so is a dip that is large."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from lifeworld.plugin import Supply
from lifeworld_power.core.tool.limited import dip_flag, dip_limit, limit_panel, limit_rows
from lifeworld_power.core.tool.looped import Looped, loop_values, looped, stepped
from lifeworld_power.core.tool.power import PowerTool
from lifeworld_power.core.tool.realised import realised
from lifeworld_power.core.tool.schema import spec_of
from lifeworld_power.tests.designs import SAID, TURNED, chosen, example, fictional, reckoned


def test_limits_by_default_are_told_with_their_grounds() -> None:
    said = {what: limit for what, limit, _ in limit_rows(spec_of(SAID[0]))}
    assert said["Output ripple, at most"] == "33 mV (1 % of the output, by default)"  # 3.3 V
    assert said["Input ripple, at most"] == "700 mV (5 % of the lowest input, by default)"  # 14 V
    asked = spec_of({**SAID[0], "ripple": 0.02, "vin_ripple": 0.5, "transient_step": 1.0, "transient_dip": 0.1})
    assert limit_rows(asked) == [] and limit_panel(asked) is None and dip_limit(asked) == 0.1


def test_a_design_shows_its_limits_by_default() -> None:
    design = PowerTool(fictional()).design(SAID[0], chosen(0, True, True), TURNED, Supply.none())
    panel = next(one for one in design.panels if one.key == "limits")
    assert ["Output ripple, at most", "33 mV (1 % of the output, by default)", "ruled out"] in panel.data["rows"]


def test_a_large_dip_is_told_and_a_small_one_is_not() -> None:
    real = reckoned(0, True, False)
    found = looped(real)
    swing = stepped(real, found)
    assert swing is not None and swing[0] == 1.0, "half of 2 A"
    assert next(one for one in loop_values(real, found) if one.key == "dip").value == swing[1]
    few = replace(real, stage=replace(real.stage, cout=0.1 * real.stage.cout))
    starved = replace(found, loop=found.loop)
    down = stepped(few, starved)
    assert down is not None and down[1] > 0.165
    said = dip_flag(few, starved)
    assert said.startswith("Warning") and "1 A" in said and "165 mV" in said and said.endswith(".")
    held = replace(real, placed=replace(real.placed, spec=replace(real.placed.spec, transient_step=1.0, transient_dip=2 * swing[1])))
    assert dip_flag(held, found) == ""
    tight = replace(real, placed=replace(real.placed, spec=replace(real.placed.spec, transient_step=1.0, transient_dip=0.5 * swing[1])))
    assert "may be" in dip_flag(tight, found)


def test_without_a_loop_nothing_is_said_of_a_dip() -> None:
    real = realised(example(0, True, False))
    none = Looped(None, None, looped(real).feedback, "why", math.nan)
    assert stepped(real, none) is None and dip_flag(real, none) == ""


@pytest.mark.parametrize("share", [0.2, 5.0])
def test_the_flag_stands_among_those_of_the_design(share: float) -> None:
    real = reckoned(0, True, True)
    swing = stepped(real, looped(real))
    assert swing is not None
    said = {**SAID[0], "transient_step": 1.0, "transient_dip": share * swing[1]}
    design = PowerTool(fictional()).design(said, chosen(0, True, True), TURNED, Supply.none())
    assert any(one.startswith("Warning: as the load steps up") for one in design.flags) == (share < 1)
