"""Simulated designers: the same whoever asks, measures read what was planted, what was planted is found, and nothing where nothing was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lifeworld.plugin import InputRefused, Simulated
from lifeworld_power.core.designers import TYPES, DesignersPlan, simulated_designers
from lifeworld_power.core.designers.offered import COUNTED_DAYS, SOURCE, TIMED_DAYS, offered
from lifeworld_power.core.designers.whole import AVOIDED
from lifeworld_power.core.designers.words import DRIVERS, SENTENCES
from lifeworld_power.tests.designers_found import passed_over, read, saved, types

PLAN = DesignersPlan(seed=5)


@pytest.fixture(scope="module")
def invented() -> Simulated:
    """Two dozen designers over half a year."""
    return offered(simulated_designers(PLAN))


def nothing_happens(seed: int) -> DesignersPlan:
    """A world in which nothing is planted in the middle."""
    return replace(PLAN, seed=seed, sooner=0.0, avoids=0.0, speaks=0.0)


def test_a_designer_is_the_same_in_a_smaller_firm() -> None:
    whole, small = simulated_designers(PLAN), simulated_designers(replace(PLAN, designers=6))
    assert small.people == whole.people[:6]
    assert small.designs == tuple(one for one in whole.designs if one.designer < 6)
    assert small.said == tuple(one for one in whole.said if one.customer <= small.people[-1].key)
    assert simulated_designers(replace(PLAN, seed=6)).designs != whole.designs


def test_types_act_as_they_are() -> None:
    found = simulated_designers(replace(PLAN, designers=60, weeks=12))
    own = {kind: [one for one in found.designs if found.people[one.designer].type == kind] for kind in TYPES}
    asked = [np.mean([bool(one.colleague) for one in own[kind]]) for kind in TYPES]
    opened = [np.mean([one.opened for one in own[kind]]) for kind in TYPES]
    assert asked[2] > 5 * max(asked[:2]) and opened[1] > 4 * max(opened[0], opened[2])
    drivers = [one.driver in DRIVERS[found.people[int(one.customer[-4:]) - 1].type] for one in found.said]
    assert 0.75 < np.mean(drivers) < 0.97 and {one.driver for one in found.said} == set(SENTENCES)
    assert not any("{" in one.text for one in found.said)


def test_everything_says_that_it_is_simulated(invented: Simulated) -> None:
    assert {event.source for event in invented.events} == {SOURCE} and "simulated" in SOURCE


def test_measures_read_what_was_planted(invented: Simulated) -> None:
    designs = read(invented, "power-designs", PLAN.last_day - COUNTED_DAYS + 1, PLAN.last_day)
    minutes = read(invented, "power-minutes", PLAN.last_day - TIMED_DAYS + 1, PLAN.last_day)
    assert len(minutes) == PLAN.designers
    for key, truth in invented.truth.items():
        assert designs.get(key, 0) == truth["designs"] and minutes[key] == pytest.approx(truth["minutes"], abs=1e-6)


def test_planted_types_are_found_by_words_and_deeds(invented: Simulated, tmp_path: Path) -> None:
    found = types(invented, tmp_path)
    right = [found[key] == truth["type"] for key, truth in invented.truth.items()]
    assert np.mean(right) >= 0.9
    for kind in TYPES:
        assert kind in {found[key] for key, truth in invented.truth.items() if truth["type"] == kind}


def test_who_was_taught_is_found_faster_by_what_was_planted(invented: Simulated) -> None:
    taught, others = (saved(invented, PLAN, taught=which) for which in (True, False))
    assert taught.low <= PLAN.sooner <= taught.high and taught.low > 0.2
    assert others.low <= 0 <= others.high


def test_the_seller_that_is_avoided_is_found_and_no_other(invented: Simulated) -> None:
    assert set(passed_over(invented, PLAN)) == {AVOIDED}


def test_where_nothing_happened_nothing_is_found() -> None:
    silent = 0
    for seed in range(12):
        plan = nothing_happens(seed)
        found = offered(simulated_designers(plan))
        sooner = saved(found, plan, taught=True, level=0.99)
        assert sooner.low <= 0 <= sooner.high and not passed_over(found, plan, level=0.99)
        truly = saved(found, plan, taught=True)
        silent += truly.low <= 0 <= truly.high
    assert 9 <= silent <= 12, "a 90 % interval holds the truth in about 11 of 12"


@pytest.mark.parametrize("wrong", [{"designers": 0}, {"weeks": 1}, {"seed": -1}, {"a_week": 6.0}, {"sooner": 1.0}, {"avoids": 1.5}])
def test_a_plan_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputRefused):
        DesignersPlan(**wrong)
