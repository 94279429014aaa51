"""Deeds and measures on the site at size: events followed into ecosystems, one customer of many events, and what pages ask, on SQLite.

    python benchmarks/site_deeds.py [CUSTOMERS] [EVENTS_EACH]

Events are invented; nobody is real. The study has no statements: what is measured is what deeds cost.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def main(n_customers: int, each: int) -> None:
    with tempfile.TemporaryDirectory(prefix="lw-bench-") as folder:
        os.environ |= {"LIFEWORLD_DATA": folder, "DJANGO_SETTINGS_MODULE": "lifeworld.site.settings", "LIFEWORLD_LOG_LEVEL": "WARNING"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", run_syncdb=True, verbosity=0)
        measured(n_customers, each)


def measured(n_customers: int, each: int) -> None:
    from lifeworld.constellations.actions.boards import reckon
    from lifeworld.constellations.actions.catch_up import catch_up, take_in
    from lifeworld.constellations.actions.follow_deeds import take_in_deeds
    from lifeworld.constellations.actions.making import make_again
    from lifeworld.constellations.actions.mappings import change_mapping
    from lifeworld.constellations.models import Moment
    from lifeworld.constellations.queries.deeds import deeds_of
    from lifeworld.constellations.tests.deed_events import MAPPING, deeds_of_runners, happened
    from lifeworld.customers.models import Customer
    from lifeworld.places.models import Place
    from lifeworld.voices.actions.studies import create_study
    from lifeworld.voices.core.site_studies import worker

    place = Place.objects.create(path="acme", name="Acme")
    caller = worker("acme", place.pk)
    study = create_study(caller, "Runners", {"focal": "Kestrel"})
    change_mapping(caller, study, MAPPING, version=0)
    take_in(caller)
    keys = [f"c{number:06d}" for number in range(n_customers)]
    n = n_customers * each
    begun = time.perf_counter()
    first = int((time.time() - 90 * 86_400) * 1_000_000)
    for at in range(0, n_customers, 500):
        happened(place.pk, [(who, "run" if kind == "solo_run" else kind, data)
                            for who, kind, data in deeds_of_runners(keys[at:at + 500], 500 * each)], first_us=first)
    said("writing the events", time.perf_counter() - begun, f"{n:,} events of {n_customers:,} customers")
    begun = time.perf_counter()
    while take_in_deeds(caller):
        pass
    took = time.perf_counter() - begun
    said("reading them for whose ecosystem is due", took, f"{n / took:,.0f} events a second")
    begun = time.perf_counter()
    while catch_up(caller):
        pass
    said("every ecosystem, of deeds alone", time.perf_counter() - begun, f"{Moment.objects.count():,} customers")
    timed("all deeds of the study, from events to counts", lambda: deeds_of(study))
    timed("the board", lambda: reckon(caller, study.pk))
    happened(place.pk, deeds_of_runners([keys[0]], 10_000), first_us=first)
    while catch_up(caller):
        pass
    one = Customer.objects.get(key=keys[0]).pk
    timed("one customer with 10,000 events again", lambda: make_again(caller, study.pk, [one]))
    indicators(caller)
    pages(place, study.slug, one)


def indicators(caller: object) -> None:
    """Two indicators of the same events, and the pulses of the place by them."""
    from lifeworld.measures.actions.catch_up import work_once
    from lifeworld.measures.actions.indicators import define
    from lifeworld.measures.actions.pulses import work_once as reckon_pulses
    from lifeworld.measures.tests.running import KM, RUNS

    for indicator in (KM, RUNS):
        define(caller, indicator)
    begun = time.perf_counter()
    while work_once():
        pass
    said("two indicators of them", time.perf_counter() - begun)
    begun = time.perf_counter()
    while reckon_pulses():
        pass
    said("their pulses", time.perf_counter() - begun)


def pages(place: object, slug: str, customer: int) -> None:
    """Time that the server takes for each page, the 95th of a hundred."""
    from django.test import Client

    from lifeworld.customers.models import Customer
    from lifeworld.places.models import Membership, User

    user = User.objects.create_user("ana@example.org", "a password for a benchmark", name="Ana")
    Membership.objects.create(user=user, place=place, role="owner")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    some = list(Customer.objects.filter(place=place).order_by("pk").values_list("pk", flat=True)[1:41])
    for name, paths in (
            ("what counts as done", [f"/acme/-/studies/{slug}/deeds/"] * 40),
            ("one customer's ecosystem", [f"/acme/-/studies/{slug}/ecosystems/{one}/" for one in some]),
            ("the ecosystem of the one with 10,000 events", [f"/acme/-/studies/{slug}/ecosystems/{customer}/"] * 40),
            ("measures", ["/acme/-/measures/"] * 40), ("one measure", ["/acme/-/measures/runs/"] * 40),
            ("one customer's page with her measures", [f"/acme/-/customers/{one}/" for one in some]),
            ("API: a customer's value", [f"/api/acme/-/indicators/runs/values?customer={one}" for one in some])):
        took = []
        for path in paths:
            begun = time.perf_counter()
            answer = client.get(path)
            took.append(time.perf_counter() - begun)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code}")
        took.sort()
        print(f"{name}: p50 {1000 * took[len(took) // 2]:.0f} ms, p95 {1000 * took[int(0.95 * len(took))]:.0f} ms", flush=True)


def timed(what: str, work: Callable[[], object]) -> object:
    begun = time.perf_counter()
    found = work()
    said(what, time.perf_counter() - begun)
    return found


def said(what: str, took: float, more: str = "") -> None:
    print(f"{what}: {took:.2f} s{', ' + more if more else ''}", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main(*(int(text) for text in (*sys.argv[1:], *("10000", "20")[len(sys.argv) - 1:])))
