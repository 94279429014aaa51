import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.efforts import EFFORTS, best_efforts, fastest
from lifeworld_running.core.said import Runner, Track
from lifeworld_running.core.splits import KM, MILE, climbed, splits
from lifeworld_running.tests.made_runs import altered, made, without


def track_of(seed: int = 0, seconds: int = 1500, **more: Any) -> Track:
    rng = np.random.default_rng(seed)
    speed = np.clip(3 + np.cumsum(rng.normal(0, 0.05, seconds)), 0, 6)
    heights = 100 + 20 * np.sin(np.arange(seconds + 1) / 200) + rng.normal(0, 0.3, seconds + 1)
    track = cleaned(made(speed, seconds, seed=seed, altitude_m=heights, heart_rate=140 + 10 * np.sin(np.arange(seconds + 1) / 90), **more))
    assert track is not None
    return track


def test_kilometres_of_a_steady_run() -> None:
    track = cleaned(made(3.0, 1200))
    assert track is not None
    found = splits(track, KM)
    assert [split.number for split in found] == [1, 2, 3, 4]
    assert [round(split.length_m) for split in found] == [1000, 1000, 1000, 600]
    assert [split.seconds for split in found] == pytest.approx([1000 / 3] * 3 + [200], abs=0.2)
    assert [split.heart_rate for split in found] == pytest.approx([140] * 4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([KM, MILE, 400.0]), st.booleans())
def test_splits_add_up_to_the_whole(seed: int, length: float, thinned: bool) -> None:
    track = track_of(seed, every_s=7 if thinned else 1)
    found = splits(track, length)
    up, down = climbed(track)
    seconds = np.diff(track.time_s, prepend=0)
    for value, total in (("length_m", track.distance_m[-1]), ("seconds", track.time_s[-1]), ("moving_s", seconds[track.moving].sum()),
                         ("ascent_m", up[-1]), ("descent_m", down[-1])):
        assert sum(getattr(split, value) for split in found) == pytest.approx(total, abs=1e-6), value
    assert all(abs(split.length_m - length) < 1e-6 for split in found[:-1]) and found[-1].length_m < length + 1
    assert all(split.moving_s <= split.seconds + 1e-9 for split in found)


def test_a_cable_car_while_the_watch_was_stopped_is_no_ascent_and_no_slope() -> None:
    above = np.arange(1201) > 600
    flat = made(3.0, 1200, altitude_m=np.where(above, 400.0, 100.0))
    stopped = altered(flat, time_us=flat.time_us + 900_000_000 * above, piece=above.astype(np.int64))
    track = cleaned(stopped)
    assert track is not None
    found = analysed(stopped, track)
    assert (found.ascent_m, found.descent_m) == (0, 0) and found.altitude_high_m == pytest.approx(400)
    assert sum(split.ascent_m for split in found.splits_km) == 0
    assert found.gap_pace_s_km == pytest.approx(found.pace_s_km, rel=0.002)


def test_a_rest_of_less_than_a_metre_is_no_split() -> None:
    track = cleaned(made(np.full(1000, 3.0005), 1000, device_m=True))
    assert track is not None
    assert [round(split.length_m, 1) for split in splits(track, KM)] == [1000, 1000, 1000.5]


def test_on_the_flat_adjusted_pace_is_pace() -> None:
    track = cleaned(made(3.0, 1200))
    assert track is not None
    for split in splits(track, KM):
        assert split.gap_pace_s_km == pytest.approx(split.moving_s / split.length_m * 1000)


def test_uphill_adjusted_pace_is_faster_and_unknown_altitude_leaves_it_unknown() -> None:
    up = cleaned(made(3.0, 1200, altitude_m=50 + 0.1 * 3.0 * np.arange(1201)))
    unknown = cleaned(made(3.0, 1200, altitude_m=np.full(1201, np.nan)))
    assert up is not None and unknown is not None
    assert splits(up, KM)[1].gap_pace_s_km == pytest.approx(1000 / 3 / 1.658, rel=0.01)
    assert all(math.isnan(split.gap_pace_s_km) and math.isnan(split.ascent_m) for split in splits(unknown, KM))


def test_too_short_has_no_splits_and_no_efforts() -> None:
    track = cleaned(made(0.0, 100))
    assert track is not None
    assert splits(track, KM, Runner()) == () and best_efforts(track) == ()


def test_efforts_of_a_planted_kilometre() -> None:
    speed = np.full(3000, 2.5)
    speed[1000:1200] = 5.0
    track = cleaned(made(speed, 3000, device_m=True))
    assert track is not None
    found = {effort.name: effort for effort in best_efforts(track)}
    assert list(found) == ["400_m", "1_km", "1_mile", "5_km"] == [name for name in EFFORTS if name in found]
    assert found["1_km"].seconds == pytest.approx(200) and found["1_km"].from_s == pytest.approx(1000)
    assert found["1_km"].from_m == pytest.approx(2500)
    assert found["400_m"].seconds == pytest.approx(80)
    assert found["1_mile"].seconds == pytest.approx(200 + 609.344 / 2.5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(50, 3000), st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_no_window_is_faster_than_the_best(seed: int, length: float, starts: list[float]) -> None:
    track = track_of(seed, seconds=900)
    best = fastest(track, length)
    if best is None:
        assert track.distance_m[-1] < length
        return
    assert best.from_m + length <= track.distance_m[-1] + 1e-6
    for share in starts:
        begin = share * (track.distance_m[-1] - length)
        some = np.interp([begin, begin + length], track.distance_m, track.time_s)
        assert best.seconds <= some[1] - some[0] + 1e-6
    ends = np.interp([best.from_m, best.from_m + length], track.distance_m, track.time_s)
    assert best.seconds == pytest.approx(ends[1] - ends[0], abs=1.5)


def test_no_effort_over_a_gap_and_pauses_count() -> None:
    run = made(3.0, 1200, device_m=True)
    hole = (np.arange(1201) > 600) & (np.arange(1201) < 660)
    gapped = cleaned(without(run, hole))
    assert gapped is not None and gapped.gap.any()
    assert fastest(gapped, 1900) is None
    assert fastest(gapped, 1600) is not None
