"""Constellations on the site at size: catching up, one customer, the board, and what pages ask, on SQLite.

    python benchmarks/site_constellations.py [CUSTOMERS] [STATEMENTS_EACH]

Statements are those of the fictional runners, dealt out anew to customers that do not exist; nobody is real.
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
    from lifeworld.constellations.actions.catch_up import catch_up
    from lifeworld.constellations.actions.making import make_again
    from lifeworld.constellations.models import Moment
    from lifeworld.places.models import Place
    from lifeworld.voices.core.site_studies import worker

    place = Place.objects.create(path="acme", name="Acme")
    caller = worker("acme", place.pk)
    study = timed("writing the study", lambda: seeded(caller, n_customers, each))
    steps = 0
    begun = time.perf_counter()
    while catch_up(caller):
        steps += 1
    said("every constellation, from the journal", time.perf_counter() - begun, f"{steps} steps, {Moment.objects.count():,} customers")
    timed("the board, and every constellation with the study's values", lambda: reckon(caller, study))
    one = Moment.objects.filter(study=study).order_by("-pk").values_list("customer", flat=True).first()
    timed("one customer again", lambda: make_again(caller, study, [one]))
    timed("one customer again, warm", lambda: make_again(caller, study, [one]))
    pages(place, study, one)


def pages(place: object, study: int, customer: int) -> None:
    """Time that the server takes for each page, the 95th of a hundred."""
    from django.test import Client

    from lifeworld.constellations.models import Moment
    from lifeworld.places.models import Membership, User

    user = User.objects.create_user("ana@example.org", "a password for a benchmark", name="Ana")
    Membership.objects.create(user=user, place=place, role="owner")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    base = "/acme/-/studies/runners"
    some = list(Moment.objects.filter(study=study, latest=True).values_list("customer", flat=True)[:100])
    for name, paths in (
            ("board", [f"{base}/ecosystems/"] * 40),
            ("customers of a type, far down", [f"{base}/ecosystems/?type=brand-driven&after=2-9000"] * 40),
            ("one customer's ecosystem", [f"{base}/ecosystems/{one}/" for one in some]), ("links and drawings", [f"{base}/draw/"] * 40),
            ("API: ecosystems", ["/api/acme/-/studies/runners/ecosystems"] * 40)):
        took = []
        for path in paths:
            begun = time.perf_counter()
            answer = client.get(path)
            took.append(time.perf_counter() - begun)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code}")
        took.sort()
        print(f"{name}: p50 {1000 * took[len(took) // 2]:.0f} ms, p95 {1000 * took[int(0.95 * len(took))]:.0f} ms", flush=True)


def seeded(caller: object, n_customers: int, each: int) -> int:
    import numpy as np

    from lifeworld.constellations.tests import site_runners
    from lifeworld.customers.models import Customer

    study, statements, batch = site_runners.runners(caller, people=40)
    from lifeworld.events.actions import record
    from lifeworld.voices.core.codebook import CODES
    from lifeworld.voices.models import Coder, Reading, Statement

    rng = np.random.default_rng(0)
    rows, found = statements.to_dicts(), batch.coded
    present = [[code for code, there in zip(CODES, found.present[i], strict=True) if there] for i in range(len(rows))]
    codes = [{code: float(p) for code, p in zip(CODES, found.probability[i], strict=True) if p >= 0.05} for i in range(len(rows))]
    made = Customer.objects.bulk_create([Customer(place_id=study.place_id, key=f"c{i:06d}") for i in range(n_customers)], batch_size=2000)
    coder = Coder.objects.get(study=study.pk, kind="model")
    for first in range(0, n_customers, 1000):
        picked = rng.integers(0, len(rows), (len(made[first:first + 1000]), each))
        new, which = [], []
        for customer, own in zip(made[first:first + 1000], picked.tolist(), strict=True):
            for n, row in enumerate(own):
                facts = {name: rows[row][name] for name in site_runners.FACTS if rows[row][name] is not None}
                new.append(Statement(study_id=study.pk, customer=customer, key=f"{customer.key}-{n}", text=rows[row]["text"],
                                     facts=facts))
                which.append(row)
        Statement.objects.bulk_create(new, batch_size=2000)
        Reading.objects.bulk_create([
            Reading(study_id=study.pk, statement=one, coder=coder, codebook=1, codes=codes[row], present=present[row],
                    valence=float(found.valence[row])) for one, row in zip(new, which, strict=True)], batch_size=2000)
        record(caller, "voices.model_coded", data={
            "study": study.pk, "coder": coder.pk, "n": len(new), "first": new[0].pk, "last": new[-1].pk})
    return study.pk


def timed(what: str, work: Callable[[], object]) -> object:
    begun = time.perf_counter()
    found = work()
    said(what, time.perf_counter() - begun)
    return found


def said(what: str, took: float, more: str = "") -> None:
    print(f"{what}: {took:.2f} s{', ' + more if more else ''}", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main(*(int(text) for text in (*sys.argv[1:], *("10000", "10")[len(sys.argv) - 1:])))
