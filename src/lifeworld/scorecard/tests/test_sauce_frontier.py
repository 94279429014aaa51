"""The capability frontier: volumes equal independent ones, nothing unknown speaks for the sauce, and the market can be replayed."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.quantiles import binomial
from lifeworld.scorecard.core.frames import FRAMES, checked
from lifeworld.scorecard.core.sauce import hypervolume as module
from lifeworld.scorecard.core.sauce.frontier import REFERENCE, frontier, volumes
from lifeworld.scorecard.core.sauce.hypervolume import hypervolume, hypervolumes
from lifeworld.scorecard.core.sauce.policies import CANDIDATES, POLICIES, candidate_table, market_side, sauce_side
from lifeworld.scorecard.core.simulation.sauce import SauceKnobs, simulated_designs
from lifeworld.scorecard.core.simulation.success import simulated_customers
from lifeworld.scorecard.core.values import Asked
from lifeworld.tools.core.values import Candidates, Measure

ASKED = Asked(query="test")
STUDIES = 200
NOBODY = pl.DataFrame(schema=FRAMES["customers"].schema)


def by_inclusion(points: np.ndarray, reference: np.ndarray) -> float:
    """The volume of the union of boxes by inclusion and exclusion: slow, and independent."""
    inside = [one for one in points if (one < reference).all()]
    total = 0.0
    for size in range(1, len(inside) + 1):
        for some in combinations(inside, size):
            total += (-1) ** (size + 1) * float(np.prod(reference - np.max(some, axis=0)))
    return total


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_volumes_are_those_of_inclusion_and_exclusion(k: int) -> None:
    for seed in range(5):
        points = np.random.default_rng(seed).random((9, k)).round(1)
        expected = by_inclusion(points, np.full(k, 0.9))
        found, error = hypervolume(points, np.full(k, 0.9))
        assert found == pytest.approx(expected)
        assert error == 0
        if k <= 3:
            assert hypervolumes(points[None], np.full(k, 0.9))[0] == pytest.approx(expected)


def test_a_stack_is_its_sets_one_by_one_whatever_the_size_of_a_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = np.random.default_rng(1).random((40, 12, 3))
    whole = hypervolumes(stack, np.full(3, 0.95))
    monkeypatch.setattr(module, "_CHUNK", 50)
    assert hypervolumes(stack, np.full(3, 0.95)) == pytest.approx(whole)


def test_many_measures_are_drawn_with_a_standard_error_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(2).random((14, 5))
    exact = hypervolume(points, np.ones(5))[0]
    monkeypatch.setattr(module, "CELLS_MAX", 1)
    value, error = hypervolume(points, np.ones(5))
    assert 0 < error < 0.01
    assert abs(value - exact) < 3 * error


cubes = arrays(np.float64, st.tuples(st.integers(1, 7), st.just(3)), elements=st.integers(0, 10).map(lambda x: x / 10))


@settings(max_examples=60, deadline=None)
@given(cubes, cubes)
def test_more_designs_never_reach_less_and_order_does_not_matter(points: np.ndarray, more: np.ndarray) -> None:
    one = np.ones(3)
    both = np.vstack([points, more])
    assert hypervolume(both, one)[0] >= hypervolume(points, one)[0] - 1e-12
    assert hypervolume(both[::-1], one)[0] == pytest.approx(hypervolume(both, one)[0])
    assert hypervolume(points, one)[0] == pytest.approx(by_inclusion(points, one))


def designs(sauce: np.ndarray, market: np.ndarray, spec: str = "s", customer: str | None = "ana", reference: float | None = None,
            policy: str | None = None) -> pl.DataFrame:
    """Designs of one specification: float64[n, k] of each side, less is better; NaN is not known."""
    rows = [(spec, customer, side, f"{side} {i}", f"m{j}", "less", None if np.isnan(value) else float(value), reference, policy)
            for side, points in (("sauce", sauce), ("market", market)) for i, point in enumerate(points) for j, value in enumerate(point)]
    return pl.DataFrame(rows, schema=FRAMES["designs"].schema, orient="row")


def gain(sauce: np.ndarray, market: np.ndarray, reference: float | None = None) -> float | None:
    """What the sauce adds to one specification."""
    return volumes(designs(sauce, market, reference=reference))["gain"][0]


def test_volumes_by_hand() -> None:
    """Best 0 and 0, worst 2 and 4: the sauce's points are (0, 1) and (1, 0), the market's (.5, .5)."""
    found = volumes(designs(np.array([[0.0, 4.0], [2.0, 0.0]]), np.array([[1.0, 2.0]])))
    box = REFERENCE**2
    sauce, market = (1.1 * 0.1 + 0.1 * 1.1 - 0.1 * 0.1) / box, 0.6 * 0.6 / box
    assert (found["sauce"][0], found["market"][0]) == (pytest.approx(sauce), pytest.approx(market))
    assert found["gain"][0] == pytest.approx(sauce / market - 1)


@settings(max_examples=40, deadline=None)
@given(cubes, cubes, st.floats(0.01, 1000), st.floats(-50, 50), st.integers(0, 2))
def test_units_and_origins_and_beaten_designs_do_not_matter(sauce: np.ndarray, market: np.ndarray, times: float, more: float,
                                                            axis: int) -> None:
    plain = gain(sauce, market)
    moved = [points.copy() for points in (sauce, market)]
    for points in moved:
        points[:, axis] = points[:, axis] * times + more
    assert gain(*moved) == pytest.approx(plain, abs=1e-6)
    assert gain(np.vstack([sauce, sauce[:1] + 3]), np.vstack([market, market[-1:] + 7])) == pytest.approx(plain, abs=1e-9)


def test_a_declared_reference_by_hand() -> None:
    """Up to 5 and 5: the sauce's (1, 1) has 16, the market's (2, 2) has 9; whatever is added beyond 5 changes nothing."""
    sauce, market = np.array([[1.0, 1.0]]), np.array([[2.0, 2.0]])
    assert gain(sauce, market, 5.0) == pytest.approx(1 - 9 / 16)
    assert gain(np.vstack([sauce, [[0.5, 9.0]]]), market, 5.0) == pytest.approx(1 - 9 / 16)
    assert gain(np.vstack([sauce, [[0.5, 4.0]]]), market, 5.0) == pytest.approx(1 - 9 / (16 + 0.5 * 1))
    assert gain(market + 9, sauce + 9, 5.0) == 0.0  # nothing of either side is of use
    assert gain(sauce, market + 9, 5.0) == 1.0


@settings(max_examples=60, deadline=None)
@given(cubes, cubes, cubes)
def test_more_designs_of_the_sauce_never_make_it_add_less_where_the_reference_is_declared(sauce: np.ndarray, market: np.ndarray,
                                                                                          more: np.ndarray) -> None:
    fewer, all_ = gain(sauce, market, 0.8), gain(np.vstack([sauce, more]), market, 0.8)
    assert fewer is not None and all_ is not None
    assert all_ >= fewer - 1e-9


def test_a_reference_of_which_more_is_better_is_its_least_value() -> None:
    turned = designs(np.array([[1.0, 1.0]]), np.array([[2.0, 2.0]]), reference=5.0).with_columns(
        better=pl.lit("more"), value=-pl.col("value"), reference=-pl.col("reference"))
    assert volumes(turned)["gain"][0] == pytest.approx(1 - 9 / 16)


def test_how_it_was_measured_says_the_reference_and_the_policy() -> None:
    made = pl.concat([designs(np.array([[1.0 + at % 3, 1.0]]), np.array([[2.0, 2.0]]), f"s{at}", f"c{at}", 5.0, "cheapest_page@1")
                      for at in range(40)])
    declared = frontier(made, NOBODY, ASKED)
    silent = frontier(made.with_columns(reference=pl.lit(None, pl.Float64), policy=pl.lit(None, pl.String)), NOBODY, ASKED)
    assert declared is not None and silent is not None
    assert "reference point declared" in declared.gain.method and "the market's by «cheapest_page@1»" in declared.gain.method
    assert len(declared.warnings) == 1 and "choose from the same candidates" in declared.warnings[0]
    assert any("moves with the designs" in one for one in silent.warnings) and any("by which policy" in one for one in silent.warnings)


@settings(max_examples=60, deadline=None)
@given(cubes, cubes, st.integers(0, 6), st.integers(0, 2))
def test_what_is_not_known_of_its_own_designs_reaches_nothing(sauce: np.ndarray, market: np.ndarray, at: int, axis: int) -> None:
    """The unknown design of the sauce is as if it were not there."""
    lost = sauce.copy()
    lost[at % len(sauce), axis] = np.nan
    left = np.delete(sauce, at % len(sauce), axis=0)
    assert gain(lost, market) == pytest.approx(gain(left, market))


def test_what_is_not_known_of_the_market_does_not_speak_for_the_sauce() -> None:
    sauce, market = np.array([[1.0, 2.0], [2.0, 1.0]]), np.array([[2.0, 3.0], [3.0, 2.0]])
    lost = market.copy()
    lost[0, 1] = np.nan
    known, unknown = gain(sauce, market), gain(sauce, lost)
    assert known is not None
    assert unknown is not None
    assert unknown < known


def test_sides_that_are_missing() -> None:
    one, none = np.array([[1.0, 2.0]]), np.empty((0, 2))
    assert gain(one, none) is None
    assert gain(none, one) == -1.0
    assert gain(one, one) == 0.0


@pytest.mark.parametrize(("planted", "measures", "count"), [(0.0, 3, 20), (-0.4, 3, 20), (0.6, 1, 5), (0.6, 2, 20), (0.6, 4, 3)])
def test_what_is_planted_is_found_to_the_last_digits(planted: float, measures: int, count: int) -> None:
    knobs = SauceKnobs(specs=70, designs=count, measures=measures, gain=planted)
    made, truth = simulated_designs(simulated_customers(50, 1), 1, knobs)
    assert checked("designs", made).equals(made)
    found, same = (frontier(simulated_designs(NOBODY, 1, replace(knobs, gain_sd=sd))[0], NOBODY, ASKED) for sd in (knobs.gain_sd, 0.0))
    owned, turned = (frontier(one, NOBODY, ASKED) for one in (made, made.reverse()))
    assert found is not None and same is not None and owned is not None and turned is not None
    assert (same.gain.low, same.gain.value, same.gain.high) == pytest.approx((planted, planted, planted), abs=1e-6)
    assert owned.gain.value == pytest.approx(truth["gain_of_these"])
    assert found.gain.high - found.gain.low > 0.02
    assert turned.gain == owned.gain


def test_the_intervals_of_the_frontier_hold_the_truth_of_all_customers_as_often_as_they_say() -> None:
    fewest, most = binomial([0.005, 0.995], STUDIES, 0.9)
    knobs = SauceKnobs(specs=130, designs=3, measures=2, gain=0.3, gain_sd=0.4)
    hits = {"gain": 0, "more": 0}
    for seed in range(STUDIES):
        customers = simulated_customers(70, seed)
        made, truth = simulated_designs(customers, seed, knobs)
        found = frontier(made, customers, ASKED)
        assert found is not None
        for name, one in (("gain", found.gain), ("more", found.more)):
            assert one.low is not None and one.high is not None
            hits[name] += one.low <= truth[name] <= one.high
    assert all(fewest <= n <= most for n in hits.values()), hits


def test_specifications_of_one_customer_are_drawn_together() -> None:
    made, _ = simulated_designs(NOBODY, 1, SauceKnobs(specs=120, designs=3, gain=0.3))
    alone = frontier(made, NOBODY, ASKED)
    owned = frontier(made.with_columns(customer=pl.lit("c") + (pl.col("spec").cast(pl.Int64) // 3).cast(pl.String)), NOBODY, ASKED)
    assert alone is not None
    assert owned is not None
    assert (alone.gain.n, owned.gain.n) == (120, 40)
    assert (owned.gain.n_unit, owned.more.n_unit) == ("customers", "customers")
    assert owned.gain.value == pytest.approx(alone.gain.value)


def test_specifications_of_nobody_are_not_counted_as_customers() -> None:
    made, _ = simulated_designs(NOBODY, 1, SauceKnobs(specs=40, designs=3))
    found = frontier(made, NOBODY, ASKED)
    some = frontier(made.with_columns(customer=pl.when(pl.col("spec") < "000010").then(pl.lit("c") + pl.col("spec"))), NOBODY, ASKED)
    assert found is not None and some is not None
    assert (found.gain.n, found.gain.n_unit, found.more.n_unit) == (40, "specifications", "specifications")
    assert some.gain.n_unit == "customers and specifications of nobody"


def candidates(n: int = 30) -> pl.DataFrame:
    """Candidates of two specifications with a price and two measures."""
    drawn = np.random.default_rng(3)
    rows = [(spec, "ana", f"d{i:02}", i, float(drawn.integers(1, 90)) if i % 5 else None, measure, way, float(drawn.random()))
            for spec in ("a", "b") for i in range(n) for measure, way in (("loss", "less"), ("life", "more"))]
    table = pl.DataFrame(rows, schema=CANDIDATES, orient="row")
    return table.with_columns(pl.col("price").first().over("spec", "design"))


@pytest.mark.parametrize("policy", list(POLICIES))
def test_policies_of_the_market_can_be_replayed_in_any_order(policy: str) -> None:
    table = candidates()
    found = market_side(table, policy, 5, seed=4)
    assert checked("designs", found).equals(found)
    assert found["policy"].unique().to_list() == [POLICIES[policy].name] and "@" in POLICIES[policy].name
    assert market_side(table.with_columns(reference=9.0), policy, 5, seed=4)["reference"].unique().to_list() == [9.0]
    assert found.group_by("spec").agg(pl.col("design").n_unique())["design"].to_list() == [5, 5]
    assert market_side(table.reverse(), policy, 5, seed=4).equals(found)
    assert market_side(table.filter(pl.col("spec") == "b"), policy, 5, seed=4).equals(found.filter(pl.col("spec") == "b"))


def test_what_each_policy_shows() -> None:
    table = candidates()
    price = dict(table.filter(pl.col("spec") == "a").select("design", "price").iter_rows())
    dear = sorted((one for one in price.items() if one[1] is not None), key=lambda one: (one[1], one[0]))
    shown = market_side(table, "cheapest_page", 4).filter(pl.col("spec") == "a")["design"].unique().to_list()
    assert sorted(shown) == sorted(name for name, _ in dear[:4])
    listed = market_side(table, "first_listed", 3).filter(pl.col("spec") == "a")["design"].unique().to_list()
    assert sorted(listed) == ["d00", "d01", "d02"]
    assert not market_side(table, "random", 3, 1).equals(market_side(table, "random", 3, 2))
    with pytest.raises(InputRefused):
        market_side(table, "best", 3)


def test_the_front_of_all_candidates_reaches_all_that_candidates_reach() -> None:
    table = candidates()
    side = sauce_side(table)
    every = checked("designs", table.with_columns(side=pl.lit("market")))
    assert volumes(pl.concat([side, every]))["gain"].to_list() == pytest.approx([0.0, 0.0])
    assert side["design"].n_unique() < 30


def test_candidates_of_a_tool_become_a_table() -> None:
    found = Candidates({"price": np.array([3.0, np.nan]), "loss": np.array([np.nan, 2.0])}, {}, high={"loss": np.array([5.0, 2.0])})
    table = candidate_table("s", None, found, [Measure("price", "Price", better="less"), Measure("loss", "Loss", better="less")])
    assert table.schema == CANDIDATES
    assert table.filter(pl.col("measure") == "loss")["value"].to_list() == [5.0, 2.0]
    assert table.filter(pl.col("measure") == "price")["value"].to_list() == [3.0, None]
