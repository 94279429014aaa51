"""What a search says beside its designs: a hundredth of them solved exactly, and, where nothing fits, what would change that."""

from __future__ import annotations

import numpy as np
import pytest

from lifeworld.plugin import Candidates, Supply
from lifeworld_power.core.rules import Rule
from lifeworld_power.core.search import search
from lifeworld_power.core.search.proving import Proof
from lifeworld_power.core.spoken import check_of, spoken
from lifeworld_power.core.tool.schema import spec_of
from lifeworld_power.core.values import Spec
from lifeworld_power.tests.designs import fictional

SAID = {"vin_min": 14.0, "vin_max": 22.0, "vout": 3.3, "iout": 2.0}


def found(spec: Spec) -> Candidates:
    return search(spec, fictional(), Supply.none(), cap=3000)


@pytest.mark.parametrize("more", [
    {}, {"vin_min": 5.0, "vin_max": 6.0, "vout": 12.0, "iout": 0.5}, {"vin_min": 9.0, "vout": -5.0, "iout": 0.5}])
def test_a_hundredth_of_the_designs_is_solved_exactly_and_agrees(more: dict[str, float]) -> None:
    told = found(spec_of(SAID | more))
    n = round(0.01 * len(told))
    assert f"({n:,}) were drawn at random and solved exactly: {n:,} of {n:,} agree" in told.notes[-1]


def test_what_does_not_agree_is_said_with_how_far_it_is() -> None:
    assert Proof(100, 2, 1, {"vout": 0.011, "di": 0.0}).said.endswith("efficiency; the largest difference is 1.1 %.")
    assert Proof(100, 2, 1, {"vout": float("nan"), "di": float("nan")}).said.endswith("; of some there is nothing to compare.")
    assert Proof(0, 0, 0, {}).said == ""


@pytest.mark.parametrize(("more", "slot", "rule", "change", "mended"), [
    ({"area": 5.0}, "", "area", "Allow {} for the parts.", {"area": 28.5}),
    ({"height": 0.4}, "U1", "height", "Allow parts of {}.", {"height": 1.0}),
    ({"transient_step": 2.0, "transient_dip": 0.002}, "Cout", "transient", "Allow a dip of {}, or", {"transient_dip": 0.0021})])
def test_where_nothing_fits_the_rule_that_was_held_last_comes_first(more: dict[str, float], slot: str, rule: str, change: str,
                                                                     mended: dict[str, float]) -> None:
    spec = spec_of(SAID | more)
    told = found(spec)
    assert len(told) == 0 and told.considered == told.dominated + sum(one.count for one in told.rejected)
    first = told.rejected[0]
    assert (first.slot, first.rule) == (slot, rule) and first.nearest is not None
    assert first.nearest.change.startswith(change.partition("{}")[0]) and first.nearest.part and first.nearest.margin < 0
    again = found(spec_of(SAID | more | mended))
    counts = {(one.slot, one.rule): one.count for one in again.rejected}
    assert counts.get((slot, rule), 0) < first.count  # what the sentence says lets parts pass that this rule stopped


@pytest.mark.parametrize("sense", ["at most", "at least"])
def test_a_change_that_is_spoken_would_hold(sense: str) -> None:
    rng = np.random.default_rng(3)
    for low, high in np.sort(np.exp(rng.uniform(-12, 12, (200, 2))), axis=1):
        value, limit = (high, low) if sense == "at most" else (low, high)
        rule = Rule("r", "", "", sense, np.array([value]), limit, "{value} {limit}")
        said = [float(text) for text in check_of(rule, 0, "part").change.split()]
        assert (said[0] >= value and said[1] <= limit) if sense == "at most" else (said[0] <= value and said[1] >= limit)
        assert said == pytest.approx([value, limit], rel=2e-3)


def test_a_round_number_stays_as_it_is() -> None:
    assert [spoken(22.0, "V", way) for way in (-1, 0, 1)] == ["22 V"] * 3
