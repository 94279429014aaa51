"""CloudEvents 1.0 and Segment's calls as events: what the two specifications show is read, what is wrong is named."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.events.core import cloudevents, segment
from lifeworld.events.core.cloudevents import Refused
from lifeworld.events.core.refusals import REFUSALS, said
from lifeworld.events.core.times import rfc3339
from lifeworld.events.core.values import Incoming
from lifeworld.events.files.bodies import from_headers

EXAMPLE: dict[str, Any] = {
    "specversion": "1.0", "type": "com.github.pull_request.opened", "source": "https://github.com/cloudevents/spec/pull",
    "subject": "123", "id": "A234-1234-1234", "time": "2018-04-05T17:31:00Z"}
"""The example of the specification."""
AT = 1_522_949_460_000_000
NOW = 1_780_000_000_000_000


def test_the_example_of_the_specification() -> None:
    event = {**EXAMPLE, "comexampleextension1": "value", "comexampleothervalue": 5, "datacontenttype": "text/xml",
             "data": '<much wow="xml"/>'}
    assert cloudevents.incoming(event) == Incoming(
        "https://github.com/cloudevents/spec/pull", "A234-1234-1234", "com.github.pull_request.opened", "123", AT,
        {"value": '<much wow="xml"/>',
         "_extensions": {"comexampleextension1": "value", "comexampleothervalue": 5, "datacontenttype": "text/xml"}})


@pytest.mark.parametrize(("more", "data"), [
    ({}, {}), ({"data": None}, {}), ({"data": {"a": 1}}, {"a": 1}), ({"data": [1, 2]}, {"value": [1, 2]}), ({"data": 7}, {"value": 7}),
    ({"data_base64": "aGk="}, {"base64": "aGk="}), ({"datacontenttype": "application/json", "data": {}}, {}),
    ({"dataschema": "https://x.example/s"}, {"_extensions": {"dataschema": "https://x.example/s"}}),
    ({"traceparent": None}, {}),
])
def test_data_is_always_an_object(more: dict[str, Any], data: dict[str, Any]) -> None:
    assert cloudevents.incoming({**EXAMPLE, **more}).data == data


@pytest.mark.parametrize(("more", "code", "about"), [
    ({"id": None}, "attribute_missing", "id"), ({"id": ""}, "attribute_missing", "id"), ({"id": 7}, "attribute_wrong", "id"),
    ({"source": None}, "attribute_missing", "source"), ({"type": ["x"]}, "attribute_wrong", "type"),
    ({"specversion": "0.3"}, "version_unknown", ""), ({"specversion": None}, "version_unknown", ""),
    ({"subject": 5}, "attribute_wrong", "subject"), ({"time": "yesterday"}, "time_wrong", "time"), ({"time": 5}, "time_wrong", "time"),
    ({"time": "2018-04-05T17:31:00"}, "time_wrong", "time"), ({"data_base64": 5}, "attribute_wrong", "data_base64"),
])
def test_what_is_no_event_is_named(more: dict[str, Any], code: str, about: str) -> None:
    with pytest.raises(Refused) as refused:
        cloudevents.incoming({**EXAMPLE, **more})
    assert (refused.value.code, refused.value.about) == (code, about)


def test_headers_carry_the_attributes_in_binary_mode() -> None:
    headers = {"Ce-Specversion": "1.0", "Ce-Type": "run", "Ce-Source": "app", "Ce-Id": "1", "Ce-Subject": "Zo%C3%AB%20%F0%9F%98%80",
               "Ce-Trace": "t", "Content-Type": "text/plain", "Host": "x"}
    event = from_headers(headers, "text/plain", b"gut gelaufen", None)
    one = cloudevents.incoming(event)
    assert (one.subject, one.data["text"]) == ("Zoë 😀", "gut gelaufen")
    assert one.data["_extensions"] == {"trace": "t", "datacontenttype": "text/plain"}
    assert cloudevents.incoming(from_headers(headers, "image/png", b"\xff\x00", None)).data["base64"] == "/wA="
    assert cloudevents.incoming(from_headers(headers, "application/json", b"[1]", [1])).data["value"] == [1]
    assert cloudevents.incoming(from_headers(headers, "", b"", None)).data == {"_extensions": {"trace": "t"}}


@pytest.mark.parametrize(("text", "at"), [
    ("2018-04-05T17:31:00Z", AT), ("2018-04-05t17:31:00z", AT), ("2018-04-05 17:31:00+00:00", AT), ("2018-04-05T19:31:00+02:00", AT),
    ("2018-04-05T17:31:00.123456789Z", AT + 123_456), ("2016-12-31T23:59:60Z", 1_483_228_799_999_999),
    ("1969-12-31T23:59:59Z", -1_000_000), ("2018-04-05", None), ("2018-04-05T17:31:00", None), ("20180405T173100Z", None),
    ("2018-W14-4T17:31:00Z", None), ("2018-02-30T17:31:00Z", None), ("", None), ("9999-12-31T23:59:59-23:59", None),
])
def test_times(text: str, at: int | None) -> None:
    found = rfc3339(text)
    assert found == at or (text.startswith("9999") and found is not None)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    assert rfc3339(text) is None or len(text) >= 17
    rfc3339(text, naive=True)


@given(st.datetimes(min_value=dt.datetime(1, 1, 2), max_value=dt.datetime(9999, 1, 1)), st.integers(-1439, 1439))
def test_times_are_those_of_python(time: dt.datetime, minutes: int) -> None:
    zoned = time.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    since = zoned - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert rfc3339(zoned.isoformat()) == (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


@pytest.mark.parametrize(("call", "message", "type", "subject", "data"), [
    ("track", {"userId": "ana", "event": "Order Placed", "properties": {"total": 9}}, "Order Placed", "ana", {"total": 9}),
    ("track", {"anonymousId": "d1", "event": "Seen"}, "Seen", "d1", {}),
    ("track", {"userId": 7, "anonymousId": "d1", "event": "Seen"}, "Seen", "7", {"_anonymousId": "d1"}),
    ("identify", {"userId": "ana", "anonymousId": "d1", "traits": {"city": "Bern"}}, "identify", "ana",
     {"traits": {"city": "Bern"}, "_anonymousId": "d1"}),
    ("group", {"userId": "ana", "groupId": "club", "traits": {"n": 3}}, "group", "ana", {"groupId": "club", "traits": {"n": 3}}),
    ("alias", {"userId": "ana", "previousId": "a@x.example"}, "alias", "ana", {"previousId": "a@x.example"}),
    ("page", {"userId": "ana", "name": "Home", "category": "docs", "properties": {"url": "/"}}, "page", "ana",
     {"url": "/", "name": "Home", "category": "docs"}),
    ("screen", {"userId": "ana", "name": "Map"}, "screen", "ana", {"name": "Map"}),
    ("", {"type": "track", "userId": "ana", "event": "E", "context": {"ip": "8.8.8.8", "library": {"name": "analytics.js"}}}, "E", "ana",
     {"_context": {"ip": "8.8.8.8"}}),
])
def test_every_call_of_segment(call: str, message: dict[str, Any], type: str, subject: str, data: dict[str, Any]) -> None:
    one = segment.incoming({"messageId": "m", **message}, call, NOW)
    assert (one.key, one.type, one.subject, one.data) == ("m", type, subject, data)
    assert one.anonymous == ("userId" not in message)
    assert one.source == ("segment/analytics.js" if "context" in message else "segment/api")
    assert one.at_us is None


@pytest.mark.parametrize(("call", "message", "code", "about"), [
    ("track", {"userId": "a", "event": "E"}, "attribute_missing", "messageId"),
    ("track", {"messageId": 5, "userId": "a", "event": "E"}, "attribute_wrong", "messageId"),
    ("track", {"messageId": "m", "event": "E"}, "attribute_missing", "userId"),
    ("track", {"messageId": "m", "userId": "a"}, "attribute_missing", "event"),
    ("track", {"messageId": "m", "userId": {}, "event": "E"}, "attribute_wrong", "userId"),
    ("track", {"messageId": "m", "userId": "a", "event": "E", "properties": 5}, "attribute_wrong", "properties"),
    ("track", {"messageId": "m", "userId": "a", "event": "E", "timestamp": "now"}, "time_wrong", "timestamp"),
    ("track", {"messageId": "m", "userId": "a", "event": "E", "sentAt": 5}, "time_wrong", "sentAt"),
    ("group", {"messageId": "m", "userId": "a"}, "attribute_missing", "groupId"),
    ("alias", {"messageId": "m", "userId": "a"}, "attribute_missing", "previousId"),
    ("", {"messageId": "m", "userId": "a"}, "call_unknown", ""),
    ("", {"messageId": "m", "userId": "a", "type": "nonsense"}, "call_unknown", "nonsense"),
    ("", {"messageId": "m", "userId": "a", "type": []}, "call_unknown", ""),
])
def test_what_is_no_call_is_named(call: str, message: dict[str, Any], code: str, about: str) -> None:
    with pytest.raises(Refused) as refused:
        segment.incoming(message, call, NOW)
    assert (refused.value.code, refused.value.about) == (code, about)


@pytest.mark.parametrize(("times", "at", "corrected"), [
    ({"originalTimestamp": "2018-04-05T17:31:00Z", "sentAt": "2018-04-05T17:31:30Z"}, NOW - 30_000_000, True),
    ({"timestamp": "2018-04-05T17:31:00Z", "sentAt": "2018-04-05T17:31:00Z"}, NOW, True),
    ({"timestamp": "2018-04-05T17:31:00Z"}, AT, False), ({"sentAt": "2018-04-05T17:31:00Z"}, None, False),
    ({"originalTimestamp": "2018-04-05T17:31:00"}, AT, False),
])
def test_the_senders_clock_is_corrected(times: dict[str, str], at: int | None, corrected: bool) -> None:
    one = segment.incoming({"messageId": "m", "userId": "a", "event": "E", **times}, "track", NOW)
    assert (one.at_us, one.corrected) == (at, corrected)


def test_a_clock_that_is_right_changes_nothing() -> None:
    message = {"messageId": "m", "userId": "a", "event": "E", "timestamp": "2018-04-05T17:31:00Z"}
    one = segment.incoming(message, "track", AT + 5_400_000, "2018-04-05T17:31:05Z")
    assert (one.at_us, one.corrected) == (AT, False)


def test_every_refusal_says_what_to_do() -> None:
    for code, refusal in REFUSALS.items():
        assert said(code, "x").endswith("."), code
        assert refusal.next_step.endswith("."), code
