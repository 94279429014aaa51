"""Times as senders write them, as microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

SHORTEST, DATE_CHARS = 17, 10
EPOCH, DAY_US = datetime(1970, 1, 1, tzinfo=UTC), 86_400_000_000


def rfc3339(text: str, *, naive: bool = False) -> int | None:
    """Microseconds since 1970 of a time in the form of RFC 3339; None for anything else.

    ``naive``: a time without a zone counts as UTC. A leap second counts as the last microsecond before it; what is finer than
    microseconds is cut off.

    >>> rfc3339("1970-01-01T00:00:01.5Z"), rfc3339("1970-01-01T02:00:00+02:00"), rfc3339("1970-01-01")
    (1500000, 0, None)
    """
    if not isinstance(text, str) or len(text) < SHORTEST - (naive and 1) or text[DATE_CHARS] not in "Tt " or text[4] != "-" or text[7] != "-":
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        if (mended := _mended(text)) == text:
            return None
        return rfc3339(mended, naive=naive)
    if time.tzinfo is None:
        if not naive:
            return None
        time = time.replace(tzinfo=UTC)
    since = time - EPOCH
    return since.days * DAY_US + since.seconds * 1_000_000 + since.microseconds


def _mended(text: str) -> str:
    """Small letters and leap seconds, which the standard allows, as Python reads them."""
    text = text.upper()
    return f"{text[:17]}59.999999{text[19:].lstrip('.0123456789')}" if text[16:19] == ":60" else text
