"""The checks of one design and the rules that the search counts come to the same verdicts, and say what would change them."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from lifeworld.plugin import Supply
from lifeworld_power.core.checks import checks, heat_check
from lifeworld_power.core.rules import T_MAX
from lifeworld_power.core.search import search
from lifeworld_power.core.search.answers import rules_of
from lifeworld_power.core.search.families import Pools, families
from lifeworld_power.core.search.measures import MEASURES
from lifeworld_power.core.search.searching import HOT
from lifeworld_power.core.tool.placed import placed
from lifeworld_power.core.tool.power import PowerTool
from lifeworld_power.core.tool.realised import realised
from lifeworld_power.core.values import Spec
from lifeworld_power.tests.search_parts import SPECS, catalogue, market

KINDS = {"Q1": "mosfet", "Q2": "mosfet", "D1": "diode", "L1": "inductor", "Cin": "capacitor", "Cout": "capacitor"}


@pytest.mark.parametrize("spec", [SPECS[0], SPECS[2], SPECS[3]])
def test_every_candidate_keeps_every_check_and_has_the_figures_of_the_full_model(spec: Spec) -> None:
    parts = catalogue(11, {"regulator": 6, "inductor": 8, "mosfet": 8, "capacitor": 6})
    supply = market(parts, 3)
    found = search(spec, parts, supply, cap=60)
    assert len(found) > 5
    seen: set[tuple[bool, bool, bool]] = set()
    outside = next(group.codes for group in found.groups if group.key == "controller")
    for i in range(0, len(found), max(1, len(found) // 25)):
        names = {
            slot: parts.kinds[KINDS.get(slot) or ("controller" if outside[i] else "regulator")].keys[rows[i]]
            for slot, rows in found.parts.items()
            if rows[i] >= 0
        }
        one = placed(spec, parts, names, {key: float(column[i]) for key, column in found.settings.items()})
        told = checks(one, supply)
        assert all(check.holds for check in told), [check for check in told if not check.holds]
        scaled = [check.margin for check in told if check.unit or check.rule == "duty"]
        assert found.values["margin"][i] == pytest.approx(min(scaled), abs=1e-12)
        full = realised(one)
        warm = [max(getattr(at, name) for name in ("t_1", "t_2", "t_l", "t_ic")) for at in (full.low, full.point, full.high)]
        assert found.values["efficiency"][i] == pytest.approx(full.point.efficiency if one.full else np.nan, abs=1e-4, nan_ok=True)
        assert found.values["temperature"][i] == pytest.approx(warm[1] if one.full else np.nan, rel=2e-3, nan_ok=True)
        bounds = ((full.high.efficiency, full.low.efficiency), (warm[0], warm[2])) if full.ends.open else ((np.nan, np.nan),) * 2
        for key, told_ends in zip(("efficiency", "temperature"), bounds, strict=True):
            assert (found.low[key][i], found.high[key][i]) == pytest.approx(told_ends, rel=2e-3, nan_ok=True), key
        seen.add((one.integrated, one.full, full.ends.open))
        assert found.values["inductor_ripple"][i] == pytest.approx(full.point.di, rel=1e-3 if one.full else 1e-2)
    assert spec is not SPECS[0] or (True, True, True) in seen, "regulators that state their switches and not their charges"


def test_random_designs_get_the_verdicts_of_the_search_rule_by_rule() -> None:
    parts, spec = catalogue(23), SPECS[0]
    supply, draw = market(catalogue(23), 4), np.random.default_rng(0)
    for one in families(spec, Pools.of(parts, supply, spec.stock_min)):
        n = 40
        rows = {slot: draw.integers(0, len(one.options(slot)), n) for slot in one.slots}
        f = draw.choice([300e3, 500e3, 1e6], n)
        held = rules_of(one, rows, f)
        for i in range(n):
            names = {slot: parts.kinds[one.kind(slot)].keys[one.options(slot).row[rows[slot][i]]] for slot in one.slots}
            pieces = {name: float(one.options(slot).n[rows[slot][i]]) for name, slot in (("n_in", "Cin"), ("n_out", "Cout"))}
            design = placed(spec, parts, names, {"f": float(f[i])} | pieces)
            told = checks(design, supply)
            assert [check.rule for check in told] == [rule.key for _, rule in held]
            assert [check.holds for check in told] == [bool(np.broadcast_to(rule.holds, (n,))[i]) for _, rule in held]
            assert all(bool(check.change) != check.holds for check in told)


def test_no_two_designs_of_a_list_have_the_same_title() -> None:
    parts = catalogue(11, {"regulator": 6, "inductor": 8, "mosfet": 8, "capacitor": 6})
    tool = PowerTool(parts)
    found = search(SPECS[0], parts, market(parts, 3), cap=60)
    rows = range(len(found))
    alone = [tool.titles(found, [row])[0] for row in rows]
    together = tool.titles(found, rows)
    assert len(set(alone)) < len(found) == len(set(together))
    assert all(one.startswith(short) for one, short in zip(together, alone, strict=True))
    twice = tool.titles(found, [0, 0])
    assert twice == [alone[0], alone[0]]


def test_what_cannot_be_met_says_which_part_came_nearest_and_what_would_change_it() -> None:
    parts = catalogue(11, {"inductor": 8, "regulator": 20})
    found = search(Spec(14.0, 22.0, 3.3, 30.0), parts, Supply.none())
    assert len(found) == 0 and found.kept_of == 0 and not found.front.any()
    assert found.considered == sum(one.count for one in found.rejected)
    current = next(one for one in found.rejected if (one.slot, one.rule) == ("U1", "current"))
    assert current.nearest is not None and current.nearest.part.startswith("U1 regulator")
    assert current.nearest.value < current.nearest.limit == 30.0
    assert current.nearest.change == "Choose a part for at least 30 A, or lower the load."


def test_a_looser_limit_of_ripple_as_it_is_said_makes_a_design_feasible() -> None:
    parts, tight = catalogue(11), Spec(14.0, 22.0, 3.3, 2.0, ripple=1e-4)
    before = search(tight, parts, Supply.none())
    assert len(before) == 0
    nearest = next(one.nearest for one in before.rejected if (one.slot, one.rule) == ("Cout", "ripple"))
    assert nearest is not None and nearest.value > 1e-4
    said = re.search(r"([\d.]+) (µ|m)V", nearest.change)
    assert said is not None
    limit = float(said[1]) * {"µ": 1e-6, "m": 1e-3}[said[2]]
    assert search(replace(tight, ripple=limit), parts, Supply.none()).kept_of > 0


def test_what_is_counted_is_whole_and_has_no_unit() -> None:
    """Desks show a whole number without a unit as it is: 1 design in stock, not 1.0."""
    assert {one.key for one in MEASURES if not one.unit} == {"stock", "bom_count"}
    parts = catalogue(5)
    found = search(SPECS[0], parts, market(parts, 3), cap=60)
    assert len(found) and all(np.array_equal(found.values[key], np.rint(found.values[key])) for key in ("stock", "bom_count"))


def test_no_design_is_told_whose_parts_together_get_too_hot() -> None:
    """A control switch in a small package stays cool by itself and is heated by what the second one needs to recover."""
    parts = catalogue(8, {"regulator": 2, "mosfet": 8, "controller": 3})
    mosfet = parts.kinds["mosfet"]
    columns = {**mosfet.columns, "qrr": np.full(8, 90e-9), "theta": np.where(np.arange(8) % 2 == 0, 30.0, 120.0)}
    hot = replace(parts, kinds={**parts.kinds, "mosfet": replace(mosfet, columns=columns)})
    found = search(SPECS[0], hot, Supply.none(), cap=5000)
    assert len(found) and not (found.values["temperature"] > T_MAX).any()
    together = next(one for one in found.rejected if one.rule == "together")
    assert together.count > 0 and together.nearest is not None and together.nearest.part.startswith("Q1 mosfet")
    assert together.nearest.value > together.nearest.limit == T_MAX and together.nearest.change
    assert any("together with the others" in note for note in found.notes)
    assert any(note.startswith(HOT) and " left it, so the front may lack designs" in note for note in found.notes)
    assert not any("left it" in note for note in search(SPECS[0], parts, Supply.none(), cap=5000).notes)
    outside = next(group.codes for group in found.groups if group.key == "controller") == 1
    row = int(np.flatnonzero(outside)[0])
    names = {slot: hot.kinds[KINDS.get(slot, "controller")].keys[rows[row]] for slot, rows in found.parts.items() if rows[row] >= 0}
    one = placed(SPECS[0], hot, names, {key: float(column[row]) for key, column in found.settings.items()})
    assert [check.holds for check in heat_check(realised(one))] == [True]
    small = replace(one.parts["Q1"], columns={**one.parts["Q1"].columns, "theta": np.full(1, 200.0)})
    warm = replace(one, parts={**one.parts, "Q1": small})
    check, = heat_check(realised(warm))
    assert not check.holds and check.part.startswith("Q1 ") and check.change and check.value > check.limit == T_MAX
