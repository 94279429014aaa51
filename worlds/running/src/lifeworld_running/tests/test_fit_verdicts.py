"""What the FIT reader says of files that are cut short, damaged, chained, or no activity."""

from __future__ import annotations

from struct import pack

import numpy as np
import pytest

from lifeworld_running.core.values import PARTIAL, PLANNED, READ, REFUSED
from lifeworld_running.files.fit import read_fit, reading, write_fit
from lifeworld_running.tests.fit_files import T0, closed, define, file_id, hearts

WHOLE = closed(file_id() + hearts(50))


@pytest.mark.parametrize(("data", "code"), [
    (b"", "empty"), (b"<gpx/>", "not-fit"), (WHOLE[:11], "not-fit"), (WHOLE[:20], "truncated"), (closed(file_id()), "no-recording"),
    (closed(file_id(5) + define(0, 26, [(4, 1, 0)])), "not-an-activity"), (closed(b""), "no-recording"), (closed(b"\x07abc"), "damaged")])
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, code: str) -> None:
    found = read_fit("a.fit", data)
    assert (found.verdict, found.code, found.recordings) == (REFUSED, code, ())
    assert found.reason.startswith("a.fit ")
    assert found.reason.endswith(".")


def test_a_workout_is_called_a_workout() -> None:
    assert read_fit("plan.fit", closed(file_id(5))).reason == "plan.fit holds a workout to follow, no activity and no course."


def test_a_file_that_is_too_large_is_refused_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SIZE_MAX", 100)
    assert read_fit("a.fit", WHOLE).code == "too-large"


@pytest.mark.parametrize("cut", [1, 2, 3, 6, 100])
def test_a_file_that_is_cut_short_is_read_up_to_the_cut(cut: int) -> None:
    found = read_fit("a.fit", WHOLE[:-cut])
    n = 50 if cut <= 2 else 50 - -(-(cut - 2) // 6)
    assert sum(map(len, found.recordings)) == n
    assert (found.verdict, found.code) == ((READ, "") if cut <= 2 else (PARTIAL, "truncated"))
    assert found.notices or cut > 2


def test_a_device_that_died_left_a_header_that_claims_nothing() -> None:
    found = read_fit("a.fit", closed(file_id() + hearts(50), claimed=0)[:-2])
    assert (found.verdict, found.code, len(found.recordings[0])) == (PARTIAL, "truncated", 50)
    assert "the 50 points in front of it were read" in found.reason


def test_a_checksum_that_does_not_hold_is_a_notice() -> None:
    found = read_fit("a.fit", WHOLE[:-2] + b"\0\0")
    assert (found.verdict, [notice.code for notice in found.notices]) == (READ, ["checksum"])


def test_files_of_a_chain_are_read_each_and_numbered_through() -> None:
    found = read_fit("a.fit", WHOLE + closed(file_id(2)) + WHOLE, sha256="ab", path="x/a.fit")
    assert [(r.provenance.part, len(r), r.provenance.path) for r in found.recordings] == [(0, 50, "x/a.fit"), (1, 50, "x/a.fit")]
    assert (found.verdict, [notice.code for notice in found.notices]) == (READ, ["other-content"])
    assert len({r.key for r in found.recordings}) == 2


def test_bytes_behind_the_last_file_are_told_and_zeros_do_no_harm() -> None:
    assert read_fit("a.fit", WHOLE + bytes(500)).verdict == READ
    found = read_fit("a.fit", WHOLE + b"something else")
    assert (found.verdict, found.code, len(found.recordings[0])) == (PARTIAL, "damaged", 50)


def test_two_sessions_are_two_recordings_with_their_own_laps_and_totals() -> None:
    sessions = define(1, 18, [(253, 4, 0x86), (2, 4, 0x86), (5, 1, 0), (9, 4, 0x86)])
    told = pack("<BIIBI", 1, T0 + 50, T0 + 30, 1, 7000) + pack("<BIIBI", 1, T0 + 29, T0, 2, 50000)
    laps = define(2, 19, [(2, 4, 0x86)]) + pack("<BI", 2, T0) + pack("<BI", 2, T0 + 30) + pack("<BI", 2, T0 + 40)
    first, second = read_fit("a.fit", closed(file_id() + hearts(50) + sessions + told + laps)).recordings
    assert (first.sport, len(first), len(first.laps), first.totals["distance_m"]) == ("cycling", 30, 1, 500.0)
    assert (second.sport, len(second), len(second.laps), second.totals["distance_m"]) == ("running", 20, 2, 70.0)


def test_a_session_without_points_is_kept_with_its_totals() -> None:
    session = define(1, 18, [(2, 4, 0x86), (5, 1, 0), (7, 4, 0x86)]) + pack("<BIBI", 1, T0, 1, 600_000)
    (run,) = read_fit("a.fit", closed(file_id() + session)).recordings
    assert (len(run), run.totals, run.sport) == (0, {"elapsed_s": 600.0}, "running")
    assert run.started_us == (T0 + 631_065_600) * 1_000_000
    assert [notice.code for notice in run.notices] == ["no-points"]


def test_a_course_is_planned_and_has_its_name() -> None:
    course = define(1, 31, [(5, 8, 7)]) + pack("<B8s", 1, b"Around\0")
    (route,) = read_fit("a.fit", closed(file_id(6) + course + hearts(3))).recordings
    assert (route.kind, route.title) == (PLANNED, "Around")
    (again,) = read_fit("a.fit", write_fit(route)).recordings
    assert (again.kind, again.title, len(again)) == (PLANNED, "Around", 3)


def test_positions_beyond_a_pole_are_left_out_and_told() -> None:
    body = define(0, 20, [(253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85)]) + pack("<BIii", 0, T0, 2**30 + 9, 5) + pack("<BIii", 0, T0, 2**29, 5)
    (run,) = read_fit("a.fit", closed(file_id() + body)).recordings
    assert np.isnan(run.lat).tolist() == [True, False]
    assert np.isnan(run.lon).tolist() == [True, False]
    assert [notice.code for notice in run.notices] == ["impossible-position"]


def test_the_maker_the_product_and_the_program_are_named() -> None:
    named = define(0, 0, [(0, 1, 0), (1, 2, 0x84), (2, 2, 0x84), (3, 4, 0x8C)]) + pack("<BBHHI", 0, 4, 1, 2697, 77)
    program = define(0, 0, [(0, 1, 0), (1, 2, 0x84), (2, 2, 0x84), (3, 4, 0x8C)]) + pack("<BBHHI", 0, 4, 265, 102, 0)
    watch, phone = (read_fit("a.fit", closed(body + hearts(2))).recordings[0].provenance for body in (named, program))
    assert (watch.device, watch.serial, watch.app) == ("Garmin fenix 5", "77", "")
    assert (phone.device, phone.serial, phone.app) == ("", "", "Strava")
