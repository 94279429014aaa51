"""Whose things a caller may see and change: a runner all of hers; people of the place what runners show to the place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from lifeworld.plugin import InputRefused
from lifeworld.plugin_web import Caller, key_of, not_found, pk_of
from lifeworld_running.models import Activity

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def runner_asked(caller: Caller, customer: int | None = None, *, scope: str = "worlds.see") -> int:
    """The customer that is meant: herself where a customer asks, else whoever has ``scope`` names one.

    Errors: LifeworldError 403; 404; InputRefused where nobody is named.
    """
    if caller.customer:
        caller.require("worlds.own")
        mine = pk_of(caller, caller.customer)
        if customer not in (None, mine):
            raise not_found("customer", customer)
        return mine
    caller.require(scope)
    if customer is None:
        raise InputRefused("no_customer", "It is not said whose runs are meant.", "Name the customer.")
    key_of(caller, customer)
    return customer


def own(caller: Caller) -> int:
    """The customer who asks about herself. Errors: LifeworldError 403; InputRefused where somebody else asks."""
    if not caller.customer:
        raise InputRefused("no_customer", "This is for a runner herself.", "Open it by her own link.")
    return runner_asked(caller)


def activities_visible(caller: Caller, customer: int | None = None) -> QuerySet[Activity]:
    """Activities that the caller may see in a list: a runner all of hers; people of the place those that are shown to the place."""
    here = Activity.objects.filter(place=caller.place_id)
    if caller.customer:
        return here.filter(customer=runner_asked(caller, customer))
    caller.require("worlds.see")
    here = here.filter(seen_by="place", planned=False, duplicate_of=None)
    return here if customer is None else here.filter(customer=runner_asked(caller, customer))


def held(caller: Caller, activity: int) -> Activity:
    """A runner's own activity, locked until the transaction ends. Errors: LifeworldError 403; 404."""
    row = Activity.objects.select_for_update().filter(place=caller.place_id, customer=own(caller), pk=activity).first()
    if row is None:
        raise not_found("activity", activity)
    return row


def time_of(at_us: int) -> datetime:
    """A time from microseconds since 1970 (UTC)."""
    return EPOCH + timedelta(microseconds=at_us)


def iso(at: datetime | None) -> str:
    """A time as text, "" for none."""
    return "" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(caller: Caller, at_us: int | None) -> int | None:
    """The day since 1970 by the place's clock."""
    if at_us is None:
        return None
    return (time_of(at_us).astimezone(ZoneInfo(caller.timezone)).date() - EPOCH.date()).days


def day_words(day: int | None) -> str:
    """A day as people write it: 2 May 2026; "" for none.

    >>> day_words(20_575), day_words(None)
    ('2 May 2026', '')
    """
    if day is None:
        return ""
    date = EPOCH.date() + timedelta(days=day)
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def when_words(caller: Caller, at_us: int | None) -> str:
    """When something began, by the place's clock: Saturday, 2 May 2026, 07:31."""
    if at_us is None:
        return ""
    local = time_of(at_us).astimezone(ZoneInfo(caller.timezone))
    return f"{local:%A}, {local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def key_of_runner(caller: Caller, customer: int) -> str:
    """By which key the place knows a runner, for people who may see customers; "" for others."""
    return key_of(caller, customer) if caller.may("customers.see") else ""
