"""Signed notices that come in: whether one is from whom it says, fresh, and whole.

As Standard Webhooks 1.0 has it: the headers webhook-id, webhook-timestamp and webhook-signature, an HMAC-SHA256 over id, time and body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from lifeworld.events.core.webhooks import SECRET_MARK, signature
from lifeworld.kit.errors import LifeworldError

TOLERANCE_S = 300
ID_CHARS_MAX = 200


def secret_for(site_secret: str, feed: int, salt: str) -> str:
    """The secret of a feed's door: made of the site's own secret, so that a copy of the database does not hold it.

    >>> secret_for("a", 1, "x") != secret_for("a", 1, "y")
    True
    """
    made = hmac.new(site_secret.encode(), f"lifeworld.partners.notices:{feed}:{salt}".encode(), hashlib.sha256).digest()
    return SECRET_MARK + base64.b64encode(made).decode()


def heard(headers: Mapping[str, str], body: bytes, secret: str, now_s: float) -> str:
    """The id of a notice that is signed with the secret and not older (or younger) than five minutes.

    Errors: LifeworldError 401 for every other, in words that do not tell what was nearly right.

    >>> made = {"webhook-id": "m1", "webhook-timestamp": "100", "webhook-signature": signature("whsec_AAAA", "m1", 100, b"{}")}
    >>> heard(made, b"{}", "whsec_AAAA", 160.0)
    'm1'
    """
    message, at, said = (headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature"))
    if not 0 < len(message) <= ID_CHARS_MAX or not message.isascii() or not message.isprintable():
        raise _refused()
    if not (at.isascii() and at.isdecimal() and len(at) < 16):
        raise _refused()
    right = signature(secret, message, int(at), body)
    if not any(hmac.compare_digest(one.encode(), right.encode()) for one in said.split(" ")[:8]):
        raise _refused()
    if abs(now_s - int(at)) > TOLERANCE_S:
        raise LifeworldError(401, "notice_too_old", f"The notice was signed more than {TOLERANCE_S // 60} minutes ago, or in the future.",
                             "Set the clock of the sender, and sign again what is sent again.")
    return message


def _refused() -> LifeworldError:
    return LifeworldError(401, "notice_not_signed", "The notice is not signed as its feed asks for.",
                          "Sign id, timestamp and body with the secret of the feed, as Standard Webhooks 1.0 says.")
