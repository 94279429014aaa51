"""Told designs at other prices are what the search says of the same designs there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.plugin import Candidates, PriceBreak, Segment, Supply
from lifeworld_power.core.search import search
from lifeworld_power.core.search.repricing import NOTE, recosted
from lifeworld_power.tests.search_parts import SPECS, catalogue, market


def told(found: Candidates) -> dict[tuple[float, ...], tuple[float, ...]]:
    """Cost, stock and efficiency by design."""
    names = np.column_stack([*found.parts.values(), *found.settings.values()])
    figures = np.column_stack([found.values[key] for key in ("cost", "stock", "area", "ripple")])
    return {tuple(map(float, name)): tuple(map(float, row)) for name, row in zip(names, figures, strict=True)}


def with_price(supply: Supply, key: str, micros: int) -> Supply:
    """The same market with one other price, where the part is offered."""
    changed = [replace(offer, breaks=(PriceBreak(1, micros),)) for offer in supply.snapshot.offers_of(key)]
    return replace(supply, snapshot=supply.snapshot.changed(Segment.of(changed), 2))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 999), which=st.integers(0, 3), micros=st.sampled_from([1_000, 40_000, 5_000_000]), quantity=st.integers(1, 7))
def test_costs_are_those_of_a_new_selection(seed: int, which: int, micros: int, quantity: int) -> None:
    parts = catalogue(seed)
    before = market(parts, seed, quantity)
    after = with_price(before, sorted(parts.kinds["inductor"].keys)[which], micros)
    found = search(SPECS[0], parts, before, cap=10**6)
    again, whole = told(recosted(found, parts, after)), told(search(SPECS[0], parts, after, cap=10**6))
    assert set(again) == set(told(found))
    shared = sorted(set(again) & set(whole))
    assert len(shared) == len(whole)
    assert not shared or np.allclose([again[name] for name in shared], [whole[name] for name in shared], rtol=1e-12)


def test_what_nobody_sells_any_more_is_left_out() -> None:
    parts = catalogue(5)
    found = search(SPECS[0], parts, market(parts, 5), cap=10**6)
    rows = found.parts["L1"]
    gone = parts.kinds["inductor"].keys[int(rows[0])]
    left = recosted(found, parts, market(parts, 5, without=gone))
    assert 0 < len(found) - len(left) == int((rows == rows[0]).sum())
    assert {len(column) for column in left.parts.values()} == {len(column) for column in left.values.values()} == {len(left.front)}
    assert NOTE in left.notes


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_no_design_on_the_front_is_beaten_by_another_on_it(seed: int) -> None:
    parts = catalogue(seed)
    before = market(parts, seed)
    found = search(SPECS[0], parts, before, cap=10**6)
    after = recosted(found, parts, with_price(before, parts.kinds["inductor"].keys[int(found.parts["L1"][0])], 1_000))
    values = after.values
    points = np.column_stack([-values["efficiency"], values["cost"], values["area"], values["ripple"], -values["stock"]])
    points = points[after.front & ~np.isnan(values["efficiency"])]
    beaten = [(points <= one).all(axis=1) & (points < one).any(axis=1) for one in points]
    assert after.front.any() and not any(one.any() for one in beaten)


def test_without_a_market_nothing_changes() -> None:
    parts = catalogue(5)
    found = search(SPECS[0], parts, Supply.none())
    assert recosted(found, parts, Supply.none()) is found
