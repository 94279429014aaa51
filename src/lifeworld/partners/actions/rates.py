"""Currency rates of a day are written down, from a table or one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.actions.shelf import moved_on
from lifeworld.partners.core.rate_tables import Table, checked_currency, checked_rates, rates_in
from lifeworld.partners.models import RateDay
from lifeworld.partners.queries.whose import must_be_team
from lifeworld.places.core import checked_name

BYTES_MAX = 8 * 1024**2
AHEAD = timedelta(days=366)


def read_rates(caller: Caller, content: bytes, *, base: str = "", source: str) -> int:
    """The rates of a CSV file; days that are there already are replaced. Returns how many days. Errors: 403; 422 names the line."""
    caller.require("partners.manage")
    if len(content) > BYTES_MAX:
        raise InputRefused("file_too_large", f"The table has more than {BYTES_MAX // 1024**2} MiB.", "Leave out what is long ago.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputRefused("no_text", "The table is not in UTF-8.", "Save it in UTF-8 and send it again.") from error
    return _kept(caller, rates_in(text, base), source)


def set_rates(caller: Caller, day: date, base: str, rates: Mapping[str, float], *, source: str) -> int:
    """The rates of one day. Errors: 403; 422."""
    caller.require("partners.manage")
    return _kept(caller, {(checked_currency(base), day.isoformat()): checked_rates(base, rates)}, source)


@transaction.atomic
def drop_rates(caller: Caller, day: date, base: str) -> None:
    """The rates of a day go. Errors: 403; 404."""
    caller.require("partners.manage")
    must_be_team(caller)
    if not RateDay.objects.filter(place=caller.place_id, day=day, base=base).delete()[0]:
        raise not_found("day of rates", f"{base} {day}")
    moved_on(caller.place_id)
    record(caller, "partners.rates_dropped", data={"day": day.isoformat(), "base": base})


@transaction.atomic
def _kept(caller: Caller, table: Table, source: str) -> int:
    must_be_team(caller)
    named = checked_name(source, "source")
    if (last := max(day for _, day in table)) > (ends := (timezone.now().date() + AHEAD).isoformat()):
        raise InputRefused("bad_day", f"Nobody knows the rates of {last} today.", f"Give days up to {ends}: the newest one holds.")
    rows = [RateDay(place_id=caller.place_id, base=base, day=day, rates=rates, source=named, who=caller.who)
            for (base, day), rates in sorted(table.items())]
    RateDay.objects.bulk_create(rows, batch_size=500, update_conflicts=True, unique_fields=["place", "base", "day"],
                                update_fields=["rates", "source", "who", "at"])
    moved_on(caller.place_id)
    days = sorted({day for _, day in table})
    record(caller, "partners.rates_set", data={"n": len(rows), "first": days[0], "last": days[-1]})
    return len(rows)
