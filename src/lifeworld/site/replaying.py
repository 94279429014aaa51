"""Readers of the events that can go through them again, and how each is worked off while somebody waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction

from lifeworld.constellations.actions.catch_up import work_once as constellations
from lifeworld.customers.actions.following import follow
from lifeworld.events.actions.forgetting import alone
from lifeworld.events.actions.replaying import set_back, shift_days
from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.catch_up import step as measures


@dataclass(frozen=True)
class Reader:
    """A reader of the events: its cursor, and one step of its work in a place, which says whether there was anything to do."""

    cursor: str
    step: Callable[[Caller], bool]


READERS: Mapping[str, Reader] = {
    "customers": Reader("events/customers", follow), "measures": Reader("events/measures", measures),
    "constellations": Reader("events/constellations", lambda _: constellations()),
}
"""The readers by the names of their rooms. What they make does not depend on how often they read an event."""


def replay(caller: Caller, name: str, position: int = 0, *, step: Callable[[int], None] | None = None) -> int:
    """A reader goes through the events of the caller's place again from after a position, until nothing is left; returns the steps.

    Before, days are counted again from there by the clock of the place. Needs «events.manage».
    """
    reader = READERS[name]
    caller.require("events.manage")
    count_days_from(caller, position)
    set_back(caller, reader.cursor, position)
    n = 0
    while reader.step(caller):
        n += 1
        if step is not None:
            step(1)
    return n


def count_days_from(caller: Caller, position: int) -> None:
    """Days of all events after a position, by the clock of the place as it is; a batch is a transaction."""
    after: int | None = position
    while after is not None:
        with transaction.atomic():
            alone(caller.place_id)
            after = shift_days(caller, after)
