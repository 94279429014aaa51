import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.said import Track
from lifeworld_running.core.values import UNTIMED, Recording
from lifeworld_running.tests.made_runs import altered, made, provenance, without


def track_of(recording: Recording) -> Track:
    track = cleaned(recording)
    assert track is not None
    return track


def test_a_steady_run_is_as_long_as_it_is() -> None:
    track = track_of(made(3.0, 1200, noise_m=0.3))
    assert track.distance_m[-1] == pytest.approx(3600, rel=0.005)
    assert track.moving[1:].all() and not track.gap.any() and not track.paused.any()
    assert track.n_dropped == {}


def test_nothing_to_clean_is_none() -> None:
    assert cleaned(Recording.of(provenance(), [])) is None
    assert cleaned(Recording.of(provenance(), [UNTIMED, UNTIMED], lat=[1.0, 2.0], lon=[1.0, 2.0])) is None
    assert cleaned(Recording.of(provenance(), [5], lat=[1.0], lon=[1.0])) is None
    assert cleaned(Recording.of(provenance(), [5, 1_000_005])) is None


@pytest.mark.parametrize("at", [0, 1, 300, 1199, 1200])
def test_a_single_jump_goes_alone(at: int) -> None:
    run = made(3.0, 1200)
    lat = run.lat.copy()
    lat[at] += 0.01
    track = track_of(altered(run, lat=lat))
    assert track.n_dropped == {"jump": 1}
    assert np.isfinite(track.lat).sum() == 1200
    assert track.distance_m[-1] == pytest.approx(3600, abs=4)


def test_a_burst_of_jumps_goes_and_its_neighbours_stay() -> None:
    run = made(3.0, 1200)
    lat = run.lat.copy()
    lat[400:406] += np.array([0.01, -0.02, 0.03, 0.01, -0.01, 0.02])
    track = track_of(altered(run, lat=lat))
    assert track.n_dropped == {"jump": 6}
    assert np.isfinite(track.lat[399]) and np.isfinite(track.lat[406])
    assert track.distance_m[-1] == pytest.approx(3600, abs=4)


def test_a_runner_set_elsewhere_keeps_both_stretches_and_nothing_is_drawn_through() -> None:
    run = made(3.0, 1200)
    lat = run.lat.copy()
    lat[600:] += 0.05
    track = track_of(altered(run, lat=lat))
    assert np.isfinite(track.lat).all()
    assert track.distance_m[-1] == pytest.approx(3600, rel=0.01)


def test_a_spike_within_reach_is_dropped() -> None:
    run = made(3.0, 1200)
    lat = run.lat.copy()
    lat[500] += 8 / 111_000
    track = track_of(altered(run, lat=lat))
    assert track.n_dropped == {"jump": 1}


@pytest.mark.parametrize("every_s", [1, 3, 7, 15, 30])
def test_a_slow_rhythm_is_no_gap(every_s: int) -> None:
    track = track_of(made(3.0, 1800, every_s=every_s))
    assert not track.gap.any()
    assert track.distance_m[-1] == pytest.approx(5400, rel=0.01)


def test_smart_recording_with_uneven_steps_is_no_gap() -> None:
    rng = np.random.default_rng(1)
    run = made(3.0, 1800)
    kept = np.unique(np.concatenate([[0, 1800], np.cumsum(rng.integers(1, 14, 260))]))
    gone = np.ones(len(run), np.bool_)
    gone[kept[kept <= 1800]] = False
    assert not track_of(without(run, gone)).gap.any()


def test_a_hole_in_a_dense_recording_is_a_gap() -> None:
    run = made(3.0, 1200)
    track = track_of(without(run, (np.arange(1201) > 600) & (np.arange(1201) < 660)))
    assert track.gap.sum() == 1
    assert track.distance_m[-1] == pytest.approx(3600, rel=0.005)


def test_a_hole_at_a_speed_that_cannot_be_adds_no_distance() -> None:
    run = made(3.0, 1200)
    hole = (np.arange(1201) > 600) & (np.arange(1201) < 660)
    lat = run.lat + np.where(np.arange(1201) >= 660, 0.03, 0)
    track = track_of(without(altered(run, lat=lat), hole))
    assert track.gap.sum() == 1
    assert track.distance_m[-1] == pytest.approx(3 * 1140, rel=0.01)


def test_a_pause_is_no_gap_and_its_walk_does_not_count() -> None:
    run = made(3.0, 1200, device_m=False)
    start = int(run.time_us[0])
    paused = ((start + 600_500_000, start + 659_500_000),)
    held = without(Recording(**{**vars(run), "paused": paused}), (np.arange(1201) > 600) & (np.arange(1201) < 660))
    track = track_of(held)
    assert not track.gap.any() and track.paused.sum() == 1
    assert track.distance_m[-1] == pytest.approx(3 * 1140, abs=10)
    assert np.diff(track.time_s, prepend=0)[track.moving].sum() == pytest.approx(1140, abs=2)


def test_a_new_stretch_is_a_pause() -> None:
    run = made(3.0, 1200)
    rest = without(altered(run, piece=(np.arange(1201) > 600).astype(np.int64)), (np.arange(1201) > 600) & (np.arange(1201) < 900))
    track = track_of(rest)
    assert not track.gap.any() and track.paused.sum() == 1
    assert track.distance_m[-1] == pytest.approx(3 * 900, abs=10)


def test_a_stop_without_points_is_standing() -> None:
    speed = np.where((np.arange(1200) >= 600) & (np.arange(1200) < 700), 0.0, 3.0)
    run = made(speed, 1200)
    track = track_of(without(run, (np.arange(1201) > 602) & (np.arange(1201) < 698)))
    assert not track.gap.any()
    assert np.diff(track.time_s, prepend=0)[track.moving].sum() == pytest.approx(1100, abs=4)


def test_standing_does_not_wander() -> None:
    speed = np.where((np.arange(1800) >= 600) & (np.arange(1800) < 1200), 0.0, 3.0)
    rng = np.random.default_rng(3)
    run = made(speed, 1800)
    drift = np.cumsum(rng.normal(0, 0.2, 1801)) * 0.2 / 111_000
    track = track_of(altered(run, lat=run.lat + drift))
    assert track.distance_m[-1] == pytest.approx(3600, rel=0.02)
    assert np.diff(track.time_s, prepend=0)[track.moving].sum() == pytest.approx(1200, abs=15)


def test_the_devices_distance_counts_where_it_agrees_and_not_where_it_does_not() -> None:
    run = made(3.0, 1200, device_m=True)
    near = track_of(altered(run, distance_m=run.distance_m * 1.03))
    assert near.distance_by == "device" and near.distance_m[-1] == pytest.approx(3708, abs=1)
    far = track_of(altered(run, distance_m=run.distance_m * 1.5))
    assert far.distance_by == "positions" and far.distance_m[-1] == pytest.approx(3600, abs=2)
    falls = track_of(altered(run, distance_m=np.where(np.arange(1201) < 700, run.distance_m, run.distance_m - 2000)))
    assert falls.distance_by == "positions"


def test_indoors_the_device_alone_is_asked() -> None:
    unknown = np.full(1201, np.nan)
    track = track_of(altered(made(3.0, 1200, device_m=True), lat=unknown, lon=unknown))
    assert track.distance_by == "device" and track.distance_m[-1] == pytest.approx(3600)
    neither = track_of(altered(made(3.0, 1200), lat=unknown, lon=unknown))
    assert neither.distance_by == "" and not neither.moving.any()


def test_a_clock_error_costs_one_point() -> None:
    run = made(3.0, 1200)
    times = run.time_us.copy()
    times[500] += 500_000_000_000
    track = track_of(altered(run, time_us=times))
    assert len(track) == 1200 and sum(track.n_dropped.values()) == 1
    times = run.time_us.copy()
    times[:5] -= 900_000_000_000_000
    assert track_of(altered(run, time_us=times)).n_dropped == {"clock": 5}


def test_moments_said_twice_are_put_together() -> None:
    run = made(3.0, 60)
    twice = Recording.of(provenance(), np.repeat(run.time_us, 2), lat=np.column_stack([run.lat, np.full(61, np.nan)]).ravel(),
                         lon=np.column_stack([run.lon, np.full(61, np.nan)]).ravel(),
                         heart_rate=np.column_stack([np.full(61, np.nan), run.heart_rate]).ravel(), sport="running")
    track = track_of(twice)
    assert len(track) == 61 and np.isfinite(track.lat).all() and np.isfinite(track.heart_rate).all()
    assert track.n_dropped == {"repeated": 61}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(1.0, 6.0), st.integers(200, 900), st.floats(0, 3))
def test_what_must_hold_of_every_track(seed: int, speed: float, seconds: int, noise: float) -> None:
    rng = np.random.default_rng(seed)
    heights = 50 + np.cumsum(rng.normal(0, 0.3, seconds + 1))
    run = made(speed, seconds, noise_m=noise, seed=seed, device_m=bool(seed % 2), altitude_m=heights)
    broken = without(run, rng.random(seconds + 1) < rng.choice([0, 0.2, 0.7]))
    track = cleaned(broken)
    if track is None:
        return
    assert (np.diff(track.time_s) > 0).all() and track.time_s[0] == 0
    assert (np.diff(track.distance_m) >= 0).all() and track.distance_m[0] == 0 and np.isfinite(track.distance_m).all()
    assert not (track.moving & track.paused).any()
    assert np.diff(track.time_s, prepend=0)[track.moving].sum() <= track.time_s[-1] + 1e-9
    assert (np.abs(track.slope[np.isfinite(track.slope)]) <= 0.45).all()
    columns = (track.time_s, track.lat, track.gap, track.paused, track.moving, track.speed_m_s, track.slope)
    assert {len(each) for each in columns} == {len(track)}


def test_cleaning_changes_nothing_of_the_recording() -> None:
    run = made(3.0, 300)
    lat = run.lat.copy()
    lat[5] = 80
    run = altered(run, lat=lat)
    cleaned(run)
    assert run.lat[5] == 80
