"""Events through HTTP: every form in which they may come, who may send them, and that nothing which is sent breaks anything."""

from __future__ import annotations

import gzip
import json
import random
import time
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeworld.events.core.segment import CALLS
from lifeworld.events.models import Event
from lifeworld.events.queries.rows import events_after
from lifeworld.places.actions import make_key
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
EVENTS = "/api/acme/-/events"
BATCH, ONE = "application/cloudevents-batch+json", "application/cloudevents+json"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def key(people: Cast) -> str:
    return make_key(people.caller(people.ana), "a shop", ["events.record"], None).secret


def event(id: str, **more: Any) -> dict[str, Any]:
    return {"specversion": "1.0", "id": id, "source": "app", "type": "run", "subject": "cleo", "data": {"km": 5}, **more}


def post(client: Client, body: Any, kind: str = "application/json", path: str = EVENTS, **headers: str) -> Any:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic("POST", path, sent, content_type=kind, headers=headers)


def statuses(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["code"] or one["status"] for one in answer.json()["answers"]]


@pytest.mark.parametrize(("body", "kind", "n"), [
    (event("1"), ONE, 1), (event("1"), "application/json", 1), ([event("1"), event("2")], BATCH, 2),
    ([event("1"), event("2")], "application/json; charset=utf-8", 2), ([event("1", traceparent="t")], BATCH, 1)])
def test_structured_and_batch_mode(people: Cast, body: Any, kind: str, n: int) -> None:
    client = people.client(people.ben)
    answer = post(client, body, kind)
    assert statuses(answer) == ["taken"] * n
    assert answer.json()["taken"] == n
    assert statuses(post(client, body, kind)) == ["duplicate"] * n
    assert [one["position"] for one in answer.json()["answers"]] == list(Event.objects.order_by("pk").values_list("pk", flat=True))


def test_binary_mode(people: Cast, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "ce-id": "1", "ce-specversion": "1.0", "ce-source": "app", "ce-type": "run",
               "ce-subject": "Zo%C3%AB", "ce-time": "2026-05-01T07:30:00Z"}
    client = people.client(None)
    assert statuses(post(client, b'{"km": 5}', "application/json", "/api/events", **headers)) == ["taken"]
    assert statuses(post(client, b"by the lake", "text/plain", "/api/events", **{**headers, "ce-id": "2"})) == ["taken"]
    assert statuses(post(client, b"\xff", "image/png", "/api/events", **{**headers, "ce-id": "3"})) == ["taken"]
    assert statuses(post(client, b"", "application/json", "/api/events", **{**headers, "ce-id": "4"})) == ["taken"]
    assert statuses(post(client, b'{"km": 1e999}', "application/json", "/api/events", **{**headers, "ce-id": "5"})) == ["number_too_large"]
    assert post(client, b'{"km": ', "application/json", "/api/events", **{**headers, "ce-id": "6"}).status_code == 422
    told = people.client(people.vic).get(EVENTS).json()["events"]
    assert [one["data"] for one in told] == [
        {"km": 5}, {"text": "by the lake", "_extensions": {"datacontenttype": "text/plain"}},
        {"base64": "/w==", "_extensions": {"datacontenttype": "image/png"}}, {}]
    assert {one["subject"] for one in told} == {"Zoë"}


BAD = [
    (b'{"km":NaN}', "number_too_large"), (b'{"km":-Infinity}', "number_too_large"), (b'{"km":1e400}', "number_too_large"),
    (b'{"km":18446744073709551616}', "number_too_large"), (b'{"t":"\\u0000"}', "not_text"), (b'{"t":"\\ud800"}', "not_text"),
    (b'{"t":"\xff"}', "not_text"), (b"[" * 3000 + b"]" * 3000, "too_deep"), (b'{"a":' * 40 + b"1" + b"}" * 40, "too_deep"),
    (b'{"t":"' + b"x" * 65_536 + b'"}', "too_large"), (b"tru", "not_json"), (b"01", "not_json")]


@pytest.mark.parametrize(("data", "code"), BAD)
def test_one_bad_event_never_loses_the_others(people: Cast, data: bytes, code: str) -> None:
    def written(id: str, data: bytes) -> bytes:
        return b'{"specversion":"1.0","id":"' + id.encode() + b'","source":"app","type":"run","data":' + data + b"}"

    body = b"[" + b",".join([written("1", b'{"t":"]}\\"{"}'), written("2", data), b"7", written("3", b"{}")]) + b"]"
    answer = post(people.client(people.ben), body, BATCH)
    assert statuses(answer) == ["taken", code, "not_an_event", "taken"]
    assert [one["id"] for one in answer.json()["answers"]] == ["1", "2", "", "3"]
    assert all(one["next_step"] for one in answer.json()["answers"] if one["status"] == "refused")


@pytest.mark.parametrize(("body", "kind", "status"), [
    (b"", BATCH, 422), (b"[]", BATCH, 422), (b"{", BATCH, 422), (b"[1,", BATCH, 422), (b"nonsense", BATCH, 422), (b"{}]", BATCH, 422),
    (b"[{]}", BATCH, 422), (b'"', BATCH, 422), (b'["\\', BATCH, 422), (b"[]", ONE, 422), (b"{}", BATCH, 422), (b"\xff\xfe", BATCH, 422),
    (b"<a/>", "application/cloudevents+xml", 422), (b"[" + b"1," * 10_000 + b"1]", BATCH, 413), (b" " * (8 * 1024**2 + 1), BATCH, 413)])
def test_what_is_no_batch_is_refused_as_a_whole(people: Cast, body: bytes, kind: str, status: int) -> None:
    answer = post(people.client(people.ben), body, kind)
    assert answer.status_code == status
    assert answer.json()["next_step"]
    assert not Event.objects.exists()


def test_a_large_batch_answers_only_for_what_was_not_taken(people: Cast) -> None:
    client = people.client(people.ben)
    said = post(client, [event(str(i)) for i in range(200)] + [{}]).json()
    assert (said["taken"], said["refused"], [one["index"] for one in said["answers"]]) == (200, 1, [200])
    assert len(post(client, [event(str(i)) for i in range(200)]).json()["answers"]) == 200


def test_packed_bodies(people: Cast) -> None:
    client = people.client(people.ben)
    assert statuses(post(client, gzip.compress(json.dumps([event("1")]).encode()), **{"Content-Encoding": "gzip"})) == ["taken"]
    assert post(client, b"no gzip", **{"Content-Encoding": "gzip"}).status_code == 422
    assert post(client, b"{}", **{"Content-Encoding": "br"}).status_code == 422
    assert post(client, gzip.compress(b" " * (9 * 1024**2)), **{"Content-Encoding": "gzip"}).status_code == 413


def test_a_conflict_says_why_and_a_duplicate_needs_no_word(people: Cast) -> None:
    client = people.client(people.ben)
    post(client, event("1"))
    again, other = (post(client, one).json()["answers"][0] for one in (event("1"), event("1", data={"km": 9})))
    assert (again["status"], again["code"], again["message"]) == ("duplicate", "", "")
    assert (other["status"], other["code"]) == ("conflict", "conflict")
    assert "other content" in other["message"]
    assert "another id" in other["next_step"]


def test_who_may_send(people: Cast, key: str) -> None:
    for who, status in ((people.ana, 200), (people.ben, 200), (people.vic, 403), (people.eva, 403), (people.dev, 404), (None, 401)):
        assert post(people.client(who), [event("1")]).status_code == status
    nobody = people.client(None)
    basic = "Basic " + b64encode(f"{key}:".encode()).decode()
    for said, status in ((f"Bearer {key}", 200), (basic, 200), ("Bearer nonsense", 401), ("Basic !", 401), ("Basic /w==", 401), ("", 401),
                         ("Digest x", 401)):
        assert post(nobody, [event("2")], path="/api/events", Authorization=said).status_code == status, said
    assert post(people.client(people.ana), [event("3")], path="/api/events").status_code == 401  # a session has no place of its own
    seeing = make_key(people.caller(people.ana), "looks", ["events.see"], None).secret
    assert post(nobody, [event("3")], path="/api/events", Authorization=f"Bearer {seeing}").status_code == 403
    assert post(nobody, {"batch": []}, path="/api/segment/v1/batch", Authorization=f"Bearer {seeing}").status_code == 403


def test_segments_calls(people: Cast, key: str) -> None:
    client, basic = people.client(None), "Basic " + b64encode(f"{key}:".encode()).decode()
    message = {"userId": "cleo", "anonymousId": "d1", "groupId": "club", "previousId": "old", "event": "Run"}
    for call in sorted(CALLS):
        answer = post(client, {**message, "messageId": call}, path=f"/api/segment/v1/{call}", Authorization=basic)
        assert statuses(answer) == ["taken"]
        assert answer.json()["success"] is True
    each = [{**message, "messageId": f"b-{call}", "type": call, "timestamp": "2026-05-01T07:30:00.000Z"} for call in sorted(CALLS)]
    batch = {"batch": [*each, 5, {"type": "track"}], "sentAt": "2026-05-01T07:30:01.000Z"}
    before = time.time_ns() // 1000
    assert statuses(post(client, batch, path="/api/segment/v1/batch", Authorization=basic)) == [
        *["taken"] * 6, "not_an_event", "attribute_missing"]
    assert all(0 <= row.at_us - (before - 1_000_000) < 60_000_000 for row in Event.objects.filter(key__startswith="b-"))
    assert statuses(post(client, batch, path="/api/segment/v1/import", Authorization=basic))[:6] == ["duplicate"] * 6
    bad = b'{"sentAt": "2026-05-01T07:30:01Z", "batch": [{"messageId": "n", "type": "track", "userId": "u", "event": "E", "properties": ' \
          b'{"x": NaN}}, {"messageId": "o", "type": "track", "userId": "u", "event": "E"}]}'
    assert statuses(post(client, bad, path="/api/segment/v1/batch", Authorization=basic)) == ["number_too_large", "taken"]
    for path, body, status in (("nonsense", {}, 404), ("batch", {}, 422), ("batch", [], 422), ("batch", {"batch": {}}, 422),
                               ("track", b"{", 422)):
        assert post(client, body, path=f"/api/segment/v1/{path}", Authorization=basic).status_code == status
    kinds = people.client(people.vic).get("/api/acme/-/event-types").json()
    assert {one["name"] for one in kinds} == {"E", "Run", "identify", "page", "screen", "group", "alias"}


def test_events_are_listed_after_a_position(people: Cast) -> None:
    post(people.client(people.ben), [event(str(i), type=("run", "walk")[i % 2], subject=("cleo", "zed")[i % 3 == 0]) for i in range(7)])
    vic, after, seen = people.client(people.vic), 0, list[str]()
    while found := (page := vic.get(f"{EVENTS}?after={after}&limit=3").json())["events"]:
        seen += [one["key"] for one in found]
        after = page["next"]
    assert seen == [str(i) for i in range(7)]
    assert [one["key"] for one in vic.get(f"{EVENTS}?type=walk&subject=zed").json()["events"]] == ["3"]
    assert vic.get(f"{EVENTS}?type=none").json()["events"] == []
    tag = vic.get(EVENTS).headers["ETag"]
    assert vic.get(EVENTS, headers={"If-None-Match": tag}).status_code == 304
    for wrong in ("after=-1", "limit=0", "limit=1001", "after=x"):
        assert vic.get(f"{EVENTS}?{wrong}").status_code == 422
    assert people.client(people.eva).get(EVENTS).status_code == 403
    assert people.client(people.dev).get(EVENTS).status_code == 404


def test_types_are_declared_changed_and_retired(people: Cast) -> None:
    ana, kinds = people.client(people.ana), "/api/acme/-/event-types"

    def put(name: str, body: Any, who: Client = ana) -> Any:
        return who.put(f"{kinds}/{name}", json.dumps(body), content_type="application/json")

    schema = {"type": "object", "required": ["km"]}
    assert put("org.run/finished", {"title": "A run", "data_schema": schema, "keep_days": 30}).json()["data_schema"] == schema
    sent = [event("1", type="org.run/finished", data={}), event("2", type="org.run/finished")]
    assert statuses(post(ana, sent)) == ["does_not_fit", "taken"]
    assert put("org.run/finished", {}).json()["data_schema"] is None
    assert statuses(post(ana, [event("1", type="org.run/finished", data={})])) == ["taken"]
    assert ana.get(f"{kinds}/org.run/finished").json()["n"] == 2
    assert put("never", {}).status_code == 200
    for name in ("never", "org.run/finished"):
        assert ana.delete(f"{kinds}/{name}").status_code == 204
    assert [(one["name"], one["declared"]) for one in ana.get(kinds).json()] == [("org.run/finished", False)]
    assert ana.delete(f"{kinds}/never").status_code == ana.get(f"{kinds}/never").status_code == 404
    for wrong in ({"data_schema": {"type": "nonsense"}}, {"data_schema": {"$ref": "http://127.0.0.1:9/x"}}, {"keep_days": 0},
                  {"data_schema": {"pattern": "(?=a)b"}}, {"title": "x" * 201}, {"title": "\0"}, {"keep_days": 10**9},
                  {"data_schema": {"description": "x" * 65_536}}):
        assert put("wrong", wrong).status_code == 422, wrong
    assert put("x" * 201, {}).status_code == put("%20", {}).status_code == 422
    for who, status in ((people.ben, 403), (people.vic, 403), (people.dev, 404), (None, 401)):
        assert put("run", {}, people.client(who)).status_code == status
        assert people.client(who).delete(f"{kinds}/run").status_code == status


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4), max_leaves=12)


SALT = (b"\x00", b"\\u0000", b"\\ud800", b"[", b"]", b"{", b"}", b'"', b",", b"1e999", b"NaN", b"\\", b"\xff")


def mutated(random_: random.Random, body: bytes) -> bytes:
    """A valid body with a few bytes changed, taken out or doubled."""
    found = bytearray(body)
    for _ in range(random_.randint(1, 4)):
        at, how = random_.randrange(len(found)), random_.randrange(4)
        if how == 0:
            found[at] = random_.randrange(256)
        elif how == 1:
            del found[at:at + random_.randint(1, 9)]
        elif how == 2:
            found[at:at] = found[max(0, at - 30):at]
        else:
            found[at:at] = random_.choice(SALT)
        if not found:
            return b""
    return bytes(found)


BODIES: dict[str, Callable[[random.Random], bytes]] = {
    "bytes": lambda chance: chance.randbytes(chance.randrange(60)),
    "batch": lambda chance: mutated(chance, json.dumps([event(str(i), time="2026-05-01T07:30:00Z") for i in range(3)]).encode()),
    "segment": lambda chance: mutated(chance, json.dumps({"sentAt": "2026-05-01T07:30:00Z", "batch": [
        {"type": "track", "messageId": str(i), "userId": "u", "event": "E", "timestamp": "2026-05-01T07:30:00Z"}
        for i in range(3)]}).encode()),
    "one": lambda chance: mutated(chance, json.dumps({**event("1"), "batch": [1, {"a": [2]}], "properties": {"batch": []}}).encode()),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.sampled_from(sorted(BODIES)),
       st.sampled_from([BATCH, ONE, "application/json", "text/plain", ""]), st.booleans())
def test_no_body_breaks_anything(people: Cast, key: str, chance: random.Random, made: str, kind: str, binary: bool) -> None:
    body, client = BODIES[made](chance), people.client(None)
    attributes = {"ce-id": "1", "ce-specversion": "1.0", "ce-source": "a", "ce-type": "t"} if binary else {}
    headers = {"Authorization": f"Bearer {key}", **attributes}
    for path in ("/api/events", "/api/segment/v1/batch", "/api/segment/v1/track"):
        assert client.generic("POST", path, body, content_type=kind, headers=headers).status_code in {200, 413, 422}, (path, body)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys((
    "specversion", "id", "source", "type", "subject", "time", "data", "data_base64", "datacontenttype", "messageId", "userId",
    "anonymousId",
    "event", "properties", "traits", "context", "timestamp", "sentAt", "name"), JSON)), min_size=1, max_size=3), st.booleans())
def test_no_values_break_anything(people: Cast, key: str, said: list[dict[str, Any]], whole: bool) -> None:
    base = {"specversion": "1.0", "id": "i", "source": "s", "type": "track", "messageId": "m", "userId": "u", "event": "e"} if whole else {}
    events = [{**base, **one} for one in said]
    client, headers = people.client(None), {"Authorization": f"Bearer {key}"}
    for path, body in (("/api/events", events), ("/api/segment/v1/batch", {"batch": events}), ("/api/segment/v1/identify", events[0])):
        answer = post(client, body, path=path, **headers)
        assert answer.status_code in {200, 422}, (path, body)
        if answer.status_code == 200 and path != "/api/segment/v1/identify":
            assert sum(answer.json()[name] for name in ("taken", "duplicates", "conflicts", "refused")) == len(events)


def test_a_broken_list_of_too_many_is_not_looked_at_one_by_one(people: Cast) -> None:
    answer = post(people.client(people.ben), b"[" + b"x," * 10_001 + b"x]")
    assert answer.status_code == 413 and answer.json()["code"] == "too_many_events"
    assert post(people.client(people.ben), b"{" + b"x," * 10_001 + b"x}").status_code == 422


def test_whoever_follows_goes_no_further_than_what_is_settled(people: Cast) -> None:
    caller = people.caller(people.ben)
    post(people.client(people.ben), [event(str(i)) for i in range(4)])
    settled = Event.objects.order_by("pk").values_list("pk", flat=True)[1]
    assert [one.key for one in events_after(caller, up_to=settled)] == ["0", "1"]
    assert [one.key for one in events_after(caller)] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("name", ["type", "source", "subject", "id"])
def test_a_nul_loses_nothing_else_where_others_are_known(people: Cast, name: str) -> None:
    client = people.client(people.ben)
    assert statuses(post(client, [event("1")])) == ["taken"]
    assert statuses(post(client, [event("2") | {name: "a\0b"}, event("3")])) == ["not_text", "taken"]


@pytest.mark.parametrize("name", [b"\0", b"\xff", b"", "schl\u00fcssel".encode()])
def test_a_user_name_that_is_no_key_is_told_so(people: Cast, name: bytes) -> None:
    basic = f"Basic {b64encode(name + b':').decode()}"
    assert post(people.client(None), event("1"), "application/json", "/api/segment/v1/track", Authorization=basic).status_code == 401
