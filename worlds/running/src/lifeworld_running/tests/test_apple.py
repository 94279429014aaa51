from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lifeworld_running.core.values import PARTIAL, READ, REFUSED
from lifeworld_running.files.health import read_health
from lifeworld_running.files.reading import read_file, read_path
from lifeworld_running.tests.made_texts import clock, gpx, health, rate, trkpt, workout, zipped

ROUTE = '<WorkoutRoute sourceName="Watch"><FileReference path="/workout-routes/route_1.gpx"/></WorkoutRoute>'
TOTALS = ('<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="5.5" unit="km"/>'
          '<WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="141.5" maximum="160" unit="count/min"/>'
          '<MetadataEntry key="HKElevationAscended" value="4200 cm"/>')


def walked(seconds: range) -> bytes:
    speed = "<extensions><speed>2.75</speed><course>80</course></extensions>"
    return gpx((trkpt(s, speed) for s in seconds), within="")


def test_a_workout_has_its_route_its_totals_and_the_heart_rates_of_its_time() -> None:
    beats = [rate(s, 100 + s) for s in (-0, 5, 9, 60)] + [rate(3, 2000, "HKQuantityTypeIdentifierStepCount")]
    export = zipped({"apple_health_export/Exportieren.xml": health(beats, [workout(0, 30, TOTALS + ROUTE)]),
                     "apple_health_export/workout-routes/route_1.gpx": walked(range(30)),
                     "apple_health_export/export_cda.xml": b"<ClinicalDocument/>"})
    reads = read_file("export.zip", export)
    (run,) = reads[0].recordings
    assert (run.sport, len(run), run.provenance.app, run.provenance.device) == ("running", 30, "Ana's watch", "Apple Inc. Watch6,1")
    assert run.totals == {"distance_m": 5500.0, "timer_s": 30.0, "elapsed_s": 30.0, "heart_rate_mean": 141.5, "heart_rate_max": 160.0,
                          "ascent_m": 42.0}
    assert run.heart_rate[[0, 4, 5, 8, 9, 19]].tolist() == [100, 100, 105, 105, 109, 109]
    assert np.isnan(run.heart_rate[20:]).all(), "a rate stands for ten seconds"
    assert run.speed_m_s[0] == 2.75
    assert [read.verdict for read in reads] == [READ, READ, READ], "the route is not read again on its own"


def test_a_workout_without_a_route_keeps_its_totals_and_pauses() -> None:
    pause = "".join(f'<WorkoutEvent type="HKWorkoutEventType{kind}" date="{clock(at, " +0000").replace("T", " ")}"/>'
                    for kind, at in (("Pause", 100), ("Resume", 160)))
    (run,) = read_file("export.xml", health([], [workout(0, 600, pause, 'totalDistance="1.0" totalDistanceUnit="mi"')]))[0].recordings
    assert len(run) == 0 and run.kind == "recorded" and run.totals["distance_m"] == 1609.344
    assert run.paused == ((run.started_us + 100_000_000, run.started_us + 160_000_000),)
    (beats,) = read_file("export.xml", health([rate(s, 120) for s in (-0, 5, 700)], [workout(0, 600)]))[0].recordings
    assert beats.heart_rate.tolist() == [120, 120] and np.isnan(beats.lat).all()


def test_the_same_workout_of_a_later_export_is_the_same(tmp_path: Path) -> None:
    first = read_file("export.xml", health([], [workout(0, 600)]))[0].recordings[0]
    later = tmp_path / "export.xml"
    later.write_bytes(health([rate(5, 100)], [workout(0, 600), workout(1000, 1600)]))
    fresh = [read for read in read_path(later, seen={first.provenance.sha256}) if read.recordings]
    assert len(fresh) == 1 and fresh[0].recordings[0].key != first.key


def test_an_export_on_disk_finds_its_routes_and_never_leaves_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "workout-routes").mkdir(parents=True)
    (folder / "workout-routes" / "route_1.gpx").write_bytes(walked(range(5)))
    (tmp_path / "secret.gpx").write_bytes(walked(range(9)))
    out = ROUTE.replace("/workout-routes/route_1.gpx", "/../secret.gpx")
    (folder / "export.xml").write_bytes(health([], [workout(0, 30, ROUTE), workout(100, 130, out)]))
    reads = list(read_path(folder))
    assert [len(read.recordings[0]) for read in reads if read.recordings] == [5, 0]
    assert [notice.code for notice in reads[1].recordings[0].notices] == ["no_route"]


def test_entities_are_refused_and_an_export_that_breaks_off_says_so() -> None:
    bomb = health([], [workout(0, 30)]).replace(b"<!ELEMENT", b'<!ENTITY a "b">\n<!ELEMENT', 1)
    assert read_file("export.xml", bomb)[-1].code == "dtd_refused"
    whole = health([], [workout(0, 30), workout(100, 130)])
    cut = read_file("export.xml", whole[:-60])
    assert cut[-1].verdict == PARTIAL and len(cut[0].recordings) == 1
    assert read_file("export.xml", whole[:500])[-1].verdict == REFUSED
    assert read_file("export.xml", health([rate(1, 2)]))[-1].code == "no_recordings"


def test_memory_does_not_grow_with_records_that_nothing_is_read_of() -> None:
    record = (rate(1, 2, "HKQuantityTypeIdentifierActiveEnergyBurned") + "\n").encode()
    head, tail = health([], [workout(0, 30)]).split(b"\n <ExportDate", 1)

    def chunks() -> Iterator[bytes]:
        yield head + b"\n"
        for _ in range(40):
            yield record * 5_000  # a megabyte each
        yield b" <ExportDate" + tail

    tracemalloc.start()
    reads = list(read_health("export.xml", chunks(), lambda _: None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reads[0].verdict == READ and len(record) * 5_000 * 40 > 30_000_000
    assert peak < 12_000_000
