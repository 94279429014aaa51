"""Indicators over many events: built from nothing, followed, asked; on SQLite and PostgreSQL, beside a peer that reads the same rows.

    python -m benchmarks.measures [--n 10000000] [--customers 10000] [--days 100] [--only sqlite|postgresql] [--readers 1 2]

Events are written by one statement, in the order in which they would arrive: day by day, customers mixed. Nobody is real.
"""

# ruff: noqa: S608  (events are written by statements that are put together here, of numbers alone)

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

DAY_US = 86_400_000_000
INDICATORS: tuple[dict[str, Any], ...] = (
    {"slug": "steps", "title": "Steps", "types": ["steps"], "field": "count", "aggregation": "sum", "window_days": 28},
    {"slug": "walks", "title": "Walks", "types": ["steps"], "aggregation": "count",
     "where": [{"field": "count", "op": ">=", "value": 500}, {"field": "device", "op": "==", "value": "watch"}], "window_days": 28},
    {"slug": "once", "title": "Steps of one source a minute", "types": ["steps"], "field": "count", "aggregation": "sum",
     "minute_priority": True, "sources": [{"pattern": "watch"}, {"pattern": "phone"}], "window_days": 28},
)


def seed(n: int, customers: int, days: int) -> Any:
    """``n`` events of ``customers`` over the last ``days`` days; returns the place."""
    from django.db import connection

    from lifeworld.customers.models import Customer, Identity
    from lifeworld.events.actions import move_on
    from lifeworld.events.models import EventType, Source, Subject
    from lifeworld.kit.caller import SCOPES, Caller
    from lifeworld.measures.queries.kept import today_of
    from lifeworld.places.models import Place

    place = Place.objects.create(path="acme", name="Acme")
    caller = Caller("acme", place.pk, frozenset(SCOPES))
    sources = [Source.objects.create(place=place.pk, uri=uri).pk for uri in ("watch", "phone")]
    steps = EventType.objects.create(place=place.pk, name="steps").pk
    Subject.objects.bulk_create([Subject(place=place.pk, key=f"c{at}") for at in range(customers)], batch_size=10_000)
    Customer.objects.bulk_create([Customer(place=place, key=f"c{at}") for at in range(customers)], batch_size=10_000)
    first = Subject.objects.order_by("pk").values_list("pk", flat=True)[0]
    who = Customer.objects.order_by("pk").values_list("pk", flat=True)[0]
    Identity.objects.bulk_create([Identity(place=place, subject=first + at, customer_id=who + at) for at in range(customers)],
                                 batch_size=10_000)
    begin = today_of(caller) - days + 1
    postgres = connection.vendor == "postgresql"
    row = (f"{place.pk}, {sources[0]} + (i / {customers}) % 2, 'k' || i, {steps}, {first} + (i * 7919) % {customers}, "
           f"({begin} + i * {days} / {n}) * {DAY_US} + (i % 86400) * 1000000, 0, {begin} + i * {days} / {n}, 0")
    kind = "CASE WHEN i % 3 = 0 THEN 'watch' ELSE 'phone' END"
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX event_place")
        cursor.execute("DROP INDEX event_subject")
        into = "INSERT INTO events_event (place, source, key, type, subject, at_us, received_us, day, flags, data) "
        if postgres:
            cursor.execute(f"{into}SELECT {row}, jsonb_build_object('count', i % 1000 + .5, 'device', {kind}) "
                           f"FROM generate_series(0::bigint, {n - 1}) i")
        else:
            cursor.execute(f"{into}WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < {n - 1}) "
                           f"SELECT {row}, '{{\"count\": ' || (i % 1000 + .5) || ', \"device\": \"' || {kind} || '\"}}' FROM s")
        cursor.execute("CREATE INDEX event_place ON events_event (place, id)")
        cursor.execute("CREATE INDEX event_subject ON events_event (subject, type, day)")
        cursor.execute("ANALYZE")
    move_on("events/measures", "acme", n)
    return caller


def timed(work: Any) -> tuple[float, Any]:
    """Seconds that passed, and what came of it."""
    begun, cpu = time.perf_counter(), time.process_time()
    result = work()
    CPU.append(time.process_time() - cpu)
    return time.perf_counter() - begun, result


CPU: list[float] = []
"""The processor's seconds of this process (a PostgreSQL works in others), of what was timed, in its order."""


def measured(arguments: argparse.Namespace) -> None:
    """One database: build each indicator, follow new events, ask."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if not any((Path(__file__).resolve().parents[1] / "src/lifeworld/measures/migrations").glob("0*.py")):
        settings.MIGRATION_MODULES = type("NoMigrations", (), {"__contains__": lambda *_: True, "__getitem__": lambda *_: None})()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from lifeworld.events.models import Event
    from lifeworld.measures.actions import catch_up
    from lifeworld.measures.actions.indicators import define
    from lifeworld.measures.actions.rebuild import rebuild
    from lifeworld.measures.models import DayValue, Indicator
    from lifeworld.measures.queries.values import daily, value_of

    kind, n = connection.vendor, arguments.n
    took, caller = timed(lambda: seed(n, arguments.customers, arguments.days))
    print(f"<!-- {kind}: {n:,} events written in {took:.0f} s -->", flush=True)
    for body in INDICATORS:
        define(caller, body)
    Indicator.objects.update(building=None)
    for body in INDICATORS:
        for readers in arguments.readers if "minute_priority" not in body else [1]:
            took, made = timed(lambda body=body, readers=readers: rebuild(caller, body["slug"], readers=readers))
            show(kind, (f"built from all events: {body['title'].lower()}, {readers} reader{'s' * (readers > 1)}", took,
                        f"{n / took:,.0f} events/s, {made[0].n_days:,} days"))
    while catch_up.step(caller):
        pass
    late = Event.objects.get(pk=Event.objects.order_by("pk").values_list("pk", flat=True)[0])
    some = [Event(place=late.place, source=late.source, key=f"late{at}", type=late.type, subject=late.subject + at % arguments.customers,
                  at_us=late.at_us, received_us=0, day=late.day + at % arguments.days, flags=0, data={"count": 1, "device": "watch"})
            for at in range(10_000)]
    Event.objects.bulk_create(some, batch_size=1000)

    def follow() -> int:
        steps = 0
        while catch_up.step(caller):
            steps += 1
        return steps

    took, steps = timed(follow)
    show(kind, ("10,000 late events followed by the three", took, f"{steps} steps"))
    who = list(range(1, 101))
    took, _ = timed(lambda: [value_of(caller, "steps", one) for one in who])
    show(kind, ("a customer's value with its sources", took / len(who), "mean of 100"))
    last = DayValue.objects.order_by("-day").values_list("day", flat=True)[0]
    took, _ = timed(lambda: [daily(caller, "steps", one, last - 27, last) for one in who])
    show(kind, ("a customer's 28 days", took / len(who), "mean of 100"))
    show(kind, peer(arguments.peer, caller))


def peer(n: int, caller: Any) -> tuple[str, float, str]:
    """The days of the first indicator by pandas: the same rows read, their JSON parsed, grouped, summed."""
    import json

    import pandas as pd
    from django.db import connection

    def work() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT subject, day, data FROM events_event WHERE place = %s ORDER BY id LIMIT %s", [caller.place_id, n])
            frame = pd.DataFrame(cursor.fetchall(), columns=["subject", "day", "data"])
        frame["count"] = [(one if isinstance(one, dict) else json.loads(one)).get("count") for one in frame["data"]]
        return len(frame.groupby(["subject", "day"])["count"].agg(["count", "sum"]))

    took, _ = timed(work)
    return f"peer: pandas reads, parses and groups {n:,} of them (nothing is written)", took, f"{n / took:,.0f} events/s"


def show(kind: str, row: tuple[str, float, str]) -> None:
    what, took, said = row
    cpu = f"{CPU[-1]:.1f} s" if took > 0.1 else ""
    print(f"| {kind} | {what} | {f'{took:.1f} s' if took > 0.1 else f'{1000 * took:.1f} ms'} | {cpu} | {said} |", flush=True)


def main() -> None:
    """Each database in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--peer", type=int, default=1_000_000)
    parser.add_argument("--readers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        measured(arguments)
        return
    print("| database | what | time | of this processor | |\n| --- | --- | --- | --- | --- |", flush=True)
    for kind in (arguments.only,) if arguments.only else ("sqlite", "postgresql"):
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="lw-bench-"))
            environment = os.environ | {"LIFEWORLD_DATA": folder, "DJANGO_SETTINGS_MODULE": "lifeworld.site.settings",
                                        "LIFEWORLD_LOG_LEVEL": "WARNING", "LIFEWORLD_SECRET_KEY": "a key for a benchmark, " * 3}
            if kind == "postgresql":
                from lifeworld.testing.postgres import running

                environment["DATABASE_URL"] = stack.enter_context(running())
            subprocess.run([sys.executable, "-m", "benchmarks.measures", *sys.argv[1:], "--here"], env=environment, check=True)


if __name__ == "__main__":
    main()
