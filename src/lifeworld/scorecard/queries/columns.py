"""Rows of the database as columns, in batches; and the events of a type, with the fields of their data as columns of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import QuerySet

from lifeworld.customers.models import Identity
from lifeworld.events.models import DayCount, EventType

BATCH = 50_000
Schema = dict[str, pl.DataType | type[pl.DataType]]
TIME = pl.Datetime("us", "UTC")
EVENT: Schema = {"position": pl.Int64, "source": pl.Int64, "key": pl.String, "subject": pl.Int64, "at_us": pl.Int64, "day": pl.Int64}
"""Columns of an event; ``day``: since 1970 by the clock of the place."""
TRUE, FALSE = ("true", "1"), ("false", "0")
"""Truths of JSON as PostgreSQL and as SQLite write them."""


@dataclass(frozen=True)
class Window:
    """Days that count, both ends included, since 1970 by the clock of the place."""

    since: int
    until: int


def columns(rows: QuerySet[Any, Any], schema: Schema) -> pl.DataFrame:
    """What ``values_list`` gives as columns of a schema, read in batches."""
    return _joined(rows.iterator(chunk_size=BATCH), schema)


def deeds(place_id: int, name: str, fields: Sequence[str], window: Window, *, who: bool = True) -> pl.DataFrame:
    """The events of a type that happened in a window, in the order of their positions: ``EVENT``, customer (text of her number or null),
    at, and each field of the data as text, null where it is not said. Not ``who``: without the customer. A type of which nothing came in
    those days costs no look at the events.
    """
    schema: Schema = {**EVENT, **dict.fromkeys(fields, pl.String)}
    kind = EventType.objects.filter(place=place_id, name=name).values_list("pk", flat=True).first()
    found = pl.DataFrame(schema=schema)
    if kind is not None and DayCount.objects.filter(place=place_id, type=kind, day__range=(window.since, window.until), n__gt=0).exists():
        found = pl.concat(list(_batches(place_id, kind, fields, window, schema)))
    return (known(place_id, found) if who else found).with_columns(pl.from_epoch("at_us", "us").dt.replace_time_zone("UTC").alias("at"))


def known(place_id: int, events: pl.DataFrame) -> pl.DataFrame:
    """Events with the customer whom their subject is; null for nobody, and where it is not known who that is."""
    if events.is_empty():
        return events.with_columns(pl.lit(None, pl.String).alias("customer"))
    who = Identity.objects.filter(place=place_id).order_by().values_list("subject", "customer_id")
    whose = columns(who, {"subject": pl.Int64, "customer": pl.Int64}).with_columns(pl.col("customer").cast(pl.String))
    return events.join(whose, on="subject", how="left", maintain_order="left")


def ever(place_id: int, name: str) -> bool:
    """Whether an event of a type ever came."""
    kinds = EventType.objects.filter(place=place_id, name=name).values("pk")
    return DayCount.objects.filter(place=place_id, type__in=kinds, n__gt=0).exists()


def active_customers(place_id: int, types: Iterable[str], window: Window) -> pl.DataFrame:
    """Customers of whom anything (or something of these types) happened in a window: one column."""
    wanted = sorted(set(types))
    kinds = list(EventType.objects.filter(place=place_id, name__in=wanted).values_list("pk", flat=True)) if wanted else []
    if wanted and not kinds:
        return pl.DataFrame(schema={"customer": pl.String})
    among = f" AND type IN ({', '.join(['%s'] * len(kinds))})" if kinds else ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subject FROM events_event WHERE place = %s AND day BETWEEN %s AND %s "  # noqa: S608 (only %s)
                       f"AND subject IS NOT NULL{among}", [place_id, window.since, window.until, *kinds])
        found = _joined(iter(cursor.fetchall()), {"subject": pl.Int64})
    return known(place_id, found).select("customer").drop_nulls().unique()


def midnight(day: str) -> pl.Expr:
    """The beginning of a day (a column of days since 1970) as a time, for what is counted in whole days."""
    return pl.from_epoch(day, "d").cast(TIME)


def truth(name: str) -> pl.Expr:
    """A field that is text as a truth; null where it is neither."""
    said = pl.col(name)
    return pl.when(said.is_in(TRUE)).then(True).when(said.is_in(FALSE)).then(False).alias(name)


def number(name: str) -> pl.Expr:
    """A field that is text as a number; null where it is none."""
    made = pl.col(name).cast(pl.Float64, strict=False)
    return pl.when(made.is_finite()).then(made).alias(name)


def whole(name: str) -> pl.Expr:
    """A field that is text as a whole number; null where it is none."""
    return number(name).cast(pl.Int64, strict=False).alias(name)


def _batches(place_id: int, kind: int, fields: Sequence[str], window: Window, schema: Schema) -> Iterator[pl.DataFrame]:
    """By keys, so that no database holds more of it at once; the names of the fields are ours (``core.deeds``)."""
    said = "data ->> '{}'" if connection.vendor == "postgresql" else "CAST(json_extract(data, '$.{}') AS TEXT)"
    listed = ", ".join((*EVENT_COLUMNS, *(said.format(name) for name in fields)))
    after, full = 0, True
    while full:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {listed} FROM events_event WHERE place = %s AND type = %s AND day BETWEEN %s AND %s "  # noqa: S608 (ours)
                           "AND id > %s ORDER BY id LIMIT %s", [place_id, kind, window.since, window.until, after, BATCH])
            part = pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
        full = part.height == BATCH
        after = int(part["position"][-1]) if part.height else after
        yield part


def _joined(rows: Iterator[Any], schema: Schema) -> pl.DataFrame:
    parts = [pl.DataFrame(schema=schema)]
    while some := list(islice(rows, BATCH)):
        parts.append(pl.DataFrame(some, schema=schema, orient="row"))
    return pl.concat(parts)


EVENT_COLUMNS = ("id", "source", "key", "subject", "at_us", "day")
