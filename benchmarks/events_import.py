"""Importing the 541,909 real order lines of Online Retail, beside the plain way of a script: prints the table of docs/events.md.

    python -m benchmarks.events_import [--rows 541909] [--only sqlite|postgresql]

Ours is `lifeworld events import`: reading, keys from content, validation, exactly once, days by the clock of the place, counts of
days; then the same file again, and who is who. The peer reads the same file and hands the same rows to Django's bulk_create, 10,000 at a
time, with row numbers for keys and ON CONFLICT DO NOTHING: no content, no clock, no refusals, no counts. Each runs in a process and a
database of its own; "processor" adds up the seconds of that process on all cores, without PostgreSQL's own, so that another load on the
machine lengthens it less.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import polars as pl

from benchmarks.measure import peak_mib, table
from lifeworld.testing import postgres
from lifeworld.testing.terminal import shared_data

HERE, FILE = "benchmarks.events_import", "retail/online-retail/data/onlineretail.parquet"
ROWS = 10_000


def ready() -> None:
    """Django with an empty database, made from the models."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "lifeworld.site.settings"
    import django

    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {one.label: None for one in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    from lifeworld.places.models import Place

    Place.objects.get_or_create(path="acme", defaults={"name": "Acme"})


def ours(path: str) -> list[dict[str, float]]:
    """The file, the file again, and who is who."""
    from lifeworld.customers.actions.following import work_once
    from lifeworld.customers.models import Customer
    from lifeworld.events.actions.importing import import_parts
    from lifeworld.events.core.mapping import EventColumns
    from lifeworld.events.files.importing import read_parts
    from lifeworld.places.queries import workers

    columns, caller = EventColumns(customer="CustomerID", type_is="order_line", time="InvoiceDate"), workers()[0]
    found = []
    for _ in range(2):
        begun, busy, now = time.perf_counter(), time.process_time(), time.time_ns() // 1000
        said = import_parts(caller, read_parts(path, columns, now), source="shop", now_us=now)
        found.append({"wall": time.perf_counter() - begun, "busy": time.process_time() - busy, "new": said.counts["taken"],
                      "same": said.counts["duplicate"], "rows": said.n_rows, "mib": peak_mib()})
    begun, busy = time.perf_counter(), time.process_time()
    while work_once():
        pass
    found.append({"wall": time.perf_counter() - begun, "busy": time.process_time() - busy, "new": Customer.objects.count(),
                  "mib": peak_mib()})
    return found


def peer(path: str) -> list[dict[str, float]]:
    """The same rows by bulk_create, twice."""
    from lifeworld.events.models import Event, Subject

    found = []
    for _ in range(2):
        begun, busy, before = time.perf_counter(), time.process_time(), Event.objects.count()
        subjects, number, now = dict(Subject.objects.values_list("key", "pk")), 0, time.time_ns() // 1000
        for frame in pl.scan_parquet(path).collect_batches(chunk_size=ROWS, maintain_order=True):
            rows = []
            for row in frame.iter_rows(named=True):
                number += 1
                customer, at = row.pop("CustomerID"), row.pop("InvoiceDate")
                key = "" if customer is None else str(int(customer))
                if key and key not in subjects:
                    subjects[key] = Subject.objects.create(place=1, key=key).pk
                rows.append(Event(place=1, source=1, key=str(number), type=1, subject=subjects.get(key), at_us=int(at * 1e6),
                                  received_us=now, day=int(at // 86_400), data=row))
            Event.objects.bulk_create(rows, ignore_conflicts=True)
        found.append({"wall": time.perf_counter() - begun, "busy": time.process_time() - busy, "new": Event.objects.count() - before,
                      "rows": number, "mib": peak_mib()})
    return found


def case(who: str, database: str, path: str) -> list[dict[str, float]]:
    """One of the two in a process of its own."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="lw-import-"))
        environment = {**os.environ, "LIFEWORLD_DATA": folder, "LIFEWORLD_SECRET_KEY": "a key for a benchmark alone, with many characters"}
        environment.pop("DATABASE_URL", None)
        if database == "postgresql":
            environment["DATABASE_URL"] = stack.enter_context(postgres.running())
        words = [sys.executable, "-m", HERE, "--case", who, path]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--case", nargs=2)
    asked = parser.parse_args()
    if asked.case:
        ready()
        print(json.dumps({"ours": ours, "peer": peer}[asked.case[0]](asked.case[1])))
        return
    data = shared_data()
    if data is None:
        raise SystemExit("The real data of ../shared/data is not beside this checkout: nothing to measure.")
    path = data / FILE
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        if asked.rows:
            path = Path(folder) / "part.parquet"
            pl.scan_parquet(data / FILE).head(asked.rows).sink_parquet(path)
        for database in (asked.only,) if asked.only else ("sqlite", "postgresql"):
            for who, steps in (("ours", ("the file", "the file again", "who is who")), ("peer", ("the file", "the file again"))):
                for step, one in zip(steps, case(who, database, str(path)), strict=True):
                    rate = f"{one['rows'] / one['wall']:,.0f}" if "rows" in one else "-"
                    lines.append([database, who, step, f"{one['wall']:.1f}", f"{one['busy']:.1f}", rate, f"{one['new']:,.0f}",
                                  f"{one['mib']:,.0f}"])
    print(f"Load of the machine over the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    print(table(["database", "who", "step", "seconds", "processor, s", "rows a second", "new rows", "MiB at most"], lines))


if __name__ == "__main__":
    main()
