"""Designs whose bounds of heat end beyond the limit: they are shown, and it is said that they are not sure."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from lifeworld.plugin import Candidates
from lifeworld_power.core.checks import heat_check
from lifeworld_power.core.tool.realised import Realised, realised
from lifeworld_power.core.tool.warned import BINDING, HEAT, HEAT_LABELS, REFERENCE, REFERENCE_LABELS, unsure, warned
from lifeworld_power.core.values import Parts
from lifeworld_power.tests.designs import example, fictional


def four() -> Candidates:
    """Designs with 80 °C, 80 to 130 °C (on the front), 80 to 382 °C, and 80 to 124 °C."""
    nan = math.nan
    return Candidates({"temperature": np.array([80.0, nan, nan, nan]), "margin": np.array([0.3, 0.2, 0.1, 0.004])},
                      {"U1": np.zeros(4, np.int32)}, {}, {"temperature": np.array([nan, 80.0, 80.0, 80.0])},
                      {"temperature": np.array([nan, 130.0, 382.0, 124.0])}, (), np.array([True, True, False, False]),
                      np.zeros(4, np.int16), ("L1 does not saturate",), notes=("before",))


def test_a_warmer_end_beyond_the_limit_is_marked_and_said() -> None:
    found = warned(four(), fictional())
    assert unsure(found).tolist() == [False, True, True, False]
    group = next(one for one in found.groups if one.key == HEAT)
    assert [group.labels[code] for code in group.codes] == [HEAT_LABELS[code] for code in (0, 1, 1, 0)]
    assert [found.bindings[at] for at in found.binding] == ["L1 does not saturate", BINDING, BINDING, "L1 does not saturate"]
    assert found.values["margin"].tolist() == pytest.approx([0.3, 1 - 130 / 125, 1 - 382 / 125, 0.004])
    assert found.notes[0] == "before" and found.notes[1].startswith("Of 2 of the designs, 1 on the front, it is not sure")
    assert found.front.tolist() == four().front.tolist(), "no rule is known to be broken"


def test_where_all_is_sure_nothing_is_said() -> None:
    sure = replace(four(), high={"temperature": np.array([math.nan, 100.0, 124.9, 125.0])})
    assert not unsure(sure).any() and warned(sure, fictional()).notes == ("before",) and len(warned(sure, fictional()).bindings) == 1
    assert not unsure(replace(four(), low={}, high={})).any()


def test_designs_whose_reference_is_not_known_are_counted_and_can_be_filtered() -> None:
    catalogue = fictional()
    u1 = catalogue.kinds["regulator"]
    columns = {name: u1.columns[name].copy() for name in ("vref", "vout_min", "fixed")}
    columns["vref"][:3], columns["vout_min"][:3], columns["fixed"][:4] = math.nan, (0.7, math.nan, 3.3), (0, 0, 1, 0)
    unsaid = Parts(u1.kind, u1.keys, {**u1.columns, **columns}, u1.texts)
    sure = replace(four(), high={}, parts={"U1": np.array([0, 1, 2, 3], np.int32)})
    found = warned(sure, replace(catalogue, kinds={**catalogue.kinds, "regulator": unsaid}))
    group = next(one for one in found.groups if one.key == REFERENCE)
    assert [REFERENCE_LABELS[code] for code in group.codes] == [REFERENCE_LABELS[code] for code in (1, 2, 0, 0)]
    assert found.notes[-1].startswith("Of 1 of the designs, 1 on the front, the reference is not known")


def silent(theta: float) -> Realised:
    """A regulator that does not state its switches, with this thermal resistance (K/W)."""
    where = example(0, True, True)
    u1 = where.parts["U1"]
    columns = {**u1.columns, **{name: np.full(1, math.nan) for name in ("rs", "rd", "iq", "t_sw")}, "theta": np.full(1, theta)}
    return realised(replace(where, parts={**where.parts, "U1": Parts(u1.kind, u1.keys, columns, u1.texts)}))


def test_a_design_that_is_not_sure_to_stay_cool_says_so_among_its_checks() -> None:
    found = heat_check(silent(150.0))
    assert [one.holds for one in found] == [True, False]
    assert found[0].value < 125 < found[1].value and "not sure" in found[1].change and "not sure" in found[1].title
    cool = heat_check(silent(15.0))
    assert len(cool) == 1 and cool[0].holds
    hot = heat_check(silent(2000.0))
    assert len(hot) == 1 and not hot[0].holds, "with little loss already: that is no doubt"
