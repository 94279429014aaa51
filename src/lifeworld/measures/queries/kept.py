"""The indicators of a place as they are kept, and who may look at whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from django.utils import timezone

from lifeworld.customers.models import Customer
from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import Caller, not_found
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.models import Indicator as Row

READER = "events/measures"
"""The name of this room's cursor among the events of a place."""


@dataclass(frozen=True)
class Kept:
    """An indicator as it is kept. ``building``: up to which subject its days were made again; None: they are made."""

    pk: int
    place_id: int
    definition: Indicator
    version: int
    building: int | None
    as_of: int | None
    rolled: int | None
    retired: bool


def kept_of(place_id: int, *, retired: bool = False) -> list[Kept]:
    """The indicators of a place in the order of their slugs; those that are retired only where asked for."""
    rows = Row.objects.filter(place=place_id).order_by("slug")
    return [_kept(row) for row in (rows if retired else rows.filter(retired_at=None))]


def kept(place_id: int, slug: str) -> Kept:
    """One indicator, retired or not. Errors: 404."""
    row = Row.objects.filter(place=place_id, slug=slug).first()
    if row is None:
        raise not_found("indicator", slug)
    return _kept(row)


def measured_otherwise(place: str) -> dict[int, datetime]:
    """When the definition of an indicator of a place, by its number, was last changed so that it measures something else."""
    lines = JournalLine.objects.filter(place=place, type="measures.changed").order_by("id").values_list("data", "at")
    return {data["indicator"]: at for data, at in lines if data.get("otherwise")}


def _kept(row: Row) -> Kept:
    retired = row.retired_at is not None
    return Kept(row.pk, row.place_id, Indicator.from_json(row.body), row.version, row.building, row.as_of, row.rolled, retired)


def may_see(caller: Caller, customer_pk: int) -> None:
    """Nothing, where the caller may see values of this customer: with «measures.see», or being her with «goals.own». Errors: 403; 404."""
    rows = Customer.objects.filter(pk=customer_pk, place=caller.place_id)
    if not caller.may("measures.see") and caller.customer and caller.may("goals.own"):
        rows = rows.filter(key=caller.customer)
    else:
        caller.require("measures.see")
    if not rows.exists():
        raise not_found("customer", customer_pk)


def today_of(caller: Caller, now: datetime | None = None) -> int:
    """The day, counted from 1970, that it is by the clock of the caller's place."""
    local = (now or timezone.now()).astimezone(ZoneInfo(caller.timezone))
    return int(np.datetime64(local.date(), "D").astype(np.int64))


@lru_cache(maxsize=64)
def clock_days(clock: str, first: int, last: int) -> tuple[tuple[int, int, int], ...]:
    """The days from the first to the last by a clock: (day, its first microsecond in UTC, the first of the next day)."""
    zone = ZoneInfo(clock)
    begins = []
    for day in range(first, last + 2):
        date = np.datetime64(day, "D").astype(object)
        local = datetime(date.year, date.month, date.day, tzinfo=zone).astimezone(UTC)
        begins.append(round(local.timestamp() * 1_000_000))
    return tuple((day, begins[at], begins[at + 1]) for at, day in enumerate(range(first, last + 1)))
