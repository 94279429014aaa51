"""Rows of a batch go into the table of events, each (source, key) once, in the order in which they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock

import msgspec
import polars as pl
from django.db import connection, transaction

from lifeworld.events.actions.bulk import add
from lifeworld.events.queries.rows import events_lock

COLUMNS = ("place", "source", "key", "type", "subject", "at_us", "received_us", "day", "flags", "data")
ONE_AT_A_TIME = Lock()
STORED = {"position": pl.Int64, "source": pl.Int64, "key": pl.String, "stored_type": pl.Int64, "stored_subject": pl.Int64,
          "stored_data": pl.String}

_INTO = f"INSERT INTO events_event ({', '.join(COLUMNS)})"
_SQLITE = f"{_INTO} VALUES ({', '.join(['%s'] * len(COLUMNS))}) ON CONFLICT (source, key) DO NOTHING"
_POSTGRES = (f"{_INTO} SELECT place, source, key, type, subject, at_us, received_us, day, flags, data::jsonb "  # noqa: S608 (words of ours)
             "FROM json_to_recordset(%s::json) AS e(place bigint, source bigint, key text, type bigint, subject bigint, at_us bigint, "
             "received_us bigint, day int, flags smallint, data text) ON CONFLICT (source, key) DO NOTHING RETURNING id")
_COUNTS = {"place": "bigint", "type": "bigint", "day": "int", "n": "bigint", "n_gone": "bigint"}
_COUNT_ON = "ON CONFLICT (place, type, day) DO UPDATE SET n = events_daycount.n + excluded.n"


def alone() -> AbstractContextManager[object]:
    """Nobody else of this process takes events in meanwhile, where that is faster: on SQLite, unless a transaction runs already.

    SQLite has one writer, and whoever waits for it sleeps and looks again. Threads that wait in a row lose nothing by that; and Python's
    threads would wait for one another at each of thousands of rows.
    """
    return nullcontext() if connection.vendor == "postgresql" or connection.in_atomic_block else ONE_AT_A_TIME


@contextmanager
def in_order(place_id: int) -> Iterator[None]:
    """A transaction of somebody who writes events of a place.

    On PostgreSQL writers share a lock that a reader takes for itself for a moment (``queries.rows.newest_event``): then none is on its way
    with a position below one that is visible. SQLite has one writer anyway.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [events_lock(place_id)])
        yield


def inserted(rows: pl.DataFrame) -> pl.Series:
    """The positions of the rows that went in, in their order; those whose (source, key) was there already are left out.

    ``rows``: the columns of ``COLUMNS``, ``data`` as JSON text. Runs in the transaction of whoever calls.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES, [rows.select(COLUMNS).write_json()])
            return pl.Series("position", [row[0] for row in cursor.fetchall()], pl.Int64)
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'events_event'")
        before = cursor.fetchone()[0]
        cursor.executemany(_SQLITE, rows.select(COLUMNS).rows())
        if cursor.rowcount == rows.height:  # one writer at a time: the numbers follow one another
            return pl.int_range(before + 1, before + 1 + rows.height, dtype=pl.Int64, eager=True).alias("position")
        cursor.execute("SELECT id FROM events_event WHERE id > %s ORDER BY id", [before])
        return pl.Series("position", [row[0] for row in cursor.fetchall()], pl.Int64)


def stored(rows: pl.DataFrame) -> pl.DataFrame:
    """What is kept under the (source, key) of these rows: the columns of ``STORED``, ``stored_data`` as JSON text."""
    text, many = ("data::text", "json_array_elements_text(%s::json)") if connection.vendor == "postgresql" else ("data", "json_each(%s)")
    found: list[tuple[object, ...]] = []
    with connection.cursor() as cursor:
        for source, keys in _keys_by_source(rows):
            cursor.execute(f"SELECT id, source, key, type, subject, {text} FROM events_event "  # noqa: S608 (words of ours)
                           f"WHERE source = %s AND key IN (SELECT value FROM {many})", [source, keys])
            found += cursor.fetchall()
    return pl.DataFrame(found, schema=STORED, orient="row")


def count_days(place_id: int, taken: pl.DataFrame) -> None:
    """The counts of days grow by the events that were taken in: ``taken`` has ``type`` and ``day``."""
    counts = taken.group_by("type", "day").len("n").sort("type", "day")
    add("events_daycount", _COUNTS, [(place_id, *row, 0) for row in counts.iter_rows()], _COUNT_ON)


def _keys_by_source(rows: pl.DataFrame) -> Iterator[tuple[int, str]]:
    for source, keys in rows.group_by("source").agg("key").iter_rows():
        yield source, msgspec.json.encode(keys).decode()
