"""A place with a million customers, written by SQL alone: traits, consents, standings, types, and events with whom they are about."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

CITIES, EVENT_TYPES, EVENTS_EACH, DAYS = 10, ("order.placed", "app.opened", "course.done"), 3, 90
TODAY = 20_600
"""Days since 1970: the day that «the last 30 days» end with."""
MULTIPLIERS = (2654435761, 2246822519, 3266489917, 668265263, 374761393, 2146121005, 2869860233)


def drawn(n: str, stream: int, below: int) -> str:
    """SQL of a whole number from 0 to ``below`` that depends on ``n`` and the stream: a multiplicative hash, the same everywhere."""
    return f"((({n}) * {MULTIPLIERS[stream]} % 4294967296) / 65536 % {below})"


@contextmanager
def database(kind: str) -> Iterator[None]:
    """A fresh database with the site's tables: "sqlite" in a temporary folder, or "postgresql"."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lw-bench-")))
        os.environ |= {"LIFEWORLD_DATA": str(folder), "LIFEWORLD_SECRET_KEY": "a key for benchmarks alone, which signs nothing that lasts",
                       "DJANGO_SETTINGS_MODULE": "lifeworld.site.settings"}
        if kind == "postgresql":
            from lifeworld.testing.postgres import running

            os.environ["DATABASE_URL"] = stack.enter_context(running())
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        if not any((Path(__file__).resolve().parents[1] / "src/lifeworld/audiences/migrations").glob("0*.py")):
            settings.MIGRATION_MODULES = type("NoMigrations", (), {"__contains__": lambda *_: True, "__getitem__": lambda *_: None})()
        call_command("migrate", run_syncdb=True, verbosity=0)
        yield


def seed(n: int) -> int:
    """Fill the place «acme»; returns its key. A second, smaller place «other» has the same names, so that a leak would be counted."""
    from django.db import connection

    from lifeworld.events.models import EventType
    from lifeworld.measures.models import Indicator
    from lifeworld.places.models import Place
    from lifeworld.voices.models import Study

    places = [Place.objects.create(path=path, name=path) for path in ("acme", "other")]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE nums (n bigint)")
        cursor.execute("INSERT INTO nums WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %s) SELECT n FROM c", [n])
        for place, size in zip(places, (n, n // 10), strict=True):
            types = [EventType.objects.create(place=place.pk, name=name) for name in EVENT_TYPES]
            pace = Indicator.objects.create(place=place, slug="pace", body={})
            study = Study.objects.create(place=place, slug="runners", title="Runners")
            fill(cursor, place.pk, size, [one.pk for one in types], pace.pk, study.pk)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('customers_customer', 'id'), (SELECT max(id) FROM customers_customer))")
        cursor.execute("ANALYZE")
    return places[0].pk


def fill(cursor: object, place: int, n: int, types: list[int], pace: int, study: int) -> None:
    """One place."""
    base = place * 10_000_000  # customers of a place have keys of their own
    within = f"FROM nums WHERE n <= {n}"
    when = "'2026-01-01 00:00:00'"
    cities = "CASE " + drawn("n", 0, CITIES) + "".join(f" WHEN {i} THEN 'city-{i}'" for i in range(CITIES)) + " END"
    steps = [
        f"INSERT INTO customers_customer (id, place_id, key, label, created_at) SELECT {base} + n, {place}, 'c' || n, '', {when} {within}",
        f"INSERT INTO customers_trait (customer_id, name, value) SELECT {base} + n, 'city', {cities} {within} AND n % 10 < 9",
        f"INSERT INTO customers_trait (customer_id, name, value) SELECT {base} + n, 'plan', "
        f"CASE WHEN {drawn('n', 1, 3)} = 0 THEN 'plus' ELSE 'basic' END {within}",
        f"INSERT INTO customers_consent (customer_id, purpose, given, source, at) SELECT {base} + n, 'news', {drawn('n', 2, 4)} > 0, '', "
        f"{when} {within} AND n % 2 = 0",
        f"INSERT INTO customers_identity (place_id, subject, customer_id) SELECT {place}, {base} + n, {base} + n {within} AND n % 20 > 0",
        f"INSERT INTO measures_standing (indicator_id, customer, value, n, n_days, as_of) "
        f"SELECT {pace}, {base} + n, {drawn('n', 3, 1000)} / 10.0, 5, 5, {TODAY} {within} AND n % 5 > 0",
        f"INSERT INTO constellations_moment (study_id, customer_id, position, latest, type, size, n_statements, body, made_at) "
        f"SELECT {study}, {base} + n, 1, 1 = 1, CASE WHEN {drawn('n', 4, 3)} = 0 THEN 'socially driven' ELSE 'brand-driven' END, 3, 5, "
        f"'{{\"drivers\": []}}', {when} {within} AND n % 5 = 1"]
    for each in range(EVENTS_EACH):
        kind = (f"CASE WHEN {drawn(f'n + {each}', 5, 10)} < 2 THEN {types[0]} "
                f"WHEN {drawn('n', 6, 10)} < 9 THEN {types[1]} ELSE {types[2]} END")
        steps.append(
            f"INSERT INTO events_event (place, source, key, type, subject, at_us, received_us, day, flags, data) SELECT {place}, {place}, "
            f"'{each}-' || n, {kind}, {base} + n, 0, 0, {TODAY} - {drawn(f'n * 7 + {each}', 6, DAYS)}, 0, '{{}}' {within} AND n % 20 > 0")
    for step in steps:
        cursor.execute(step)  # type: ignore[attr-defined]
