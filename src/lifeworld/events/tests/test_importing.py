"""Files of events: every form, each event once, again without effect, grown with only what is new; a bad row loses no other."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.events.actions.importing import Imported, import_parts
from lifeworld.events.core.filetimes import times_us
from lifeworld.events.core.mapped import mapped
from lifeworld.events.core.mapping import EventColumns, columns_from, columns_of
from lifeworld.events.core.repeats import Repeats
from lifeworld.events.files import importing
from lifeworld.events.files.importing import read_map, read_parts
from lifeworld.events.models import DayCount, Event, EventType, Source, Subject
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.cast import cast
from lifeworld.testing.terminal import shared_data

NOW = 1_800_000_000_000_000


def ana() -> Caller:
    people = cast()
    return people.caller(people.ana)


def brought(caller: Caller, path: Path, *, source: str = "shop", dry_run: bool = False, **named: Any) -> Imported:
    return import_parts(caller, read_parts(path, EventColumns(**named), NOW), source=source, now_us=NOW, dry_run=dry_run)


def counts(found: Imported) -> tuple[int, ...]:
    return tuple(found.counts.values())


ORDERS = "order,who,when,amount,note\n1,ana,2026-05-01,3.5,ok\n2,ben,2026-05-01T23:30+02:00,4,007\n2,ben,2026-05-01T23:30+02:00,4,007\n"


@pytest.mark.django_db
def test_a_table_comes_in_once_and_the_same_rows_are_told_apart(tmp_path: Path) -> None:
    caller, path = ana(), tmp_path / "orders.csv"
    path.write_text(ORDERS)
    named = {"customer": "who", "type_is": "order", "time": "when"}
    assert counts(brought(caller, path, dry_run=True, **named)) == (3, 0, 0, 0) and not Event.objects.exists()
    found = brought(caller, path, **named)
    assert (counts(found), found.customers, len(found.days)) == ((3, 0, 0, 0), {"ana", "ben"}, 1)
    assert counts(brought(caller, path, **named)) == (0, 3, 0, 0)
    path.write_text(ORDERS + "2,ben,2026-05-01T23:30+02:00,4,007\n3,,1777600000,5,\n")
    assert counts(brought(caller, path, **named)) == (2, 3, 0, 0)
    assert list(Event.objects.order_by("pk").values_list("data", flat=True))[:2] == [
        {"order": 1, "amount": 3.5, "note": "ok"}, {"order": 2, "amount": 4, "note": "007"}]
    assert Event.objects.filter(subject=None).count() == 1 and sum(DayCount.objects.values_list("n", flat=True)) == 5
    assert Event.objects.filter(at_us=1_777_671_000_000_000).count() == 3, "23:30 in Berlin is 21:30 in UTC"


@pytest.mark.django_db
def test_ids_that_a_file_has_are_kept_and_other_content_is_a_conflict(tmp_path: Path) -> None:
    caller, path = ana(), tmp_path / "orders.csv"
    path.write_text("order,line,who,when,n\n1,1,ana,2026-05-01,1\n1,2,ana,2026-05-01,2\n,1,ana,2026-05-01,9\n")
    named = {"customer": "who", "type_is": "order", "time": "when", "id": ("order", "line")}
    found = brought(caller, path, **named)
    assert counts(found) == (2, 0, 0, 1)
    assert found.refused.select("row", "code", "file: n").rows() == [(3, "attribute_missing", "9")]
    assert set(Event.objects.values_list("key", flat=True)) == {"1/1", "1/2"}
    path.write_text("order,line,who,when,n\n1,2,ana,2026-05-01,2\n1,1,ana,2026-05-01,7\n")
    again = brought(caller, path, **named)
    assert counts(again) == (0, 1, 1, 0) and "other content" in again.refused["why"][0]


@pytest.mark.django_db
def test_a_bad_row_is_told_with_its_number_and_loses_no_other(tmp_path: Path) -> None:
    caller, path = ana(), tmp_path / "orders.csv"
    path.write_text('who,type,when\nana,run,2026-05-01\nben,run,soon\nzoe,,2026-05-01\nana,run,2026-05-01,too,many\nana,run,2026-05-02\n'
                    'eva,run,1960-01-01\nmia,run,2999-01-01\n')
    found = brought(caller, path, customer="who")
    assert counts(found) == (2, 0, 0, 5)
    assert found.refused.select("row", "code").rows() == [(2, "time_wrong"), (3, "attribute_missing"), (4, "damaged_row"),
                                                           (6, "time_before_1970"), (7, "time_too_far_ahead")]
    assert all(text.endswith(".") for name in ("why", "next_step") for text in found.refused[name])


@pytest.mark.django_db
def test_json_lines_may_be_cloudevents_segments_calls_and_plain_objects(tmp_path: Path) -> None:
    caller, path = ana(), tmp_path / "events.jsonl"
    lines: list[Any] = [
        {"specversion": "1.0", "id": "c1", "source": "app", "type": "run", "subject": "ana", "time": "2026-05-01T07:00:00Z",
         "data": {"km": 5}},
        {"messageId": "m1", "type": "track", "event": "Order", "userId": "ben", "timestamp": "2026-05-01T07:00:00Z",
         "properties": {"n": 1}},
        {"who": 17.0, "when": 1777600000, "kind": "visit", "page": "home", "deep": {"a": [1, None]}, "none": None},
        {"specversion": "0.3", "id": "c2", "source": "app", "type": "run"}]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + '{"broken": \n[1]\n\n{"who": "\\ud800", "when": 1}\n')
    named = {"customer": "who", "type": "kind", "time": "when"}
    found = brought(caller, path, **named)
    assert counts(found) == (3, 0, 0, 4) and counts(brought(caller, path, **named)) == (0, 3, 0, 4)
    assert found.refused.select("row", "code").rows() == [(4, "version_unknown"), (5, "not_json"), (6, "not_an_event"), (8, "not_json")]
    assert found.refused["line"][1] == '{"broken": '
    assert Event.objects.get(subject=Subject.objects.get(key="17").pk).data == {"page": "home", "deep": {"a": [1, None]}}
    assert set(Source.objects.values_list("uri", flat=True)) == {"app", "segment/api", "shop"}


@pytest.mark.django_db
def test_an_events_file_of_the_map_command_needs_no_words(tmp_path: Path) -> None:
    caller, path = ana(), tmp_path / "events.csv"
    path.write_text("customer,time,type,category,actor,count\nana,2026-05-01,group_run,peers,Club,3\nben,,,family_friends,Lena,1\n")
    assert counts(brought(caller, path)) == (2, 0, 0, 0) == tuple(np.subtract(counts(brought(caller, path)), (-2, 2, 0, 0)))
    assert set(EventType.objects.values_list("name", flat=True)) == {"group_run", "happened"}
    assert Event.objects.get(data__actor="Club").data == {"category": "peers", "actor": "Club", "count": 3}


@pytest.mark.django_db
def test_days_are_those_of_the_place_and_a_zone_of_the_file_is_minded(tmp_path: Path) -> None:
    caller, path = ana(), tmp_path / "a.parquet"
    caller = Caller(caller.place, caller.place_id, caller.scopes, caller.who, timezone="Europe/Berlin")
    pl.DataFrame({"who": ["ana"], "when": [datetime(2026, 5, 1, 23, 30)]}).write_parquet(path)
    brought(caller, path, customer="who", time="when", type_is="run")
    brought(caller, path, customer="who", time="when", type_is="run", timezone="America/New_York", source="us")
    assert list(Event.objects.order_by("pk").values_list("at_us", "day")) == [
        (1_777_671_000_000_000, 20574), (1_777_692_600_000_000, 20575)]


def test_who_may_not_bring_in_and_files_that_say_too_little(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,2\n")
    with pytest.raises(LifeworldError) as refused:
        import_parts(Caller("acme", 1, frozenset()), iter(()), source="a", now_us=NOW)
    assert refused.value.status == 403
    for named, code in (({}, "columns_unknown"), ({"customer": "z"}, "no_such_column"),
                        ({"customer": "x", "time": "y"}, "columns_unknown")):
        with pytest.raises(InputRefused) as told:
            list(read_parts(path, EventColumns(**named), NOW))
        assert told.value.code == code
    path.write_text('customer = ["x"]')
    with pytest.raises(InputRefused):
        read_map(path)
    with pytest.raises(InputRefused):
        columns_from({"custmer": "x"}, "map.toml")
    path.write_text('customer = "x"\nid = ["x", "y"]\ntype_is = "a"\ntime = "y"')
    assert columns_of(read_map(path), ["x", "y", "z"], "a.csv").data == ("z",)


@pytest.mark.parametrize("text, us", [
    ("1970-01-01", 0), ("1970-01-01T01:00:00.5+01:00", 500_000), ("0", 0), ("1777600000.25", 1_777_600_000_250_000),
    ("1777600000000", 1_777_600_000_000_000), ("1777600000000000", 1_777_600_000_000_000), ("20260501", 1_777_593_600_000_000),
    ("2026-13-01", None), ("", None), ("nan", None), ("1e400", None), ("12.05.2026", None)])
def test_times_that_files_write(text: str, us: int | None) -> None:
    assert times_us(pl.Series([text]), "UTC").to_list() == [us]


def test_an_hour_that_the_clock_skips_is_no_time_and_one_that_it_shows_twice_is_the_first() -> None:
    found = times_us(pl.Series(["2026-03-29T02:30", "2026-10-25T02:30"]), "Europe/Berlin").to_list()
    assert found == [None, times_us(pl.Series(["2026-10-25T00:30Z"]), "UTC")[0]]
    assert times_us(pl.Series(["01/05/2026 07:30"]), "UTC", "%d/%m/%Y %H:%M")[0] == times_us(pl.Series(["2026-05-01T07:30Z"]), "UTC")[0]


CELLS = st.one_of(st.none(), st.text(max_size=6), st.sampled_from(["7", "7.0", "-1.5", "007", '"', "\\", "1e5", "true", "é\n"]))


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), st.integers(1, 8))
def test_whatever_cells_hold_becomes_json_and_parts_add_up(rows: list[tuple[str | None, str | None]], size: int) -> None:
    frame = pl.DataFrame(rows, schema={"a\n": pl.String, "b": pl.String}, orient="row").with_columns(t=pl.lit("0"))
    columns = EventColumns(customer="-", type_is="x", time="t", data=("a\n", "b"), text=("b",))
    whole = mapped(frame, columns, timezone="UTC", source="s")
    assert whole.equals(pl.concat([mapped(part, columns, timezone="UTC", source="s") for part in frame.iter_slices(size)]))
    for (a, b), text in zip(rows, whole["data"], strict=True):
        said = json.loads(text)
        assert said.get("b") == (b if b and b.strip() else None)
        assert str(said.get("a\n", "")) == (a if a and a.strip() else "")


@given(st.lists(st.integers(0, 5), max_size=40), st.lists(st.integers(1, 7), min_size=1))
def test_repeats_do_not_depend_on_batches(values: list[int], sizes: list[int]) -> None:
    repeats, found, at = Repeats(), [], 0
    while at < len(values):
        size = sizes[at % len(sizes)]
        found += repeats.before(np.array(values[at:at + size], np.uint64)).tolist()
        at += size
    assert found == [values[:n].count(value) for n, value in enumerate(values)]


@pytest.mark.django_db
@given(data=st.data())
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_gives_the_same_keys_in_whatever_parts_it_is_read(tmp_path: Path, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.sampled_from(["ana,1", "ben,2"]), min_size=1, max_size=12))
    path = tmp_path / "a.csv"
    path.write_text("who,when\n" + "".join(f"{row}\n" for row in rows))
    named = columns_of(EventColumns(customer="who", type_is="run", time="when"), ["who", "when"], "a")
    keys = []
    for size in (1, data.draw(st.integers(1, 12)), 12):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(importing, "PART_ROWS", size)
            seen = Repeats()
            from lifeworld.events.actions.importing import _batch

            parts = [_batch(Caller("a", 1, frozenset()), part, "s", seen) for part in read_parts(path, named, NOW)]
            keys.append([key for part in parts for key in part.frame()["key"]])
    assert keys[0] == keys[1] == keys[2] and len(set(keys[0])) == len(rows)


@pytest.mark.django_db
def test_real_order_lines_come_in_once() -> None:
    if (data := shared_data()) is None:
        pytest.skip("the real data of ../shared/data is not beside this checkout")
    orders = pl.scan_parquet(data / "retail/online-retail/data/onlineretail.parquet").head(15_000).collect()
    caller = ana()
    named = columns_of(EventColumns(customer="CustomerID", type_is="order_line", time="InvoiceDate"), orders.columns, "orders")
    for again, expected in ((False, (15_000, 0, 0, 0)), (True, (0, 15_000, 0, 0))):
        parts = [importing.Part(pl.Series("row", range(at, at + part.height)), part, named)
                 for at, part in zip(range(1, 15_001, 4_000), orders.iter_slices(4_000), strict=True)]
        assert counts(import_parts(caller, parts, source="shop", now_us=NOW)) == expected, again
    known = orders["CustomerID"].drop_nulls().cast(pl.Int64).cast(pl.String).unique()
    assert set(Subject.objects.values_list("key", flat=True)) == set(known)


def test_no_cell_of_what_is_given_back_runs_as_a_formula(tmp_path: Path) -> None:
    from lifeworld.kit.frames import write_csv

    found = Imported(not_taken=[pl.DataFrame({"row": [1], "status": ["refused"], "file: a": ["=cmd()"]})])
    write_csv(found.refused, tmp_path / "a.csv")
    assert next(csv.DictReader((tmp_path / "a.csv").read_text().splitlines()))["file: a"] == "'=cmd()"


@pytest.mark.django_db
def test_a_file_that_was_broken_off_is_given_again_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PART_ROWS", 3)
    caller, path = ana(), tmp_path / "a.csv"
    path.write_text("who,when\n" + "ana,1777600000\n" * 10)
    parts: list[int] = []

    def breaks(n: int) -> None:
        parts.append(n)
        if len(parts) == 2:
            raise KeyboardInterrupt

    columns = EventColumns(customer="who", time="when", type_is="run")
    with pytest.raises(KeyboardInterrupt):
        import_parts(caller, read_parts(path, columns, NOW), source="shop", now_us=NOW, step=breaks)
    assert Event.objects.count() == 6
    assert counts(import_parts(caller, read_parts(path, columns, NOW), source="shop", now_us=NOW)) == (4, 6, 0, 0)
