"""Rows of the database as columns, in batches; and the events of a type, with the fields of their data as columns of text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection
from django.db.models import QuerySet

from lifeworld.customers.models import Identity
from lifeworld.events.models import DayCount, EventType

BATCH, POSITIONS = 50_000, 200_000
EPOCH = date(1970, 1, 1)
Schema = dict[str, pl.DataType | type[pl.DataType]]
TIME = pl.Datetime("us", "UTC")
EVENT: Schema = {"position": pl.Int64, "source": pl.Int64, "key": pl.String, "subject": pl.Int64, "at_us": pl.Int64, "day": pl.Int64}
"""Columns of an event; ``day``: since 1970 by the clock of the place."""
STANDS: Schema = {"position": pl.Int64, "type": pl.Int64}
TRUE, FALSE = ("true", "1"), ("false", "0")
"""Truths of JSON as PostgreSQL and as SQLite write them."""


@dataclass(frozen=True)
class Window:
    """Days that count, both ends included, since 1970 by the clock of the place."""

    since: int
    until: int

    def times(self, clock: str) -> tuple[datetime, datetime]:
        """When it begins, and when the day after it does, by a clock (the name of a time zone)."""
        return self._begins(self.since, clock), self._begins(self.until + 1, clock)

    def _begins(self, day: int, clock: str) -> datetime:
        return datetime.combine(EPOCH + timedelta(days=day), datetime.min.time(), ZoneInfo(clock))


def columns(rows: QuerySet[Any, Any], schema: Schema) -> pl.DataFrame:
    """What ``values_list`` gives as columns of a schema, read in batches."""
    return _joined(rows.iterator(chunk_size=BATCH), schema)


class Reading:
    """What is needed again and again while a place is read: whom the keys of events name, and where the events of some types stand that
    happened from a day on. Each is read once, however many types there are, since no index leads to the events of a type.
    """

    def __init__(self, place_id: int, names: Iterable[str], since: int) -> None:
        self.place_id, self.since = place_id, since
        rows = EventType.objects.filter(place=place_id, name__in=list(names)).values_list("name", "pk")
        self.kinds: dict[str, int] = dict(rows)

    @cached_property
    def whose(self) -> pl.DataFrame:
        """The customers who are known by the subjects of events: subject, customer (text of her number)."""
        rows = Identity.objects.filter(place=self.place_id).order_by().values_list("subject", "customer_id")
        return columns(rows, {"subject": pl.Int64, "customer": pl.Int64}).with_columns(pl.col("customer").cast(pl.String))

    @cached_property
    def positions(self) -> pl.DataFrame:
        """Where the events stand, in their order: position, type. Types of which nothing came in those days cost no look at the events."""
        came = DayCount.objects.filter(place=self.place_id, type__in=list(self.kinds.values()), day__gte=self.since, n__gt=0)
        kinds = sorted(set(came.values_list("type", flat=True)))
        parts, after = [pl.DataFrame(schema=STANDS)], 0
        full = bool(kinds)
        while full:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT id, type FROM events_event WHERE place = %s AND type IN ({_places(kinds)}) "  # noqa: S608 (only %s)
                               "AND day >= %s AND id > %s ORDER BY id LIMIT %s", [self.place_id, *kinds, self.since, after, POSITIONS])
                parts.append(pl.DataFrame(cursor.fetchall(), schema=STANDS, orient="row"))
            full = parts[-1].height == POSITIONS
            after = int(parts[-1]["position"][-1]) if full else after
        return pl.concat(parts)

    def of(self, name: str) -> pl.Series:
        """The positions of the events of one type."""
        kind = self.kinds.get(name)
        return self.positions.filter(pl.col("type") == kind)["position"] if kind is not None else pl.Series("position", [], pl.Int64)


def deeds(place_id: int, name: str, fields: Sequence[str], window: Window, *, who: bool = True,
          reading: Reading | None = None) -> pl.DataFrame:
    """The events of a type that happened in a window, in the order of their positions: ``EVENT``, customer (text of her number or null),
    at, and each field of the data as text, null where it is not said. Not ``who``: without the customer. ``reading``: of more types, from
    the beginning of the window on.
    """
    schema: Schema = {**EVENT, **dict.fromkeys(fields, pl.String)}
    read = reading or Reading(place_id, [name], window.since)
    found = pl.concat([pl.DataFrame(schema=schema), *_batches(read.of(name), fields, window, schema)])
    return (known(read, found) if who else found).with_columns(pl.from_epoch("at_us", "us").dt.replace_time_zone("UTC").alias("at"))


def known(reading: Reading, events: pl.DataFrame) -> pl.DataFrame:
    """Events with the customer whom their subject is; null for nobody, and where it is not known who that is."""
    if events.is_empty():
        return events.with_columns(pl.lit(None, pl.String).alias("customer"))
    return events.join(reading.whose, on="subject", how="left", maintain_order="left")


def ever(place_id: int, name: str) -> bool:
    """Whether an event of a type ever came."""
    kinds = EventType.objects.filter(place=place_id, name=name).values("pk")
    return DayCount.objects.filter(place=place_id, type__in=kinds, n__gt=0).exists()


def active_customers(place_id: int, types: Iterable[str], window: Window, reading: Reading | None = None) -> pl.DataFrame:
    """Customers of whom anything (or something of these types) happened in a window: one column."""
    wanted = sorted(set(types))
    kinds = list(EventType.objects.filter(place=place_id, name__in=wanted).values_list("pk", flat=True)) if wanted else []
    if wanted and not kinds:
        return pl.DataFrame(schema={"customer": pl.String})
    among = f" AND type IN ({_places(kinds)})" if kinds else ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subject FROM events_event WHERE place = %s AND day BETWEEN %s AND %s "  # noqa: S608 (only %s)
                       f"AND subject IS NOT NULL{among}", [place_id, window.since, window.until, *kinds])
        found = _joined(iter(cursor.fetchall()), {"subject": pl.Int64})
    return known(reading or Reading(place_id, (), window.since), found).select("customer").drop_nulls().unique()


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


def _batches(positions: pl.Series, fields: Sequence[str], window: Window, schema: Schema) -> Iterator[pl.DataFrame]:
    """By keys, so that no database holds more of it at once; the names of the fields are ours (``core.deeds``)."""
    postgresql = connection.vendor == "postgresql"
    said = "data ->> '{}'" if postgresql else "CAST(json_extract(data, '$.{}') AS TEXT)"
    listed = ", ".join((*EVENT_COLUMNS, *(said.format(name) for name in fields)))
    among = "= ANY(%s)" if postgresql else "IN (SELECT value FROM json_each(%s))"
    for part in positions.sort().to_frame().iter_slices(BATCH):
        keys = part.to_series().to_list()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {listed} FROM events_event WHERE id {among} AND day BETWEEN %s AND %s ORDER BY id",  # noqa: S608 (ours)
                           [keys if postgresql else json.dumps(keys), window.since, window.until])
            yield pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def _places(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _joined(rows: Iterator[Any], schema: Schema) -> pl.DataFrame:
    parts = [pl.DataFrame(schema=schema)]
    while some := list(islice(rows, BATCH)):
        parts.append(pl.DataFrame(some, schema=schema, orient="row"))
    return pl.concat(parts)


EVENT_COLUMNS = ("id", "source", "key", "subject", "at_us", "day")
