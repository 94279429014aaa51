"""Events that are past their keeping go, in batches; what is left of them is how many there were each day."""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping

from django.db import transaction

from lifeworld.events.actions.forgetting import alone, remove_events
from lifeworld.events.actions.journal import move_on, record
from lifeworld.events.models import Event, EventType, Subject
from lifeworld.events.queries.journal import read_to
from lifeworld.kit.caller import Caller

WALKED, ROUND = "keeping/walked", "keeping/round"
"""Cursors: up to which subject a place was looked through, and in which round; a round is a day and what is kept for how long."""
SUBJECTS, EVENTS = 300, 2_000
"""Subjects looked at, and events that go, in one transaction."""
DAY_US = 86_400_000_000
NOBODY, FINISHED = 0, 2**62


@transaction.atomic
def step(caller: Caller, now_us: int | None = None) -> bool:
    """One step in a place: events older than their type is kept go; whether there was anything to look through.

    ``caller`` is the background's; a place is looked through once a day (UTC), and when a keeping was changed. An event that is sent again
    after it went is refused, because it is too old. Rooms above answer from what they made of the events, and rebuilding it reaches back
    only as far as events are kept.
    """
    today = (now_us or time.time_ns() // 1000) // DAY_US
    before = {kind: (today - days) * DAY_US for kind, days in EventType.objects.filter(
        place=caller.place_id, keep_days__isnull=False).order_by("pk").values_list("pk", "keep_days") if days is not None}
    if not before:
        return False
    this = zlib.crc32(repr(sorted(before.items())).encode())
    walked = read_to(WALKED, caller.place) if read_to(ROUND, caller.place) == this else -1
    if walked == FINISHED:
        return False
    alone(caller.place_id)
    move_on(ROUND, caller.place, this)
    some = [NOBODY] if walked < 0 else list(
        Subject.objects.filter(place=caller.place_id, pk__gt=walked).order_by("pk").values_list("pk", flat=True)[:SUBJECTS])
    n = _remove(caller.place_id, some, before)
    if n < EVENTS:  # else these subjects may have more
        move_on(WALKED, caller.place, some[-1] if some else FINISHED)
    elif walked < 0:
        move_on(WALKED, caller.place, -1)
    if n:
        record(caller, "events.expired", data={"n": n})
    return True


def _remove(place_id: int, subjects: list[int], before: Mapping[int, int]) -> int:
    """At most ``EVENTS`` events of these subjects that are too old go; returns how many. They need not be spent: intake refuses them."""
    n = 0
    for kind, at_us in before.items():
        rows = Event.objects.filter(place=place_id, type=kind, day__lte=at_us // DAY_US + 1, at_us__lt=at_us)
        rows = rows.filter(subject=None) if subjects == [NOBODY] else rows.filter(subject__in=subjects)
        n += remove_events(place_id, rows, EVENTS - n, spend=False)
    return n
