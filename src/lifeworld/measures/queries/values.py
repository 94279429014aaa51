"""What is asked of measures: the indicators of a place, and how a customer stands by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Count

from lifeworld.customers.models import Identity
from lifeworld.events.queries import read_to
from lifeworld.events.queries.rows import source_names, type_keys
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.measures.core.terms import MICRO, SPAN_UNITS, TRUSTS
from lifeworld.measures.core.values import Indicator, IndicatorValue, Reading, SourceShare, Value
from lifeworld.measures.core.windows import Summed, window_value
from lifeworld.measures.models import Standing
from lifeworld.measures.queries.days import asked_for, is_postgres, summed_of
from lifeworld.measures.queries.kept import READER, Kept, kept, kept_of, may_see, today_of
from lifeworld.measures.queries.sql import readings_sql

DAILY: dict[str, type[pl.DataType]] = {"customer": pl.Int64, "day": pl.Int32, "value": pl.Float64, "n": pl.Int64}
STANDING: dict[str, type[pl.DataType]] = {"customer": pl.Int64, "value": pl.Float64, "n": pl.Int64, "n_days": pl.Int64, "as_of": pl.Int32}
DAYS_MAX = 3_660
READINGS_MAX = 2_000


def indicators(caller: Caller, *, retired: bool = False) -> list[IndicatorValue]:
    """The indicators of the place in the order of their slugs, and how many customers are known by each. Errors: 403."""
    caller.require("measures.see")
    found = kept_of(caller.place_id, retired=retired)
    counted = Standing.objects.filter(indicator__in=[one.pk for one in found]).order_by().values_list("indicator").annotate(n=Count("id"))
    known = dict(counted.values_list("indicator", "n"))
    return [IndicatorValue(one.pk, one.definition, one.version, one.as_of, one.building is not None, one.retired, known.get(one.pk, 0))
            for one in found]


def indicator_of(caller: Caller, slug: str) -> IndicatorValue:
    """One indicator of the place, retired or not; a customer who asks about herself may, too. Errors: 403; 404."""
    if not (caller.customer and caller.may("goals.own")):
        caller.require("measures.see")
    one = kept(caller.place_id, slug)
    n = Standing.objects.filter(indicator=one.pk).count()
    return IndicatorValue(one.pk, one.definition, one.version, one.as_of, one.building is not None, one.retired, n)


def value_of(caller: Caller, slug: str, customer_pk: int, *, from_day: int | None = None, to_day: int | None = None,
             now: datetime | None = None) -> Value:
    """How a customer stood by an indicator over some days (both ends included); by default over its window that ends today.

    Errors: 403; 404 for the indicator or the customer; InputRefused for days that are turned round or too many.
    """
    may_see(caller, customer_pk)
    one = kept(caller.place_id, slug)
    last = today_of(caller, now) if to_day is None else to_day
    first = last - one.definition.window_days + 1 if from_day is None else from_day
    _checked_days(first, last)
    found = summed_of(one, first, last, [customer_pk])
    days = found[0][2] if found else Summed(0, 0, 0, 0)
    shares = sources_of(caller, one, customer_pk, first, last)
    trusts = [share.trust for share in shares if share.n]
    return Value(window_value(one.definition, days), days.n, days.n_days, last - first + 1, first, last, read_to(READER, caller.place),
                 one.definition.unit, days.last_us, shares, max(trusts, key=TRUSTS.index, default="unknown"), one.building is not None)


def daily(caller: Caller, slug: str, customer_pk: int, from_day: int, to_day: int) -> list[tuple[int, float | None, int]]:
    """A customer's known days by an indicator, in their order: (day, value, readings). A day that is not there is unknown."""
    may_see(caller, customer_pk)
    _checked_days(from_day, to_day)
    one = kept(caller.place_id, slug)
    return [(day, window_value(one.definition, days), days.n)
            for _, day, days in summed_of(one, from_day, to_day, [customer_pk], by_day=True)]


def daily_of_many(caller: Caller, slug: str, customers: Sequence[int] | None, from_day: int, to_day: int) -> pl.DataFrame:
    """Known days of many customers (None: all of the place): customer, day, value, n, in the order of (customer, day). Errors: 403."""
    caller.require("measures.see")
    _checked_days(from_day, to_day)
    one = kept(caller.place_id, slug)
    rows = [(customer, day, window_value(one.definition, days), days.n)
            for customer, day, days in summed_of(one, from_day, to_day, customers, by_day=True)]
    return pl.DataFrame(rows, schema=DAILY, orient="row")


def values_of_many(caller: Caller, slug: str, customers: Sequence[int] | None, from_day: int, to_day: int) -> pl.DataFrame:
    """The value over some days of many customers (None: all): customer, value, n, n_days, as_of (the last day). Errors: 403."""
    caller.require("measures.see")
    _checked_days(from_day, to_day)
    one = kept(caller.place_id, slug)
    rows = [(customer, window_value(one.definition, days), days.n, days.n_days, to_day)
            for customer, _, days in summed_of(one, from_day, to_day, customers)]
    return pl.DataFrame(rows, schema=STANDING, orient="row")


def standing(caller: Caller, slug: str) -> pl.DataFrame:
    """Where every customer stands by an indicator now: customer, value, n, n_days, as_of. Who is not there is unknown. Errors: 403."""
    caller.require("measures.see")
    one = kept(caller.place_id, slug)
    rows = Standing.objects.filter(indicator=one.pk).order_by("customer").values_list("customer", "value", "n", "n_days", "as_of")
    return pl.DataFrame(list(rows), schema=STANDING, orient="row")


def readings(caller: Caller, slug: str, customer_pk: int, from_day: int | None = None, to_day: int | None = None, *, limit: int = 200,
             now: datetime | None = None) -> list[Reading]:
    """A customer's single readings by an indicator, the newest first: what was read, where from, whether it counts and why not.

    Errors: as ``value_of``.
    """
    may_see(caller, customer_pk)
    one = kept(caller.place_id, slug)
    last = today_of(caller, now) if to_day is None else to_day
    first = last - one.definition.window_days + 1 if from_day is None else from_day
    _checked_days(first, last)
    names = source_names(caller.place_id)
    factor = MICRO * (SPAN_UNITS[one.definition.spans] if one.definition.spans else 1)
    found = []
    for at_us, source, key, m, counts in _asked_rows(caller, one, customer_pk, first, last, max(1, min(limit, READINGS_MAX))):
        name = names.get(source, "")
        why = "" if counts and m is not None else _why(one.definition, m)
        value = None if m is None else 1.0 if one.definition.aggregation == "active_days" else m / factor
        found.append(Reading(at_us, value, name, one.definition.trust(name), not why, why, key))
    return found


def _why(indicator: Indicator, m: int | None) -> str:
    if m is not None:
        return "Another source comes first in this minute."
    field = f"its «{indicator.field}» is no number" if indicator.field else "it is of no use"
    return f"Nothing is read: {field}{', or it does not meet the conditions' if indicator.where else ''}."


def sources_of(caller: Caller, one: Kept, customer_pk: int, first: int, last: int) -> tuple[SourceShare, ...]:
    """The sources of a customer's value over some days, the most readings first."""
    names = source_names(caller.place_id)
    rows = _asked_rows(caller, one, customer_pk, first, last, None)
    shares = [SourceShare(names.get(source, ""), one.definition.trust(names.get(source, "")), int(n), int(suppressed))
              for source, n, suppressed in rows]
    return tuple(sorted(shares, key=lambda share: (-share.n, share.source)))


def _asked_rows(caller: Caller, one: Kept, customer_pk: int, first: int, last: int, limit: int | None) -> list[tuple[Any, ...]]:
    subjects = sorted(Identity.objects.filter(place=caller.place_id, customer=customer_pk).values_list("subject", flat=True))
    if not subjects:
        return []
    asked = asked_for(one, caller.timezone, [(subject, subjects[0], first, last) for subject in subjects])
    sql, bound = readings_sql(one.definition, type_keys(caller.place_id), asked, postgres=is_postgres(), limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        return list(cursor.fetchall())


def _checked_days(first: int, last: int) -> None:
    if not 0 <= last - first < DAYS_MAX:
        raise InputRefused("wrong_days", f"From the first to the last day are {last - first + 1} days.",
                           f"Ask for 1 to {DAYS_MAX:,} days, the earlier first.")
