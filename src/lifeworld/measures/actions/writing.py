"""Days and standings are written: what was there goes, what was worked out comes, in the transaction of whoever calls."""

# ruff: noqa: S608  (statements are put together here from words of ours; what people wrote is bound)

from __future__ import annotations

import zlib
from collections.abc import Sequence

import polars as pl
from django.db import connection

from lifeworld.measures.core.memory import DAYS
from lifeworld.measures.core.windows import window_value
from lifeworld.measures.queries.days import Row, among, is_postgres, summed_of
from lifeworld.measures.queries.kept import Kept

LOCK = 0x6D65 << 32
"""Where the numbers of this room's advisory locks begin, so that they meet no other lock of the database."""
MANY = 5_000


def alone(place: str) -> None:
    """Whoever makes days of a place waits here for others who do: what is worked out from the events is written before they change it."""
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK | zlib.crc32(place.encode())])


def put_days(kept: Kept, rows: Sequence[Row]) -> None:
    """Days that are not there come in: rows of ``sql.COLUMNS``."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if is_postgres():
            frame = pl.DataFrame(rows, schema=DAYS, orient="row").insert_column(0, pl.lit(kept.pk).alias("indicator"))
            into = f"COPY measures_dayvalue (indicator_id, {', '.join(DAYS)}) FROM STDIN"
            with cursor.copy(into) as copy:
                copy.write(frame.write_csv(include_header=False, separator="\t", null_value="\\N").encode())
            return
        cursor.executemany(f"INSERT INTO measures_dayvalue (indicator_id, {', '.join(DAYS)}) "
                           f"VALUES ({int(kept.pk)}{', %s' * len(DAYS)})", rows)


def drop_days(kept: Kept, pairs: Sequence[tuple[int, int]]) -> None:
    """Days of (subject, day) go."""
    for start in range(0, len(pairs), MANY):
        some = pairs[start:start + MANY]
        with connection.cursor() as cursor:
            if is_postgres():
                cursor.execute("DELETE FROM measures_dayvalue d USING unnest(%s::bigint[], %s::int[]) AS a(subject, day) WHERE "
                               "d.indicator_id = %s AND d.subject = a.subject AND d.day = a.day",
                               [[one for one, _ in some], [day for _, day in some], kept.pk])
            else:
                cursor.executemany(f"DELETE FROM measures_dayvalue WHERE indicator_id = {int(kept.pk)} AND subject = %s AND day = %s", some)


def drop_subjects(kept: Kept, subjects: Sequence[int], first_day: int) -> None:
    """Days of these subjects from the first one on go."""
    for start in range(0, len(subjects), MANY):
        where, bound = among("subject", subjects[start:start + MANY])
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM measures_dayvalue WHERE indicator_id = %s AND {where} AND day >= %s", [kept.pk, *bound, first_day])


def drop_through(kept: Kept, after: int, until: int, first_day: int) -> None:
    """Days of the subjects above ``after`` up to ``until`` go, from the first one on."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM measures_dayvalue WHERE indicator_id = %s AND subject > %s AND subject <= %s AND day >= %s",
                       [kept.pk, after, until, first_day])


def touch(kept: Kept, pairs: Sequence[tuple[int, int]]) -> None:
    """Days of (subject, day) are to be made again."""
    with connection.cursor() as cursor:
        if is_postgres():
            for start in range(0, len(pairs), MANY):
                some = pairs[start:start + MANY]
                cursor.execute("INSERT INTO measures_touched (indicator_id, subject, day) SELECT %s, * "
                               "FROM unnest(%s::bigint[], %s::int[]) ON CONFLICT DO NOTHING",
                               [kept.pk, [one for one, _ in some], [day for _, day in some]])
            return
        cursor.executemany(f"INSERT INTO measures_touched (indicator_id, subject, day) VALUES ({int(kept.pk)}, %s, %s) "
                           "ON CONFLICT DO NOTHING", pairs)


def stand(kept: Kept, customers: Sequence[int]) -> None:
    """Where these customers stand, worked out again from the days that are kept, for the window that ends with the indicator's day."""
    if kept.as_of is None:
        return
    wanted = sorted(set(customers))
    first = kept.as_of - kept.definition.window_days + 1
    for start in range(0, len(wanted), MANY):
        some = wanted[start:start + MANY]
        rows = [(customer, value, days.n, days.n_days, kept.as_of) for customer, _, days in summed_of(kept, first, kept.as_of, some)
                if (value := window_value(kept.definition, days)) is not None]
        _write_standings(kept, some, rows)


def _write_standings(kept: Kept, customers: Sequence[int], rows: Sequence[tuple[int, float, int, int, int]]) -> None:
    known = {row[0] for row in rows}
    gone = [customer for customer in customers if customer not in known]
    columns = "indicator_id, customer, value, n, n_days, as_of"
    update = ("ON CONFLICT (indicator_id, customer) DO UPDATE SET value = excluded.value, n = excluded.n, n_days = excluded.n_days, "
              "as_of = excluded.as_of")
    with connection.cursor() as cursor:
        if gone:
            where, bound = among("customer", gone)
            cursor.execute(f"DELETE FROM measures_standing WHERE indicator_id = %s AND {where}", [kept.pk, *bound])
        if not rows:
            return
        if is_postgres():
            arrays = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(f"INSERT INTO measures_standing ({columns}) SELECT %s, * FROM unnest(%s::bigint[], %s::double precision[], "
                           f"%s::bigint[], %s::int[], %s::int[]) {update}", [kept.pk, *arrays])
        else:
            cursor.executemany(f"INSERT INTO measures_standing ({columns}) VALUES ({int(kept.pk)}, %s, %s, %s, %s, %s) {update}", rows)
