import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld_running.core.progress import pace_at_heart_rate, records, weekly_distance
from lifeworld_running.core.said import Effort
from lifeworld_running.core.trend import PAIRS_MAX, alike_neighbours, pairs_of, trend


def paces(n: int, slope: float, noise: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    days = np.sort(rng.integers(0, 180, n)).astype(np.float64)
    return days, 360 + slope * days + rng.normal(0, noise, n)


def test_a_planted_trend_is_found_and_an_outlier_does_not_matter() -> None:
    days, values = paces(40, -0.2, 5)
    clean = trend(days, values, seed_key="Ana")
    assert clean.low <= -0.2 <= clean.high < 0 and clean.direction == -1
    values[7] = 2000
    assert trend(days, values, seed_key="Ana").slope == pytest.approx(clean.slope, abs=0.03)


def test_noise_is_not_yet_distinguishable() -> None:
    held = [trend(*paces(25, 0, 10, seed), seed_key=seed).distinguishable for seed in range(60)]
    assert sum(held) <= 8


@pytest.mark.parametrize(("n", "alike", "least"), [(20, 0.6, 52), (60, 0.6, 52), (60, 0.0, 54)])
def test_runs_that_wander_without_a_trend_seldom_have_one(n: int, alike: float, least: int) -> None:
    """Sixty runners whose runs go with the one before: without the widening a quarter of them had a trend."""
    held = 0
    for seed in range(60):
        rng = np.random.default_rng([n, seed])
        off = rng.normal(0, 12, n)
        for at in range(1, n):
            off[at] = alike * off[at - 1] + np.sqrt(1 - alike**2) * off[at]
        held += not trend(np.arange(n) * 3.0, 360 + off, seed_key=seed, draws=299).distinguishable
    assert held >= least


def test_the_order_of_several_runs_of_one_day_does_not_make_them_alike() -> None:
    days, values = np.repeat(np.arange(0, 100, 10.0), 6), paces(60, 0, 10, 4)[1]
    assert alike_neighbours(days, values) == pytest.approx(alike_neighbours(days, values[np.lexsort((values, days))]))


def test_too_few_and_one_day() -> None:
    few = trend([1, 2, 3], [1, 2, 3], seed_key=0)
    assert not few.enough and few.direction == 0 and few.words("s/km") == "not enough: n = 3, about 6 needed"
    assert not trend([5] * 9, range(9), seed_key=0).enough


@settings(max_examples=30, deadline=None)
@given(st.integers(6, 60), st.integers(0, 1000))
def test_order_does_not_matter_and_unknown_is_left_out(n: int, seed: int) -> None:
    days, values = paces(n, -0.1, 5, seed)
    order = np.random.default_rng(seed).permutation(n)
    one = trend(days, values, seed_key=seed, draws=199)
    assert trend(days[order], values[order], seed_key=seed, draws=199) == one
    assert trend(np.append(days, 300), np.append(values, np.nan), seed_key=seed, draws=199) == one
    assert trend(days, values + 100, seed_key=seed, draws=199).slope == pytest.approx(one.slope, abs=1e-9)
    if one.enough:
        assert one.low <= one.slope <= one.high


def test_many_values_are_thinned_to_far_pairs() -> None:
    first, second = pairs_of(2000)
    assert len(first) <= 2 * PAIRS_MAX and (second > first).all() and len(np.unique(np.concatenate([first, second]))) == 2000
    days, values = paces(2000, -0.1, 10)
    found = trend(days, values, seed_key=1, draws=199)
    assert found.low <= -0.1 <= found.high and found.high - found.low < 0.05


def test_words_of_a_curve() -> None:
    days, values = paces(60, -0.2, 3)
    curve = pace_at_heart_rate(days, values, seed_key="Ana")
    assert curve.words.startswith("faster by 6 s/km a month (")
    assert pace_at_heart_rate(days, values - 2 * (values - 360), seed_key="Ana").words.startswith("slower by 6 s/km a month (")
    assert "not yet distinguishable" in pace_at_heart_rate(*paces(20, 0, 20, 3), seed_key="Ana").words


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(-400, 20_000), st.floats(0, 50_000) | st.just(float("nan"))), min_size=1, max_size=40))
def test_weeks_hold_every_run(runs: list[tuple[int, float]]) -> None:
    days, metres = [run[0] for run in runs], np.array([run[1] for run in runs])
    weeks = weekly_distance(days, metres)
    assert weeks.distance_m.sum() == pytest.approx(np.nansum(metres)) and weeks.n_runs.sum() == len(runs)
    assert weeks.n_unknown.sum() == np.isnan(metres).sum()
    assert (np.diff(weeks.monday) == 7).all() and ((weeks.monday + 3) % 7 == 0).all()
    assert weeks.monday[0] <= min(days) < weeks.monday[0] + 7 and weeks.monday[-1] <= max(days) < weeks.monday[-1] + 7


def test_weeks_without_runs_and_windows() -> None:
    assert len(weekly_distance([], []).monday) == 0
    asked = weekly_distance([], [], since=4, until=31)
    assert asked.monday.tolist() == [4, 11, 18, 25] and asked.distance_m.sum() == 0 and asked.n_runs.sum() == 0
    assert weekly_distance([3, 4, 40], [1.0, 2.0, 4.0], since=4, until=10).distance_m.tolist() == [2.0]


def test_records() -> None:
    def km(seconds: float) -> Effort:
        return Effort("1_km", 1000, seconds, 0, 0)

    found, five = records([5, 1, 3, 3, 9], [[km(250)], [km(260), Effort("5_km", 5000, 1500, 0, 0)], [km(255)], [km(252)], [km(251)]])
    assert found.days.tolist() == [1, 3, 3, 5, 9] and found.seconds.tolist() == [260, 252, 255, 250, 251]
    assert found.record.tolist() == [False, True, False, True, False]
    assert found.seconds[found.best] == 250 and found.run[found.best] == 0
    assert five.name == "5_km" and not five.record.any()
