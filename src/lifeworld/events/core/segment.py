"""Segment's HTTP tracking calls as events.

| call | type of the event | its data |
| --- | --- | --- |
| track | the name of what was tracked | ``properties`` |
| identify | "identify" | {"traits": {...}} |
| group | "group" | {"groupId": ..., "traits": {...}} |
| alias | "alias" | {"previousId": ...} |
| page, screen | "page", "screen" | ``properties`` and {"name": ..., "category": ...} where given |

The subject is ``userId``, or ``anonymousId`` where there is none: then the event is anonymous. Where both are given, the data holds
{"_anonymousId": ...} too. A ``context`` is kept as {"_context": {...}}, without the library, which is part of the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lifeworld.events.core.cloudevents import Refused
from lifeworld.events.core.times import rfc3339
from lifeworld.events.core.values import Incoming

CALLS = frozenset({"identify", "track", "page", "screen", "group", "alias"})
ANONYMOUS, CONTEXT = "_anonymousId", "_context"
SKEW_US = 1_000_000
"""Clocks that differ by less are not corrected: the message was on its way for that long."""


def incoming(message: Mapping[str, Any], call: str, now_us: int, sent_at: Any = None) -> Incoming:
    """One message of Segment as an event. ``call`` names what it is ("" : the message says so itself); ``sent_at`` is the batch's.

    When it happened is corrected by the sender's clock: received - (sentAt - originalTimestamp). Errors: Refused.

    >>> one = incoming({"messageId": "m1", "userId": "ana", "event": "Run", "properties": {"km": 5},
    ...                 "originalTimestamp": "1970-01-01T00:00:10Z", "sentAt": "1970-01-01T00:00:12Z"}, "track", 60_000_000)
    >>> one.type, one.subject, one.at_us, one.corrected
    ('Run', 'ana', 58000000, True)
    """
    key = message.get("messageId")
    call = call or message.get("type") or ""
    if not isinstance(call, str) or call not in CALLS:
        raise Refused("call_unknown", call if isinstance(call, str) else "", key)
    if not isinstance(key, str) or not key:
        raise Refused("attribute_missing" if key is None or key == "" else "attribute_wrong", "messageId", "")
    user, device = _id(message, "userId", key), _id(message, "anonymousId", key)
    if not user and not device:
        raise Refused("attribute_missing", "userId", key)
    kind: Any = call
    if call == "track":
        kind = message.get("event")
        if not isinstance(kind, str) or not kind:
            raise Refused("attribute_missing" if not kind else "attribute_wrong", "event", key)
    context = _object(message, "context", key)
    data = _data(message, call, key)
    if user and device:
        data[ANONYMOUS] = device
    if kept := {name: value for name, value in context.items() if name != "library"}:
        data[CONTEXT] = kept
    library = context.get("library")
    name = library.get("name") if isinstance(library, dict) else None
    at_us, corrected = _time(message, now_us, message.get("sentAt") or sent_at, key)
    return Incoming(f"segment/{name if isinstance(name, str) and name else 'api'}", key, kind, user or device, at_us, data, not user,
                    corrected)


def _data(message: Mapping[str, Any], call: str, key: str) -> dict[str, Any]:
    match call:
        case "identify":
            return {"traits": _object(message, "traits", key)}
        case "group":
            if not (group := _id(message, "groupId", key)):
                raise Refused("attribute_missing", "groupId", key)
            return {"groupId": group, "traits": _object(message, "traits", key)}
        case "alias":
            if not (previous := _id(message, "previousId", key)):
                raise Refused("attribute_missing", "previousId", key)
            return {"previousId": previous}
        case "page" | "screen":
            return {**_object(message, "properties", key), **{name: message[name] for name in ("name", "category") if message.get(name)}}
    return dict(_object(message, "properties", key))


def _time(message: Mapping[str, Any], now_us: int, sent: Any, key: str) -> tuple[int | None, bool]:
    """When it happened by our clock, and whether that differs from what the sender's clock said."""
    said = _read(message, "originalTimestamp", key)
    told = _read(message, "timestamp", key)
    if said is None:
        said = told
    sent_us = rfc3339(sent, naive=True) if sent is not None else None
    if sent is not None and sent_us is None:
        raise Refused("time_wrong", "sentAt", key)
    if said is None or sent_us is None:
        return (told if told is not None else said), False
    at_us = now_us - (sent_us - said)
    return (at_us, True) if abs(at_us - said) >= SKEW_US else (said, False)


def _read(message: Mapping[str, Any], name: str, key: str) -> int | None:
    value = message.get(name)
    if value is None:
        return None
    if (at_us := rfc3339(value, naive=True)) is None:
        raise Refused("time_wrong", name, key)
    return at_us


def _id(message: Mapping[str, Any], name: str, key: str) -> str:
    """An id as text: libraries send whole numbers too. Errors: Refused for anything else."""
    value = message.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if -2**63 <= value < 2**63 else _wrong(name, key)
    return value if isinstance(value, str) else "" if value is None else _wrong(name, key)


def _object(message: Mapping[str, Any], name: str, key: str) -> dict[str, Any]:
    value = message.get(name)
    return value if isinstance(value, dict) else {} if value is None else _wrong(name, key)


def _wrong(name: str, key: str) -> Any:
    raise Refused("attribute_wrong", name, key)
