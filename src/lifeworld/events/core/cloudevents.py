"""CloudEvents 1.0: one event as JSON (structured mode); the binary mode is brought into this form in ``files.bodies``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lifeworld.events.core.times import rfc3339
from lifeworld.events.core.values import Incoming

ATTRIBUTES = frozenset({"id", "source", "specversion", "type", "subject", "time", "datacontenttype", "dataschema", "data", "data_base64"})
REQUIRED = ("id", "source", "type")
EXTENSIONS = "_extensions"
"""Where attributes that CloudEvents does not name are kept in the data, as they came."""


class Refused(ValueError):
    """One event that cannot be taken in: ``code`` of ``REFUSALS``, ``about`` what of it, ``key`` its id where it has one."""

    def __init__(self, code: str, about: str = "", key: object = "") -> None:
        super().__init__(code)
        self.code, self.about, self.key = code, about, key if isinstance(key, str) else ""


def incoming(event: Mapping[str, Any]) -> Incoming:
    """An event in the structured mode. Errors: Refused.

    ``data`` that is no object is kept as {"value": data}, ``data_base64`` as {"base64": text}.

    >>> event = {"specversion": "1.0", "id": "a1", "source": "app", "type": "run", "subject": "ana",
    ...          "time": "1970-01-01T00:00:01Z", "data": {"km": 5}, "trace": "t"}
    >>> one = incoming(event)
    >>> one.key, one.at_us, one.data
    ('a1', 1000000, {'km': 5, '_extensions': {'trace': 't'}})
    """
    key = event.get("id")
    for name in REQUIRED:
        if not isinstance(value := event.get(name), str) or not value:
            raise Refused("attribute_missing" if value is None or value == "" else "attribute_wrong", name, key)
    if event.get("specversion") != "1.0":
        raise Refused("version_unknown", "", key)
    if (subject := event.get("subject")) is None:
        subject = ""
    elif not isinstance(subject, str):
        raise Refused("attribute_wrong", "subject", key)
    time = event.get("time")
    at_us = None if time is None else rfc3339(time)
    if time is not None and at_us is None:
        raise Refused("time_wrong", "time", key)
    return Incoming(event["source"], event["id"], event["type"], subject, at_us, _data(event, key))


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON.

    >>> is_json("application/vnd.shop+json; charset=utf-8"), is_json("text/plain")
    (True, False)
    """
    kind = content_type.partition(";")[0].strip().lower()
    return kind in {"", "application/json", "text/json"} or kind.endswith("+json")


def _data(event: Mapping[str, Any], key: Any) -> dict[str, Any]:
    value = event.get("data")
    if (encoded := event.get("data_base64")) is not None:
        if not isinstance(encoded, str):
            raise Refused("attribute_wrong", "data_base64", key)
        value = {"base64": encoded}
    data = value if isinstance(value, dict) else {} if value is None else {"value": value}
    if not event.keys() <= ATTRIBUTES or event.get("dataschema") or not is_json(str(event.get("datacontenttype") or "")):
        more = {name: one for name, one in event.items() if name not in ATTRIBUTES and one is not None}
        for name in ("dataschema", "datacontenttype"):
            if (one := event.get(name)) is not None:
                more[name] = one
        return {**data, EXTENSIONS: more} if more else data
    return data
