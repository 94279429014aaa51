"""Who says more names more: differences that are nothing but talk are not called differences."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core.comparison.talk import matched, some_of, talk
from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.tests.invented_said import Invented, invented

GROWING = ("types/", "size", "relevance/", "customers_who_say/")


def uneven(n: int = 40, few: int = 3, many: int = 9, seed: int = 1, lift: float = 0.0, same: bool = False) -> Invented:
    """Two levels at which customers say the same things, but three times as often at the second."""
    customers = [f"c{i + (0 if same else n) * (each == many):03d}" for each in (few, many) for i in range(n) for _ in range(each)]
    levels = [level for level, each in (("a", few), ("b", many)) for _ in range(n * each)]
    return invented(customers, levels, seed, {"b": lift})


def growing(found: Comparison) -> list[bool]:
    known = [c for c in found.contrasts if c.difference.enough]
    return [c.clear for c in known if c.key.startswith(GROWING) or (c.key.startswith("driver/") and c.key.endswith("/share"))]


@pytest.mark.parametrize("same", [False, True])
def test_saying_more_of_the_same_is_no_difference(same: bool) -> None:
    clear = [c for seed in range(100, 106) for c in growing(uneven(seed=seed, same=same).compared("wave" if same else "group"))]
    assert len(clear) > 150
    # One in ten would be clear by chance; without equal numbers of statements more than half of them are.
    assert sum(clear) / len(clear) < 0.2


def test_the_note_says_how_much_was_said_and_what_is_kept() -> None:
    found = uneven().compared()
    assert "from 3.0 at «a» (120 by 40) to 9.0 at «b» (360 by 40)" in found.note
    assert "at equal numbers of statements (240 of 480, drawn by chance)" in found.note
    assert [(level.n_customers, level.n_statements) for level in found.levels] == [(40, 120), (40, 360)]
    assert "at equal numbers of statements" in found.values["customers_who_say/peers", "b"].method
    assert "at equal numbers of statements" not in found.values["share_of_statements/peers", "b"].method
    assert found.values["share_of_statements/peers", "b"].n == 360


def test_a_difference_that_is_there_is_still_found() -> None:
    found = uneven(60, lift=0.5).compared()
    held = {c.key for c in found.contrasts if c.holds}
    assert {"share_of_statements/peers", "customers_who_say/peers", "relevance/peers"} <= held


def test_where_customers_say_equally_much_everything_is_kept() -> None:
    study = uneven(40, 4, 4)
    assert talk(study.said.statements, study.level, ["a", "b"], 0).alike
    assert "equal numbers" not in study.compared().note


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(1, 12), min_size=1, max_size=30), min_size=2, max_size=4))
def test_large_levels_keep_the_same_numbers_of_statements(counts: list[list[int]]) -> None:
    ordered = [np.sort(np.array(level)) for level in counts]
    kept = matched(ordered)
    for before, after in zip(ordered, kept, strict=True):
        assert (after >= 1).all()
        assert (after <= before).all()
    large = [k for k in kept if len(k) >= 10]
    same = [k for k in large if len(k) == len(large[0])] if large else []
    assert all((np.sort(k) == np.sort(same[0])).all() for k in same)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 8), st.integers(0, 8), st.integers(1, 8))
def test_the_chance_that_some_are_kept_is_that_of_all_drawings(n: int, carry: int, kept: int) -> None:
    carry, kept = min(carry, n), min(kept, n)
    every = [any(i < carry for i in chosen) for chosen in combinations(range(n), kept)]
    found = some_of(np.array([float(n)]), np.array([float(carry)]), np.array([float(kept)]))
    assert found[0] == pytest.approx(sum(every) / len(every))


def test_what_is_kept_does_not_depend_on_the_order_of_rows() -> None:
    study = uneven(20, 2, 7)
    order = np.random.default_rng(4).permutation(len(study.level))
    one = talk(study.said.statements, study.level, ["a", "b"], 3)
    other = talk(study.said.statements[order], study.level[order], ["b", "a"], 3)
    assert (one.drawings[:, order] == other.drawings).all()
    assert not one.alike
    assert one.drawings.sum(axis=1).tolist() == [80] * 4
    assert len(np.unique(one.drawings, axis=0)) == 4


def test_small_levels_do_not_take_statements_from_large_ones() -> None:
    customers = [f"c{i:02d}" for i in range(30) for _ in range(5)] + [f"d{i}" for i in range(5)]
    study = invented(customers, ["a"] * 75 + ["b"] * 75 + ["c"] * 5)
    assert talk(study.said.statements, study.level, ["a", "b", "c"], 0).alike


def test_longer_statements_are_told() -> None:
    study = uneven(20, 3, 3)
    longer = study.said.statements.with_columns(
        text=pl.when(study.level == "b").then(pl.lit("one two three four five six seven eight nine ten")).otherwise("text"))
    found = replace(study, said=replace(study.said, statements=longer)).compared()
    assert "Statements are longer at «b» (10 words on average) than at «a» (5)" in found.note
    assert "longer" not in study.compared().note
