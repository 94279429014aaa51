"""Every file that public test suites of parsers hold is read or refused with a reason; so is every file that chance makes of them."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.testing.terminal import shared_data
from lifeworld_running.core.values import PARTIAL, READ, RECORDED, REFUSED, UNTIMED, VERDICTS, FileRead
from lifeworld_running.files.reading import read_file, read_path
from lifeworld_running.tests.made_texts import health, rate, run_gpx, tcx, trackpoint, workout, zipped

HERE = (shared_data() or Path("absent")) / "running" / "robustness"
needs_files = pytest.mark.skipif(not HERE.is_dir(), reason="needs the recordings of shared data, which lie beside the checkout")
MOST_MIB = 200
LOOK = """
import json, resource, sys
from pathlib import Path
from lifeworld_running.files.reading import read_path
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
out, before = [], peak()
for path in sorted(Path(sys.argv[1]).rglob("*")):
    if path.is_file():
        out.append([str(path), [[read.verdict, read.code, read.reason, len(read.recordings)] for read in read_path(path)]])
print(json.dumps({"files": out, "grown_mib": peak() - before}))
"""


def assert_sound(reads: tuple[FileRead, ...] | list[FileRead]) -> None:
    """A verdict that is one, a whole sentence where not all was read, columns of one length, no fault of a reader."""
    assert reads
    for read in reads:
        assert read.verdict in VERDICTS and read.code != "reader_failed", read.reason
        assert bool(read.reason) == (read.verdict != READ)
        assert not read.reason or (read.reason.endswith((".", "?", "!")) and " " in read.reason and read.code)
        assert read.verdict != REFUSED or not read.recordings
        for run in read.recordings:
            known = run.time_us[run.time_us != UNTIMED]
            assert run.started_us is None or run.started_us == (known[0] if len(known) else run.started_us)
            assert not (np.abs(run.lat) > 90).any() and not (np.abs(run.lon) > 180).any()
            assert (np.diff(run.piece) >= 0).all() and np.isfinite(list(run.totals.values())).all()


@needs_files
def test_every_file_is_read_or_refused_with_a_reason_and_none_takes_much_memory() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK, str(HERE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    looked = json.loads(done.stdout)
    assert len(looked["files"]) == 285
    assert looked["grown_mib"] < MOST_MIB
    for path, reads in looked["files"]:
        assert reads, path
        for verdict, code, reason, _ in reads:
            assert verdict in VERDICTS and code != "reader_failed", path
            assert verdict == READ or (code and reason.endswith(".") and len(reason) > 30), (path, reason)
    verdicts = [reads[-1][0] for _, reads in looked["files"]]
    assert verdicts.count(READ) >= 120 and verdicts.count(PARTIAL) >= 8


@cache
def listed() -> list[dict[str, str]]:
    with (HERE / "manifest.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@needs_files
def test_what_strict_parsers_read_is_read_with_the_same_counts() -> None:
    compared = 0
    for row in listed():
        if row["result"] != "ok" or ("rte0" not in row["extra"] and " rte" in row["extra"]):
            continue  # files with routes: the list counts tracks alone
        runs = [run for read in read_path(HERE / row["file"]) for run in read.recordings]
        if not runs:
            assert row["points"] == "0", row["file"]
            continue
        fit = ".fit" in row["file"].lower()
        # of FIT files the list counts positions under "time"
        timed = sum(int(np.isfinite(run.lat).sum()) if fit else int((run.time_us != UNTIMED).sum()) for run in runs)
        found = (
            sum(map(len, runs)),
            timed,
            *(sum(int(np.isfinite(getattr(run, name)).sum()) for run in runs) for name in ("altitude_m", "heart_rate")),
        )
        assert found == tuple(int(row[name] or 0) for name in ("points", "time", "ele", "hr")), row["file"]
        compared += 1
    assert compared > 100


@needs_files
def test_of_what_strict_parsers_refuse_something_is_read() -> None:
    for row in listed():
        if row["result"] != "ok":
            reads = list(read_path(HERE / row["file"]))
            assert sum(len(run) for read in reads for run in read.recordings) >= 14, row["file"]
            assert reads[-1].verdict in (READ, PARTIAL)


@cache
def seeds() -> tuple[tuple[str, bytes], ...]:
    made = [
        ("a.gpx", run_gpx(8)),
        ("b.gpx.gz", gzip.compress(run_gpx(5), mtime=0)),
        ("d.zip", zipped({"a.gpx": run_gpx(3), "b.tcx": b"<a>"})),
        ("c.tcx", tcx([("<TotalTimeSeconds>9</TotalTimeSeconds>", [trackpoint(s) for s in range(5)])])),
        ("export.xml", health([rate(1, 100)], [workout(0, 30)])),
    ]
    real = sorted(HERE.rglob("*")) if HERE.is_dir() else []
    return (*made, *((path.name, path.read_bytes()) for path in real if path.is_file() and path.stat().st_size < 6_000))


BITS = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b"<", b">", b'"', b"&#0;", b"\x00" * 9, b"\xff" * 9, b"<trkpt>", b"</trk>", b"<!DOCTYPE a [", b"]]>"]),
)


@given(st.data())
@settings(max_examples=300)
def test_whatever_chance_makes_of_a_file_has_a_verdict(data: st.DataObject) -> None:
    name, whole = data.draw(st.sampled_from(seeds()))
    spoiled = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(spoiled)))
        spoiled[at : at + data.draw(st.sampled_from([0, 1, 4, 64]))] = data.draw(BITS)
    cut = data.draw(st.integers(0, len(spoiled)) | st.just(len(spoiled)))
    reads = read_file(name, bytes(spoiled[:cut]))
    assert_sound(reads)
    assert all(run.kind in (RECORDED, "planned") for read in reads for run in read.recordings)


def test_a_file_of_countless_tracks_is_read_up_to_a_bound() -> None:
    tracks = b"".join(b'<trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk>' for _ in range(1_500))
    (read,) = read_file("a.gpx", b"<gpx>" + tracks + b"</gpx>")
    assert (read.verdict, read.code, len(read.recordings)) == (PARTIAL, "too_many_recordings", 1_000)
    assert "1,500 tracks" in read.reason
    activity = tcx([("", [trackpoint(0)])]).split(b"<Activities>")[1].split(b"</Activities>")[0]
    (read,) = read_file("a.tcx", b"<TrainingCenterDatabase><Activities>" + activity * 1_100 + b"</Activities></TrainingCenterDatabase>")
    assert (read.code, len(read.recordings)) == ("too_many_recordings", 1_000)


def test_an_open_quote_of_any_length_is_refused_at_once() -> None:
    (read,) = read_file("a.gpx", b'<gpx creator="' + b"a" * 20_000_000)
    assert (read.verdict, read.code) == (REFUSED, "broken_off")
    assert read_file("export.xml", health() + b'<Record type="' + b"\na" * 20_000_000)[-1].verdict == REFUSED


@given(st.binary(max_size=300), st.sampled_from(["a.gpx", "a.tcx", "a.fit", "a.zip", "a.gz", "export.xml", "a", "a.csv"]))
@settings(max_examples=200)
def test_bytes_of_no_kind_have_a_verdict(data: bytes, name: str) -> None:
    assert_sound(read_file(name, data))
