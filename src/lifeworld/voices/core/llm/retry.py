"""What to do when an endpoint does not answer: try again, later, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TRIES_MAX = 6
DELAY_FIRST_S = 1.0
DELAY_MAX_S = 60.0
RETRY_AFTER_MAX_S = 600.0
"""A server that wants more is taken at its word no further: the next try may fail, and the run goes on later."""
AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529))
"""Status codes after which another try may help."""
SHAPE = frozenset((400, 415, 422, 501))
"""Status codes with which endpoints refuse a field that they do not know."""
STOP: Mapping[int, str] = MappingProxyType({
    401: "does not accept the key", 402: "wants to be paid first", 403: "does not let this key use the model",
    404: "does not know this address or model", 405: "does not take questions at this address",
})
"""Status codes after which no question of the run will be answered, and why."""


def delay_s(tries: int, uniform: float, retry_after_s: float | None = None) -> float:
    """Seconds to wait after so many tries (1, 2, ...): doubling from one second to a minute, half of it by chance.

    ``uniform`` is the draw over 0 to 1; what the server asks for with Retry-After is waited for at least, up to ten minutes.

    >>> delay_s(1, 0.0), delay_s(3, 1.0), delay_s(20, 1.0), delay_s(1, 0.5, 30.0)
    (0.5, 4.0, 60.0, 30.75)
    """
    backoff = min(DELAY_MAX_S, DELAY_FIRST_S * 2.0 ** min(tries - 1, 30)) * (0.5 + uniform / 2)
    return backoff if retry_after_s is None else min(max(retry_after_s, 0.0), RETRY_AFTER_MAX_S) + backoff
