"""Readers go through the events again; days are counted again where the clock of a place was changed."""

from __future__ import annotations

from collections import Counter

import polars as pl
from django.db import transaction
from django.db.models import F

from lifeworld.events.actions.forgetting import alone
from lifeworld.events.actions.journal import move_on, record
from lifeworld.events.core.judging import days_of
from lifeworld.events.models import Cursor, DayCount, Event, JournalLine
from lifeworld.events.queries.journal import read_to
from lifeworld.kit.caller import Caller

CLOCK_CHANGED = "places.clock_changed"
CLOCK, COUNTED = "days/clock", "days/counted"
"""Cursors: the line of the journal with which the clock was changed, and the event up to which days were counted again since."""
READERS = "events/"
ROWS = 20_000
MANY = 5_000


@transaction.atomic
def set_back(caller: Caller, reader: str, position: int = 0) -> None:
    """A reader of the events goes on after an earlier position; a cursor that is not there or before it stays. Needs «events.manage».

    What readers make does not depend on how often they read an event, so that this repairs and never doubles.
    """
    caller.require("events.manage")
    if read_to(reader, caller.place) > position:
        move_on(reader, caller.place, position)
        record(caller, "events.replayed", data={"reader": reader, "position": position})


@transaction.atomic
def count_days(caller: Caller, rows: int = ROWS) -> bool:
    """The days of the next events of a place whose clock was changed, by its clock now, with the counts of days; whether there were any.

    Events that are gone stay counted on the day on which they were. When all days are counted, readers of the events begin again.
    """
    changed = JournalLine.objects.filter(place=caller.place, type=CLOCK_CHANGED).order_by("-id").values_list("pk", flat=True).first() or 0
    if changed <= read_to(CLOCK, caller.place):
        return False
    alone(caller.place_id)
    after = read_to(COUNTED, caller.place)
    last = shift_days(caller, after, rows)
    if last is not None:
        move_on(COUNTED, caller.place, last)
        return True
    move_on(CLOCK, caller.place, changed)
    move_on(COUNTED, caller.place, 0)
    Cursor.objects.filter(place=caller.place, reader__startswith=READERS).update(position=0)
    record(caller, "events.days_counted", data={"position": after})
    return True


def shift_days(caller: Caller, after: int, rows: int = ROWS) -> int | None:
    """Days of the next events after a position, by the clock of the place; the last position looked at, None at the end.

    Runs in the transaction of whoever calls.
    """
    found = list(Event.objects.filter(place=caller.place_id, pk__gt=after).order_by("pk").values_list("pk", "type", "at_us", "day")[:rows])
    if not found:
        return None
    frame = pl.DataFrame(found, schema={"pk": pl.Int64, "type": pl.Int64, "at_us": pl.Int64, "day": pl.Int32}, orient="row")
    moved = frame.with_columns(days_of(pl.col("at_us"), caller.timezone).alias("now")).filter(pl.col("now") != pl.col("day"))
    for now, some in ((key[0], part) for key, part in moved.group_by("now", maintain_order=True)):
        keys = some["pk"].to_list()
        for start in range(0, len(keys), MANY):
            Event.objects.filter(pk__in=keys[start:start + MANY]).update(day=now)
    counts: Counter[tuple[int, int]] = Counter()
    for kind, day, now in moved.select("type", "day", "now").iter_rows():
        counts[kind, day] -= 1
        counts[kind, now] += 1
    DayCount.objects.bulk_create([DayCount(place=caller.place_id, type=kind, day=day) for kind, day in sorted(counts)],
                                 ignore_conflicts=True, batch_size=1000)
    for (kind, day), n in sorted(counts.items()):
        DayCount.objects.filter(place=caller.place_id, type=kind, day=day).update(n=F("n") + n)
    return int(found[-1][0])
