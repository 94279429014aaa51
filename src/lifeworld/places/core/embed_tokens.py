"""Tokens with which a partner's page shows one element once: signed with the page's own secret, bound to its origin and placement.

A token names numbers and slugs, never what a person wrote: it stands in addresses, which are logged on the way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, fields

MINUTES = 5
"""How long a token is good, at most."""

ELEMENTS = ("constellation", "types", "goal", "desk", "scorecard")
"""What may be shown: one customer's ecosystem, the types of a study's customers, one customer's goals, which she may declare there, the
desk of a tool, on which whoever looks may design, or the six axes of the place's newest scorecard."""


@dataclass(frozen=True)
class Shown:
    """What a token shows, and where. ``customer`` is her number, 0 where the element shows a whole study; ``study`` is "" for
    goals and the scorecard, and the tool for a desk; ``expires`` in Unix seconds.

    ``once`` is random and makes every token another one.
    """

    embed: str
    placement: str
    origin: str
    element: str
    study: str
    customer: int
    expires: int
    once: str


def sealed(shown: Shown, secret: str) -> str:
    """The token: the page's key, what is shown, and its signature (HMAC-SHA-256), with dots between.

    >>> shown = Shown("ab12", "shop", "https://shop.example", "constellation", "runners", 7, 1_800_000_000, "r4nd0m")
    >>> unsealed(sealed(shown, "secret"), "secret") == shown
    True
    >>> unsealed(sealed(shown, "secret"), "another") is None
    True
    """
    body = f"{shown.embed}.{_text(json.dumps(asdict(shown), separators=(',', ':'), sort_keys=True).encode())}"
    return f"{body}.{_signature(body, secret)}"


def key_in(token: str) -> str:
    """The key of the page for which a token says it is; nothing is checked yet.

    >>> key_in("ab12.body.signature")
    'ab12'
    """
    return token.partition(".")[0]


def unsealed(token: str, secret: str) -> Shown | None:
    """What a token shows; None where its signature, its form or its page is not right. Whether it has expired is for the caller to see."""
    body, _, signature = token.rpartition(".")
    key, _, payload = body.partition(".")
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(body, secret).encode()):
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error):
        return None
    if not isinstance(values, dict) or set(values) != {one.name for one in fields(Shown)} or values["embed"] != key:
        return None
    return Shown(**values)


def _signature(body: str, secret: str) -> str:
    return _text(hmac.digest(secret.encode(), b"lifeworld.embed:" + body.encode("utf-8", "replace"), hashlib.sha256))


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
