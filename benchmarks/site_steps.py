"""The steps that bring a site to size, each in a process of its own: `python -m benchmarks.site_steps STEP FOLDER ...` prints JSON.

A process of its own shows the memory of that step alone, and the worker's steps run as the worker runs them.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.site_seed import SEED

PART = 6 << 20
ROWS_AT_ONCE = 5_000
PEOPLE, READ_EACH, IMPORTED, SETTLED = 17, 5_000, 2, 1_000
Said = dict[str, Any]


def started(folder: str) -> None:
    """Django for this folder."""
    os.environ["LIFEWORLD_DATA"] = folder
    os.environ.setdefault("LIFEWORLD_SECRET_KEY", "a key for tests alone, with many characters in it, no secret")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lifeworld.site.settings"
    os.environ.setdefault("LIFEWORLD_LOG_LEVEL", "WARNING")
    import django

    django.setup()


def own_mib(what: str = "RssAnon") -> int:
    """Memory of this process that is its own, in MiB: without the pages of the database file that the system keeps in memory for all."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(what))


def peak_mib() -> int:
    """Largest resident memory of this process since it began; getrusage would tell its parent's where that is larger."""
    return own_mib("VmHWM")


def worker() -> Any:
    """Who works behind the pages of the place."""
    from lifeworld.places.models import Place
    from lifeworld.voices.core.site_studies import worker

    return worker("acme", Place.objects.get(path="acme").pk)


def found(_: str) -> Said:
    """Tables, a place, an owner, people who code."""
    from django.core.management import call_command

    from lifeworld.places.models import Membership, Place, User

    call_command("migrate", run_syncdb=True, verbosity=0)
    place = Place.objects.create(path="acme", name="Acme Running")
    for i in range(PEOPLE + 1):
        user = User.objects.create_user(f"person{i}@example.org", None, name=f"Person {i}" if i else "Ana")
        Membership.objects.create(user=user, place=place, role="coder" if i else "owner")
    return {}


def upload(study: str, file: str) -> Said:
    """A table in parts, confirmed as the preview understood it."""
    from lifeworld.voices.actions import uploads
    from lifeworld.voices.actions.studies import create_study
    from lifeworld.voices.models import Study

    caller = worker()
    if not Study.objects.filter(slug=study).exists():
        create_study(caller, f"Study {study}", {"focal": "Kestrel", "blind": True}, slug=study)
    size = Path(file).stat().st_size
    begun = time.perf_counter()
    key = uploads.begin_upload(caller, study, Path(file).name, size).key
    with Path(file).open("rb") as source:
        while part := source.read(PART):
            uploads.append_part(caller, study, key, source.tell() - len(part), part)
    arrived = time.perf_counter() - begun
    uploads.confirm_upload(caller, study, key)
    return {"seconds": arrived, "mib": size / 2**20, "peak": peak_mib()}


def take_in(study: str) -> Said:
    """The worker reads what is uploaded into its study, and nothing else."""
    from lifeworld.voices.actions.uploads_import import continue_import
    from lifeworld.voices.models import Statement, Upload

    before, begun = peak_mib(), time.perf_counter()
    row = Upload.objects.filter(study__slug=study, state="importing").get()
    own = own_mib()
    while Upload.objects.filter(pk=row.pk, state="importing").exists():
        continue_import(row.pk)
        own = max(own, own_mib())
    seconds = time.perf_counter() - begun
    row.refresh_from_db()
    return {"seconds": seconds, "before": before, "peak": peak_mib(), "own": own, "state": row.state, "message": row.message,
            "n": Statement.objects.filter(study__slug=study).count()}


def raw(file: str, target: str) -> Said:
    """The peer of the import: the same rows into the same two tables with sqlite3 alone, unread, unchecked, 2,000 a transaction."""
    began = time.perf_counter()
    base = sqlite3.connect(target, isolation_level=None)
    base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                       "CREATE TABLE customer(id INTEGER PRIMARY KEY, place_id, key TEXT, label TEXT, UNIQUE(place_id, key));"
                       "CREATE TABLE statement(id INTEGER PRIMARY KEY, study_id, customer_id, key TEXT, text TEXT, context TEXT, at TEXT,"
                       " facts TEXT,"
                       " UNIQUE(study_id, key)); CREATE INDEX one ON statement(study_id, customer_id, id);")
    known: dict[str, int] = {}
    with Path(file).open(encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source)
        base.execute("BEGIN")
        for n, row in enumerate(rows, 1):
            who = row["customer"]
            if who not in known:
                known[who] = base.execute("INSERT INTO customer(place_id, key, label) VALUES (1, ?, '')", (who,)).lastrowid or 0
            base.execute("INSERT INTO statement(study_id, customer_id, key, text, context, at, facts) VALUES (1, ?, ?, ?, '', ?, ?)",
                         (known[who], row["id"], row["text"], row["time"], json.dumps({"group": row["group"]})))
            if n % 2_000 == 0:
                base.execute("COMMIT")
                base.execute("BEGIN")
        base.execute("COMMIT")
    base.close()
    return {"seconds": time.perf_counter() - began, "n": n}


def code(study: str) -> Said:
    """The model codes every statement."""
    from lifeworld.voices.actions.statements_coding import continue_coding
    from lifeworld.voices.files.coders import load_coder
    from lifeworld.voices.models import Coder

    load_coder("fast").code(["Warm."], [None], {})
    model = Coder.objects.get(study__slug=study, kind="model")
    begun, n = time.perf_counter(), 0
    while some := continue_coding(model.pk):
        n += some
    return {"seconds": time.perf_counter() - begun, "n": n, "peak": peak_mib()}


def catch_up(_: str) -> Said:
    """Every constellation that is due, then the board."""
    from lifeworld.constellations.actions.boards import reckon_due
    from lifeworld.constellations.actions.catch_up import catch_up
    from lifeworld.constellations.models import Due, Moment

    caller, due = worker(), 0
    begun = time.perf_counter()
    while catch_up(caller):
        due = max(due, Due.objects.count())
    made = time.perf_counter() - begun
    begun = time.perf_counter()
    reckon_due(caller)
    return {"seconds": made, "n": Moment.objects.filter(latest=True).count(), "due": due, "board": time.perf_counter() - begun,
            "peak": peak_mib()}


def coders(study: str) -> Said:
    """Two imported coders who read all, people with 5,000 readings each and their lines of the journal, a thousand settled statements."""
    from benchmarks.site_coders import readings_of_others

    return readings_of_others(study)


def work_off(_: str) -> Said:
    """The worker's steps until nothing is left: seconds and steps of each room, and the longest step, in which a stop would wait."""
    from lifeworld.site.worker import ROOMS

    begun, rooms = time.perf_counter(), {room.__module__.removeprefix("lifeworld."): [0, 0.0, 0.0] for room in ROOMS}
    worked = True
    while worked:
        worked = False
        for room, told in zip(ROOMS, rooms.values(), strict=True):
            at = time.perf_counter()
            if room():
                took, worked = time.perf_counter() - at, True
                told[:] = [told[0] + 1, told[1] + took, max(told[2], took)]
    return {"seconds": time.perf_counter() - begun, "rooms": rooms, "peak": peak_mib()}


def lists(study: str) -> Said:
    """Fifty statements behind the 90,000th: by their key, as the pages ask, and the peer, by OFFSET; milliseconds, best of nine."""
    from lifeworld.voices.models import Statement

    rows = Statement.objects.filter(study__slug=study).order_by("pk").values_list("pk", "key", "customer__key", "text", "at")
    deep = rows.count() * 9 // 10
    last = rows[deep - 1:deep].get()[0]

    def best(ask: Callable[[], Any]) -> float:
        return min(_timed(lambda: list(ask())) for _ in range(9)) * 1000

    return {"key": best(lambda: rows.filter(pk__gt=last)[:50]), "offset": best(lambda: rows[deep:deep + 50]), "deep": deep}


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


STEPS: dict[str, Callable[..., Said]] = {
    "found": found, "upload": upload, "import": take_in, "raw": raw, "code": code, "catch_up": catch_up, "coders": coders,
    "work": work_off, "lists": lists,
}

if __name__ == "__main__":
    name, folder, *rest = sys.argv[1:]
    started(folder)
    print(json.dumps(STEPS[name](*(rest or [""])) | {"seed": SEED}))
