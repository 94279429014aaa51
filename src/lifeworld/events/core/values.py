"""What an event is on its way in, and what is answered to whoever sent it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LATE, FUTURE, SKEWED, UNDECLARED, UNTIMED = 1, 2, 4, 8, 16
FLAGS: Mapping[int, str] = {
    LATE: "arrived more than a day after it happened", FUTURE: "says that it happens later than it arrived",
    SKEWED: "its time was corrected by the sender's clock", UNDECLARED: "its type is not declared in this place",
    UNTIMED: "named no time: it counts as happened when it arrived",
}
"""What the flags of an event mean; an event's ``flags`` are their sum."""

TAKEN, DUPLICATE, CONFLICT, REFUSED = "taken", "duplicate", "conflict", "refused"
ANSWERS = (TAKEN, DUPLICATE, CONFLICT, REFUSED)
"""taken: it is kept, for good and once. duplicate: it was there already, the same. conflict: the same source and key came before with
other content, which stays. refused: it is not kept among the events; ``code`` and ``message`` say why."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event as it arrives. ``key`` is CloudEvents' id, ``at_us`` when it happened (microseconds since 1970, UTC; None: not said).

    ``subject`` is the key under which the sender knows the customer, "" for nobody; ``anonymous``: that key is a device's number.
    ``corrected``: ``at_us`` was corrected by the sender's clock.
    """

    source: str
    key: str
    type: str
    subject: str = ""
    at_us: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    anonymous: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one event of a batch, in the order in which they were sent; ``position`` where it is kept."""

    key: str
    status: str
    position: int | None = None
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it is kept, with names instead of numbers. ``day`` counts days since 1970 by the clock of the place."""

    position: int
    source: str
    key: str
    type: str
    subject: str
    at_us: int
    received_us: int
    day: int
    flags: int
    data: Mapping[str, Any]
