import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lifeworld_running.core.altitude import climbs, hysteresis_m, noise_m, slopes, smoothed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.grade import factors, minetti, own
from lifeworld_running.core.own_grade import own_grade_fit
from lifeworld_running.core.said import Runner, Track
from lifeworld_running.tests.made_runs import START_US, altered, made

HEIGHTS = arrays(np.float64, st.integers(2, 200), elements=st.floats(-50, 50).map(lambda value: round(value, 1)))


def ascent_by_hand(values: list[float], least: float) -> float:
    """Ascent with hysteresis point by point, as a device does it."""
    low = high = values[0]
    total, rising = 0.0, False
    for value in values:
        if rising:
            if value > high:
                total += value - high
                high = value
            elif high - value >= least:
                rising, low = False, value
        elif value < low:
            low = value
        elif value - low >= least:
            rising, high = True, value
            total += value - low
    return total


@settings(max_examples=200, deadline=None)
@given(HEIGHTS, st.sampled_from([0.55, 2.95, 5.05]))
def test_ascent_is_what_a_device_counts(heights: np.ndarray, least: float) -> None:
    up, down = climbs(heights, least)
    assert up[-1] == pytest.approx(ascent_by_hand(heights.tolist(), least), abs=1e-6)
    assert down[-1] == pytest.approx(ascent_by_hand((-heights).tolist(), least), abs=1e-6)
    assert (np.diff(up) >= -1e-9).all() and (np.diff(down) >= -1e-9).all() and up[0] == down[0] == 0


@settings(max_examples=100, deadline=None)
@given(HEIGHTS, st.floats(-300, 4000))
def test_a_constant_changes_no_ascent(heights: np.ndarray, constant: float) -> None:
    times = np.arange(len(heights), dtype=np.float64)
    one, other = (climbs(smoothed(times, each), 3.0)[0][-1] for each in (heights, heights + constant))
    assert one == pytest.approx(other, abs=1e-3)


def test_noise_is_no_ascent() -> None:
    rng = np.random.default_rng(1)
    times = np.arange(7200.0)
    hill = 100 + 60 * np.sin(times / 7200 * 4 * np.pi)
    for noise in (0.0, 0.5, 2.0, 4.0):
        raw = hill + rng.normal(0, noise, 7200)
        smooth = smoothed(times, raw)
        found = noise_m(raw, smooth)
        assert found == pytest.approx(noise, rel=0.15, abs=0.05)
        assert climbs(smooth, hysteresis_m(found))[0][-1] == pytest.approx(240, rel=0.1)
    assert climbs(smoothed(times, 50 + rng.normal(0, 1, 7200)), hysteresis_m(1.0))[0][-1] == 0


def test_unknown_altitude_stays_unknown() -> None:
    heights = np.full(100, np.nan)
    up, down = climbs(smoothed(np.arange(100.0), heights), 3)
    assert np.isnan(up).all() and np.isnan(down).all()
    heights[40:60] = 10
    smooth = smoothed(np.arange(100.0), heights)
    assert np.isfinite(smooth[40:60]).all() and np.isnan(smooth[:40]).all()
    assert np.isnan(slopes(np.arange(100.0), smooth)[:40]).all()


@pytest.mark.parametrize(("slope", "factor"), [
    (-0.2, 0.5), (-0.1, 0.598), (-0.05, 0.763), (0, 1), (0.05, 1.301), (0.1, 1.658), (0.2, 2.502)])
def test_minetti(slope: float, factor: float) -> None:
    assert float(minetti(slope)) == pytest.approx(factor, abs=0.0006)


def test_steeper_than_measured_is_clamped_and_own_joins_minetti() -> None:
    assert float(minetti(0.9)) == float(minetti(0.45))
    fit = (3.0, 8.0, -0.1, 0.12)
    assert float(own(0.0, fit)) == 1 and float(own(0.12, fit)) == pytest.approx(np.exp(0.36 + 0.1152))
    assert float(own(0.3, fit)) == pytest.approx(float(own(0.12, fit) * minetti(0.3) / minetti(0.12)))
    assert factors([0.05], Runner())[1] == "Minetti" and factors([0.05], Runner(gap_factors=fit))[1] == "own heart rate"


def hilly(seed: int, a: float, b: float, seconds: int = 3600) -> Track:
    """A run over hills by a runner whose heart rate follows log speed plus (a i + b i²), late and with noise and drift."""
    rng = np.random.default_rng(seed)
    slope = np.clip(np.repeat(rng.normal(0, 0.05, seconds // 120), 120), -0.12, 0.12)
    effort = np.repeat(rng.normal(0, 0.08, seconds // 300), 300)
    speed = 3 * np.exp(effort - 0.6 * (a * slope + b * slope**2))
    target = 140 + rng.normal(0, 5) + 100 * (np.log(speed / 3) + a * slope + b * slope**2) + 6 * np.arange(seconds) / 3600
    heart = np.empty(seconds + 1)
    heart[0] = 110
    for at in range(seconds):
        heart[at + 1] = heart[at] + (target[at] - heart[at]) / 20
    altitude = 300 + np.concatenate([[0.0], np.cumsum(slope * speed)])
    run = made(speed, seconds, altitude_m=altitude, heart_rate=heart + rng.normal(0, 1.5, seconds + 1), device_m=True)
    track = cleaned(altered(run, time_us=run.time_us + seed * 86_400_000_000))
    assert track is not None and track.started_us == START_US + seed * 86_400_000_000
    return track


def test_a_runners_own_factors_are_found_again() -> None:
    tracks = [hilly(seed, 3.2, 10.0) for seed in range(16)]
    fit = own_grade_fit(tracks)
    assert len(fit.factors) == 4 and fit.n_runs == 16
    for slope, factor, low, high in fit.at:
        truth = np.exp(3.2 * slope + 10 * slope**2)
        assert factor == pytest.approx(truth, rel=0.08) and low <= factor <= high
    assert own_grade_fit(tracks[::-1]) == fit


def test_too_little_says_so_and_flat_runs_tell_nothing() -> None:
    fit = own_grade_fit([hilly(1, 3, 10)])
    assert fit.factors == () and "not enough" in fit.why and "Minetti" in fit.why
    flat = [cleaned(altered(made(3, 3600), time_us=made(3, 3600).time_us + day)) for day in range(10)]
    assert own_grade_fit([track for track in flat if track is not None]).factors == ()
