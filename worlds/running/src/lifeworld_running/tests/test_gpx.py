from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld_running.core.values import PARTIAL, PLANNED, READ, RECORDED, REFUSED, UNTIMED
from lifeworld_running.files import documents
from lifeworld_running.files.gpx import SHAPE, read_gpx
from lifeworld_running.files.numbers import decimals, moment, number, times
from lifeworld_running.files.scanning import scanned
from lifeworld_running.tests.made_texts import assert_same, clock, gpx, heart, run_gpx, trkpt

START_US = 1_777_622_400_000_000


@pytest.fixture(autouse=True)
def _short_documents_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "SHORT", 0)


def codes(notices: tuple) -> list[str]:
    return [notice.code for notice in notices]


def test_a_run_is_read_with_all_that_its_watch_wrote() -> None:
    read = read_gpx("run.gpx", run_gpx(100))
    (run,) = read.recordings
    assert (read.verdict, len(run), run.sport, run.title, run.kind) == (READ, 100, "running", "A run", RECORDED)
    assert run.started_us == START_US
    assert run.time_us[-1] == START_US + 99_000_000
    assert run.lat[1] == 52.5001 and run.altitude_m[10] == 41.0 and run.heart_rate[3] == 123
    assert set(run.cadence) == {170.0}, "85 strides a minute are 170 steps"
    assert run.provenance.app == "Test watch" and len(run.provenance.sha256) == 64


@pytest.mark.parametrize("prefix", ["gpxtpx:", "ns3:", "clue:", ""])
def test_extensions_are_read_under_any_prefix_declared_or_not(prefix: str) -> None:
    values = {"cad": "80", "atemp": "21.5", "power": "250", "speed": "3.2"}
    more = "".join(f"<{prefix}{name}>{value}</{prefix}{name}>" for name, value in values.items())
    (run,) = read_gpx("a.gpx", gpx([trkpt(0, heart(140, prefix, more))])).recordings
    assert [run.heart_rate[0], run.cadence[0], run.temperature_c[0], run.power_w[0], run.speed_m_s[0]] == [140, 160, 21.5, 250, 3.2]


def test_tracks_are_recordings_segments_are_pieces_and_routes_are_planned() -> None:
    doc = (
        b'<gpx><wpt lat="1" lon="2"/><trk><name>One</name><trkseg>%s</trkseg><trkseg/><trkseg>%s</trkseg></trk>'
        b'<trk><name>Two</name><trkseg>%s</trkseg></trk><rte><name>Plan</name><rtept lat="1" lon="2"/></rte></gpx>'
        % tuple("".join(trkpt(s) for s in range(a, b)).encode() for a, b in ((0, 3), (10, 12), (20, 25)))
    )
    read = read_gpx("a.gpx", doc)
    one, two, plan = read.recordings
    assert one.piece.tolist() == [0, 0, 0, 2, 2] and len(two) == 5
    assert [r.provenance.part for r in read.recordings] == [0, 1, 2]
    assert (two.kind, plan.kind, plan.title) == (RECORDED, PLANNED, "Plan")
    assert codes(read.notices) == ["waypoints"]


def test_a_track_without_any_time_is_a_plan_and_one_with_some_is_a_run() -> None:
    plan = read_gpx("a.gpx", gpx([trkpt(0, time=""), trkpt(1, time="")])).recordings[0]
    some = read_gpx("a.gpx", gpx([trkpt(0), trkpt(1, time=""), trkpt(2)])).recordings[0]
    assert plan.kind == PLANNED and codes(plan.notices) == ["no_times"] and plan.started_us is None
    assert some.kind == RECORDED and some.time_us[1] == UNTIMED and some.notices[0].n == 1


def test_a_file_that_breaks_off_is_read_to_its_last_whole_point() -> None:
    whole = run_gpx(50)
    cut = whole[: whole.index(b"08:00:30")]
    read = read_gpx("a.gpx", cut)
    assert (read.verdict, read.code) == (PARTIAL, "broken_off")
    assert len(read.recordings[0]) == 30 and "30 points" in read.reason
    assert read_gpx("a.gpx", whole[:60]).verdict == REFUSED


def test_a_document_type_or_an_entity_is_refused() -> None:
    bomb = b'<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + run_gpx(3).split(b"\n", 1)[1].replace(b"A run", b"&b;")
    for doc in (bomb, b'<!DOCTYPE gpx SYSTEM "file:///etc/passwd">' + run_gpx(3).split(b"\n", 1)[1]):
        read = read_gpx("a.gpx", doc)
        assert (read.verdict, read.code) == (REFUSED, "dtd_refused")
    deep = gpx([trkpt(0, "<a>" * 200 + "</a>" * 200)])
    assert read_gpx("a.gpx", deep).code == "too_deep"


def test_times_are_read_in_every_form_that_devices_write() -> None:
    forms = [clock(0), clock(1, ".250Z"), clock(7202, "+02:00"), clock(3, ""), "yesterday", ""]
    (run,) = read_gpx("a.gpx", gpx(trkpt(k, time=form) for k, form in enumerate(forms))).recordings
    assert (run.time_us[:4] - START_US).tolist() == [0, 1_250_000, 2_000_000, 3_000_000]
    assert run.time_us[4] == run.time_us[5] == UNTIMED
    assert codes(run.notices) == ["no_times", "unreadable_values", "no_zone"]
    assert codes(read_gpx("a.gpx", gpx([trkpt(0, time="1970-01-01T00:00:00Z")])).recordings[0].notices) == ["times_implausible"]


def test_positions_off_the_globe_and_decimal_commas() -> None:
    run = read_gpx("a.gpx", gpx([trkpt(0, lat="91.0"), trkpt(1, lat="52,5", lon="13,4"), trkpt(2, lat="north")])).recordings[0]
    assert np.isnan(run.lat[[0, 2]]).all() and np.isnan(run.lon[0])
    assert (run.lat[1], run.lon[1]) == (52.5, 13.4)
    assert codes(run.notices) == ["positions_out_of_range", "unreadable_values"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    doc = run_gpx(30).decode().replace("A run", "Läufe über Äcker")
    declared = doc if encoding != "latin-1" else doc.replace("UTF-8", "ISO-8859-1")
    assert read_gpx("a.gpx", declared.encode(encoding)).recordings[0].title == "Läufe über Äcker"
    wrong = read_gpx("a.gpx", doc.encode("latin-1"))
    assert wrong.recordings[0].title == "Läufe über Äcker" and codes(wrong.notices) == ["encoding"]


def test_an_encoding_that_no_text_has_is_not_asked_of_python() -> None:
    doc = run_gpx(3).decode().replace("A run", "Läufe").replace("UTF-8", "unicode_escape").encode()
    assert read_gpx("a.gpx", doc).recordings[0].title == "Läufe"


def test_cadence_of_a_ride_stays_what_it_is() -> None:
    ride = gpx([trkpt(0, heart(120, more="<gpxtpx:cad>85</gpxtpx:cad>"))], within="<type>1</type>")
    assert read_gpx("a.gpx", ride).recordings[0].cadence[0] == 85


PARTS = st.sampled_from(
    [
        "",
        heart(140),
        heart(150, "ns3:", "<ns3:cad>80</ns3:cad>"),
        "<speed>3.25</speed>",
        "<extensions><power>200</power></extensions>",
        "<extensions><a:hr>1</a:hr><b:hr>2</b:hr></extensions>",
        "<extensions><hr></hr><time>x</time></extensions>",
        "<cmt>a 'quoted' &amp; word</cmt>",
        "<!-- said -->",
        "<hr>1e2</hr>",
        "<hr> 90 </hr>",
        '<link href="a"><text>b</text></link>',
        "<ele>1</ele>",
        "<hr/>",
        "<power>-0.0</power>",
        '<x:TPX xmlns:x="http://x">\n<x:Speed>2.5</x:Speed></x:TPX>',
        '<hr unit="bpm">99</hr>',
        "<cad>.5</cad>",
        "<speed>12345678901234567890.125</speed>",
        "<gpxtpx:atemp>21</gpxtpx:atemp><gpxtpx:power>99</gpxtpx:power><gpxtpx:speed>2</gpxtpx:speed>",
        "text",
        "<a><hr>5</hr>6</a>",
        "<hr>7<b/></hr>",
    ]
)
NUMBERS = st.one_of(
    st.floats(-90, 90).map(repr), st.decimals(-90, 90, places=7).map(str), st.sampled_from(["12", "-0", "5.", "1..2", "-", ""])
)
POINTS = st.lists(
    st.tuples(NUMBERS, NUMBERS, st.sampled_from(["Z", ".5Z", ".123456789Z", "+01:00", ""]), st.lists(PARTS, max_size=3)),
    min_size=1,
    max_size=12,
)


@given(POINTS)
@settings(max_examples=150)
def test_the_quick_way_reads_what_the_careful_way_reads(drawn: list) -> None:
    doc = gpx(trkpt(k, "".join(parts), lat, lon, clock(k, ending)) for k, (lat, lon, ending, parts) in enumerate(drawn))
    assert_same(read_gpx("a.gpx", doc), read_gpx("a.gpx", doc, quick=False))


@given(st.data())
@settings(max_examples=200)
def test_the_quick_way_agrees_on_broken_documents_too(data: st.DataObject) -> None:
    doc = bytearray(run_gpx(6))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(doc) - 1))
        doc[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b"", b"<", b">", b"/", b'"', b"&", b" ", b"\x00", b"\xff", b"</", b"x"])
        )
    assert_same(read_gpx("a.gpx", bytes(doc)), read_gpx("a.gpx", bytes(doc), quick=False))


def test_an_ordinary_run_takes_the_quick_way() -> None:
    doc = run_gpx(20_000)
    begin = doc.index(b"<trkpt")
    found = scanned(doc[begin : doc.index(b"</trkseg>")], SHAPE)
    assert found is not None and sum(len(part) for part in found) == 20_000 and len(found) > 1, "in blocks"


@given(
    st.lists(
        st.one_of(
            st.floats(-1e6, 1e6).map(lambda x: f"{x:.3f}"),
            st.floats(-180, 180).map(lambda x: format(x, ".20f")),
            st.integers(-(10**14), 10**14).map(str),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_decimals_are_rounded_as_python_rounds(texts: list[str]) -> None:
    raw = (" " * 64 + ";".join(texts) + " " * 64).encode()
    ends = np.cumsum([len(text) + 1 for text in texts]) + 63
    begins = ends - [len(text) for text in texts]
    found = decimals(np.frombuffer(raw, dtype=np.uint8), begins, ends)
    assert found is not None and found.tolist() == [float(text) for text in texts] == [number(text) for text in texts]


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)))
def test_times_are_those_of_the_calendar(moment_of: datetime) -> None:
    text = moment_of.isoformat() + "Z"
    raw = np.frombuffer((" " * 64 + text + " " * 64).encode(), dtype=np.uint8)
    found = times(raw, np.array([64]), np.array([64 + len(text)]))
    one = moment(text)
    assert one is not None
    if found is not None:  # the end of February is left to the single reader
        assert found[0] == one[0]
    assert np.datetime64(one[0], "us") == np.datetime64(moment_of)
