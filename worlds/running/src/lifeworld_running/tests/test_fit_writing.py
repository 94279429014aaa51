"""What is written as FIT comes back, and an outside parser reads it as well."""

from __future__ import annotations

import fitdecode
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lifeworld_running.core.values import COLUMNS, READ, Provenance, Recording
from lifeworld_running.files.fit import read_fit, write_fit

NEAREST = {"lat": 1e-7, "lon": 1e-7, "altitude_m": 0.1, "distance_m": 0.005, "speed_m_s": 0.0005, "heart_rate": 0, "cadence": 1 / 64,
           "power_w": 0, "temperature_c": 0}
RANGES = {"lat": (-90, 90), "lon": (-179.9, 179.9), "altitude_m": (-400, 8800), "distance_m": (0, 2e5), "speed_m_s": (0, 20),
          "heart_rate": (30, 220), "cadence": (0, 240), "power_w": (0, 2000), "temperature_c": (-40, 50)}
START = 1_750_000_000


@st.composite
def runs(draw: st.DrawFn) -> Recording:
    """A recording with any columns known or not, on foot or not, with pauses and laps."""
    n = draw(st.integers(1, 60))
    steps = draw(arrays.arrays(np.int64, n, elements=st.integers(1, 30)))
    seconds = START + np.cumsum(steps)
    columns = {}
    for name in draw(st.lists(st.sampled_from(sorted(COLUMNS)), unique=True)):
        low, high = RANGES[name]
        values = draw(arrays.arrays(np.float64, n, elements=st.one_of(st.floats(low, high), st.just(np.nan))))
        columns[name] = np.rint(values) if NEAREST[name] == 0 else values
    if {"lat", "lon"} & set(columns):
        columns |= {name: columns.get(name, np.zeros(n)) for name in ("lat", "lon")}
        hidden = np.isnan(columns["lat"]) | np.isnan(columns["lon"])
        columns |= {name: np.where(hidden, np.nan, columns[name]) for name in ("lat", "lon")}
    cuts = sorted(draw(st.sets(st.integers(0, n - 2), max_size=3))) if n > 1 else []
    paused = tuple((int(seconds[c]) * 1_000_000, int(seconds[c + 1]) * 1_000_000) for c in cuts)
    piece = np.searchsorted([to for _, to in paused], seconds * 1_000_000, side="right")
    return Recording.of(Provenance("a.fit", "fit", "", 0), seconds * 1_000_000, sport=draw(st.sampled_from(["running", "cycling", ""])),
                        paused=paused, piece=piece, laps=tuple(sorted({int(seconds[0]) * 1_000_000, int(seconds[n // 2]) * 1_000_000})),
                        totals={"distance_m": 1234.56, "calories": 300.0}, **columns)


@given(runs())
def test_a_recording_comes_back_to_the_resolution_of_fit(run: Recording) -> None:
    found = read_fit("a.fit", write_fit(run))
    assert (found.verdict, len(found.recordings)) == (READ, 1)
    again = found.recordings[0]
    np.testing.assert_array_equal(again.time_us, run.time_us)
    np.testing.assert_array_equal(again.piece, run.piece)
    assert (again.paused, again.laps, again.sport, again.started_us) == (run.paused, run.laps, run.sport, run.started_us)
    assert again.totals["distance_m"] == 1234.56
    for name in COLUMNS:
        if name == "cadence" and any(notice.code == "cadence-both-feet" for notice in again.notices):
            continue  # more than 240 steps a minute is nobody's
        np.testing.assert_allclose(getattr(again, name), getattr(run, name), atol=NEAREST[name] + 1e-9, rtol=0, err_msg=name)


def test_an_outside_parser_reads_what_is_written_and_its_checksums_hold() -> None:
    n = 500
    seconds = START + np.arange(n)
    run = Recording.of(Provenance("a.fit", "fit", "", 0), seconds * 1_000_000, lat=52.5 + np.arange(n) * 1e-5, lon=np.full(n, 13.4),
                       altitude_m=np.full(n, 34.2), heart_rate=np.full(n, 150.0), cadence=np.full(n, 175.0), sport="running",
                       paused=((int(seconds[100]) * 1_000_000, int(seconds[101]) * 1_000_000),), totals={"ascent_m": 12.0})
    with fitdecode.FitReader(write_fit(run), check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.RAISE) as reader:
        frames = [frame for frame in reader if frame.frame_type == fitdecode.FIT_FRAME_DATA]
    records = [frame for frame in frames if frame.name == "record"]
    session = next(frame for frame in frames if frame.name == "session")
    assert len(records) == n
    assert records[7].get_value("timestamp").timestamp() == seconds[7]
    assert abs(records[7].get_value("position_lat") * 180 / 2**31 - 52.50007) < 1e-6
    assert abs(records[0].get_value("enhanced_altitude") - 34.2) < 1e-9
    assert records[0].get_value("heart_rate") == 150
    assert records[0].get_value("cadence") + records[0].get_value("fractional_cadence") == 87.5
    assert [session.get_value(name) for name in ("sport", "total_ascent", "total_elapsed_time")] == ["running", 12, n - 1]
    assert [frame.get_value("event_type") for frame in frames if frame.name == "event"] == ["start", "stop_all", "start", "stop_all"]
    assert [frame.name for frame in frames][-1] == "activity"


def test_what_does_not_fit_a_field_is_written_as_unknown() -> None:
    run = Recording.of(Provenance("a.fit", "fit", "", 0), [START * 1_000_000], altitude_m=[1e12], heart_rate=[300.0], power_w=[-5.0])
    again = read_fit("a.fit", write_fit(run)).recordings[0]
    assert np.isnan([again.altitude_m[0], again.heart_rate[0], again.power_w[0]]).all()


def test_a_recording_of_no_points_is_written_with_its_totals() -> None:
    run = Recording.of(Provenance("a.fit", "fit", "", 0), [], started_us=START * 1_000_000, sport="running", totals={"elapsed_s": 60.0})
    again = read_fit("a.fit", write_fit(run)).recordings[0]
    assert (len(again), again.totals["elapsed_s"], again.started_us) == (0, 60.0, START * 1_000_000)
