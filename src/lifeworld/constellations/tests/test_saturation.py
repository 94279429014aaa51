"""Saturation: the rule by hand, random orders, what is undefined."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core.saturation.orders import CUSTOMERS_MAX, brought, found_after, random_positions
from lifeworld.constellations.core.saturation.rule import NEVER, Rule, customers_until, new_information
from lifeworld.constellations.core.saturation.saturated import saturation
from lifeworld.constellations.core.saturation.values import Saturation
from lifeworld.kit.figure import Versions

Pairs = list[tuple[str, str]]


def frames(pairs: Pairs) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Codings and actors that bring the same things."""
    who, what = [customer for customer, _ in pairs], [thing for _, thing in pairs]
    code = {"customer": pl.String, "code": pl.String, "present": pl.Boolean}
    actor = {"customer": pl.String, "category": pl.String, "name": pl.String}
    codings = pl.DataFrame({"customer": who, "code": what, "present": [True] * len(who)}, schema=code)
    actors = pl.DataFrame({"customer": who, "category": ["peers"] * len(who), "name": what}, schema=actor)
    return codings, actors


def saturated(customers: list[str], pairs: Pairs) -> tuple[Saturation, ...]:
    return saturation(pl.Series("customer", customers, pl.String), *frames(pairs), versions=Versions("b", "c"))


def names(n: int) -> list[str]:
    return [f"customer {i:02d}" for i in range(n)]


def test_the_rule_by_hand() -> None:
    """Four interviews find 20 + 9 + 6 + 2 = 37 themes; interviews 5 to 9 bring 2, 1, 1, 0 and 0 more (numbers of this test).

    Runs of two: 5 and 6 bring 3 of 37 (8 %), 6 and 7 bring 2 (5.4 %), 7 and 8 bring 1 (2.7 %), 8 and 9 nothing.
    """
    found = np.cumsum([20, 9, 6, 2, 2, 1, 1, 0, 0])[None, :]
    assert new_information(found, Rule())[0] == pytest.approx([3 / 37, 2 / 37, 1 / 37, 0])
    assert customers_until(found, Rule()).tolist() == [8]
    assert customers_until(found, Rule(threshold=0.0)).tolist() == [9]
    assert customers_until(found, Rule(threshold=0.10)).tolist() == [6]
    assert customers_until(found, Rule(base=4, run=3)).tolist() == [9]
    assert customers_until(found[:, :8], Rule(threshold=0.0)).tolist() == [NEVER]


def test_exactly_the_threshold_is_low_enough_and_an_empty_base_is_not() -> None:
    assert customers_until(np.array([[5, 10, 15, 20, 20, 21]]), Rule()).tolist() == [6]
    assert customers_until(np.zeros((1, 9), np.int64), Rule()).tolist() == [NEVER]


def test_found_after_is_the_union_of_the_order() -> None:
    pairs = [("a", "x"), ("a", "y"), ("b", "y"), ("c", "z"), ("c", "x")]
    who = brought(pl.Series(["a", "b", "c", "d"]), frames(pairs)[0].select("customer", thing="code"), 0)
    assert found_after(who, np.array([[0, 1, 2, 3], [3, 0, 1, 2]], np.int32)).tolist() == [[2, 2, 3, 3], [1, 3, 3, 3]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 20)), max_size=60), st.integers(0, 100))
def test_counts_agree_with_sets_and_grow(cells: list[tuple[int, int]], seed: int) -> None:
    customers = names(12)
    pairs = [(customers[c], f"t{t}") for c, t in cells]
    who = brought(pl.Series(customers), frames(pairs)[0].select("customer", thing="code"), seed)
    positions = random_positions(who.customers, seed, 5)
    counts = found_after(who, positions)
    for order in range(5):
        sequence = np.argsort(positions[order])
        assert sorted(positions[order].tolist()) == list(range(12))
        for k in range(12):
            so_far = {customers[c] for c in sequence[: k + 1]}
            assert counts[order, k] == len({thing for customer, thing in pairs if customer in so_far})


def test_order_and_repetition_of_the_input_do_not_matter() -> None:
    rng = np.random.default_rng(3)
    pairs = [(f"customer {c:02d}", f"t{t}") for c, t in zip(rng.integers(0, 30, 200), rng.zipf(1.6, 200) % 40)]
    one, other = saturated(names(30), pairs), saturated(names(30)[::-1], [*pairs[::-1]])
    assert one == other
    twice = saturated(names(30), [*pairs, *pairs])
    assert [s.curve for s in twice] == [s.curve for s in one]
    assert [s.sentence for s in twice] == [s.sentence for s in one]


def test_all_the_same_is_saturated_as_soon_as_the_rule_can_say_so() -> None:
    found = saturated(names(10), [(name, thing) for name in names(10) for thing in ("mood", "peers")])
    for one in found:
        assert (one.reached.value, one.reached.low, one.reached.high) == (6, 6, 6)
        assert one.share_reached.value == 1
        assert "after 6 customers in nine of ten random orders." in one.sentence
        assert {point.found for point in one.curve} == {2.0}


def test_nothing_in_common_is_never_saturated() -> None:
    found = saturated(names(20), [(name, f"friend of {name}") for name in names(20)])
    for one in found:
        assert not one.reached.enough
        assert one.reached.text() == "not enough: n = 20"
        assert one.share_reached.value == 0
        assert "not saturated within these 20 customers." in one.sentence
    assert "Of 20 kinds of actor, 20 come from one customer only." in found[2].sentence


def test_reached_in_some_orders_only_says_in_how_many() -> None:
    rare = [(name, f"only {name}") for name in names(12)[:6]]
    found = saturated(names(12), [*((name, "peers") for name in names(12)), *rare])[0]
    assert 0 < (found.share_reached.value or 0) < 1
    assert "of the random orders only" in found.sentence or "more than 12" in found.sentence


@pytest.mark.parametrize("n", [1, 4, 7])
def test_fewer_than_base_and_two_runs_are_not_enough(n: int) -> None:
    for one in saturated(names(n), [(name, "mood") for name in names(n)]):
        assert one.reached.text() == one.share_reached.text() == f"not enough: n = {n}, about 8 needed"
        assert f"need 8 customers, and the study has {n}." in one.sentence
        assert len(one.curve) == n


def test_nobody_named_and_nothing_found() -> None:
    assert saturation(pl.Series("customer", [None], pl.String), *frames([]), versions=Versions()) == ()
    for one in saturated(names(12), []):
        assert not one.reached.enough
        assert "none was found" in one.sentence
        assert {point.found for point in one.curve} == {0.0}


def test_rules_things_and_names_of_figures() -> None:
    found = saturated(names(9), [(name, "mood") for name in names(9)])
    assert [(one.what, one.threshold) for one in found] == [
        ("codes", 0.05), ("codes", 0.0), ("kinds of actor", 0.05), ("kinds of actor", 0.0)]
    assert found[0].reached.name == "saturation/codes/4+2/5/customers"
    assert found[3].share_reached.name == "saturation/actors/4+2/0/orders"
    assert "random orders" in found[0].reached.method
    assert found[0].sentence.startswith("By the rule of Guest, Namey and Chen (base 4, run 2, at most 5 % new), codes were saturated")


def test_the_self_is_no_kind_of_actor_and_capitals_are_one_name() -> None:
    actors = pl.DataFrame({"customer": ["a", "b", "a"], "category": ["family_friends", "family_friends", "self"],
                           "name": ["Wife", "wife", "self"]})
    codings = frames([])[0]
    found = saturation(pl.Series("customer", ["a", "b"]), codings, actors, versions=Versions())
    assert found[2].curve[-1].found == 1


def test_many_customers_are_represented_by_some_and_it_is_said() -> None:
    n = CUSTOMERS_MAX + 500
    customers = pl.Series("customer", [f"c{i:05d}" for i in range(n)])
    codings = pl.DataFrame({"customer": customers, "code": [f"t{i % 7}" for i in range(n)], "present": True})
    actors = frames([])[1]
    found = saturation(customers, codings, actors, versions=Versions())[0]
    assert found.reached.n == CUSTOMERS_MAX
    assert found.sentence.endswith("Computed from 2,000 of 2,500 customers, drawn at random.")
    assert len(found.curve) <= 100
    assert found.curve[-1].n == CUSTOMERS_MAX
