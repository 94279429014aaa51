"""Small cells: they are not shown, and nothing that is shown gives them away."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.protection.cells import TYPE_KEYS, guarded_comparison, hidden_cells, unhinted, without_small
from lifeworld.constellations.core.protection.few_found import untold, without_few_found
from lifeworld.constellations.core.protection.protect import protect
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.shares.values import CorrectedShare, ModelAgainstPeople, Shares
from lifeworld.constellations.core.study import customers_who_say_key, type_share_key
from lifeworld.constellations.tests.told_study import share, told_study
from lifeworld.kit.figure import Evidence, Example, Figure, estimate, n_needed
from lifeworld.kit.records import plain
from lifeworld.voices.files.privacy import default_rules

CELL_MIN = 5
Table = dict[str, tuple[int, int, int, int]]


def cells_of(table: Table) -> dict[tuple[str, str], Figure]:
    return {
        (key, level): share(key, k, max(sum(counts), 1))
        for level, counts in table.items() for key, k in zip(TYPE_KEYS, counts, strict=True)
    }


def hidden_of(table: Table, *, total: bool) -> frozenset[tuple[str, str]]:
    sums = {key: sum(counts[i] for counts in table.values()) for i, key in enumerate(TYPE_KEYS)}
    n = max(sum(sums.values()), 1)
    return hidden_cells(cells_of(table), tuple(table), TYPE_KEYS, lambda key: share(key, sums[key], n) if total else None, CELL_MIN)


def test_a_cell_of_few_and_its_smallest_neighbour_go() -> None:
    gone = hidden_of({"a": (3, 12, 20, 9)}, total=False)
    assert gone == {(TYPE_KEYS[0], "a"), (TYPE_KEYS[3], "a")}


def test_a_cell_of_all_but_few_goes_too() -> None:
    key = customers_who_say_key("mood")
    gone = hidden_cells({(key, "a"): share(key, 18, 20)}, ("a",), (key,), lambda _: None, CELL_MIN)
    assert gone == {(key, "a")}


def test_nobody_and_everybody_are_no_small_cells() -> None:
    assert not hidden_of({"a": (0, 20, 0, 0), "b": (9, 10, 8, 7)}, total=True)


COUNTS = st.tuples(*[st.integers(0, 15)] * 4).filter(lambda counts: sum(counts) > 0)


@given(st.dictionaries(st.sampled_from("abcd"), COUNTS, min_size=2))
def test_no_row_and_no_column_has_a_single_hidden_cell(table: Table) -> None:
    gone = hidden_of(table, total=True)
    small = {(key, level) for level, counts in table.items() for key, k in zip(TYPE_KEYS, counts, strict=True)
             if sum(counts) < CELL_MIN or 0 < k < CELL_MIN or 0 < sum(counts) - k < CELL_MIN}
    assert small <= gone
    for level in table:
        assert sum((key, level) in gone for key in TYPE_KEYS) != 1
    for key in TYPE_KEYS:
        assert sum((key, level) in gone for level in table) != 1


def test_a_cell_that_is_not_enough_hides_another_and_gives_no_hint() -> None:
    table: Table = {"a": (3, 12, 20, 9), "b": (9, 8, 7, 6)}
    thin = estimate("x", 0.3, 0.1, 0.6, unit="share", method="for tests", n=9, n_customers=9, evidence=Evidence("q", 3))
    assert thin.n_needed == n_needed(None), "how much is needed tells the share of nine people"
    assert unhinted(replace(thin, n_needed=44)).n_needed == n_needed(None)
    values = {**cells_of(table), (TYPE_KEYS[0], "b"): thin, (TYPE_KEYS[3], "a"): thin}
    assert hidden_cells(values, ("a", "b"), TYPE_KEYS, lambda key: share(key, 20, 74), CELL_MIN) == {(TYPE_KEYS[0], "a")}


def test_what_repeats_a_hidden_cell_is_hidden_with_it() -> None:
    given_ = told_study().comparisons[0]
    hidden_text = given_.values[(type_share_key("individual-driven"), "Ada's club")].text()
    given_ = replace(given_, changed=("Nothing secret.", f"It went to {hidden_text}."))
    guarded, lost = guarded_comparison(given_, lambda _: None, CELL_MIN)
    first = guarded.values[(type_share_key("individual-driven"), "Ada's club")]
    assert (first.value, first.low, first.high) == (None, None, None)
    assert first.warnings == ("fewer than 5 customers: not shown",)
    assert not first.evidence.examples
    assert guarded.changed == ("Nothing secret.",)
    alone, _ = guarded_comparison(replace(given_, changed=given_.changed[1:]), lambda _: None, CELL_MIN)
    assert alone.changed == ("What changed is not told in sentences, because it rests on fewer than 5 customers.",)
    assert lost == sum(f.value is not None for f in given_.figures()) - sum(f.value is not None for f in guarded.figures())
    assert lost > 1


def test_a_difference_and_a_trend_go_with_either_end() -> None:
    given_: Comparison = told_study().comparisons[0]
    key = given_.contrasts[0].key
    values = {**given_.values, (key, "hills"): share(key, 2, 20)}
    changed = Comparison(given_.by, given_.title, given_.levels, values, given_.contrasts, given_.note, given_.trends)
    guarded, _ = guarded_comparison(changed, lambda _: None, CELL_MIN)
    assert guarded.contrasts[0].difference.value is None
    assert guarded.trends[0].centre is None
    assert guarded.trends[0].points[1].value is None
    assert set(guarded.trends[0].low) == {None}


def test_figures_of_few_customers_go_wherever_they_stand() -> None:
    impact = told_study().impact
    new, lost = without_small(impact, CELL_MIN)
    assert lost == 1
    assert new.factors[0].leave_out.value is None
    assert new.factors[0].share == impact.factors[0].share


def test_pools_of_few_customers_and_persons_of_few_are_left_out() -> None:
    study = protect(told_study(), Policy(pseudonyms=True, cell_min=25), rules=default_rules())
    assert study.pooled.is_empty()
    study = protect(told_study(), Policy(pseudonyms=True, cell_min=5), rules=default_rules())
    assert not study.pooled.is_empty()
    assert study.protection is not None
    assert study.protection.n_suppressed > 0


def test_customers_at_several_levels_give_no_total_away() -> None:
    table: Table = {"a": (3, 15, 20, 2), "b": (9, 11, 15, 5)}
    values = cells_of(table)
    same_people = hidden_cells(values, ("a", "b"), TYPE_KEYS, lambda key: share(key, 12, 40), CELL_MIN)
    others = hidden_cells(values, ("a", "b"), TYPE_KEYS, lambda key: share(key, 12, 80), CELL_MIN)
    assert same_people < others


def rare(k: float) -> Shares:
    """One code that people found in k of 200 statements."""
    told = Figure(
        "corrected_share_of_statements/status", "estimate", None, unit="share", n=200, n_customers=60, n_needed=2000,
        warnings=(f"People found the code in {k:g} of 200.", "At most 3.8 % carry it."),
        evidence=Evidence("codings", 200, (Example("I won."),)),
    )
    one = CorrectedShare("status", "statements", told, told, "not enough", f"People found the code in {k:g} of 200.", (), 0.038, k)
    model = share("model_missed/status", 1, 100)
    return Shares(200, 60, ("Ana",), (one,), (), (ModelAgainstPeople("status", model, model, model),))


def test_how_few_people_found_is_not_told_where_it_is_a_small_cell() -> None:
    shares = rare(2)
    found = without_few_found({"shares": shares, "figures": shares.figures()}, shares, CELL_MIN)
    one = found["shares"].of_statements[0]
    assert "fewer than 5" in one.reason and one.bound is None and one.positives is None
    for figure in (one.corrected, found["figures"][0]):
        assert figure.warnings == (untold(CELL_MIN),)
        assert figure.n_needed == n_needed(None) and figure.evidence.examples == ()
    assert found["shares"].model[0].missed.value is None and found["figures"][1].value is None
    assert "2" not in re.sub("200", "", str(plain(one.corrected.warnings)))


def test_none_and_many_finds_are_no_small_cells() -> None:
    for k in (0, 5, 9):
        shares = rare(k)
        assert without_few_found(shares, shares, CELL_MIN) == shares
