"""What may be sent to the doors of events, as openapi.json tells it; the bodies are read by hand, because each event is judged alone."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
CLOUDEVENT: dict[str, Any] = {
    "type": "object", "title": "CloudEvent", "required": ["specversion", "id", "source", "type"], "additionalProperties": True,
    "properties": {
        "specversion": {"type": "string", "enum": ["1.0"]}, "id": {"type": "string", "minLength": 1, "maxLength": 200},
        "source": {"type": "string", "minLength": 1, "maxLength": 400}, "type": {"type": "string", "minLength": 1, "maxLength": 200},
        "subject": {"type": "string", "maxLength": 200, "description": "The key under which you know the customer."},
        "time": {"type": "string", "format": "date-time"}, "datacontenttype": _TEXT, "dataschema": _TEXT,
        "data": {"description": "What happened: an object; anything else is kept as {\"value\": ...}."},
        "data_base64": _TEXT},
}
SEGMENT_MESSAGE: dict[str, Any] = {
    "type": "object", "title": "SegmentMessage", "required": ["messageId"], "additionalProperties": True,
    "properties": {
        "type": {"type": "string", "enum": ["identify", "track", "page", "screen", "group", "alias"]},
        "messageId": {"type": "string", "minLength": 1, "maxLength": 200}, "userId": _TEXT, "anonymousId": _TEXT, "event": _TEXT,
        "groupId": _TEXT, "previousId": _TEXT, "timestamp": _TEXT, "originalTimestamp": _TEXT, "sentAt": _TEXT,
        "properties": {"type": "object"}, "traits": {"type": "object"}, "context": {"type": "object"}},
}


def _body(words: str, **content: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "description": words,
                            "content": {kind: {"schema": schema} for kind, schema in content.items()}}}


CLOUDEVENTS_BODY = _body(
    "One event or a batch; or any body with the attributes in «ce-» headers (binary mode). At most 8 MiB and 10,000 events, each of at "
    "most 64 KiB.",
    **{"application/json": CLOUDEVENT, "application/cloudevents+json": CLOUDEVENT,
       "application/cloudevents-batch+json": {"type": "array", "items": CLOUDEVENT, "minItems": 1, "maxItems": 10_000}})
SEGMENT_BODY = _body(
    "One message of the call, or {\"batch\": [...], \"sentAt\": ...} for «batch». At most 8 MiB and 10,000 messages.",
    **{"application/json": SEGMENT_MESSAGE})
