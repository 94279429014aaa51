"""What arrives over HTTP: bytes become decoded events, and one that cannot be read does not lose the others."""

from __future__ import annotations

import re
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec

from lifeworld.events.core.cloudevents import Refused, is_json
from lifeworld.events.core.refusals import BATCH_EVENTS, BODY_BYTES
from lifeworld.kit.errors import InputRefused, LifeworldError

HEADER = "ce-"
"""How headers begin that carry attributes of CloudEvents in the binary mode."""
BOM = b"\xef\xbb\xbf"
GZIP_BITS = 31
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
ID = re.compile(rb'"(?:id|messageId)"\s*:\s*"([\w.:/@ -]{1,200})"')
OPEN, CLOSE = frozenset(b"[{"), frozenset(b"]}")
TOO_LARGE = LifeworldError(413, "body_too_large", f"The batch has more than {BODY_BYTES // 1024**2} MiB.", "Send it in smaller parts.")
TOO_MANY = LifeworldError(413, "too_many_events", f"The batch has more than {BATCH_EVENTS} events.", "Send it in smaller parts.")
NOT_JSON = InputRefused("not_json", "What was sent is not JSON in UTF-8.", "Compare it with /api/openapi.json, and send it again.")

_decode = msgspec.json.Decoder().decode


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body as it was before it was packed with gzip. Errors: LifeworldError 413, InputRefused for another packing."""
    if encoding in {"", "identity"}:
        return body
    if encoding != "gzip":
        raise InputRefused("encoding_unknown", "The body is packed in a way that is not read here.", "Send it with gzip, or as it is.")
    reader = zlib.decompressobj(GZIP_BITS)
    try:
        found = reader.decompress(body, BODY_BYTES + 1)
    except zlib.error:
        raise InputRefused("not_gzip", "The body says that it is packed with gzip, and is not.", "Pack it again.") from None
    if len(found) > BODY_BYTES:
        raise TOO_LARGE
    return found


def decoded(body: bytes, *, listed: bool = True, inside: str = "") -> Any:
    """The body as JSON; ``Refused`` stands in the place of an event that cannot be read.

    ``listed``: a list is a list of events; ``inside``: so is the member of this name. Else the whole body is one event. Errors:
    InputRefused where nothing can be read.
    """
    body = body.removeprefix(BOM)
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    if (parts := _parts(body)) is None:
        raise NOT_JSON
    if listed and body.lstrip()[:1] == b"[":
        return [_one(part) for part in parts]
    if inside and (found := _inside(parts, inside.encode())) is not None:
        return found
    whole = _one(body)
    if isinstance(whole, Refused) and whole.code == "not_json":
        raise NOT_JSON
    return whole


def from_headers(headers: Mapping[str, str], content_type: str, body: bytes, value: Any) -> dict[str, Any]:
    """The event of the binary mode in the form of the structured one, ready for ``core.cloudevents.incoming``.

    ``value`` is the body decoded where it is JSON, else None: then text is kept as {"text": ...} and anything else as base64.
    """
    event: dict[str, Any] = {name[len(HEADER):].lower(): unquote(text) for name, text in headers.items()
                             if name.lower().startswith(HEADER)}
    for name in ("data", "data_base64"):
        event.pop(name, None)
    if not body:
        return event
    if value is not None or is_json(content_type):
        return {**event, "data": value}
    try:
        return {**event, "datacontenttype": content_type, "data": {"text": body.decode()}}
    except UnicodeDecodeError:
        return {**event, "datacontenttype": content_type, "data_base64": b64encode(body).decode()}


def _inside(parts: list[bytes], name: bytes) -> dict[str, Any] | None:
    """An object whose member of this name is a list of events; None where there is no such, or more than its events cannot be read."""
    members = dict(_members(parts))
    if members.get(name, b"").lstrip()[:1] != b"[" or (events := _parts(members[name])) is None:
        return None
    rest = {other.decode("utf-8", "replace"): _one(part) for other, part in members.items() if other != name}
    return None if any(isinstance(one, Refused) for one in rest.values()) else {**rest, name.decode(): [_one(part) for part in events]}


def _one(part: bytes) -> Any:
    try:
        return _decode(part)
    except RecursionError:
        code = "too_deep"
    except UnicodeDecodeError:
        code = "not_text"
    except msgspec.DecodeError as error:
        words = str(error)
        code = ("number_too_large" if "out of range" in words or re.search(rb"[:\[,\s]-?(?:NaN|Infinity)\b", part)
                else "not_text" if re.search(rb"\\u[dD][89a-fA-F]", part) else "not_json")
    found = ID.search(part)
    return Refused(code, "", found[1].decode("ascii", "replace") if found else "")


def _parts(body: bytes) -> list[bytes] | None:
    """The members of the outermost list or object as they are written; None where its brackets do not fit, or an object has too many.

    Errors: LifeworldError 413 for a list of too many.
    """
    body = body.strip()
    if body[:1] not in {b"[", b"{"}:
        return None
    depth, start, parts = 0, 1, list[bytes]()
    for token in TOKEN.finditer(body):
        sign = body[token.start()]
        if sign in OPEN:
            depth += 1
        elif sign in CLOSE:
            depth -= 1
            if depth == 0:
                parts.append(body[start:token.start()])
                return parts if token.end() == len(body) and sign == body[0] + 2 else None
        elif sign == 0x2C and depth == 1:
            parts.append(body[start:token.start()])
            start = token.end()
            if len(parts) > BATCH_EVENTS:  # each would be looked at alone
                if body[:1] == b"[":
                    raise TOO_MANY
                return None
    return None


def _members(parts: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for part in parts:
        if found := re.match(rb'\s*"([^"\\]*)"\s*:', part):
            yield found[1], part[found.end():]
