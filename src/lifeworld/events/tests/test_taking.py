"""Taking events in: once each, in order, with an answer for every one."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event as Flag
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.events.actions import interning
from lifeworld.events.actions.forgetting import forget_subjects
from lifeworld.events.actions.retrying import drop_refused, retry_refused
from lifeworld.events.actions.taking import take, take_frame
from lifeworld.events.actions.types import declare_type
from lifeworld.events.core import values
from lifeworld.events.core.judging import BATCH
from lifeworld.events.core.times import rfc3339
from lifeworld.events.core.values import Answer, Incoming
from lifeworld.events.models import DayCount, Event, EventType, Refused, Source, Subject
from lifeworld.events.queries.rows import (
    events_after,
    events_of,
    newest_event,
    rows_after,
    source_names,
    subject_keys,
    type_keys,
    type_names,
)
from lifeworld.kit.caller import SCOPES, Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.places.models import Place

pytestmark = pytest.mark.django_db
NOW = 1_780_000_000_000_000


@pytest.fixture
def caller() -> Caller:
    place = Place.objects.create(path="acme", name="Acme", timezone="Europe/Berlin")
    return Caller("acme", place.pk, frozenset(SCOPES), timezone="Europe/Berlin")


def incoming(key: str, **more: object) -> Incoming:
    return Incoming(**{"source": "app", "type": "run", "subject": "ana", "at_us": NOW, "data": {"km": 5}, "key": key, **more})


def statuses(answers: list[Answer]) -> list[str]:
    return [one.code or one.status for one in answers]


def test_a_batch_is_taken_once_and_answers_the_same_positions(caller: Caller) -> None:
    batch = [incoming("a"), incoming("b", subject=""), incoming("c", type="walk", data={"text": "ö", "n": [1, None]})]
    first = take(caller, batch, now_us=NOW)
    again = take(caller, batch, now_us=NOW + 9)
    assert statuses(first) == ["taken"] * 3
    assert statuses(again) == ["duplicate"] * 3
    assert [one.position for one in first] == [one.position for one in again]
    assert Event.objects.count() == 3
    assert DayCount.objects.get(type=type_keys(caller.place_id)["run"]).n == 2
    rows = rows_after(caller.place_id, 0)
    assert rows["position"].to_list() == [one.position for one in first]
    assert newest_event(caller.place_id) == first[-1].position
    told = events_after(caller)
    assert [(one.key, one.type, one.subject, dict(one.data)) for one in told][2] == ("c", "walk", "ana", {"text": "ö", "n": [1, None]})
    assert len(events_of(caller, subject_keys(caller.place_id, ["ana"]).values())) == 2


def test_other_content_is_a_conflict_and_the_first_stays(caller: Caller) -> None:
    answers = take(caller, [incoming("a"), incoming("a", data={"km": 6}), incoming("a", subject="ben"), incoming("a"), incoming("b")],
                   now_us=NOW)
    assert statuses(answers) == ["taken", "conflict", "conflict", "duplicate", "taken"]
    assert len({one.position for one in answers}) == 2
    assert statuses(take(caller, [incoming("a", type="walk"), incoming("a", data={"km": 5.0}), incoming("c")], now_us=NOW)) == [
        "conflict", "duplicate", "taken"]
    assert events_after(caller)[0].data == {"km": 5}


def test_a_frame_is_taken_like_events(caller: Caller) -> None:
    frame = pl.DataFrame({"source": ["f"] * 4, "key": ["1", "2", "2", ""], "type": ["order"] * 4, "subject": ["x", None, None, "y"],
                          "at_us": [NOW, None, NOW, NOW], "data": ["{}", '{"a": 1}', '{"a":1.0}', "{}"]})
    said = take_frame(caller, frame, now_us=NOW)
    assert (said.n_taken, said.n_duplicate, said.n_conflict, said.n_refused) == (2, 1, 0, 1)
    assert said.refused[0].code == "attribute_missing"
    assert take_frame(caller, frame, now_us=NOW).n_duplicate == 3
    assert (Source.objects.count(), Subject.objects.count(), EventType.objects.count(), Refused.objects.count()) == (1, 1, 1, 0)


DAY_US = 86_400_000_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer: nothing is written at the same time")
def test_many_write_at_once_and_a_reader_misses_nothing() -> None:
    place = Place.objects.create(path="acme", name="Acme")
    caller = Caller("acme", place.pk, frozenset(SCOPES))
    batches = [[incoming(f"{i}-{j}", subject=f"s{j % 7}") for j in range(60)] for i in range(6)]
    ended, seen = Flag(), list[int]()

    def send(who: int) -> None:
        try:
            for batch in batches:
                take(caller, batch if who % 2 else batch[::-1], now_us=NOW)
        finally:
            connection.close()

    def follow() -> None:
        try:
            is_last, found = False, pl.DataFrame()
            while not is_last or found.height:
                is_last = ended.is_set()  # looked at before the rows: what was written until then is seen
                found = rows_after(place.pk, seen[-1] if seen else 0, limit=50)
                seen.extend(found["position"])
        finally:
            connection.close()

    reader = Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(4)))
    ended.set()
    reader.join()
    assert Event.objects.count() == 360
    assert seen == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert counted(place.pk)


@pytest.mark.parametrize(("more", "code"), [
    ({"key": ""}, "attribute_missing"), ({"source": ""}, "attribute_missing"), ({"type": ""}, "attribute_missing"),
    ({"key": "k" * 201}, "attribute_too_long"), ({"source": "s" * 401}, "attribute_too_long"),
    ({"subject": "ä" * 201}, "attribute_too_long"), ({"type": "t" * 201}, "attribute_too_long"),
    ({"key": "a\0b"}, "not_text"), ({"subject": "\ud800"}, "not_text"), ({"data": {"t": "\0"}}, "not_text"),
    ({"data": {"\ud83d": 1}}, "not_text"), ({"data": {"n": float("nan")}}, "number_too_large"),
    ({"data": {"n": 2**63}}, "number_too_large"),
    ({"data": {"n": -2**63 - 1}}, "number_too_large"), ({"data": {"t": "x" * 65_536}}, "too_large"),
    ({"at_us": -1}, "time_before_1970"), ({"at_us": NOW + 367 * DAY_US}, "time_too_far_ahead"),
])
def test_one_that_is_refused_touches_no_other(caller: Caller, more: dict[str, Any], code: str) -> None:
    answers = take(caller, [incoming("x"), replace(incoming("bad"), **more), incoming("y")], now_us=NOW)
    assert statuses(answers) == ["taken", code, "taken"]
    assert answers[1].message.endswith(".")
    assert answers[1].position is None
    assert Event.objects.count() == 2


def test_nested_data_has_a_floor(caller: Caller) -> None:
    deep: dict[str, object] = {}
    for _ in range(40):
        deep = {"a": deep}
    wide = {"a": [{"b": [1]}] * 100}
    assert statuses(take(caller, [incoming("deep", data=deep), incoming("wide", data=wide)], now_us=NOW)) == ["too_deep", "taken"]


@pytest.mark.parametrize(("at_us", "flags"), [
    (NOW, 0), (None, values.UNTIMED), (NOW - DAY_US, 0), (NOW - DAY_US - 1, values.LATE), (NOW + 300_000_000, 0),
    (NOW + 300_000_001, values.FUTURE), (NOW + 366 * DAY_US, values.FUTURE), (0, values.LATE)])
def test_times_are_flagged(caller: Caller, at_us: int | None, flags: int) -> None:
    declare_type(caller, "run")
    take(caller, [incoming("a", at_us=at_us), incoming("b", at_us=at_us, type="new", corrected=True)], now_us=NOW)
    assert list(Event.objects.order_by("pk").values_list("flags", flat=True)) == [flags, flags + values.UNDECLARED + values.SKEWED]
    assert set(Event.objects.values_list("at_us", flat=True)) == {NOW if at_us is None else at_us}


@pytest.mark.parametrize(("utc", "zone", "day"), [
    ("2026-03-28T22:59:59Z", "Europe/Berlin", "2026-03-28"), ("2026-03-28T23:00:00Z", "Europe/Berlin", "2026-03-29"),
    ("2026-03-29T21:59:59Z", "Europe/Berlin", "2026-03-29"), ("2026-03-29T22:00:00Z", "Europe/Berlin", "2026-03-30"),  # a day of 23 hours
    ("2025-10-26T22:59:59Z", "Europe/Berlin", "2025-10-26"), ("2025-10-26T23:00:00Z", "Europe/Berlin", "2025-10-27"),  # one of 25
    ("2026-05-01T18:29:59Z", "Asia/Kolkata", "2026-05-01"), ("2026-05-01T18:30:00Z", "Asia/Kolkata", "2026-05-02"),
    ("2026-05-01T09:59:59Z", "Pacific/Kiritimati", "2026-05-01"), ("1970-01-01T00:00:00Z", "America/New_York", "1969-12-31")])
def test_days_are_those_of_the_place(caller: Caller, utc: str, zone: str, day: str) -> None:
    here = Caller(caller.place, caller.place_id, caller.scopes, timezone=zone)
    at_us = rfc3339(utc)
    take(here, [incoming("a", at_us=at_us)], now_us=NOW)
    assert dt.date(1970, 1, 1) + dt.timedelta(days=Event.objects.get().day) == dt.date.fromisoformat(day)
    assert dt.datetime.fromisoformat(utc).astimezone(ZoneInfo(zone)).date() == dt.date.fromisoformat(day)


def test_a_declared_type_checks_its_data_and_keeps_what_does_not_fit(caller: Caller) -> None:
    schema = {"type": "object", "required": ["km"], "properties": {"km": {"type": "number", "minimum": 0}}, "additionalProperties": False}
    declare_type(caller, "run", "A run", schema, keep_days=30)
    answers = take(caller, [
        incoming("a"), incoming("b", data={"km": "ana@example.org"}), incoming("c", data={"km": 1, "_context": {"ip": "::1"}}),
        incoming("d", type="free", data={"any": 1}), incoming("e", at_us=NOW - 31 * DAY_US), incoming("f", at_us=NOW - 30 * DAY_US),
        incoming("g", data={})], now_us=NOW)
    assert statuses(answers) == ["taken", "does_not_fit", "taken", "taken", "past_keeping", "taken", "does_not_fit"]
    assert "example.org" not in answers[1].message
    assert "km" in answers[1].message
    assert [(row.code, row.customer, row.body["key"]) for row in Refused.objects.order_by("pk")] == [
        ("does_not_fit", "ana", "b"), ("does_not_fit", "ana", "g")]
    declare_type(caller, "run", "A run", {"type": "object"})
    again = retry_refused(caller, type="run", now_us=NOW + 1)
    assert statuses(again) == ["taken", "taken"]
    assert not Refused.objects.exists()
    assert statuses(take(caller, [incoming("e", at_us=NOW - 31 * DAY_US)], now_us=NOW)) == ["taken"]


def test_what_is_refused_again_is_kept_again(caller: Caller) -> None:
    declare_type(caller, "run", schema={"required": ["steps"]})
    take(caller, [incoming("a"), incoming("b")], now_us=NOW)
    first = Refused.objects.order_by("pk").values_list("pk", flat=True)[0]
    assert statuses(retry_refused(caller, [first])) == ["does_not_fit"]
    assert sorted(row.body["key"] for row in Refused.objects.all()) == ["a", "b"]
    assert drop_refused(caller) == 2


def test_no_more_refused_events_are_kept_than_there_is_room_for(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.events.actions.keeping_refused.KEPT_MAX", 3)
    declare_type(caller, "run", schema={"required": ["steps"]})
    for some in ("ab", "c", "defgh"):
        take(caller, [incoming(key) for key in some], now_us=NOW)
    assert [row.body["key"] for row in Refused.objects.order_by("pk")] == ["f", "g", "h"]


def test_a_type_too_many_is_refused_and_types_that_are_there_are_not(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interning, "TYPES_MAX", 2)
    answers = take(caller, [incoming("a", type="one"), incoming("b", type="two"), incoming("c", type="three")], now_us=NOW)
    assert sorted(statuses(answers)) == ["taken", "taken", "too_many_types"]
    assert statuses(take(caller, [incoming("d", type="one")], now_us=NOW)) == ["taken"]


def test_an_erased_event_does_not_come_back(caller: Caller) -> None:
    take(caller, [incoming("a"), incoming("b", subject="ben")], now_us=NOW)
    forget_subjects(caller.place_id, subject_keys(caller.place_id, ["ana"]).values())
    assert statuses(take(caller, [incoming("a"), incoming("b", subject="ben"), incoming("c", subject="ben")], now_us=NOW)) == [
        "erased", "duplicate", "taken"]
    assert not subject_keys(caller.place_id, ["ana"])


def test_a_device_that_was_named_is_nobodys_device_any_more(caller: Caller) -> None:
    take(caller, [incoming("a", subject="d1", anonymous=True), incoming("b", subject="d2", anonymous=True)], now_us=NOW)
    take(caller, [incoming("c", subject="d1"), incoming("d", subject="d2", anonymous=True)], now_us=NOW)
    assert dict(Subject.objects.values_list("key", "anonymous")) == {"d1": False, "d2": True}


def test_two_places_share_nothing(caller: Caller) -> None:
    other = Place.objects.create(path="other", name="Other")
    stranger = Caller("other", other.pk, frozenset(SCOPES))
    take(caller, [incoming("a")], now_us=NOW)
    assert statuses(take(stranger, [incoming("a", data={"km": 9})], now_us=NOW)) == ["taken"]
    assert [one.data for one in events_after(caller)] == [{"km": 5}]
    assert rows_after(stranger.place_id, 0).height == 1
    assert type_keys(caller.place_id)["run"] != type_keys(stranger.place_id)["run"]


def test_only_who_may_records_and_sees(caller: Caller) -> None:
    nobody = Caller(caller.place, caller.place_id, frozenset({"places.see"}))
    for ask in (lambda: take(nobody, [incoming("a")]), lambda: take_frame(nobody, pl.DataFrame()), lambda: events_of(nobody, [1]),
                lambda: declare_type(nobody, "x"), lambda: retry_refused(nobody), lambda: events_after(nobody)):
        with pytest.raises(LifeworldError) as refused:
            ask()
        assert refused.value.status == 403


def test_what_happened_to_somebody_is_in_the_order_of_time_and_id(caller: Caller) -> None:
    sent = [incoming("c", at_us=NOW), incoming("b", at_us=NOW), incoming("d", at_us=NOW - 5), incoming("a", at_us=NOW + 5, type="walk")]
    take(caller, sent[:2], now_us=NOW)
    take(caller, sent[2:], now_us=NOW)
    ana = subject_keys(caller.place_id, ["ana", "nobody"]).values()
    assert [one.key for one in events_of(caller, ana)] == ["d", "b", "c", "a"]
    assert [one.key for one in events_of(caller, ana, newest=True)] == ["a", "c", "b", "d"]
    assert [one.key for one in events_of(caller, ana, ["walk"])] == ["a"]
    assert [one.key for one in events_of(caller, ana, after_us=NOW - 5, limit=2)] == ["b", "c"]
    assert events_of(caller, ana, ["no such type"]) == []


def test_a_reader_misses_no_event_however_late_it_is(caller: Caller) -> None:
    """A cursor counts positions, not times: what comes late has a new position."""
    seen, position = list[int](), 0
    for part in ([incoming("a"), incoming("b")], [incoming("early", at_us=NOW - 40 * DAY_US)], [incoming("c"), incoming("a")]):
        take(caller, part, now_us=NOW)
        while (rows := rows_after(caller.place_id, position, limit=1)).height:
            seen += rows["position"].to_list()
            position = seen[-1]
    assert seen == sorted(Event.objects.values_list("pk", flat=True))
    assert len(seen) == 4


EVENTS = st.lists(st.builds(
    Incoming, source=st.sampled_from(["app", "shop", ""]), key=st.sampled_from(["a", "b", "c", "d", "e\0", "k" * 201]),
    type=st.sampled_from(["run", "walk", ""]), subject=st.sampled_from(["", "ana", "ben"]),
    at_us=st.sampled_from([None, NOW, NOW - 9 * DAY_US, -5, NOW + 400 * DAY_US]),
    data=st.sampled_from([{}, {"km": 1}, {"km": 1.0}, {"km": True}, {"km": "x"}, {"n": 2**64}, {"t": "\0"}]), anonymous=st.booleans(),
    corrected=st.booleans()), max_size=12)


def kept(place_id: int) -> list[tuple[object, ...]]:
    sources, types = source_names(place_id), type_names(place_id)
    subjects = dict(Subject.objects.filter(place=place_id).values_list("pk", "key"))
    return sorted((sources[row.source], row.key, types[row.type], subjects.get(row.subject or 0), row.at_us, row.day, row.flags,
                   str(row.data)) for row in Event.objects.filter(place=place_id))


def counted(place_id: int) -> bool:
    counts = Counter(Event.objects.filter(place=place_id).values_list("type", "day"))
    return counts == {(kind, day): n for kind, day, n in DayCount.objects.filter(place=place_id).values_list("type", "day", "n")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_a_frame_and_a_list_are_taken_alike(caller: Caller, events: list[Incoming]) -> None:
    here, there = (Place.objects.create(path=f"p{Place.objects.count()}", name="P", timezone="Europe/Berlin") for _ in "ab")
    one, two = (Caller(place.path, place.pk, frozenset(SCOPES), timezone="Europe/Berlin") for place in (here, there))
    for place in (one, two):
        declare_type(place, "run", schema={"properties": {"km": {"type": "number"}}}, keep_days=5)
    answers = take(one, events, now_us=NOW)
    frame = pl.DataFrame({
        "source": [e.source for e in events], "key": [e.key for e in events], "type": [e.type for e in events],
        "subject": [e.subject or None for e in events], "at_us": [e.at_us for e in events], "data": [json.dumps(e.data) for e in events],
        "anonymous": [e.anonymous for e in events], "corrected": [e.corrected for e in events]},
        schema={name: BATCH[name] for name in ("source", "key", "type", "subject", "at_us", "data", "anonymous", "corrected")})
    said = take_frame(two, frame, now_us=NOW)
    assert kept(here.pk) == kept(there.pk)
    assert counted(here.pk)
    assert Counter(one.status for one in answers) == Counter(
        taken=said.n_taken, duplicate=said.n_duplicate, conflict=said.n_conflict, refused=said.n_refused)
    assert [one.code for one in answers if one.code][:20] == [one.code for one in said.refused]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["run", "walk"]), st.integers(0, 3)), unique_by=lambda e: e[0],
                max_size=6), st.data())
def test_any_order_any_parts_any_repetition_give_the_same(caller: Caller, said: list[tuple[str, str, int]], chance: st.DataObject) -> None:
    events = [incoming(key, type=kind, at_us=NOW - days * DAY_US) for key, kind, days in said]
    here, there = (Place.objects.create(path=f"p{Place.objects.count()}", name="P") for _ in "ab")
    take(Caller(here.path, here.pk, frozenset(SCOPES)), events, now_us=NOW)
    again = chance.draw(st.lists(st.sampled_from(events), max_size=12)) if events else []
    mixed = chance.draw(st.permutations([*events, *again]))
    while mixed:
        size = chance.draw(st.integers(1, len(mixed)))
        take(Caller(there.path, there.pk, frozenset(SCOPES)), mixed[:size], now_us=NOW)
        mixed = mixed[size:]
    assert kept(here.pk) == kept(there.pk)
    assert counted(here.pk)
    assert counted(there.pk)
