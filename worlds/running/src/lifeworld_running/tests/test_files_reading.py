from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from lifeworld_running.core.values import PARTIAL, READ, REFUSED
from lifeworld_running.files import reading
from lifeworld_running.files.limits import Limits
from lifeworld_running.files.reading import read_file, read_path
from lifeworld_running.files.sniffing import kind_of, not_read
from lifeworld_running.tests.made_texts import run_gpx, tcx, trackpoint


@pytest.mark.parametrize(
    ("name", "data"),
    [("run.fit", run_gpx(3)), ("run", run_gpx(3)), ("run.gpx", tcx([("", [trackpoint(0)])])), ("run.bin", gzip.compress(run_gpx(3)))],
)
def test_content_decides_before_the_name_does(name: str, data: bytes) -> None:
    (read,) = read_file(name, data)
    assert read.verdict == READ and len(read.recordings[0]) in (1, 3)


@pytest.mark.parametrize(
    ("head", "name", "said"),
    [
        (b"a,b,c", "x.csv", "table"),
        (b'{"a": 1}', "x.json", "JSON"),
        (b'<?xml version="1.0"?>\n<kml xmlns="a">', "x.kml", "KML"),
        (b"[Params]\nVersion=106", "x.hrm", "Polar HRM"),
        (b"SRM7\x00", "x.dat", "SRM"),
        (b"<FitnessWorkbook>", "x.fitlog", "SportTracks"),
        (b"<pwx>", "a.xml", "TrainingPeaks"),
        (b"<kml>", "lies.gpx", "KML"),
        (b"\x89PNG", "x.gpx.png", "picture"),
        (b"PK\x03\x04", "x.kmz", "KMZ"),
        (b"<ClinicalDocument>", "export_cda.xml", "Apple Health"),
        (b"\x01\x02\x03", "x", "not known"),
    ],
)
def test_other_files_are_refused_with_what_they_seem_to_be_and_what_to_do(head: bytes, name: str, said: str) -> None:
    (read,) = read_file(name, head)
    assert (read.verdict, read.code) == (REFUSED, "unknown_format")
    assert said in read.reason and "FIT, GPX or TCX" in read.reason and read.reason == not_read(head, name)


def test_the_root_is_found_behind_comments_instructions_and_other_encodings() -> None:
    assert kind_of(b"\xef\xbb\xbf\n<!-- <kml> --><?a <b>?><gpx>", "a") == "gpx"
    assert kind_of("<gpx>".encode("utf-16"), "a") == "gpx"
    assert kind_of(b'<?xml version="1.0"?><!DOCTYPE HealthData [ <!ELEMENT Me EMPTY> ]><HealthData>', "a") == "health"
    assert kind_of(b"<x:gpx>", "a") == "gpx" and kind_of(b" \x00\n", "a.gpx") == "empty"


def test_a_packed_file_that_breaks_off_is_read_as_far_as_it_unpacks() -> None:
    packed = gzip.compress(run_gpx(500))
    (read,) = read_file("a.gpx.gz", packed[:-200])
    assert read.verdict == PARTIAL and 0 < len(read.recordings[0]) < 500
    (tail,) = read_file("a.gpx.gz", packed[:-6])
    assert (tail.verdict, tail.code, len(tail.recordings[0])) == (PARTIAL, "broken_gzip", 500)
    assert read_file("a.gpx.gz", packed[:12])[0].code == "broken_gzip"
    twice = gzip.compress(run_gpx(5)[:300]) + gzip.compress(run_gpx(5)[300:])
    assert len(read_file("a.gpx.gz", twice)[0].recordings[0]) == 5


def test_the_digest_is_that_of_the_file_as_it_came() -> None:
    import hashlib

    packed = gzip.compress(run_gpx(5))
    assert read_file("a.gpx.gz", packed)[0].recordings[0].provenance.sha256 == hashlib.sha256(packed).hexdigest()


def test_a_fault_of_a_reader_is_a_verdict_not_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "read_gpx", fails)
    (read,) = read_file("a.gpx", run_gpx(3))
    assert (read.verdict, read.code) == (REFUSED, "reader_failed") and "report" in read.reason


def test_folders_are_read_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.gpx", "a.gpx", ".hidden.gpx", "note.txt"):
        (tmp_path / name).write_bytes(run_gpx(3) if name != "note.txt" else b"hello")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.gpx.gz").write_bytes(gzip.compress(run_gpx(4)))
    reads = list(read_path(tmp_path))
    assert [(read.name, read.verdict) for read in reads] == [
        ("a.gpx", READ),
        ("b.gpx", READ),
        ("note.txt", REFUSED),
        ("sub/c.gpx.gz", READ),
    ]
    big = list(read_path(tmp_path / "a.gpx", limits=Limits(file_bytes=100)))
    assert big[0].code == "too_large"
    with pytest.raises(FileNotFoundError):
        list(read_path(tmp_path / "nowhere.gpx"))
