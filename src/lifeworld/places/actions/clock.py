"""The clock of a place: by it the days of its events are counted."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

import polars as pl
from django.db import transaction

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, nearest
from lifeworld.places.models import Place


@transaction.atomic
def set_timezone(caller: Caller, timezone: str) -> None:
    """Another clock for the caller's place; the days of all events are counted again by the worker. Errors: 403; 422.

    What was told by days is as it was until then; the place's own clock again changes nothing.
    """
    caller.require("places.manage")
    name = checked_timezone(timezone)
    if Place.objects.filter(pk=caller.place_id).exclude(timezone=name).update(timezone=name):
        record(caller, "places.clock_changed")


def checked_timezone(name: str) -> str:
    """The name of a clock as the IANA database writes it. Errors: InputRefused.

    >>> checked_timezone(" europe/berlin ")
    'Europe/Berlin'
    """
    names = timezones()
    found = names.get(name.strip().lower())
    if found is None:
        near = nearest(name.strip(), names.values())
        raise InputRefused("bad_timezone", f"There is no clock «{name.strip()[:64]}».",
                           f"Did you mean «{near}»?" if near else "Name it like Europe/Berlin or America/New_York.")
    return found


@cache
def timezones() -> dict[str, str]:
    """The clocks that there are: names by their lower-case form, in their order. Those that only one of our two libraries knows are out."""
    known = sorted(name for name in available_timezones() if name == "UTC" or ("/" in name and not name.startswith("Etc/")))
    return {name.lower(): name for name in known if _counts_days(name)}


def _counts_days(name: str) -> bool:
    try:
        pl.Series([0], dtype=pl.Datetime("us", "UTC")).dt.convert_time_zone(name).dt.date()
    except pl.exceptions.PolarsError:
        return False
    return True
