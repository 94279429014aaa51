"""What is asked of the types of events of a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Sum

from lifeworld.events.models import DayCount, EventType
from lifeworld.kit.caller import Caller, not_found


@dataclass(frozen=True, slots=True)
class EventTypeValue:
    """A type of events of a place. ``schema``: JSON Schema of its data (None: anything); ``keep_days``: None for good.

    ``n``: events of it that are there; ``last_day``: the newest day that has any (days since 1970 by the clock of the place).
    """

    id: int
    name: str
    title: str = ""
    declared: bool = False
    schema: Mapping[str, Any] | None = None
    keep_days: int | None = None
    n: int = 0
    last_day: int | None = None


def types_of(caller: Caller) -> list[EventTypeValue]:
    """The types of the place in the order of their names, the declared and those that came by themselves. Needs «events.see»."""
    caller.require("events.see")
    return _values(EventType.objects.filter(place=caller.place_id).order_by("name"))


def type_of(caller: Caller, name: str) -> EventTypeValue:
    """One type of the place. Needs «events.see». Errors: LifeworldError 404."""
    caller.require("events.see")
    if not (found := _values(EventType.objects.filter(place=caller.place_id, name=name))):
        raise not_found("type of events", name)
    return found[0]


def _values(rows: Iterable[EventType]) -> list[EventTypeValue]:
    rows = list(rows)
    counts = DayCount.objects.filter(type__in=[row.pk for row in rows]) if len(rows) == 1 else DayCount.objects.filter(
        place__in={row.place for row in rows})
    told = {kind: (n - gone, last) for kind, n, gone, last in counts.values_list("type").annotate(Sum("n"), Sum("n_gone"), Max("day"))}
    return [EventTypeValue(row.pk, row.name, row.title, row.declared, row.schema, row.keep_days, *told.get(row.pk, (0, None)))
            for row in rows]
