"""Runs of a route side by side, their trend, and efforts over segments."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.plugin import InputRefused
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.routes import cluster, efforts, route_trend, segment_bytes, segment_from, segment_of, side_by_side, signature
from lifeworld_running.core.routes.planted import Recorded, joined, out_and_back, recorded, ring, streets
from lifeworld_running.core.said import Track
from lifeworld_running.core.values import Provenance, Recording


def track_of(run: Recorded, heart_rate: float = 140.0, altitude_m: float = 50.0) -> Track:
    n = len(run.lat)
    track = cleaned(Recording.of(
        Provenance("a.gpx", "gpx", "0" * 64, 1), (run.time_s * 1e6).astype(np.int64) + 1_700_000_000_000_000, lat=run.lat, lon=run.lon,
        heart_rate=np.full(n, heart_rate), altitude_m=np.full(n, altitude_m), sport="running"))
    assert track is not None
    return track


WAY = streets(2, 50)
RUNS = {
    "slow": track_of(recorded(WAY, 1, speed_m_s=2.7), 130), "quick": track_of(recorded(WAY, 2, speed_m_s=3.4, every_s="smart"), 160),
    "middle": track_of(recorded(WAY, 3, speed_m_s=3.0), 145), "back": track_of(recorded(WAY[:, ::-1], 4, speed_m_s=3.0), 150)}
ROUTE = cluster(list(RUNS), [signature(track.lat, track.lon) for track in RUNS.values()])[0]


def test_runs_stand_side_by_side() -> None:
    elsewhere = track_of(recorded(ring(1, 4000), 9))
    found = side_by_side(ROUTE, RUNS | {"elsewhere": elsewhere})
    assert len(ROUTE) == 4
    assert found.keys == ("slow", "quick", "middle", "back")
    assert found.left_out == ("elsewhere",)
    assert len(set(found.reversed[:3].tolist())) == 1
    assert found.reversed[3] != found.reversed[0]


def test_times_are_those_of_the_watch() -> None:
    forward = {key: track for key, track in RUNS.items() if key != "back"}
    route = cluster(list(forward), [signature(track.lat, track.lon) for track in forward.values()])[0]
    found = side_by_side(route, forward)
    assert found.at_s.shape == (3, 300)
    assert (found.at_s[:, 0] == 0).all()
    assert (np.diff(found.at_s, axis=1) >= 0).all()
    assert found.best == 1
    assert found.median == 2
    for row, key in enumerate(found.keys):
        assert found.elapsed_s[row] == pytest.approx(forward[key].time_s[-1], abs=25)
        assert found.heart_rate_mean[row] == pytest.approx(forward[key].heart_rate[5])
        assert found.gap_pace_mean_s_km[row] == pytest.approx(found.pace_mean_s_km[row], rel=0.01)
        assert found.moving_s[row] <= found.elapsed_s[row] + 1e-6
    assert found.km_s.sum(axis=1) == pytest.approx(found.elapsed_s)
    assert found.km_length_m.sum() == pytest.approx(found.marks_m[-1] - found.marks_m[0])
    assert found.behind_s(1)[:, -1] == pytest.approx(found.elapsed_s - found.elapsed_s[1])
    assert (found.km_behind_s(1)[1] == 0).all()


def test_runs_from_the_other_end_are_in_the_totals_only() -> None:
    found = side_by_side(ROUTE, RUNS)
    row = int(np.flatnonzero(found.reversed)[0])
    assert np.isnan(found.at_s[row]).all()
    assert found.elapsed_s[row] > 1000
    assert found.best != row


def test_an_order_of_runs_orders_rows_and_nothing_else() -> None:
    one, other = side_by_side(ROUTE, RUNS), side_by_side(ROUTE, dict(reversed(RUNS.items())))
    assert other.keys == one.keys[::-1]
    assert other.elapsed_s[::-1] == pytest.approx(one.elapsed_s)
    assert other.at_s[::-1] == pytest.approx(one.at_s, nan_ok=True)


def test_a_route_without_runs_is_empty() -> None:
    found = side_by_side(ROUTE, {})
    assert found.keys == ()
    assert found.best is None
    assert found.at_s.shape[0] == 0


def test_trend_says_what_it_can_tell() -> None:
    days, noise = np.arange(40) * 7.0, np.random.default_rng(1).normal(0, 4, 40)
    better = route_trend(days, 360 - 0.15 * days + noise, seed_key="a")
    assert better.distinguishable
    assert better.low < -0.15 * 30.4375 < better.high
    assert "faster" in better.words
    same = route_trend(days, 360 + noise, seed_key="a")
    assert not same.distinguishable
    assert "not yet distinguishable" in same.words
    assert "about 6 needed" in route_trend(days[:4], noise[:4], seed_key="a").words
    assert route_trend([], [], seed_key="a").band == ()


def test_heat_is_allowed_for_where_it_can_be() -> None:
    rng = np.random.default_rng(2)
    days = np.arange(60) * 6.0
    heat = 15 + 10 * np.sin(days / 365 * 2 * np.pi) + rng.normal(0, 3, 60)
    paces = 330 + 1.5 * heat - 0.05 * days + rng.normal(0, 3, 60)
    found = route_trend(days, paces, seed_key="a", temperature_c=heat)
    assert found.heat == pytest.approx(1.5, abs=0.4)
    assert found.low < -0.05 * 30.4375 < found.high
    assert "at equal temperature" in found.words
    few = route_trend(days[:8], paces[:8], seed_key="a", temperature_c=heat[:8])
    assert np.isnan(few.heat)
    assert few.notes
    together = route_trend(days, 330 + 0 * days, seed_key="a", temperature_c=days / 10)
    assert "cannot be told apart" in together.notes[0]


@given(st.permutations(range(30)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_runs_does_not_change_the_trend(order: list[int]) -> None:
    rng = np.random.default_rng(3)
    days, heat = np.arange(30) * 9.0, rng.normal(15, 6, 30)
    paces = 350 + heat + rng.normal(0, 5, 30)
    one = route_trend(days, paces, seed_key="k", temperature_c=heat)
    other = route_trend(days[order], paces[order], seed_key="k", temperature_c=heat[order])
    assert one == other


LAPS = ring(2, 2400)
SEGMENT = segment_from(track_of(recorded(LAPS, 50, noise_m=0.01)), 500, 1500)


def test_laps_give_an_effort_each_and_times_hold_in_their_intervals() -> None:
    inside = n = 0
    for key in range(12):
        known = efforts(SEGMENT, track_of(recorded(joined(LAPS, LAPS, LAPS), key, noise_m=0.01)))
        found = efforts(SEGMENT, track_of(recorded(joined(LAPS, LAPS, LAPS), key, every_s=("smart", 1.0)[key % 2])))
        assert len(known) == len(found) == 3
        for one, other in zip(known, found):
            inside += other.low_s <= one.seconds <= other.high_s
            n += 1
        assert all(one.to_s <= other.from_s + 1 for one, other in pairwise(found))
    assert inside >= 0.8 * n


def test_every_lap_of_a_track_is_an_effort_although_laps_meet_in_one_disc() -> None:
    lap = ring(3, 400)
    whole = segment_from(track_of(recorded(joined(lap, lap, lap), 60, noise_m=0.01)), 0, 400)
    for key in (2, 15, 17, 18):
        assert len(efforts(whole, track_of(recorded(joined(*[lap] * 6), key, noise_m=3.0)))) == 6


def test_heart_rate_over_a_segment_is_a_mean_over_time_and_not_over_points() -> None:
    track = track_of(recorded(LAPS, 50, noise_m=0.01))
    (plain,) = efforts(SEGMENT, track)
    rate = np.where(track.time_s < (plain.from_s + plain.to_s) / 2, 120.0, 160.0)
    thin = (rate == 120) | (np.arange(len(track)) % 4 == 0)
    sparse = replace(track, **{name: getattr(track, name)[thin] for name in (
        "time_s", "lat", "lon", "distance_m", "altitude_m", "slope", "speed_m_s", "cadence", "power_w", "moving", "gap", "paused")},
        heart_rate=rate[thin])
    (found,) = efforts(SEGMENT, sparse)
    assert found.heart_rate == pytest.approx(140, abs=1)


def test_the_other_direction_is_no_effort_and_a_part_is_none() -> None:
    assert efforts(SEGMENT, track_of(recorded(LAPS[:, ::-1], 5))) == ()
    assert efforts(SEGMENT, track_of(recorded(LAPS[:, :120], 5))) == ()


def test_a_segment_with_a_turn_around_wants_it_passed() -> None:
    way = streets(6, 12)
    whole = track_of(recorded(out_and_back(way), 7, noise_m=0.01))
    segment = segment_from(whole, 200, float(whole.distance_m[-1]) - 200)
    assert len(segment.points) == 3
    assert len(efforts(segment, track_of(recorded(out_and_back(way), 8)))) == 1
    assert efforts(segment, track_of(recorded(out_and_back(way, 12 * 120 - 70), 9))) == ()


def test_segments_are_kept_as_bytes_and_impossible_ones_refused() -> None:
    kept = segment_bytes(SEGMENT)
    assert segment_bytes(segment_of(kept)) == kept
    track = track_of(recorded(LAPS, 50))
    for begin, end in ((0, 100), (500, 400), (-1, 900), (500, 99_999)):
        with pytest.raises(InputRefused, match="cannot be"):
            segment_from(track, begin, end)
    for wrong in (b"", kept[:-1], bytes(40)):
        with pytest.raises(InputRefused, match="no segment"):
            segment_of(wrong)
