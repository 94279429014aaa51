"""What a webhook sends and when: the body, its signature, how long a failed try waits, and which addresses may be told.

Signatures follow Standard Webhooks 1.0 (headers webhook-id, webhook-timestamp, webhook-signature), bodies the JSON batch format of
CloudEvents 1.0.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lifeworld.events.core.values import Happened
from lifeworld.kit.streams import stream_keys, uniforms

EVENTS_AT_ONCE = 100
BATCH_TYPE = "application/cloudevents-batch+json"
SECRET_MARK = "whsec_"  # noqa: S105  (the beginning of every secret, none itself)
SECRET_BYTES = 32
WAITS_S = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600)
"""How long to wait after each failed try, before jitter; after one more failure the delivery is dead: some two days in all."""

JITTER = 0.2
_LOCAL_V4_INSIDE = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""Networks whose last four bytes are an IPv4 address behind a translator (RFC 6052, RFC 8215)."""

WAITING, SENT, DEAD = "waiting", "sent", "dead"
STATES = (WAITING, SENT, DEAD)


@dataclass(frozen=True)
class WebhookValue:
    """A webhook as people see it; its secret is not among it. ``types`` empty: all. ``stopped_at`` is "" while it is told of events.

    ``waiting`` and ``dead`` count deliveries; ``behind`` says whether there are events that are in no delivery yet; ``said`` is what
    the address answered last.
    """

    id: int
    url: str
    types: tuple[str, ...]
    made_at: str
    stopped_at: str
    waiting: int
    dead: int
    behind: bool
    said: str


@dataclass(frozen=True)
class DeliveryValue:
    """Some events on their way: those with positions from ``first`` to ``last`` (``n`` when the delivery was made)."""

    id: int
    webhook: int
    first: int
    last: int
    n: int
    tries: int
    state: str
    due_at: str
    said: str


def secret_of(random: bytes) -> str:
    """A secret as Standard Webhooks writes it.

    >>> secret_of(bytes(24))
    'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return SECRET_MARK + base64.b64encode(random).decode()


def signature(secret: str, message: str, at_s: int, body: bytes) -> str:
    """The signature of a message that is sent at this second: "v1," and the HMAC-SHA256 of id, time and body, in base64.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(SECRET_MARK))
    digest = hmac.new(key, f"{message}.{at_s}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers_of(secret: str, message: str, at_s: int, body: bytes) -> Mapping[str, str]:
    """The headers that go with a body."""
    return {"Content-Type": BATCH_TYPE, "webhook-id": message, "webhook-timestamp": str(at_s),
            "webhook-signature": signature(secret, message, at_s, body)}


def message_id(webhook: int, delivery: int) -> str:
    """The id of a delivery, the same at every try, by which a receiver knows that it had it before."""
    return f"msg_{webhook}_{delivery}"


def wait_s(delivery: int, tries: int) -> float | None:
    """Seconds to wait after the try with this number (from 1) has failed, None where it was the last.

    Up to a fifth more or less, by a stream of the delivery's own, so that what failed together does not come back together.

    >>> wait_s(7, 1) == wait_s(7, 1), 4 <= wait_s(7, 1) <= 6, 240 <= wait_s(7, 2) <= 360, wait_s(7, 9)
    (True, True, True, None)
    """
    if not 1 <= tries <= len(WAITS_S):
        return None
    u = float(uniforms(stream_keys(601, np.uint64(delivery).reshape(1), tries), 1)[0, 0])
    return WAITS_S[tries - 1] * (1 + JITTER * (2 * u - 1))


def is_public(address: str) -> bool:
    """Whether an IP address is somebody's on the open internet: not private, local, shared, reserved, or one of these in disguise.

    >>> [is_public(one) for one in ("8.8.8.8", "10.0.0.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "::ffff:10.0.0.1", "fe80::1")]
    [True, False, False, False, False, False, False]
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped or found.sixtofour or found.teredo:
            return bool(found.ipv4_mapped) and is_public(str(found.ipv4_mapped))
        if found.is_site_local or any(found in network for network in _LOCAL_V4_INSIDE):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def cloud_event(event: Happened) -> dict[str, Any]:
    """An event as CloudEvents 1.0 has it, with its position here as an extension; extensions it came with go with it.

    >>> cloud_event(Happened(7, "app", "e1", "run", "ana", 1_000_000, 0, 0, 0, {"km": 5}))["time"]
    '1970-01-01T00:00:01.000000Z'
    """
    data = dict(event.data)
    extensions = data.pop("_extensions", {})
    said = {"specversion": "1.0", "id": event.key, "source": event.source, "type": event.type,
            "time": f"{np.datetime_as_string(np.datetime64(event.at_us, 'us'))}Z", "position": event.position, "data": data}
    return {**(extensions if isinstance(extensions, Mapping) else {}), **said, **({"subject": event.subject} if event.subject else {})}


def batch_body(events: Iterable[Happened]) -> bytes:
    """The JSON batch of these events, in their order."""
    return json.dumps([cloud_event(event) for event in events], ensure_ascii=False, separators=(",", ":")).encode()
