"""Completion, opportunity and attainment over customers: against SciPy, against known traps, and in simulation."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lifeworld.goals.core.attainment import GOALS, attainment, customer_mean
from lifeworld.goals.core.completion import DONE, GIVEN_UP, OPEN, completion
from lifeworld.goals.core.in_range import mean_interval, range_share
from lifeworld.goals.core.opportunity import COLUMNS, opportunities
from lifeworld.goals.core.range_figures import RANGES, range_figures
from lifeworld.kit.errors import InputRefused

TIMES = st.lists(st.tuples(st.integers(0, 30), st.sampled_from([OPEN, DONE, GIVEN_UP])), min_size=2, max_size=60)


def of_scipy(days: np.ndarray, ends: np.ndarray) -> object:
    return stats.ecdf(stats.CensoredData(uncensored=days[ends == DONE], right=days[ends != DONE])).sf


@given(TIMES)
def test_the_curve_is_scipys_with_its_interval(rows: list[tuple[int, int]]) -> None:
    days, ends = (np.array(column) for column in zip(*rows))
    if not (ends == DONE).any():
        return
    found, theirs = completion(days, ends), of_scipy(days.astype(float), ends)
    at = found.done.days
    np.testing.assert_allclose(found.done.value, 1 - theirs.evaluate(at), atol=1e-12)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # SciPy says that ends are undefined at 0 and 1, which are left out here
        interval = theirs.confidence_interval(0.90, method="log-log")
        low, high = 1 - interval.high.evaluate(at), 1 - interval.low.evaluate(at)
    inner = (found.done.value > 0) & (found.done.value < 1)
    np.testing.assert_allclose(found.done.low[inner], low[inner], atol=1e-9)
    np.testing.assert_allclose(found.done.high[inner], high[inner], atol=1e-9)


@given(TIMES, st.randoms())
def test_curves_rise_hold_their_values_and_do_not_depend_on_the_order(rows: list[tuple[int, int]], chance: object) -> None:
    days, ends = (np.array(column) for column in zip(*rows))
    found = completion(days, ends)
    order = np.array(sorted(range(len(days)), key=lambda _: chance.random()))
    again = completion(days[order], ends[order])
    for name in ("done", "done_of_all", "given_up_of_all"):
        curve, other = getattr(found, name), getattr(again, name)
        assert (np.diff(curve.value) >= -1e-12).all() and ((curve.value >= -1e-12) & (curve.value <= 1 + 1e-12)).all()
        known = np.isfinite(curve.low) & np.isfinite(curve.high)
        assert (curve.low[known] <= curve.value[known] + 1e-9).all() and (curve.value[known] <= curve.high[known] + 1e-9).all()
        np.testing.assert_allclose(curve.value, other.value, atol=1e-12)
        np.testing.assert_allclose(curve.low, other.low, atol=1e-9)
    assert (found.done_of_all.value <= found.done.value + 1e-12).all()
    assert (found.done_of_all.value + found.given_up_of_all.value <= 1 + 1e-9).all()


def test_the_competing_share_of_everybody_ended_is_the_plain_share() -> None:
    ends = np.array([DONE] * 60 + [GIVEN_UP] * 40)
    days = np.random.default_rng(1).permutation(100)
    found = completion(days, ends)
    assert found.done_of_all.value[-1] == pytest.approx(0.6) and found.given_up_of_all.value[-1] == pytest.approx(0.4)
    assert found.done.value[-1] > 0.6  # Kaplan and Meier's answers another question, and the page says so
    spread = (found.done_of_all.high[-1] - found.done_of_all.low[-1]) / 2 / 1.645
    assert spread == pytest.approx(np.sqrt(0.6 * 0.4 / 100), rel=0.05)


def test_goals_of_one_customer_are_not_as_many_customers() -> None:
    chance = np.random.default_rng(2)
    days, ends = chance.integers(1, 40, 80), chance.integers(0, 2, 80)
    alone = completion(days, ends)
    thrice = completion(np.tile(days, 3), np.tile(ends, 3), np.tile(np.arange(80), 3))
    as_if = completion(np.tile(days, 3), np.tile(ends, 3))
    middle = len(alone.done.days) // 2
    width = [curve.done.high[middle] - curve.done.low[middle] for curve in (alone, thrice, as_if)]
    assert width[1] == pytest.approx(width[0], rel=0.1) and width[2] < 0.7 * width[0]
    assert thrice.n_customers == 80 and any("several goals" in warning for warning in thrice.warnings)


def test_a_median_that_is_not_reached_is_not_invented() -> None:
    found = completion(np.arange(1, 101), np.array([DONE] * 20 + [OPEN] * 80))
    assert found.median.value is None and any("not known" in warning for warning in found.median.warnings)
    few = completion(np.arange(1, 11), np.ones(10, np.int64))
    assert few.median.value is None and few.median.n_needed == 30
    nothing = completion([], [])
    assert nothing.n == 0 and nothing.median.value is None
    with pytest.raises(InputRefused):
        completion([1, -1], [1, 1])
    with pytest.raises(InputRefused):
        completion([1, 2], [1, 5])


def answers(rows: list[tuple[object, ...]], *more: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=[*COLUMNS, *more], orient="row")


def test_opportunity_is_of_top_two_boxes_and_never_of_means() -> None:
    # half says 5, half says 3: the top-two box is 5, and a mean of 4 scaled to 10 would be 8 (or 7.5)
    found = opportunities(answers([(f"c{i}", "rest", 5 if i % 2 else 3, 3 if i % 2 else 5) for i in range(100)])).all[0]
    assert (found.importance.value, found.satisfaction.value, found.opportunity.value) == (5.0, 5.0, 5.0)
    published = opportunities(answers([(f"c{i}", "rest", 5 if i < 90 else 1, 5 if i < 30 else 1) for i in range(100)])).all[0]
    assert (published.importance.value, published.satisfaction.value, published.opportunity.value) == (9.0, 3.0, 15.0)
    assert published.zone == "strong"


def test_below_thirty_nothing_is_printed_and_missing_answers_are_not_low_ones() -> None:
    rows = [(f"c{i}", "rest", 5, None if i < 20 else 1) for i in range(49)]
    found = opportunities(answers(rows)).all[0]
    assert (found.n, found.n_importance, found.opportunity.value, found.zone) == (29, 49, None, "")
    assert opportunities(answers([*rows, ("c99", "rest", 5, 1)])).all[0].opportunity.value == 20.0
    twice = opportunities(answers([*[(f"c{i}", "rest", 1, 1) for i in range(30)], *[(f"c{i}", "rest", 5, 1) for i in range(30)]])).all[0]
    assert twice.n == 30 and twice.opportunity.value == 20.0


@given(st.randoms())
def test_the_order_of_answers_does_not_matter(chance: object) -> None:
    rows = [(f"c{i}", outcome, 1 + (i * 7) % 5, 1 + (i * 3) % 5) for i in range(40) for outcome in ("rest", "route")]
    shuffled = sorted(rows, key=lambda _: chance.random())
    assert opportunities(answers(shuffled)) == opportunities(answers(rows))


def test_the_biggest_group_that_would_choose_otherwise_is_said() -> None:
    rows = []
    for i in range(100):
        big = i < 55
        rows += [(f"c{i}", "rest", 5 if big else 1, 3, "big" if big else "small"),
                 (f"c{i}", "route", 4 if not big or i < 40 else 1, 1, "big" if big else "small")]
    found = opportunities(answers(rows, "group"))
    assert found.all[0].outcome == "route" and "«rest»" in found.warnings[0] and "«big»" in found.warnings[0]
    assert {one.group for one in found.groups} == {"big", "small"}
    alike = opportunities(answers([(f"c{i}", "rest", 5, 1, "a") for i in range(40)], "group"))
    assert alike.warnings == ()


@pytest.mark.parametrize("frame", [
    answers([("c", "rest", 6, 1)]), answers([("c", "rest", 0, 1)]), answers([("c", "rest", "high", 1)]), answers([(None, "rest", 5, 1)]),
    answers([("c", "rest", 5, 1)]).drop("satisfaction")])
def test_other_answers_are_refused(frame: pl.DataFrame) -> None:
    with pytest.raises(InputRefused):
        opportunities(frame)


def goals(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=GOALS, orient="row")


def test_a_customer_with_many_goals_counts_once() -> None:
    rows = [(who, who * 10, "active", "", False, 40.0, None, None) for who in range(30)]
    rows += [(30, 500 + at, "active", "", False, 71.0, None, None) for at in range(50)]
    found = attainment(goals(rows))
    assert found.t.value == pytest.approx((30 * 40 + 71) / 31) and found.t.n == 31 and found.n_goals.value == 80


def test_what_is_not_known_is_in_no_mean_and_is_said() -> None:
    rows = [(who, who, "active", "", False, 60.0 if who < 40 else None, 40.0, 20.0) for who in range(50)]
    found = attainment(goals(rows))
    assert (found.t.value, found.t.n, found.n_unknown) == (60.0, 40, 10) and "10 customers" in found.warnings[0]
    assert attainment(goals(rows[:20])).t.value is None
    assert attainment(goals([])).t.value is None


def test_one_is_said_as_one() -> None:
    rows = [(who, who, "active", "", who == 0, None if who == 40 else 60.0, 40.0, 20.0) for who in range(41)]
    assert {warning.split(":")[0].split(";")[0] for warning in attainment(goals(rows)).warnings} == {
        "Of 1 customer nothing is known yet", "1 goal was made easier"}


def test_shares_of_states_reasons_and_regret() -> None:
    states = ["reached"] * 20 + ["abandoned"] * 10 + ["active"] * 10
    rows = [(who, who, state, "too_hard" if state == "abandoned" else "", who >= 35, 40.0 if who % 2 else 60.0, None, None)
            for who, state in enumerate(states)]
    found = attainment(goals(rows))
    assert {name: round(figure.value or 0, 3) for name, figure in found.states.items()} == {
        "active": 0.25, "paused": 0.0, "reached": 0.5, "abandoned": 0.25}
    assert found.regret.value == pytest.approx(3 / 40)  # of five goals made easier, the three that fall short
    assert found.reasons["too_hard"].value is None and found.reasons["too_hard"].n == 10
    by_group = attainment(goals(rows), dict.fromkeys(range(35), "a") | {99: "b"})
    assert list(by_group.groups) == ["a"] and by_group.groups["a"].t.n == 35


def test_time_in_range_of_many_has_bounds() -> None:
    rows = [(who, who, 10, 20 if who % 2 else 10, 40) for who in range(40)] + [(99, 99, 0, 0, 40)]
    found = range_figures(pl.DataFrame(rows, schema=RANGES, orient="row"))
    assert found.share.value == pytest.approx(0.75) and found.share.n == 40 and found.known.n == 41
    assert found.worst.value < found.share.value < found.best.value


def held_often_enough(held: int, n: int) -> bool:
    """Whether nine of ten is within what chance allows, at 99 %."""
    low, high = stats.binomtest(held, n).proportion_ci(0.99)
    return bool(low <= 0.90 <= high)


def test_time_in_range_of_days_that_resemble_their_neighbours_holds_the_truth() -> None:
    chance, held, n, share = np.random.default_rng(5), 0, 200, 0.7
    for _ in range(n):
        inside, draws = np.empty(60, np.bool_), chance.random(60)
        for day in range(60):
            inside[day] = draws[day] < (share if day == 0 else share + 0.4 * (inside[day - 1] - share))
        known = chance.random(60) < 0.8
        found = range_share(np.flatnonzero(known), inside[known], 0, 59)
        held += found.low <= share <= found.high
    assert held_often_enough(held, n)


def test_means_of_days_and_the_share_of_all_that_is_done_hold_the_truth() -> None:
    chance, n, held, of_all = np.random.default_rng(7), 200, 0, 0
    for _ in range(n):
        noise = np.empty(40)
        for day, step in enumerate(chance.normal(0, 1, 40)):
            noise[day] = step if day == 0 else 0.3 * noise[day - 1] + step * np.sqrt(1 - 0.3**2)
        low, high = mean_interval(np.arange(40), 5 + noise) or (np.nan, np.nan)
        held += low <= 5 <= high
        done, gone, seen = chance.exponential(40, 80), chance.exponential(60, 80), chance.uniform(20, 120, 80)
        first = np.minimum(np.minimum(done, gone), seen)
        ends = np.where(first == done, DONE, np.where(first == gone, GIVEN_UP, OPEN))
        curve = completion(first, ends).done_of_all
        at = int(np.searchsorted(curve.days, 30, side="right")) - 1
        of_all += curve.low[at] <= 0.6 * (1 - np.exp(-30 * (1 / 40 + 1 / 60))) <= curve.high[at]
    assert held_often_enough(held, n) and held_often_enough(of_all, n)


def test_opportunity_and_completion_hold_the_truth() -> None:
    chance, n, held, curves = np.random.default_rng(6), 200, 0, 0
    for _ in range(n):
        imp, sat = chance.random(80) < 0.8, chance.random(80) < 0.4
        found = opportunities(answers(list(zip(map(str, range(80)), ["x"] * 80, np.where(imp, 5, 1), np.where(sat, 5, 1))))).all[0]
        held += found.opportunity.low <= 12.0 <= found.opportunity.high
        pace = np.repeat(np.where(np.arange(60) < 30, 1.5, 0.5), 3)  # three goals each, and customers differ
        done, seen = chance.exponential(40 / pace), chance.uniform(20, 120, 180)
        curve = completion(np.minimum(done, seen), (done <= seen).astype(int), np.repeat(np.arange(60), 3)).done
        at = int(np.searchsorted(curve.days, 30, side="right")) - 1
        curves += curve.low[at] <= 1 - (np.exp(-45 / 40) + np.exp(-15 / 40)) / 2 <= curve.high[at]
    assert held_often_enough(held, n)
    assert curves / n > 0.85  # half of the customers are of each pace in every study, so the interval may hold more


def test_the_mean_over_customers_holds_the_truth_as_often_as_it_says() -> None:
    chance, held, n = np.random.default_rng(4), 0, 200
    for _ in range(n):
        values = chance.choice([30.0, 40, 50, 60, 70], 40, p=[0.1, 0.3, 0.3, 0.2, 0.1])
        found = customer_mean(pl.Series(chance.permutation(10_000)[:40]), values, "T", bounds=(0, 100))
        held += found.low <= 49.0 <= found.high
    assert held_often_enough(held, n)
