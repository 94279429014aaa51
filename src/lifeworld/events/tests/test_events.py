"""Events: what is written is read, what is wrong is named, and counting forgets the order."""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.events.core import CATEGORIES, EVENT_FIELDS, EVENT_SCHEMA, counted
from lifeworld.events.files import iso_times, read_events
from lifeworld.kit.errors import InputRefused

HEADER = "customer,time,type,category,actor,count\n"


def events(tmp_path: Path, content: str, name: str = "events.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode())
    return path


def test_all_columns_are_read(tmp_path: Path) -> None:
    frame = read_events(events(tmp_path, HEADER
                               + "ana,2026-05-01T07:30+02:00,group_run,peers, Harriers ,2\n"
                               + "ben,,kudos_received,Family_Friends,,\n"))
    assert frame.schema == EVENT_SCHEMA
    assert frame.columns == [field.name for field in EVENT_FIELDS]
    assert frame.rows() == [
        ("ana", dt.datetime(2026, 5, 1, 5, 30, tzinfo=dt.UTC), "group_run", "peers", "Harriers", 2),
        ("ben", None, "kudos_received", "family_friends", None, 1),
    ]


def test_optional_columns_may_be_missing_and_others_are_ignored(tmp_path: Path) -> None:
    frame = read_events(events(tmp_path, '{"customer": 7, "category": "self", "km": [1, 2]}\n', "events.jsonl"))
    assert frame.rows() == [("7", None, None, "self", None, 1)]


def test_typed_columns_of_parquet(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    pl.DataFrame({"customer": [1, 2], "category": ["peers", "self"], "count": [3.0, None],
                  "time": [dt.datetime(2026, 5, 1, 7), None]}).write_parquet(path)
    frame = read_events(path)
    assert frame["count"].to_list() == [3, 1]
    assert frame["time"].to_list() == [dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC), None]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"customer;category\nana;peers\n")))
    assert read_events("-")["category"].to_list() == ["peers"]


@pytest.mark.parametrize(("content", "code", "words"), [
    ("customer,categories\na,peers\n", "no_such_column", "no column «category».*Did you name it «categories»"),
    ("a,b\n1,2\n", "no_such_column", "«customer», «category»"),
    (HEADER + "ana,,x,peers,,\n ,,x,peers,,\n", "wrong_events", "row 2 has no customer in the column «customer»"),
    (HEADER + "ana,,x,peer,,\nben,,x,,,\n", "wrong_events",
     "row 1 has the unknown category «peer».*1 more rows.*Did you mean «peers».*«strangers»"),
    (HEADER + "ana,,x,,,\n", "wrong_events", "the unknown category «»"),
    (HEADER + "ana,yesterday,x,peers,,\n", "wrong_events", r"row 1 has no ISO 8601 time in the column «time» \(«yester"),
    (HEADER + "ana,2026-02-30,x,peers,,\n", "wrong_events", "no ISO 8601 time"),
    (HEADER + "ana,,x,peers,,0\n", "wrong_events", "no whole number from 1 in the column «count»"),
    (HEADER + "ana,,x,peers,,1.5\n", "wrong_events", "no whole number"),
    (HEADER + "ana,,x,peers,,-2\n", "wrong_events", "no whole number"),
    (HEADER + "ana,,x,peers,,99999999999999999999\n", "wrong_events", "no whole number"),
    (HEADER + "ana,,x,peers,A\x00,1\n", "wrong_events", "NUL character"),
    (HEADER + "ana,,x,peers,,1\nben,,x,peers,,1\nc,,x,peers\n", "damaged_rows", "row 3 does not fit.*4 cells"),
    (HEADER, "no_rows", "no rows"),
    ("", "empty_file", "is empty"),
])
def test_wrong_events_name_file_row_and_column(tmp_path: Path, content: str, code: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words) as refusal:
        read_events(events(tmp_path, content))
    assert refusal.value.code == code
    assert "events.csv" in refusal.value.message
    assert refusal.value.next_step


@pytest.mark.parametrize("text", [
    "2026-5-1", "01.05.2026", "2026-05-01T25:00", "2026-05-01T07", "2026-05", "20260501", "2026-05-01T07:30:61",
    "2026-05-01Z", "x2026-05-01", "2026-13-01",
])
def test_other_notations_are_no_times(text: str) -> None:
    assert iso_times(pl.Series([text])).to_list() == [None]


@settings(deadline=None)
@given(st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2200, 1, 1)),
       st.none() | st.integers(-14 * 60, 14 * 60), st.sampled_from("T "))
def test_iso_times_are_those_of_python(time: dt.datetime, minutes: int | None, between: str) -> None:
    zone = dt.UTC if minutes is None else dt.timezone(dt.timedelta(minutes=minutes))
    text = (time if minutes is None else time.replace(tzinfo=zone)).isoformat(between)
    assert iso_times(pl.Series([text])).to_list() == [time.replace(tzinfo=zone).astimezone(dt.UTC)]


def test_zulu_and_short_zones() -> None:
    texts = ["2026-05-01T07:30Z", "2026-05-01 07:30:00.25+0200", "2026-05-01T07:30-05"]
    assert [time.isoformat() for time in iso_times(pl.Series(texts))] == [
        "2026-05-01T07:30:00+00:00", "2026-05-01T05:30:00.250000+00:00", "2026-05-01T12:30:00+00:00"]


ROWS = st.lists(st.tuples(
    st.sampled_from(["ana", "ben"]), st.sampled_from([None, "kudos_given", "message_sent", "Kudos received", "run"]),
    st.sampled_from(CATEGORIES), st.sampled_from([None, "Club", "Wife"]), st.integers(1, 9),
    st.none() | st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31), timezones=st.sampled_from([dt.UTC]))), max_size=20)


@settings(deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_counting_adds_up_whatever_the_order(rows: list[tuple[object, ...]], chance: object) -> None:
    names = ["customer", "type", "category", "actor", "count", "time"]
    schema = {name: EVENT_SCHEMA[name] for name in names}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    totals = counted(frame)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert counted(pl.DataFrame(shuffled, schema=schema, orient="row")).equals(totals)
    assert totals["n"].sum() == sum(row[4] for row in rows)
    for customer, category, actor, n, gave, got, last in totals.rows():
        mine = [row for row in rows if (row[0], row[2], row[3]) == (customer, category, actor)]
        assert n == sum(row[4] for row in mine)
        assert gave == sum(row[4] for row in mine if str(row[1]).endswith(("given", "sent")))
        assert got == sum(row[4] for row in mine if str(row[1]).endswith("received"))
        assert last == max((row[5] for row in mine if row[5]), default=None)
