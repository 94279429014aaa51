"""T, levels and time in range: published numbers, and what may never happen whatever the numbers are."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.goals.core.days import day_number, day_text
from lifeworld.goals.core.gas import attained, t_score
from lifeworld.goals.core.in_range import effective_days, in_range, range_share, wilson
from lifeworld.goals.core.job_form import suggestions_of_form
from lifeworld.goals.core.judging import ASKS, CHECKS, DAYS, PAUSED, goal_scores, levels_each, newest_checks, over_days, window
from lifeworld.goals.core.levels import checked_levels, harder, level_of, narrower
from lifeworld.goals.core.statements import DIRECTIONS, Outcome, checked, hints
from lifeworld.kit.errors import InputRefused

LEVEL = st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0])
MAYBE = st.one_of(LEVEL, st.just(math.nan))
WEIGHT = st.floats(0.01, 100)
SCALES = st.lists(st.tuples(MAYBE, WEIGHT), min_size=1, max_size=8)
VALUE = st.floats(-1e6, 1e6)
STEPS = st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5).filter(lambda steps: min(steps) < max(steps)).flatmap(
    lambda steps: st.sampled_from([tuple(sorted(steps)), tuple(sorted(steps, reverse=True))]))


def t(scales: list[tuple[float, float]]) -> float:
    return float(t_score([level for level, _ in scales], [weight for _, weight in scales]))


@pytest.mark.parametrize(("levels", "weights", "published"), [
    ([1, 1, 0], [2, 1, 1], 60.0),   # sum(w x) = 3 with weights 2, 1, 1: reference/engine.md, 5.5
    ([1, 0, 1], [2, 1, 1], 60.0),
    ([0, 0, 0, 0], [1, 2, 3, 4], 50.0),
    ([2], [5], 70.0), ([-2], [1], 30.0),
    ([1, 1, 1, 1], [1, 1, 1, 1], 50 + 40 / math.sqrt(0.7 * 4 + 0.3 * 16)),
])
def test_t_has_its_published_values(levels: list[int], weights: list[int], published: float) -> None:
    assert float(t_score(levels, weights)) == pytest.approx(published, abs=1e-12)


def test_t_is_none_of_the_wrong_copies_of_the_formula() -> None:
    w, x = np.array([2.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0])
    ours, top, squares, whole = float(t_score(x, w)), (w * x).sum(), (w**2).sum(), w.sum() ** 2
    no_root = 50 + 10 * top / (0.7 * squares + 0.3 * whole)
    swapped = 50 + 10 * top / math.sqrt(0.3 * squares + 0.7 * whole)
    sum_of_squares_twice = 50 + 10 * top / math.sqrt(0.7 * squares + 0.3 * squares)
    for wrong in (no_root, swapped, sum_of_squares_twice):
        assert abs(ours - wrong) > 0.5


@given(SCALES, st.floats(0.01, 1000))
def test_weights_matter_only_among_themselves_and_the_order_not_at_all(scales: list[tuple[float, float]], factor: float) -> None:
    found = t(scales)
    assert t([(level, weight * factor) for level, weight in scales]) == pytest.approx(found, nan_ok=True)
    assert t(scales[::-1]) == pytest.approx(found, nan_ok=True)
    assert math.isnan(found) or 0 < found < 100


@given(SCALES, st.data())
def test_a_worse_level_never_gives_a_better_t(scales: list[tuple[float, float]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(scales) - 1))
    if math.isnan(scales[at][0]) or scales[at][0] == -2:
        return
    worse = [*scales[:at], (scales[at][0] - 1, scales[at][1]), *scales[at + 1:]]
    assert t(worse) < t(scales)


@given(SCALES, st.data())
def test_the_bounds_hold_whatever_the_unknown_scales_turn_out_to_be(scales: list[tuple[float, float]], data: st.DataObject) -> None:
    levels, weights = [level for level, _ in scales], [weight for _, weight in scales]
    found = attained(levels, [math.nan] * len(levels), weights)
    truth = [data.draw(LEVEL) if math.isnan(level) else level for level in levels]
    assert found.worst - 1e-9 <= float(t_score(truth, weights)) <= found.best + 1e-9
    assert found.t_change is None and found.n_known == sum(not math.isnan(level) for level in levels)


@given(SCALES, st.data())
def test_forgetting_a_scale_never_narrows_the_bounds(scales: list[tuple[float, float]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(scales) - 1))
    levels, weights = [level for level, _ in scales], [weight for _, weight in scales]
    less = [*levels[:at], math.nan, *levels[at + 1:]]
    before, after = (attained(each, each, weights) for each in (levels, less))
    assert after.worst <= before.worst + 1e-9 and after.best >= before.best - 1e-9


@given(st.lists(st.tuples(st.integers(0, 3), MAYBE, MAYBE, WEIGHT), min_size=1, max_size=12))
def test_many_goals_at_once_are_each_goal_alone(rows: list[tuple[int, float, float, float]]) -> None:
    goal, level, base, weight = (np.array(column) for column in zip(*rows))
    for row in goal_scores(goal, level, base, weight).iter_rows(named=True):
        mine = goal == row["goal"]
        alone = attained(level[mine], base[mine], weight[mine])
        for name in ("t", "t_baseline", "t_change", "worst", "best"):
            assert row[name] == pytest.approx(getattr(alone, name)) or (row[name] is None and getattr(alone, name) is None)
        assert (row["n"], row["n_known"]) == (alone.n, alone.n_known)


@pytest.mark.parametrize(("levels", "weights"), [([3], [1]), ([-2.1], [1]), ([1], [0]), ([1], [-1]), ([1], [math.inf]), ([1], [math.nan])])
def test_levels_and_weights_that_are_none_are_refused(levels: list[float], weights: list[float]) -> None:
    with pytest.raises(InputRefused):
        t_score(levels, weights)


@given(STEPS, VALUE)
def test_a_level_is_the_highest_that_is_reached(steps: tuple[float, ...], value: float) -> None:
    sign = 1 if steps[-1] > steps[0] else -1
    reached = [at - 2 for at, step in enumerate(steps) if sign * value >= sign * step]
    expected = max(reached, default=-2)
    assert float(level_of(value, steps)) == max(expected, -2)
    assert levels_each(np.array([value]), np.array([steps]))[0] == float(level_of(value, steps))
    between = float(level_of(value, steps, between=True))
    assert float(level_of(value, steps)) <= between <= float(level_of(value, steps)) + 1 and -2 <= between <= 2


@given(STEPS, STEPS, VALUE)
def test_harder_levels_never_raise_a_level(new: tuple[float, ...], judged: tuple[float, ...], value: float) -> None:
    if harder(new, judged):
        assert float(level_of(value, new)) <= float(level_of(value, judged))
    assert harder(judged, judged) and harder(new, ())


@given(*[st.one_of(st.none(), st.floats(0, 10))] * 4, st.floats(-1, 11))
def test_a_narrower_range_never_holds_more(low: float | None, high: float | None, first: float | None, last: float | None,
                                            value: float) -> None:
    if narrower((low, high), (first, last)):
        assert in_range([value], low, high)[0] <= in_range([value], first, last)[0]


@pytest.mark.parametrize("levels", [(1, 2, 3), (1, 2, 3, 4, math.nan), (1, 2, 3, 2, 5), (1, 1, 1, 1, 1), (1, 2, 3, 4, math.inf)])
def test_levels_that_neither_rise_nor_fall_are_refused(levels: tuple[float, ...]) -> None:
    with pytest.raises(InputRefused):
        checked_levels(levels)


KNOWN = st.dictionaries(st.integers(1, 30), st.booleans(), max_size=30)
AWAY = st.lists(st.integers(1, 30), max_size=12, unique=True)


def shares(known: dict[int, bool], away: list[int]) -> object:
    return range_share(np.array(list(known), np.int64), np.array(list(known.values()), np.bool_), 1, 30, np.array(away, np.int64))


@given(KNOWN, AWAY, st.randoms())
def test_time_in_range_lies_in_its_bounds_whatever_unknown_days_were(known: dict[int, bool], away: list[int], chance: object) -> None:
    found = shares(known, away)
    truth = {day: known.get(day, chance.random() < 0.5) for day in range(1, 31) if day not in away}
    assert found.n_days == len(truth) and found.n_paused == len(away)
    if truth:
        assert found.worst - 1e-12 <= sum(truth.values()) / len(truth) <= found.best + 1e-12
    if found.share is not None:
        assert found.worst - 1e-12 <= found.share <= found.best + 1e-12 and found.low <= found.share <= found.high
    shuffled = dict(sorted(known.items(), key=lambda _: chance.random()))
    assert shares(shuffled, away) == found


@given(KNOWN, AWAY, st.integers(1, 30))
def test_a_day_that_becomes_unknown_never_improves_the_worst_and_never_narrows(known: dict[int, bool], away: list[int], day: int) -> None:
    less = {each: inside for each, inside in known.items() if each != day}
    before, after = shares(known, away), shares(less, away)
    if before.worst is not None:
        assert after.worst <= before.worst and after.best >= before.best


@given(KNOWN, AWAY)
def test_paused_days_count_for_nothing(known: dict[int, bool], away: list[int]) -> None:
    assert shares({day: inside for day, inside in known.items() if day not in away}, away) == shares(known, away)


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_days_are_worth_one_to_their_number(inside: list[bool]) -> None:
    assert 1 <= effective_days(np.arange(len(inside)), np.array(inside, np.float64)) <= len(inside)
    low, high = wilson(sum(inside) / len(inside), len(inside))
    assert 0 <= low <= sum(inside) / len(inside) <= high <= 1


@given(st.integers(20, 40), st.integers(1, 10), AWAY)
def test_a_window_holds_so_many_days_that_count(last: int, width: int, away: list[int]) -> None:
    first, end = window(last, width, np.array(away, np.int64))
    days = [day for day in range(first, end + 1) if day not in away]
    assert len(days) == width and end not in away and end <= last
    assert not set(range(end + 1, last + 1)) - set(away)


def test_values_over_days_are_stated_as_the_measure_states_them() -> None:
    asks = pl.DataFrame([(0, 1, 1, 7, 1, 9, None, None, None, None), (1, 2, 2, 7, 1, 9, 2.0, 4.0, None, 1.0)], schema=ASKS, orient="row")
    days = pl.DataFrame([(7, 1, 1.0, 3), (7, 4, 3.0, 1), (7, 6, 8.0, 1), (8, 1, 99.0, 1)], schema=DAYS, orient="row")
    paused = pl.DataFrame([(2, 6)], schema=PAUSED, orient="row")
    found = {(how, stated): over_days(asks, days, paused, how, stated)["value"].to_list()
             for how, stated in (("sum", "total"), ("sum", "per_day_known"), ("mean", "readings"), ("lowest", "readings"),
                                 ("last", "readings"))}
    assert found == {("sum", "total"): [12.0, 4.0], ("sum", "per_day_known"): [4.0, 2.0], ("mean", "readings"): [2.8, 1.5],
                     ("lowest", "readings"): [1.0, 1.0], ("last", "readings"): [8.0, 3.0]}
    assert over_days(asks, days, paused, "sum", "total").select("n_days", "n_in", "n_judged_in").rows() == [(3, 3, 3), (2, 1, 1)]


def test_the_newest_judgement_up_to_a_day_holds() -> None:
    asks = pl.DataFrame([(0, 1, 5, 5, 1, 3, None, None, None, None), (1, 1, 5, 5, 1, 9, None, None, None, None)], schema=ASKS, orient="row")
    checks = pl.DataFrame([(5, 8, 80, None, 2.0), (5, 2, 20, None, -1.0), (6, 1, 1, None, 0.0)], schema=CHECKS, orient="row")
    assert newest_checks(asks, checks).select("ask", "level").rows() == [(0, -1.0), (1, 2.0)]


PART = st.text("abc ", min_size=1).filter(str.strip)


@given(st.sampled_from(DIRECTIONS), PART, PART, st.text("abc "))
def test_a_statement_is_the_same_after_writing_and_reading(direction: str, metric: str, what: str, context: str) -> None:
    outcome = checked(Outcome(direction.upper(), metric, what, context))
    assert Outcome.from_json(outcome.to_json()) == outcome
    assert outcome.words().startswith(direction.capitalize()) and outcome.words().endswith(".") and "  " not in outcome.words()


@pytest.mark.parametrize("body", [{}, {"direction": "minimise"}, {"direction": "hope", "metric": "x", "object": "y"}, {"why": "x"},
                                  {"direction": "minimise", "metric": 1, "object": "y"},
                                  {"direction": "minimise", "metric": "x" * 200, "object": "y"}])
def test_a_statement_that_says_nothing_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(InputRefused):
        Outcome.from_json(body)


@given(st.text())
def test_a_customers_own_words_are_never_refused(words: str) -> None:
    assert all(hint.endswith((".", "?")) for hint in hints(words))


@given(st.integers(-10_000, 60_000))
def test_days_and_dates_are_the_same(day: int) -> None:
    assert day_number(day_text(day)) == day


@pytest.mark.parametrize("text", ["", "2026-13-01", "2026-02-30", "1.5.2026", "today", "2026-5-1", "2026-05-01T00:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        day_number(text)


@pytest.mark.parametrize(("text", "levels"), [
    ("2 4 10 13 16", [2, 4, 10, 13, 16]), ("2,4,10,13,16", [2, 4, 10, 13, 16]), ("2, 4, 10, 13, 16", [2, 4, 10, 13, 16]),
    ("2,5 4,5 10 13 16", [2.5, 4.5, 10, 13, 16]), ("2;4;10;13,5;16", [2, 4, 10, 13.5, 16])])
def test_five_levels_as_people_type_them(text: str, levels: list[float]) -> None:
    assert suggestions_of_form({"title-0": "Longest run", "indicator-0": "km", "levels-0": text})[0]["levels"] == levels


@pytest.mark.parametrize("numbers", [{"levels-0": "2 4 10 13 16"}, {"low-0": "0"}, {"high-0": "4,5"}])
def test_numbers_of_a_suggestion_are_never_dropped_in_silence(numbers: dict[str, str]) -> None:
    with pytest.raises(InputRefused, match="nothing that they are measured by"):
        suggestions_of_form({"title-0": "Longest run", **numbers})
