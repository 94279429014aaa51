"""The selection gives what looking at every combination gives: front, counts and candidates, whatever the order of the catalogue."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.plugin import Candidates, Supply
from lifeworld_power.core.search import brute_force, search
from lifeworld_power.core.search import searching as searching_module
from lifeworld_power.core.search.measures import Steps
from lifeworld_power.core.search.tables import OF
from lifeworld_power.core.values import Catalogue, Spec
from lifeworld_power.tests.search_parts import SPECS, catalogue, market

SLOTS = ("U1", "Q1", "Q2", "D1", "L1", "Cin", "Cout")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few frequencies and pieces, so that every combination can be looked at."""
    monkeypatch.setattr(searching_module, "F_STEPS", (400e3, 500e3, 1e6))
    monkeypatch.setattr("lifeworld_power.core.search.families.PIECES", (1, 3))


def designs(c: Candidates, of: Catalogue, only: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = None) -> list[tuple[object, ...]]:
    """Designs by the names of their parts."""
    kinds = {"Q1": "mosfet", "Q2": "mosfet", "D1": "diode", "L1": "inductor", "Cin": "capacitor", "Cout": "capacitor"}
    outside = next(group.codes for group in c.groups if group.key == "controller")
    made = []
    for i in range(len(c)):
        if only is None or only[i]:
            names: list[object] = []
            for slot in SLOTS:
                kind = kinds.get(slot) or ("controller" if outside[i] else "regulator")
                row = int(c.parts[slot][i])
                names.append(of.kinds[kind].keys[row] if row >= 0 else "")
            made.append((*names, *(float(c.settings[key][i]) for key in ("f", "n_in", "n_out"))))
    return sorted(made, key=repr)


def counts(c: Candidates) -> dict[tuple[str, str], int]:
    return {(one.slot, one.rule): one.count for one in c.rejected}


def same(found: Candidates, all_of_them: Candidates, of: Catalogue) -> None:
    assert counts(found) == counts(all_of_them)
    assert found.considered == all_of_them.considered == len(found) + found.dominated + sum(one.count for one in found.rejected)
    assert designs(found, of, found.front) == designs(all_of_them, of, all_of_them.front)
    assert designs(found, of) == designs(all_of_them, of)


@pytest.mark.parametrize("spec", range(len(SPECS)))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10_000),
    supplied=st.booleans(),
    quantity=st.sampled_from([1, 7, 60]),
    steps=st.sampled_from([Steps(), Steps(1000, 32, 32, 8)]),
)
def test_the_search_is_equal_to_brute_force(spec: int, seed: int, supplied: bool, quantity: int, steps: Steps) -> None:
    parts = catalogue(seed)
    supply = market(parts, seed, quantity) if supplied else Supply.none()
    same(search(SPECS[spec], parts, supply, steps=steps), brute_force(SPECS[spec], parts, supply, steps=steps), parts)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000))
def test_neither_the_order_of_the_catalogue_nor_threads_change_anything(seed: int) -> None:
    one, other = catalogue(seed), catalogue(seed, shuffled=seed + 1)
    a, b = (search(SPECS[0], parts, market(catalogue(seed), seed), threads=threads, cap=500) for parts, threads in ((one, 1), (other, 2)))
    assert designs(a, one) == designs(b, other)
    assert designs(a, one, a.front) == designs(b, other, b.front)
    assert counts(a) == counts(b)
    for key in a.values:
        assert np.array_equal(a.values[key], b.values[key], equal_nan=True)


def _changed(parts: Catalogue, seed: int) -> Callable[[str], Candidates]:
    return lambda without: search(SPECS[0], parts, market(parts, seed, without=without))


def test_a_part_that_nobody_offers_any_more_leaves_every_design() -> None:
    parts = catalogue(5)
    found = _changed(parts, 5)("")
    used = {name for one in designs(found, parts) for name in one[:7] if name}
    assert used
    gone = str(sorted(used, key=repr)[0])
    assert all(gone not in one for one in designs(_changed(parts, 5)(gone), parts))


@pytest.mark.parametrize("spec", [SPECS[0], SPECS[2], SPECS[3]])
def test_what_is_left_out_early_changes_nothing(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = catalogue(77, {"regulator": 14, "controller": 4, "mosfet": 10, "diode": 6, "inductor": 30, "capacitor": 24})
    supply = market(parts, 9)
    found = []
    for turns in ((0, OF), (0, 1, OF), (0, OF // 4, OF // 2, OF)):
        monkeypatch.setattr("lifeworld_power.core.search.finishing.TURNS", turns)
        one = search(spec, parts, supply, cap=2000)
        found.append(designs(one, parts, one.front))
    assert len(found[0]) > 20
    assert found[0] == found[1] == found[2]
