import gzip
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.reliability import reliability
from lifeworld_running.core.said import Reliability, Runner
from lifeworld_running.core.values import Notice, Recording
from lifeworld_running.tests.made_runs import altered, made, provenance, without


def judged(recording: Recording) -> Reliability:
    return reliability(recording, cleaned(recording))


def test_a_good_recording_is_trusted_and_says_why() -> None:
    found = judged(made(3.0, 1200, noise_m=0.5, device_m=True))
    assert found.trust == 1 and found.verified and found.missing == 0 and found.interval_s == 1
    assert found.why == ("Nothing is missing, and nothing in it cannot be.",) and found.barometric is True
    assert found.position_noise_m == pytest.approx(0.5, rel=0.2)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1000), st.integers(20, 1000), st.integers(12, 150), st.sampled_from([0.0, 0.5, 3.0]), st.booleans())
def test_a_gap_never_raises_trust(seed: int, start: int, length: int, noise: float, device: bool) -> None:
    rng = np.random.default_rng(seed)
    speed = np.clip(3 + np.cumsum(rng.normal(0, 0.05, 1200)), 0.9, 5)
    run = made(speed, 1200, noise_m=noise, seed=seed, device_m=device, heart_rate=np.where(rng.random(1201) < 0.02, np.nan, 140.0))
    seconds = np.arange(1201)
    hole = without(run, (seconds > start) & (seconds < start + length) & (seconds < 1200))
    assert judged(hole).trust <= judged(run).trust
    assert judged(hole).missing >= judged(run).missing


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.sampled_from(["heart_rate", "altitude_m", "positions", "device"]), st.floats(0, 8), st.floats(0, 0.9))
def test_what_is_not_known_never_raises_trust(seed: int, what: str, noise: float, dropped: float) -> None:
    rng = np.random.default_rng(seed)
    heart = np.where(rng.random(901) < dropped, np.nan, 140.0)
    run = made(3.0, 900, noise_m=noise, seed=seed, device_m=True, heart_rate=heart, altitude_m=50 + rng.normal(0, noise, 901))
    nothing = np.full(901, np.nan)
    less = {"heart_rate": altered(run, heart_rate=nothing), "altitude_m": altered(run, altitude_m=nothing),
            "positions": altered(run, lat=nothing, lon=nothing), "device": replace(run, provenance=provenance(device=""))}[what]
    assert judged(less).trust <= judged(run).trust + 1e-9


def test_what_costs_trust() -> None:
    run = made(3.0, 1200, device_m=True)
    cut = replace(run, notices=(Notice("truncated", "The file broke off."),))
    edited = replace(run, provenance=replace(run.provenance, app="GoldenCheetah v3.5"))
    drawn = made(3.0, 1200)
    fast = made(9.0, 1200, device_m=True)
    for worse, word in ((cut, "broke off"), (edited, "GoldenCheetah"), (fast, "faster than anybody")):
        found = judged(worse)
        assert found.trust < judged(run).trust and any(word in sentence for sentence in found.why), word
    assert judged(cut).truncated and judged(edited).edited and not judged(fast).verified
    assert judged(altered(drawn, lat=np.linspace(52.5, 52.53, 1201), lon=np.full(1201, 13.4))).edited
    lat = run.lat.copy()
    lat[::10] += 0.01
    jumpy = judged(altered(run, lat=lat))
    assert jumpy.n_jumps == 121 and jumpy.trust == pytest.approx(0.79)
    jumpy = judged(altered(run, lat=lat, distance_m=np.full(1201, np.nan)))
    assert jumpy.n_jumps == 121 and not jumpy.verified


def test_told_is_told() -> None:
    manual = Recording.of(provenance(), [], manual=True, started_us=5, totals={"distance_m": 5000.0, "elapsed_s": 1500.0})
    found = analysed(manual, cleaned(manual))
    assert (found.distance_m, found.distance_by, found.elapsed_s, found.pace_s_km) == (5000, "told", 1500, 300)
    assert math.isnan(found.ascent_m) and found.splits_km == () and math.isnan(found.load.score)
    assert found.reliability.trust == 0.1 and not found.reliability.verified


def test_everything_a_run_says() -> None:
    speed = np.where((np.arange(2400) >= 1000) & (np.arange(2400) < 1100), 0.0, 3.0)
    run = made(speed, 2400, altitude_m=50 + 20 * np.sin(np.arange(2401) / 200), heart_rate=142.0)
    found = analysed(run, cleaned(run), Runner(heart_rate_max=190, heart_rate_rest=50))
    assert found.distance_m == pytest.approx(6900, rel=0.005) and found.distance_by == "positions"
    assert found.elapsed_s == 2400 and found.moving_s == pytest.approx(2300, abs=4)
    assert found.ascent_m == pytest.approx(69.3, rel=0.02) and found.altitude_high_m == pytest.approx(70, abs=1)
    assert found.heart_rate_mean == pytest.approx(142) and found.load.variant == "TRIMP Banister"
    assert found.pace_s_km == pytest.approx(1000 / 3, rel=0.01) and found.gap_by == "Minetti"
    assert len(found.splits_km) == 7 and len(found.splits_mile) == 5 and found.efforts[-1].name == "5_km"
    assert found.pace_at_heart_rate_s_km == pytest.approx(found.gap_pace_s_km * 82 / 80, rel=0.05)
    assert sum(split.seconds for split in found.splits_km) == pytest.approx(found.elapsed_s)


def test_on_the_flat_adjusted_pace_is_pace_and_unknown_is_unknown() -> None:
    flat = made(3.0, 1200, heart_rate=np.nan)
    found = analysed(flat, cleaned(flat))
    assert found.gap_pace_s_km == pytest.approx(found.pace_s_km)
    assert math.isnan(found.heart_rate_mean) and math.isnan(found.pace_at_heart_rate_s_km) and found.zones == ()
    nowhere = altered(flat, lat=np.full(1201, np.nan), lon=np.full(1201, np.nan), heart_rate=np.full(1201, 120.0))
    told = analysed(nowhere, cleaned(nowhere))
    assert told.distance_by == "told" and math.isnan(told.distance_m) and math.isnan(told.pace_s_km) and told.heart_rate_mean == 120


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_broke_off_is_trusted_less_whoever_read_it(packed: bool) -> None:
    reading = pytest.importorskip("lifeworld_running.files.reading")
    points = "".join(f'<trkpt lat="{52.5 + at / 37_000:.6f}" lon="13.4"><time>2026-03-01T07:{at // 60:02d}:{at % 60:02d}Z</time></trkpt>'
                     for at in range(1800))
    whole = (f'<?xml version="1.0"?><gpx version="1.1" creator="Watch" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}'
             "</trkseg></trk></gpx>").encode()
    body = gzip.compress(whole) if packed else whole
    found = []
    for part in (body, body[:int(0.8 * len(body))]):
        (read,) = reading.read_file("a.gpx.gz" if packed else "a.gpx", part)
        (recording,) = read.recordings
        found.append(reliability(recording, cleaned(recording)))
    assert [each.truncated for each in found] == [False, True] and found[1].trust < found[0].trust - 0.05


def test_four_hundred_metres_faster_than_anybody_are_not_trusted() -> None:
    speeds = np.full(1200, 3.0)
    speeds[600:640] = 10.5
    found = judged(made(speeds, 1200, noise_m=0.5))
    assert not found.verified and any("0.4 km" in why for why in found.why)
