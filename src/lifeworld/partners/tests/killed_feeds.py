"""Run as a program of its own: feeds come in while the process that takes them in is killed again and again, whatever it does.

``python killed_feeds.py FOLDER KILLS`` makes a site in FOLDER. Files follow one another, every third one whole and the others changes; in
each all prices are its own number. They are sent in parts, read, and put together, in child processes that kill themselves with SIGKILL at
the n-th statement that they send to the database, n drawn from a seeded generator. After each death what is offered is one of the files,
whole, and not an older one than was told to count. At the end one child does the rest; the last line says as JSON what is in the tables.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROWS, PART = 40, 700
HEAD = "mpn,manufacturer,sku,price,currency,stock,gone\n"


def kind_of(number: int) -> str:
    """Every third file is whole."""
    return "changes" if number % 3 else "whole"


def rows_of(number: int) -> int:
    """How many offers there are once this file counts: changes take the last one away."""
    return ROWS - 1 if number % 3 else ROWS


def file_of(number: int) -> bytes:
    """A file in which every price is its number, and one row is refused."""
    rows = "".join(f"R{n},Acme Parts,r{n},{number}.5,EUR,{n + 1},\n" for n in range(rows_of(number)))
    gone = f",,r{ROWS - 1},,,,yes\n" if kind_of(number) == "changes" else ""
    return f"{HEAD}{rows}{gone}X,Acme Parts,x,dear,EUR,1,\n".encode()


def _site(folder: Path) -> None:
    os.environ |= {"LIFEWORLD_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "lifeworld.site.settings", "LIFEWORLD_SECRET_KEY": "k" * 60}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.apps import apps
    from django.conf import settings

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # straight from the models: what is tested is later


def _begin() -> None:
    from django.core.management import call_command

    from lifeworld.partners.actions import compacting, reading, runs
    from lifeworld.partners.files.segments import segment_pieces
    from lifeworld.partners.tests.market import pushed
    from lifeworld.places.models import Place

    call_command("migrate", run_syncdb=True, verbosity=0)
    Place.objects.create(path="acme", name="Acme")
    pushed(_caller())
    runs.INLINE_BYTES, compacting.CHANGES_MAX = 1, 1
    reading.segment_pieces = partial(segment_pieces, bytes_max=7_000)  # type: ignore[assignment]


def _caller() -> Any:
    from lifeworld.kit.caller import SCOPES, Caller
    from lifeworld.places.models import Place

    return Caller("acme", Place.objects.get().pk, frozenset(SCOPES), "test")


def _work(last: int, say: Any) -> None:
    """Send and read the files that are missing, and put changes together; every acknowledgement is told at once."""
    from lifeworld.partners.actions.compacting import compact_step, tidy_step
    from lifeworld.partners.actions.runs import append_part, begin_run
    from lifeworld.partners.actions.work import read_step
    from lifeworld.partners.queries.feeds import run_of, runs_of

    caller = _caller()
    known = {run.filename: run for run in runs_of(caller, "volt", limit=1000)}
    for number in range(last):
        content, name = file_of(number), f"{number}.csv"
        if (run := known.get(name)) is not None and run.state not in {"receiving", "reading"}:
            continue
        run = run or begin_run(caller, "volt", "parts", len(content), name=name, kind=kind_of(number))
        while run.state == "receiving":
            run = append_part(caller, "volt", run.id, run.received, content[run.received:run.received + PART])
            say(f"received {number} {run.received}")
        while run_of(caller, "volt", run.id).state == "reading":
            assert read_step(caller)
        say(f"counts {number} 1")
        while compact_step(caller) or tidy_step(caller):
            pass
    tidy_step(caller)


def _mortal(kill_at: int | None, last: int, say: Any) -> None:
    """The work, until its time has come."""
    from django.db import connection

    left = kill_at or 0

    def mortal(execute: Any, *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    with connection.execute_wrapper(mortal):
        _work(last, say)


def _child(work: Callable[[Any], None]) -> tuple[int, list[list[str]]]:
    """Fork a child that does this, its exit status and what it said. Threads of polars would not survive a fork: they begin in children."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            work(lambda said: os.write(writing, f"{said}\n".encode()))
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = [line.split() for line in pipe.read().splitlines()]
    return os.waitpid(pid, 0)[1], said


def _offered() -> int:
    """The number of the file that counts, -1 for none. Errors: AssertionError where what is offered is no whole file."""
    status, said = _child(_look)
    assert status == 0, "not the offers of one file"
    return int(said[0][0])


def _look(say: Any) -> None:
    from lifeworld.partners.queries.live import snapshot_of

    offers = snapshot_of("acme", wait=True).offers()
    prices = {offer.breaks[0].price_micros for offer in offers}
    number = prices.pop() // 1_000_000 if prices else -1
    assert not prices, "prices of several files"
    assert sorted(offer.sku for offer in offers) == sorted(f"r{n}" for n in range(rows_of(number) if offers else 0))
    say(number)


def main(folder: Path, kills: int) -> None:
    """Kill, look, kill again; then let one live."""
    _site(folder)
    from django.db import connection

    from lifeworld.events.models import JournalLine
    from lifeworld.partners.models import Run

    _begin()
    draw, deaths, counts, last = random.Random(8), 0, -1, kills * 2 + 4  # noqa: S311  (which moments are tried, not a secret)
    while deaths < kills:
        connection.close()
        status, said = _child(partial(_mortal, draw.randint(1, 160), last))
        if status == 0:
            break
        assert os.WIFSIGNALED(status), "a child ended by itself"
        deaths += 1
        counts = max([counts, *(int(number) for what, number, _ in said if what == "counts")])
        received = {int(number): int(n) for what, number, n in said if what == "received"}
        here = {run.filename: run for run in Run.objects.all()}
        connection.close()
        assert all(here[f"{number}.csv"].received >= n for number, n in received.items()), "acknowledged bytes are gone"
        now = _offered()
        assert counts <= now <= counts + 1, "what counted is gone, or more came than was sent"
        counts = now
    connection.close()
    status, _ = _child(partial(_mortal, None, last))
    sent = Run.objects.exclude(how="compacted")
    offered = _offered()
    told = {"status": status, "deaths": deaths, "files": last, "offered": offered,
            "runs": [sent.count(), sent.filter(state__in=("live", "replaced"), n_refused=1, rows_refused__row__gt=0).count()],
            "journal": JournalLine.objects.filter(type="partners.offers_live").count(),
            "compacted": Run.objects.filter(how="compacted").count(), "left": len([*(folder / "uploads" / "partners").iterdir()])}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
