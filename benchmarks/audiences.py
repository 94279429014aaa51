"""Audiences over a million customers: `python -m benchmarks.audiences` prints tables.

    python -m benchmarks.audiences [--customers 1000000] [--databases sqlite postgresql]

The size (members, unknown, all) and the first page of each audience; working out its stays; whom something may be done for under a
holdout. The peers, in the same run on the same tables: Django's ORM with Q objects and nested subqueries, and pandas, which first reads
the columns that it needs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.audience_seed import TODAY, database, seed
from benchmarks.measure import table

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3


def seconds(work: Callable[[], Any], runs: int = RUNS) -> tuple[float, Any]:
    """The best of some runs, and what came out; of SQLite, which works in this process, the processor's time."""
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    best, out = float("inf"), None
    for _ in range(runs):
        begun = clock()
        out = work()
        best = min(best, clock() - begun)
    return best, out


def asked() -> dict[str, Any]:
    """The audiences."""
    from lifeworld.audiences.core import expression as e

    city, plus = e.Trait("city", "is", ("city-3",)), e.Trait("plan", "is", ("basic",))
    pace, idle = e.Measure("pace", ">=", 40.0), e.Not(e.Did("order.placed", last_days=30))
    return {
        "trait and measure and not did (a city of ten)": e.All((city, pace, idle)),
        "trait and measure and not did (two thirds of all)": e.All((plus, pace, idle)),
        "trait": city, "measure": pace, "did at least 2 in 90 days": e.Did("app.opened", at_least=2, last_days=90),
        "not did": idle, "trait or (type and consent)": e.Any((city, e.All((e.Type("runners", "socially driven"), e.Consent("news"))))),
        "everyone": e.Everyone()}


def measured(kind: str, n: int) -> dict[str, Any]:
    """All of it on one database."""
    with database(kind):
        begun = time.perf_counter()
        place = seed(n)
        seeded = time.perf_counter() - begun
        from lifeworld.audiences.actions.audiences import refresh_audience, save_audience
        from lifeworld.audiences.actions.holdouts import open_holdout
        from lifeworld.audiences.queries.compiling import compiled, rows_of
        from lifeworld.audiences.queries.targetable import n_targetable, targetable
        from lifeworld.kit.caller import SCOPES, Caller

        caller = Caller("acme", place, frozenset(SCOPES))
        found: dict[str, Any] = {"kind": kind, "n": n, "seeded": seeded, "asked": [], "steps": []}
        for name, condition in asked().items():
            ready = compiled(caller, condition, today=TODAY)
            size, counts = seconds(lambda ready=ready: rows_of(ready.counts())[0])
            members, _ = seconds(lambda ready=ready: rows_of(ready.customers(ready.truth.true, "count(*)")))
            page, _ = seconds(lambda ready=ready: rows_of(ready.page(0, 50)))
            found["asked"].append([name, counts[0], counts[1] - counts[0], members, size, page])
        mix = next(iter(asked().values()))
        found["peers"] = [["lifeworld (members and first page)", found["asked"][0][1], found["asked"][0][3] + found["asked"][0][5]],
                          *peers(place)]
        save_audience(caller, "Mix", mix.of[0], slug="mix")
        step(found, "work out an audience for the first time", lambda: refresh_audience(caller, "mix"))
        step(found, "work it out again, nothing new", lambda: refresh_audience(caller, "mix"))
        step(found, "open a holdout of 10 % of it, by plan", lambda: open_holdout(
            caller, "h", "H", share=0.1, withheld="a tip", is_not_care=True, audience="mix", strata=("plan",)).n_held)
        step(found, "count whom something may be done for, of everyone", lambda: n_targetable(caller, next(reversed(asked().values()))))
        step(found, "the first 50 of them", lambda: len(targetable(caller, "mix", limit=50)))
        return found


def step(found: dict[str, Any], name: str, work: Callable[[], Any]) -> None:
    took, out = seconds(work, 1)
    found["steps"].append([name, str(out), took])


def peers(place: int) -> list[list[Any]]:
    """The first audience by other ways; each gives the same number of members."""
    return [["Django ORM, Q and nested subqueries (count and first page)", *reversed(seconds(lambda: by_orm(place)))],
            ["pandas, columns read from the database each time", *reversed(seconds(lambda: by_pandas(place), 1))]]


def by_orm(place: int) -> int:
    """As one writes it with Django: unknown is false there, so customers without identity are taken out by hand."""
    from django.db.models import Q

    from lifeworld.customers.models import Customer, Identity, Trait
    from lifeworld.events.models import Event
    from lifeworld.measures.models import Standing

    ran = Event.objects.filter(place=place, type__in=types(place), day__gt=TODAY - 30, day__lte=TODAY).values("subject")
    found = Customer.objects.filter(
        Q(pk__in=Trait.objects.filter(name="city", value="city-3").values("customer"))
        & Q(pk__in=Standing.objects.filter(indicator__place=place, indicator__slug="pace", value__gte=40).values("customer"))
        & Q(pk__in=Identity.objects.values("customer"))
        & ~Q(pk__in=Identity.objects.filter(subject__in=ran).values("customer")), place=place)
    n = found.count()
    list(found.order_by("pk").values_list("pk", "key", "label")[:50])
    return n


def types(place: int) -> list[int]:
    """The key of the type of events."""
    from lifeworld.events.models import EventType

    return list(EventType.objects.filter(place=place, name="order.placed").values_list("pk", flat=True))


def by_pandas(place: int) -> int:
    """Tables read into frames, then merged."""
    import pandas as pd
    from django.db import connection

    def read(sql: str, *parameters: int, columns: tuple[str, ...] = ("customer",)) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return pd.DataFrame(cursor.fetchall(), columns=list(columns))

    people = read("SELECT id FROM customers_customer WHERE place_id = %s", place)
    traits = read("SELECT customer_id FROM customers_trait WHERE name = 'city' AND value = 'city-3'")
    pace = read("SELECT customer FROM measures_standing WHERE value >= 40")
    seen = read("SELECT customer_id, subject FROM customers_identity", columns=("customer", "subject"))
    ran = read("SELECT subject FROM events_event WHERE type = %s AND day > %s AND day <= %s", types(place)[0], TODAY - 30, TODAY,
               columns=("subject",))
    did = seen[seen["subject"].isin(ran["subject"])]
    return int((people["customer"].isin(traits["customer"]) & people["customer"].isin(pace["customer"])
                & people["customer"].isin(seen["customer"]) & ~people["customer"].isin(did["customer"])).sum())


def report(found: dict[str, Any]) -> str:
    """The tables of one database."""
    asked_rows = [[name, f"{n:,}", f"{unknown:,}", f"{members:.2f}", f"{size:.2f}", f"{page:.3f}"]
                  for name, n, unknown, members, size, page in found["asked"]]
    return "\n\n".join([
        f"## {found['kind']}: {found['n']:,} customers in the place, a tenth as many in another",
        f"Best of {RUNS} runs, in seconds {'of the processor' if found['kind'] == 'sqlite' else 'of the clock'}; others may have shared "
        f"the machine. Filling the tables took {found['seeded']:.0f} s by the clock.",
        table(["audience", "members", "unknown", "members counted", "members, unknown and all", "first page of 50"], asked_rows),
        "The first audience by other ways, the same members:",
        table(["way", "members", "seconds"], [[name, f"{n:,}", f"{took:.2f}"] for name, n, took in found["peers"]]),
        table(["step, once", "answer", "seconds"], [[name, out, f"{took:.2f}"] for name, out, took in found["steps"]])])


def main() -> None:
    """One process a database, because a process has one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one, options.customers)))
        return
    for kind in options.databases:
        ran = subprocess.run([sys.executable, "-m", "benchmarks.audiences", "--one", kind, "--customers", str(options.customers)], cwd=ROOT,
                             stdout=subprocess.PIPE, text=True, check=True)
        print(report(json.loads(ran.stdout.splitlines()[-1])), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
