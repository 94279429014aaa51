"""Comparisons: renaming renames, swapping flips signs, order does not matter, equal data do not differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core.comparison.compare import comparison
from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.tests.invented_said import SETTINGS, invented, two_groups, two_waves
from lifeworld.kit.figure import Versions


def by_key(found: Comparison) -> dict[tuple[str, str, str], tuple[float | None, ...]]:
    return {(c.first, c.second, c.key): (c.difference.value, c.difference.low, c.difference.high) for c in found.contrasts}


def alike(one: tuple[float | None, ...], other: tuple[float | None, ...]) -> bool:
    return [x is None for x in one] == [x is None for x in other] and all(
        x == pytest.approx(y, abs=1e-6) for x, y in zip(one, other, strict=True) if x is not None)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int, order: int) -> None:
    study = two_waves(12, 2, seed)
    one, other = by_key(study.compared("wave")), by_key(study.shuffled(order).compared("wave"))
    assert list(one) == list(other)
    assert all(alike(one[key], other[key]) for key in one)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_renaming_levels_only_renames_and_swapping_them_flips_signs(seed: int, paired: bool) -> None:
    study = two_waves(12, 2, seed) if paired else two_groups(12, 2, seed)
    first, second = study.level.unique().sort().to_list()
    before = by_key(study.compared())
    renamed = by_key(study.compared(level=study.level.replace({first: "p", second: "q"})))
    swapped = by_key(study.compared(level=study.level.replace({first: "q", second: "p"})))
    for (_, _, key), found in before.items():
        assert alike(found, renamed["p", "q", key])
        value, low, high = swapped["p", "q", key]
        assert alike(found, (None, None, None) if value is None or low is None or high is None else (-value, -high, -low))


def test_a_difference_is_second_minus_first_and_its_figure_says_what_it_rests_on() -> None:
    found = two_groups(30, 6, lift=0.5).compared()
    contrast = next(c for c in found.contrasts if c.key == "customers_who_say/peers")
    first, second = (found.values["customers_who_say/peers", level] for level in ("a", "b"))
    assert first.value is not None and second.value is not None
    assert contrast.difference.value == pytest.approx(second.value - first.value)
    assert contrast.difference.name == "compare/group/a|b/customers_who_say/peers"
    assert contrast.difference.n == 60
    assert not contrast.paired
    assert 'group = "a"' in contrast.difference.evidence.query
    assert 'group = "b"' in contrast.difference.evidence.query
    notes = [example.note for example in contrast.difference.evidence.examples]
    assert notes[:4] == ["a", "b", "a", "b"]
    assert len(notes) == 20


def test_a_large_difference_is_found_and_holds_and_others_do_not() -> None:
    found = two_groups(60, 6, lift=0.5).compared()
    held = {c.key for c in found.contrasts if c.holds}
    assert {"share_of_statements/peers", "share_of_statements/belonging", "driver/belonging/share", "relevance/peers"} <= held
    assert all(c.clear for c in found.contrasts if c.holds)
    assert not any(c.holds for c in two_groups(60, 6).compared().contrasts)


def test_customers_at_both_waves_are_paired_and_their_own_change_is_surer() -> None:
    same = two_waves(40, 5).compared("wave")
    assert all(c.paired and c.n_both == 40 for c in same.contrasts if c.key.startswith("types/"))
    contrast = next(c for c in same.contrasts if c.key == "types/undetermined")
    assert contrast.difference.n == 40
    # Each customer says the same at both waves: only the noise of the prior is left of the difference.
    study = two_waves(40, 5)
    half = len(study.level) // 2
    words = study.said.present[(study.level == "wave 1").to_numpy()]
    present = study.said.present.copy()
    present[(study.level == "wave 2").to_numpy()] = words
    twin = replace(study, said=replace(study.said, present=present, valence=study.said.valence * 0))
    assert half == len(words)
    wide = {c.key: c.difference for c in twin.compared("wave").contrasts}
    assert wide["relevance/peers"].value == 0
    assert wide["relevance/peers"].high == 0
    assert wide["customers_who_say/peers"].value == 0
    assert wide["customers_who_say/peers"].high is not None
    assert 0 < wide["customers_who_say/peers"].high < 0.1


def test_fewer_than_ten_customers_at_a_level_is_not_enough() -> None:
    study = invented([f"c{i:02d}" for i in range(29)], ["a"] * 9 + ["b"] * 20)
    found = study.compared()
    assert not any(c.difference.enough or c.clear or c.holds for c in found.contrasts)
    assert "fewer than ten customers" in found.note
    assert found.values["types/undetermined", "a"].text().startswith("not enough: n = 9")
    assert found.values["types/undetermined", "b"].enough


def test_rows_without_customers_are_pooled_and_nothing_is_said_of_customers() -> None:
    study = invented([None] * 80, ["Arc"] * 40 + ["Bow"] * 40, chance=0.4)
    found = study.compared("brand")
    assert [(level.name, level.n_customers, level.n_statements) for level in found.levels] == [("Arc", 0, 40), ("Bow", 0, 40)]
    assert "pooled_relevance/peers" in found.keys
    assert not [key for key in found.keys if key.startswith(("types/", "customers_who_say/", "relevance/"))]
    assert "No row names a customer" in found.note
    total = [found.values[f"pooled_driver/{code}", "Arc"].value for code in
             ("mood", "performance", "features", "reliability", "belonging", "status")]
    assert sum(x for x in total if x is not None) == pytest.approx(1.0)


def test_more_than_four_levels_are_each_held_against_the_others() -> None:
    study = invented([f"c{i:03d}" for i in range(120)], [f"group {i % 6}" for i in range(120)])
    found = study.compared()
    assert {(c.first, c.second) for c in found.contrasts} == {("the others", f"group {i}") for i in range(6)}
    contrast = next(c for c in found.contrasts if c.second == "group 0" and c.key == "customers_who_say/mood")
    values = [found.values["customers_who_say/mood", f"group {i}"].value or 0.0 for i in range(6)]
    assert contrast.difference.value == pytest.approx(values[0] - sum(values[1:]) / 5)
    assert contrast.difference.n == 120


def test_one_level_is_no_comparison() -> None:
    study = two_groups(12, 2)
    only = pl.Series([level if level == "a" else None for level in study.level])
    assert comparison(study.said, only, "group", "One", study.codings, SETTINGS, Versions()) is None


def test_statements_at_no_level_are_left_out() -> None:
    study = two_groups(24, 4)
    some = pl.Series([None if i % 4 == 0 else level for i, level in enumerate(study.level)])
    found = study.compared(level=some)
    assert [(level.n_customers, level.n_statements) for level in found.levels] == [(24, 72), (24, 72)]
    kept = some.is_not_null().arg_true().to_numpy().astype(np.int64)
    alone = comparison(study.said.only(kept), some.drop_nulls(), "group", "Some", study.codings, SETTINGS, Versions())
    assert alone is not None
    assert by_key(alone) == by_key(found)


def test_many_levels_are_cut_to_the_twelve_largest_and_the_note_says_so() -> None:
    names = [f"brand {i}" for i in range(14) for _ in range(12 if i < 12 else 10)]
    study = invented([f"c{i:03d}" for i in range(len(names))], names)
    found = study.compared("brand")
    assert [level.name for level in found.levels] == [f"brand {i}" for i in range(12)]
    assert "Of 14 brands the 12 with most customers are compared; left out are «brand 12», «brand 13»." in found.note


def test_waves_have_trends_and_sentences_on_what_changed() -> None:
    customers = [f"c{i:03d}" for _ in range(4) for i in range(50) for _ in range(4)]
    levels = [f"2026 Q{q}" for q in (1, 2, 3, 4) for _ in range(200)]
    found = invented(customers, levels, lift={"2026 Q4": 0.6}).compared("wave")
    trend = next(t for t in found.trends if t.key == "share_of_statements/peers")
    assert trend.outside[3]
    assert trend.centre is not None
    assert all(low is not None and high is not None and low <= trend.centre <= high
               for low, high in zip(trend.low, trend.high, strict=True))
    assert 1 <= len(found.changed) <= 5
    assert " went from " in found.changed[0]
    assert " points more (" in found.changed[0]
    assert "about" in found.note


def test_two_waves_have_no_limits_and_no_change_is_said_in_one_sentence() -> None:
    found = two_waves(40, 3).compared("wave")
    assert all(t.centre is None and t.low == (None, None) and t.outside == (False, False) for t in found.trends)
    assert len(found.changed) == 1
    assert "Nothing changed clearly between wave 1 and wave 2" in found.changed[0]
    assert "points to be seen" in found.changed[0]
