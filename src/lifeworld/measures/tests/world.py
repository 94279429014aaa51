"""Events for the tests of this room, written straight into their table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from lifeworld.customers.models import Customer, Identity
from lifeworld.events.models import Event, EventType, Source, Subject
from lifeworld.kit.caller import SCOPES, Caller
from lifeworld.measures.queries.kept import clock_days
from lifeworld.places.models import Place

MINUTE = 60_000_000
DAY = 86_400_000_000


@dataclass(frozen=True)
class Happening:
    """One event as a test says it: who, when in minutes since 1970 (UTC), where from, and what."""

    subject: str
    minute: float
    data: Any = field(default_factory=dict)
    type: str = "steps"
    source: str = "watch"
    key: str = ""


@dataclass
class World:
    """A place whose events a test writes."""

    place: Place
    n: int = 0

    @property
    def caller(self) -> Caller:
        return Caller(self.place.path, self.place.pk, frozenset(SCOPES), timezone=self.place.timezone)

    def subject(self, key: str) -> int:
        return Subject.objects.get_or_create(place=self.place.pk, key=key)[0].pk

    def is_customer(self, customer: str, *subjects: str) -> Customer:
        """Say that these subjects are this customer."""
        who = Customer.objects.get_or_create(place=self.place, key=customer)[0]
        for key in subjects:
            Identity.objects.update_or_create(subject=self.subject(key), defaults={"place": self.place, "customer": who})
        return who

    def happen(self, happenings: Iterable[Happening]) -> None:
        """Write events; one whose (source, key) is there already is a duplicate and is left out."""
        rows = []
        for one in happenings:
            self.n += 1
            source = Source.objects.get_or_create(place=self.place.pk, uri=one.source)[0].pk
            type_ = EventType.objects.get_or_create(place=self.place.pk, name=one.type)[0].pk
            at_us = round(one.minute * MINUTE)
            subject = self.subject(one.subject)
            rows.append(Event(place=self.place.pk, source=source, key=one.key or f"k{self.n}", type=type_, subject=subject, at_us=at_us,
                              received_us=at_us, day=self.day(at_us), data=one.data))
        Event.objects.bulk_create(rows, ignore_conflicts=True)

    def day(self, at_us: int) -> int:
        """The day by the place's clock."""
        about = at_us // DAY
        return next(day for day, begins, ends in clock_days(self.place.timezone, about - 1, about + 1) if begins <= at_us < ends)

    def frame(self, heads: dict[int, int] | None = None) -> pl.DataFrame:
        """The events as ``core.memory`` takes them."""
        types = dict(EventType.objects.values_list("pk", "name"))
        sources = dict(Source.objects.values_list("pk", "uri"))
        rows = [{"subject": (heads or {}).get(row.subject or 0, row.subject), "type": types[row.type], "source": sources[row.source],
                 "at_us": row.at_us, "day": row.day, "data": json.dumps(row.data)}
                for row in Event.objects.filter(place=self.place.pk).order_by("pk")]
        return pl.DataFrame(rows, schema={"subject": pl.Int64, "type": pl.String, "source": pl.String, "at_us": pl.Int64, "day": pl.Int32,
                                          "data": pl.String})


def world(path: str = "acme", timezone: str = "UTC") -> World:
    """A place without events."""
    return World(Place.objects.create(path=path, name=path, timezone=timezone))
