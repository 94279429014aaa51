"""The events of a place, counted again: every number that is kept of them, and everything that should be there and is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet, Sum

from lifeworld.events.core.audit import Audit, Drift, Gone
from lifeworld.events.core.values import FLAGS
from lifeworld.events.models import Cursor, DayCount, Event, EventType, Source, Subject
from lifeworld.events.queries.rows import newest_event, type_names
from lifeworld.kit.caller import Caller

EPOCH = date(1970, 1, 1)
READERS = "events/"
"""Cursors of readers of the events begin so; what follows is the reader's own name."""


def audit(caller: Caller) -> Audit:
    """Everything that this room keeps of the caller's place, counted again from the events. Needs «events.see».

    It reads every event once and changes nothing; run it while nothing is taken in, or again, because counts and events are read one
    after the other.
    """
    caller.require("events.see")
    names = type_names(caller.place_id)
    rows = Event.objects.filter(place=caller.place_id)
    drift = [*_days(caller, rows, names), *_clock(caller, rows), *_orphans(rows), *_flags(rows), *_cursors(caller)]
    gone = DayCount.objects.filter(place=caller.place_id).values("type").annotate(all=Sum("n"), gone=Sum("n_gone")).filter(gone__gt=0)
    told = tuple(Gone(names.get(row["type"], f"type {row['type']}"), row["all"], row["gone"]) for row in gone.order_by("type"))
    return Audit(caller.place, rows.count(), tuple(drift), told)


def _days(caller: Caller, rows: QuerySet[Event], names: dict[int, str]) -> Iterator[Drift]:
    counted = {(kind, day): n for kind, day, n in rows.values_list("type", "day").annotate(n=Count("pk")).order_by()}
    kept = {(kind, day): (n, gone) for kind, day, n, gone in DayCount.objects.filter(
        place=caller.place_id).values_list("type", "day", "n", "n_gone")}
    for at in sorted(counted.keys() | kept.keys()):
        n, gone = kept.get(at, (0, 0))
        if n - gone != counted.get(at, 0) or gone < 0:
            yield Drift("events of a day", f"{names.get(at[0], at[0])} on {_day(at[1])}", n - gone, counted.get(at, 0))


def _clock(caller: Caller, rows: QuerySet[Event]) -> Iterator[Drift]:
    """Days whose first or last event is not of that day by the clock of the place; what lies between them is."""
    clock = ZoneInfo(caller.timezone)
    for day, first, last in rows.values_list("day").annotate(first=Min("at_us"), last=Max("at_us")).order_by("day"):
        for at_us in (first, last):
            local = (datetime.fromtimestamp(at_us // 1_000_000, UTC).astimezone(clock).date() - EPOCH).days
            if local != day:
                yield Drift("day by the clock of the place", f"{_day(day)} by {caller.timezone}", day, local)
                break


def _orphans(rows: QuerySet[Event]) -> Iterator[Drift]:
    tables: tuple[tuple[str, type[Subject | EventType | Source]], ...] = (("subject", Subject), ("type", EventType), ("source", Source))
    for name, model in tables:
        there: QuerySet[Any] = model._default_manager.filter(pk=OuterRef(name), place=OuterRef("place"))
        lost = rows.filter(**{f"{name}__isnull": False}).filter(~Exists(there)).count()
        if lost:
            yield Drift(f"events whose {name} is not there", name, 0, lost)


def _flags(rows: QuerySet[Event]) -> Iterator[Drift]:
    known = sum(FLAGS)
    for flags, n in rows.values_list("flags").annotate(n=Count("pk")).order_by("flags"):
        if flags & ~known or flags < 0:
            yield Drift("flags that mean nothing", f"flags {flags}", 0, n)


def _cursors(caller: Caller) -> Iterator[Drift]:
    newest = max(newest_event(caller.place_id), _last_given())
    for reader, at in Cursor.objects.filter(place=caller.place, reader__startswith=READERS, position__gt=newest).order_by(
            "reader").values_list("reader", "position"):
        yield Drift("cursors beyond the end", reader.removeprefix(READERS), at, newest)


def _last_given() -> int:
    """The last position that was ever given: the newest events may be erased, and readers stood there rightly."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence('events_event', 'id')::regclass)")
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events_event'")
        row = cursor.fetchone()
    return (row[0] or 0) if row else 0


def _day(day: int) -> str:
    return (EPOCH + timedelta(days=day)).isoformat()
