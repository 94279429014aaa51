"""Asking the database for days of indicators: from the events, and from the days that are kept."""

# ruff: noqa: S608  (statements are put together here from words of ours; what people wrote is bound)

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from django.db import OperationalError, connection

from lifeworld.customers.models import Identity
from lifeworld.events.queries.rows import source_names, type_keys
from lifeworld.measures.core.memory import DAYS
from lifeworld.measures.core.terms import SPAN_DAYS
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.core.windows import Summed
from lifeworld.measures.queries.kept import Kept, clock_days
from lifeworld.measures.queries.sql import EVER, Asked, Through, days_sql

Row = tuple[int | None, ...]
MANY = 5_000


def is_postgres() -> bool:
    """Whether the database is PostgreSQL; otherwise it is SQLite."""
    return connection.vendor == "postgresql"


def asked_for(kept: Kept, clock: str, rows: Iterable[tuple[int, int, int, int]]) -> Asked:
    """What to ask the events for: rows of (subject, subject under which its days are kept, first day, last day)."""
    wanted = tuple(rows)
    ranks: tuple[tuple[int, int], ...] = ()
    days: tuple[tuple[int, int, int], ...] = ()
    if kept.definition.minute_priority:
        names = source_names(kept.place_id)
        order = sorted(names, key=lambda source: (*kept.definition.rank(names[source]), source))
        ranks = tuple((source, at) for at, source in enumerate(order))
    if kept.definition.spans and wanted:
        days = _clock_of(wanted, clock)
    return Asked(wanted, ranks, days)


def _clock_of(rows: Sequence[tuple[int, int, int, int]], clock: str) -> tuple[tuple[int, int, int], ...]:
    """The days that these rows may have, by the clock; open ends are those of the subjects' events."""
    first, last = min(row[2] for row in rows), max(row[3] for row in rows)
    if first == EVER[0] or last == EVER[1]:
        known: list[tuple[int | None, int | None]] = []
        subjects = sorted({row[0] for row in rows})
        with connection.cursor() as cursor:
            for start in range(0, len(subjects), MANY):
                where, bound = among("subject", subjects[start:start + MANY])
                cursor.execute(f"SELECT min(day), max(day) FROM events_event WHERE {where}", bound)
                known.append(cursor.fetchone())
        first = max(first, min((low for low, _ in known if low is not None), default=0))
        last = min(last, max((high for _, high in known if high is not None), default=-1) + SPAN_DAYS)
    return clock_days(clock, first, last)


def days_of(kept: Kept, asked: Asked | Through) -> list[Row]:
    """Days worked out from the events: rows of ``sql.COLUMNS``, in no order."""
    types = type_keys(kept.place_id)
    if isinstance(asked, Asked) and not asked.rows:
        return []
    try:
        return _fetched(kept.definition, types, asked, careful=False)
    except OperationalError as error:
        if "integer overflow" not in str(error):
            raise
    return _fetched(kept.definition, types, asked, careful=True)


def _fetched(indicator: Indicator, types: dict[str, int], asked: Asked | Through, *, careful: bool) -> list[Row]:
    sql, bound = days_sql(indicator, types, asked, postgres=is_postgres(), careful=careful)
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        return list(cursor.fetchall())


def as_frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Rows of days as the frame that ``core.memory.days`` gives."""
    return pl.DataFrame(rows, schema=DAYS, orient="row").sort("subject", "day")


def heads_of(place_id: int, subjects: Iterable[int]) -> dict[int, int]:
    """Of these subjects, and of all others of the same customers, the one under which days are kept that a customer's subjects share.

    It is the smallest number among the subjects of a customer; a subject that is nobody yet is its own.
    """
    wanted = sorted(set(subjects))
    heads = {subject: subject for subject in wanted}
    for start in range(0, len(wanted), MANY):
        where, bound = among("subject", wanted[start:start + MANY])
        with connection.cursor() as cursor:
            cursor.execute("SELECT j.customer_id, j.subject FROM customers_identity j WHERE j.customer_id IN "
                           f"(SELECT customer_id FROM customers_identity WHERE place_id = %s AND {where}) ORDER BY j.subject",
                           [place_id, *bound])
            of: dict[int, int] = {}
            for customer, subject in cursor.fetchall():
                heads[subject] = of.setdefault(customer, subject)
    return heads


def among(column: str, numbers: Sequence[int]) -> tuple[str, list[Any]]:
    """A condition that a column is one of many numbers, bound as one value."""
    if is_postgres():
        return f"{column} = ANY(%s::bigint[])", [list(numbers)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(numbers))]


def summed_of(kept: Kept, from_day: int, to_day: int, customers: Sequence[int] | None = None, *, by_day: bool = False,
              ) -> list[tuple[int, int, Summed]]:
    """What kept days add up to: (customer, day or 0, sums), by customer or by customer and day, in their order.

    ``customers`` None: everybody of the place. Customers of whom no day is known are not there.
    """
    group = "customer, day" if by_day else "customer"
    where, bound = ("TRUE", list[Any]()) if customers is None else among("i.customer_id", sorted(set(customers)))
    newest = f", max(d.last_us) OVER (PARTITION BY i.customer_id{', d.day' if by_day else ''}) AS newest" if (
        kept.definition.aggregation == "last") else ", d.last_us AS newest"
    # SQLite takes the tables of a CROSS JOIN in the order in which they stand: a few customers first, then their days.
    joined = "JOIN" if customers is None or is_postgres() else "CROSS JOIN"
    sql = (f"SELECT customer, {'day' if by_day else '0'}, sum(n), count(DISTINCT day), count(DISTINCT CASE WHEN n > 0 THEN day END), "
           "sum(total >> 20), sum(total & 1048575), min(low), max(high), max(CASE WHEN last_us = newest THEN last END), max(last_us) "
           f"FROM (SELECT i.customer_id AS customer, d.day, d.n, d.total, d.low, d.high, d.last, d.last_us{newest} "
           f"FROM customers_identity i {joined} measures_dayvalue d ON d.subject = i.subject "
           f"WHERE i.place_id = %s AND d.indicator_id = %s AND d.day BETWEEN %s AND %s AND {where}) x GROUP BY {group} ORDER BY {group}")
    with connection.cursor() as cursor:
        cursor.execute(sql, [kept.place_id, kept.pk, from_day, to_day, *bound])
        return [(customer, day, Summed(int(n), n_days, n_active, int(high_) * 1048576 + int(low_), low, high, last, last_us))
                for customer, day, n, n_days, n_active, high_, low_, low, high, last, last_us in cursor.fetchall()]


def identity_rows(place_id: int) -> list[tuple[int, int]]:
    """Every subject of the place of whom it is known who it is: (subject, customer)."""
    return list(Identity.objects.filter(place=place_id).order_by("subject").values_list("subject", "customer_id"))
