import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.plugin import InputRefused
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.heart import bounds, plausible, zones
from lifeworld_running.core.load import EXPONENTIAL, RTSS, SHARED, TRIMP, critical_speed, daily_load, load, riegel, trimp
from lifeworld_running.core.said import Runner, Track
from lifeworld_running.tests.made_runs import made


def track_of(**more: Any) -> Track:
    track = cleaned(made(3.0, 1800, **more))
    assert track is not None
    return track


def test_form_by_both_variants() -> None:
    for variant, reached in ((SHARED, 63.65), (EXPONENTIAL, 63.21)):
        form = daily_load(np.arange(42), np.full(42, 100.0), variant=variant)
        assert form.ctl[-1] == pytest.approx(reached, abs=0.005) and form.variant == variant
        assert form.tsb[0] == 0 and form.tsb[1:] == pytest.approx((form.ctl - form.atl)[:-1])
    with pytest.raises(InputRefused):
        daily_load([1], [1], variant="1/43")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0, 300)), min_size=1, max_size=30), st.integers(0, 99))
def test_form_does_not_depend_on_order_and_unknown_adds_none(runs: list[tuple[int, float]], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(runs))
    days, scores = np.array([run[0] for run in runs]), np.array([run[1] for run in runs])
    one, other = daily_load(days, scores, until=90), daily_load(days[order], scores[order], until=90)
    assert one.ctl == pytest.approx(other.ctl) and one.days[-1] == 90
    more = daily_load(np.append(days, days[0]), np.append(scores, np.nan), until=90)
    assert more.ctl == pytest.approx(one.ctl) and more.n_unknown == 1 and one.n_unknown == 0


def test_no_runs_no_form() -> None:
    assert len(daily_load([], []).days) == 0


def test_banister_and_rtss() -> None:
    hour = np.array([3600.0])
    assert trimp(np.array([150.0]), hour, 50, 200, "m") == pytest.approx(60 * 2 / 3 * 0.64 * math.exp(1.92 * 2 / 3))
    assert trimp(np.array([150.0]), hour, 50, 200, "f") == pytest.approx(60 * 2 / 3 * 0.86 * math.exp(1.67 * 2 / 3))
    threshold = load(track_of(), Runner(threshold_pace_s_km=1000 / 3))
    assert threshold.variant == RTSS
    assert (threshold.score, threshold.intensity) == pytest.approx((50, 1), rel=0.01)
    heart = load(track_of(), Runner(heart_rate_max=190, heart_rate_rest=50))
    assert heart.variant == TRIMP and heart.score == pytest.approx(trimp(np.array([140.0]), np.array([1800.0]), 50, 190))


def test_unknown_load_is_unknown_and_says_why() -> None:
    for runner, track in ((Runner(), track_of()), (Runner(heart_rate_max=190, heart_rate_rest=50), track_of(heart_rate=np.nan))):
        found = load(track, runner)
        assert math.isnan(found.score) and found.variant == "" and found.why


def test_riegel_and_critical_speed() -> None:
    assert riegel(1200, 5000, 10_000) / 60 == pytest.approx(41.70, abs=0.005)
    lengths = np.array([1000, 1609.344, 5000, 10_000])
    fit = critical_speed(lengths, (lengths - 180) / 4)
    assert fit.speed_m_s == pytest.approx(4) and fit.reserve_m == pytest.approx(180) and fit.n == 3
    assert math.isnan(critical_speed([1000, 5000], [200, 1200]).speed_m_s)
    assert "not enough" in critical_speed([1000, 5000], [200, 1200]).why
    assert "do not lie on one line" in critical_speed([1000, 1609, 3000], [500, 400, 900]).why


def test_zones_hold_the_known_time_only() -> None:
    beats = np.where(np.arange(1801) < 900, 125.0, 165.0)
    beats[1700:] = np.nan
    found = zones(track_of(heart_rate=beats), Runner(heart_rate_max=200))
    assert [bound for bound, _ in found] == [0, 100, 120, 140, 160, 180]
    assert dict(found)[120] == pytest.approx(899, abs=1) and dict(found)[160] == pytest.approx(800, abs=1)
    assert zones(track_of(heart_rate=np.nan), Runner()) == ()
    assert bounds(Runner())[0] == 95


def test_implausible_beats() -> None:
    times = np.arange(7.0)
    assert np.isnan(plausible(times, np.array([0, 10, 250, 300, np.nan, -1, 29.0]))).all()
    assert np.isfinite(plausible(times, np.array([100, 120, 135, 150, 160, 165, 166.0]))).all()
    assert np.isnan(plausible(times, np.array([100, 101, 200, 101, 102, 103, 104.0]))).tolist() == [0, 0, 1, 0, 0, 0, 0]
