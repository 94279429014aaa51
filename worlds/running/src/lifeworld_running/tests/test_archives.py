from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from pathlib import Path

import pytest

from lifeworld_running.core.values import PARTIAL, READ, REFUSED, FileRead
from lifeworld_running.files.archives import list_bytes
from lifeworld_running.files.limits import Limits
from lifeworld_running.files.reading import read_file, read_path
from lifeworld_running.tests.made_texts import gpx, heart, run_gpx, trkpt, zipped

SMALL = Limits(file_bytes=100_000, ratio_from_bytes=20_000, ratio=50, members=20, nested_bytes=200_000)


def by_name(reads: tuple[FileRead, ...]) -> dict[str, FileRead]:
    return {read.name: read for read in reads}


def test_a_folder_in_an_archive_is_read_file_by_file_and_doubles_once() -> None:
    files = {
        "runs/a.gpx": run_gpx(10),
        "runs/b.gpx.gz": gzip.compress(run_gpx(20)),
        "copy/a.gpx": run_gpx(10),
        "photo.jpg": b"\xff\xd8\xff",
        "runs/c.gpx": b"<gpx>",
    }
    reads = read_file("all.zip", zipped(files))
    assert [read.name for read in reads] == ["runs/a.gpx", "runs/b.gpx.gz", "runs/c.gpx", "all.zip"]
    assert [read.verdict for read in reads] == [READ, READ, REFUSED, READ]
    first = reads[0].recordings[0]
    assert (first.provenance.name, first.provenance.path) == ("a.gpx", "runs/a.gpx")
    assert {notice.code: notice.n for notice in reads[-1].notices} == {"passed_over": 1, "duplicates": 1}


def test_stravas_list_gives_titles_sports_gear_and_runs_that_were_typed_in() -> None:
    table = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Activity Gear,Filename\n"
        '1,"May 1, 2026, 8:00:00 AM","Hills, again",Run,100,5.0,Peg 3,activities/1.gpx\n'
        '2,"May 2, 2026, 6:20:13 PM",Treadmill,Run,1800,5.01,,\n'
    )
    cad = gpx([trkpt(0, heart(120, more="<gpxtpx:cad>85</gpxtpx:cad>"))], within="")
    reads = by_name(read_file("export.zip", zipped({"activities.csv": table.encode(), "activities/1.gpx": cad})))
    run = reads["activities/1.gpx"].recordings[0]
    assert (run.title, run.sport, run.cadence[0]) == ("Hills, again", "running", 170), "what the list says decides on the feet"
    assert any("Peg 3" in notice.message for notice in run.notices)
    (typed,) = reads["activities.csv"].recordings
    assert typed.manual and typed.totals == {"elapsed_s": 1800.0, "distance_m": 5010.0} and typed.kind == "recorded"
    assert typed.started_us == 1_777_746_013_000_000 and typed.key != run.key


def test_a_list_of_strava_in_another_language_gives_titles_too() -> None:
    table = "Aktivitäts-ID,Datum,Name der Aktivität,Aktivitätstyp,Dateiname\n1,01.05.2026,Feierabendlauf,Run,activities/1.gpx\n"
    reads = by_name(read_file("export.zip", zipped({"x/activities.csv": table.encode(), "x/activities/1.gpx": run_gpx(3)})))
    assert reads["x/activities/1.gpx"].recordings[0].title == "Feierabendlauf"


def test_garmins_export_holds_archives_in_the_archive_and_titles_by_start() -> None:
    listed = json.dumps(
        [{"summarizedActivitiesExport": [{"name": "Mitte Running", "startTimeGmt": 1_777_622_401_000.0, "activityType": "trail_running"}]}]
    ).encode()
    within = zipped({"a_1.gpx": gpx([trkpt(0), trkpt(1)], within="")})
    export = zipped(
        {
            "DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json": listed,
            "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": within,
        }
    )
    run = read_file("garmin.zip", export)[0].recordings[0]
    assert (run.title, run.sport) == ("Mitte Running", "running")
    assert run.provenance.path == "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip/a_1.gpx"


def test_bombs_are_not_unpacked_further() -> None:
    flat = zipped({"bomb.gpx": b" " * 90_000 + run_gpx(2)})
    assert by_name(read_file("b.zip", flat, limits=SMALL))["bomb.gpx"].code == "bomb"
    assert by_name(read_file("b.zip", zipped({"big.gpx": run_gpx(2000)}), limits=SMALL))["big.gpx"].code == "too_large"
    many = {f"{k}.gpx": b" " * 19_000 + str(k).encode() for k in range(19)}
    tight = Limits(file_bytes=100_000, ratio_from_bytes=20_000, ratio=1, members=20, archive_bytes=100_000)
    assert read_file("b.zip", zipped(many), limits=tight)[-1].code == "bomb"
    assert read_file("b.zip", zipped({f"{k}.gpx": run_gpx(2) for k in range(30)}), limits=SMALL)[-1].code == "too_many_files"
    packed = gzip.compress(b" " * 90_000 + run_gpx(2))
    assert read_file("b.gpx.gz", packed, limits=SMALL)[0].code == "bomb"
    assert read_file("b.gpx.gz", gzip.compress(run_gpx(2000)), limits=SMALL)[0].code == "too_large"


@pytest.mark.parametrize("wide", [False, True])
def test_a_list_of_files_longer_than_any_export_needs_is_not_read_into_memory(wide: bool) -> None:
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0x21, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    listed, few = entry * 200, Limits(members=20)
    said = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, len(listed), 0) + struct.pack("<IIQI", 0x07064B50, 0, 0, 1)
    long = listed + (said if wide else b"")
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, 5 if wide else len(listed), 0, 0)
    assert list_bytes(io.BytesIO(long + end)) == len(listed)
    read = read_file("a.zip", b"PK\x03\x04" + b"\0" * 30 + long + end, limits=few)[-1]
    assert (read.verdict, read.code) == (REFUSED, "too_many_files") and "list" in read.reason
    assert list_bytes(io.BytesIO(b"PK")) == 0 and 40 < list_bytes(io.BytesIO(zipped({"a.gpx": b"<gpx/>"}))) < 100


def test_archives_are_opened_three_deep_and_no_deeper() -> None:
    data = run_gpx(2)
    for level in range(5):
        data = zipped({f"level{level}.zip" if level else "a.gpx": data})
    reads = read_file("deep.zip", data)
    assert reads[-1].verdict == REFUSED and reads[-1].code == "nested_too_deep" and not reads[-1].recordings


def test_paths_that_lead_out_locked_files_and_broken_archives() -> None:
    reads = by_name(read_file("a.zip", zipped({"../../etc/run.gpx": run_gpx(2), "/abs.gpx": run_gpx(3), "ok.gpx": run_gpx(4)})))
    assert reads["../../etc/run.gpx"].code == reads["/abs.gpx"].code == "unsafe_path" and reads["ok.gpx"].verdict == READ
    locked = bytearray(zipped({"a.gpx": run_gpx(2)}))
    with zipfile.ZipFile(io.BytesIO(locked)) as archive:
        where = archive.start_dir
    locked[6] |= 1
    locked[where + 8] |= 1
    assert read_file("a.zip", bytes(locked))[-1].code == "encrypted"
    whole = zipped({"a.gpx": run_gpx(50), "b.gpx": run_gpx(60)}, zipfile.ZIP_STORED)
    assert read_file("a.zip", whole[:300])[-1].code == "broken_archive"
    spoiled = by_name(read_file("a.zip", whole.replace(b"08:00:07", b"08:00:99", 1)))
    assert spoiled["a.gpx"].code == "broken_archive" and spoiled["b.gpx"].verdict == READ
    assert spoiled["a.zip"].verdict in (READ, PARTIAL)
    assert read_file("none.zip", zipped({}))[-1].code == "no_recordings"


def test_what_was_taken_in_before_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"a.gpx": run_gpx(10), "b.gpx": run_gpx(20)}))
    first = list(read_path(path))
    taken = {first[0].recordings[0].provenance.sha256}
    again = list(read_path(path, seen=taken))
    assert [read.name for read in again] == ["b.gpx", "all.zip"] and [n.code for n in again[-1].notices] == ["resumed"]
    (tmp_path / "c.gpx").write_bytes(run_gpx(30))
    names = [read.name for read in read_path(tmp_path)]
    assert names == ["a.gpx", "b.gpx", "all.zip", "c.gpx"]
