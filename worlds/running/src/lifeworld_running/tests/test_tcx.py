from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld_running.core.values import PARTIAL, PLANNED, READ, REFUSED
from lifeworld_running.files import documents
from lifeworld_running.files.tcx import read_tcx
from lifeworld_running.tests.made_texts import assert_same, clock, tcx, trackpoint

TOTALS = (
    "<TotalTimeSeconds>300</TotalTimeSeconds><DistanceMeters>1000</DistanceMeters><Calories>60</Calories>"
    "<AverageHeartRateBpm><Value>140</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>150</Value></MaximumHeartRateBpm>"
)
LONGER = (
    "<TotalTimeSeconds>600</TotalTimeSeconds><DistanceMeters>2000</DistanceMeters><Calories>120</Calories>"
    "<AverageHeartRateBpm><Value>155</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>171</Value></MaximumHeartRateBpm>"
)
TPX = '<Extensions><TPX xmlns="http://garmin/v2"><Speed>3.25</Speed><RunCadence>88</RunCadence><Watts>240</Watts></TPX></Extensions>'


@pytest.fixture(autouse=True)
def _short_documents_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "SHORT", 0)


def two_laps() -> bytes:
    return tcx([(TOTALS, (trackpoint(s, TPX) for s in range(50))), (LONGER, (trackpoint(s, TPX) for s in range(100, 180)))])


def test_an_activity_is_read_with_its_laps_and_what_they_sum_to() -> None:
    read = read_tcx("a.tcx", two_laps())
    (run,) = read.recordings
    assert (read.verdict, len(run), run.sport, run.provenance.device, run.provenance.serial) == (
        READ,
        130,
        "running",
        "Forerunner 15",
        "391",
    )
    assert run.totals == {"timer_s": 900.0, "distance_m": 3000.0, "calories": 180.0, "heart_rate_mean": 150.0, "heart_rate_max": 171.0}
    assert len(run.laps) == 2 and run.laps[1] - run.laps[0] == 100_000_000
    assert [run.speed_m_s[0], run.cadence[0], run.power_w[0], run.distance_m[1], run.heart_rate[2]] == [3.25, 176, 240, 3.0, 122]
    assert set(run.piece) == {0}, "a new lap is no stop"


def test_a_second_track_in_a_lap_is_a_new_piece() -> None:
    doc = two_laps().replace(trackpoint(20, TPX).encode(), b"</Track><Track>" + trackpoint(20, TPX).encode())
    (run,) = read_tcx("a.tcx", doc).recordings
    assert run.piece.tolist() == [0] * 20 + [1] * 110


def test_a_course_is_planned_and_an_activity_without_points_keeps_its_totals() -> None:
    course = (
        f"<TrainingCenterDatabase><Courses><Course><Name>Round the lake</Name><Track>{trackpoint(0)}{trackpoint(1)}</Track></Course>"
        "</Courses></TrainingCenterDatabase>"
    ).encode()
    plan = read_tcx("a.tcx", course).recordings[0]
    assert (plan.kind, plan.title, len(plan)) == (PLANNED, "Round the lake", 2)
    mill = read_tcx("a.tcx", tcx([(TOTALS, [])])).recordings[0]
    assert len(mill) == 0 and mill.totals["distance_m"] == 1000 and mill.started_us == 1_777_622_400_000_000 and mill.kind == "recorded"
    assert read_tcx("a.tcx", tcx([("", [])])).code == "no_points"


def test_undeclared_prefixes_parts_of_a_file_and_broken_files() -> None:
    part = two_laps()
    part = part[part.index(b"<Activities>") : part.index(b"</TrainingCenterDatabase>")]
    read = read_tcx("a.tcx", part)
    assert read.verdict == READ and len(read.recordings[0]) == 130 and [n.code for n in read.notices] == ["fragment"]
    whole = two_laps()
    cut = read_tcx("a.tcx", whole[: whole.index(trackpoint(30, TPX).encode()) + 40])
    assert (cut.verdict, cut.code, len(cut.recordings[0])) == (PARTIAL, "broken_off", 30)
    assert read_tcx("a.tcx", b"<a/>").verdict == REFUSED


def test_riding_cadence_counts_turns() -> None:
    ride = tcx([("", [trackpoint(0, "<Cadence>85</Cadence>")])], sport="Biking")
    run = tcx([("", [trackpoint(0, "<Cadence>85</Cadence>")])])
    assert read_tcx("a.tcx", ride).recordings[0].cadence[0] == 85
    assert read_tcx("a.tcx", run).recordings[0].cadence[0] == 170


INSIDE = st.sampled_from(
    [
        "",
        TPX,
        "<Cadence>80</Cadence>",
        "<x:Speed>2.5</x:Speed>",
        "<SensorState>Present</SensorState>",
        "<Value>5</Value>",
        "<!-- a -->",
        "<A><Value>9</Value></A>",
        '<TPX xmlns="a" CadenceSensor="Footpod"><RunCadence>81</RunCadence></TPX>',
        "<Time>2026-05-01T08:00:00.5Z</Time>",
        "<DistanceMeters/>",
        "<Watts> 5</Watts>",
        "<Watts>1e2</Watts>",
    ]
)


@given(st.lists(st.lists(INSIDE, max_size=3), min_size=1, max_size=10), st.booleans())
@settings(max_examples=80)
def test_the_quick_way_reads_what_the_careful_way_reads(parts: list[list[str]], stop: bool) -> None:
    points = [trackpoint(k, "".join(inside)) for k, inside in enumerate(parts)]
    doc = tcx([(TOTALS, [*points[:2], *(["</Track><Track>"] if stop else []), *points[2:]])])
    assert_same(read_tcx("a.tcx", doc), read_tcx("a.tcx", doc, quick=False))


def test_unknown_stays_unknown() -> None:
    (run,) = read_tcx("a.tcx", tcx([("", [f"<Trackpoint><Time>{clock(0)}</Time></Trackpoint>"])])).recordings
    assert np.isnan([run.lat[0], run.heart_rate[0], run.altitude_m[0], run.distance_m[0]]).all() and run.totals == {}
