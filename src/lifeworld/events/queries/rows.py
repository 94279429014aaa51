"""What is asked of the events: what came after a position, what happened to somebody, and which numbers stand for which names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db import connection, transaction

from lifeworld.events.core.values import Happened
from lifeworld.events.models import Event, EventType, Source, Subject
from lifeworld.kit.caller import Caller

ROWS: dict[str, type[pl.DataType]] = {
    "position": pl.Int64, "source": pl.Int64, "type": pl.Int64, "subject": pl.Int64, "at_us": pl.Int64, "day": pl.Int32,
    "flags": pl.Int16, "data": pl.String}
"""The columns of events for readers that follow them; ``data`` is JSON."""
NAMES_AT_ONCE = 5_000
EVENTS_LOCK = 0x6C78 << 32
"""Where the numbers of the events' advisory locks begin, so that they meet no other lock of the database."""
LAST = 2**63 - 1
LISTED = ("id", "source", "key", "type", "subject", "at_us", "received_us", "day", "flags", "data")


def events_lock(place_id: int) -> int:
    """The number of PostgreSQL's advisory lock of a place's events."""
    return EVENTS_LOCK | (place_id & 0xFFFFFFFF)


def newest_event(place_id: int) -> int:
    """The position of the newest event of the place; 0 where there is none. No smaller position is still to come.

    On PostgreSQL several transactions write at the same time, and one with smaller positions may end later: this waits for those that
    are on their way. Readers that follow the events by position go no further than this.
    """
    newest = Event.objects.filter(place=place_id).order_by("-id").values_list("id", flat=True)
    if connection.vendor != "postgresql":
        return newest.first() or 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [events_lock(place_id)])
        try:
            return newest.first() or 0
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [events_lock(place_id)])


def rows_after(place_id: int, after: int, limit: int = 10_000) -> pl.DataFrame:
    """The events of a place after a position, in the order of their positions, for readers that follow them: the columns of ``ROWS``.

    A position that is seen has no smaller one still to come.
    """
    is_postgres = connection.vendor == "postgresql"
    if is_postgres and not Event.objects.filter(place=place_id, id__gt=after).exists():  # spares writers the wait
        return pl.DataFrame(schema=ROWS)
    last = newest_event(place_id) if is_postgres else LAST
    text = "data::text" if is_postgres else "data"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, source, type, subject, at_us, day, flags, {text} FROM events_event "  # noqa: S608 (a word of ours)
                       "WHERE place = %s AND id > %s AND id <= %s ORDER BY id LIMIT %s", [place_id, after, last, limit])
        return pl.DataFrame(cursor.fetchall(), schema=ROWS, orient="row")


def type_keys(place_id: int) -> dict[str, int]:
    """Numbers of the types of a place by name, the retired too."""
    return dict(EventType.objects.filter(place=place_id).values_list("name", "pk"))


def type_names(place_id: int) -> dict[int, str]:
    """Names of the types of a place by number."""
    return dict(EventType.objects.filter(place=place_id).values_list("pk", "name"))


def source_names(place_id: int) -> dict[int, str]:
    """Names of the sources of a place by number."""
    return dict(Source.objects.filter(place=place_id).values_list("pk", "uri"))


def subject_keys(place_id: int, keys: Iterable[str]) -> dict[str, int]:
    """Numbers of these subjects of a place by key; keys that no event named are left out."""
    return {key: pk for some in _parts(sorted(set(keys)))
            for key, pk in Subject.objects.filter(place=place_id, key__in=some).values_list("key", "pk")}


def subject_names(place_id: int, subjects: Iterable[int]) -> dict[int, str]:
    """Keys of these subjects of a place by number."""
    return {pk: key for some in _parts(sorted(set(subjects)))
            for pk, key in Subject.objects.filter(place=place_id, pk__in=some).values_list("pk", "key")}


def events_of(caller: Caller, subjects: Iterable[int], types: Iterable[str] = (), after_us: int | None = None, limit: int = 1000,
              *, newest: bool = False) -> list[Happened]:
    """What happened to somebody, in the order of (time, id): since ``after_us`` (exclusive), of some types (empty: all).

    ``subjects`` are all numbers under which events know one customer; ``newest`` tells the newest first. Needs «events.see».
    """
    caller.require("events.see")
    rows = Event.objects.filter(place=caller.place_id, subject__in=sorted(set(subjects)))
    if wanted := sorted(set(types)):
        rows = rows.filter(type__in=list(EventType.objects.filter(place=caller.place_id, name__in=wanted).values_list("pk", flat=True)))
    if after_us is not None:
        rows = rows.filter(at_us__gt=after_us)
    order = ("at_us", "key", "id")
    return _happened(caller.place_id, rows.order_by(*(f"-{name}" if newest else name for name in order))[:limit])


def events_after(caller: Caller, after: int = 0, *, before: int | None = None, up_to: int = LAST, type: str = "", subject: str = "",
                 limit: int = 100) -> list[Happened]:
    """Events of the place after a position, oldest first; or, with ``before``, before it, newest first. Needs «events.see».

    Whoever follows the events gives ``newest_event`` as ``up_to``: above it, one with a smaller position may still be to come.
    """
    caller.require("events.see")
    rows = Event.objects.filter(place=caller.place_id, id__gt=after, id__lte=up_to)
    if type:
        rows = rows.filter(type__in=list(EventType.objects.filter(place=caller.place_id, name=type).values_list("pk", flat=True)))
    if subject:
        rows = rows.filter(subject__in=list(Subject.objects.filter(place=caller.place_id, key=subject).values_list("pk", flat=True)))
    return _happened(caller.place_id, rows.order_by("id")[:limit] if before is None else rows.filter(id__lt=before).order_by("-id")[:limit])


def events_between(place_id: int, first: int, last: int, types: Iterable[str] = (), limit: int = 100) -> list[Happened]:
    """What is still there of the events with positions from ``first`` to ``last``, in their order; ``types`` empty: all."""
    rows = Event.objects.filter(place=place_id, id__gte=first, id__lte=last)
    if wanted := sorted(set(types)):
        rows = rows.filter(type__in=list(EventType.objects.filter(place=place_id, name__in=wanted).values_list("pk", flat=True)))
    return _happened(place_id, rows.order_by("id")[:limit])


def _happened(place_id: int, rows: Any) -> list[Happened]:
    found = list(rows.values_list(*LISTED))
    sources = dict(Source.objects.filter(pk__in={row[1] for row in found}).values_list("pk", "uri"))
    types = dict(EventType.objects.filter(pk__in={row[3] for row in found}).values_list("pk", "name"))
    subjects = subject_names(place_id, (row[4] for row in found if row[4] is not None))
    return [Happened(pk, sources.get(source, ""), key, types.get(type_, ""), subjects.get(subject, ""), at_us, received_us, day, flags,
                     json.loads(data) if isinstance(data, str) else data)
            for pk, source, key, type_, subject, at_us, received_us, day, flags, data in found]


def _parts(values: list[Any]) -> list[list[Any]]:
    return [values[start:start + NAMES_AT_ONCE] for start in range(0, len(values), NAMES_AT_ONCE)]
