"""Run as a program of its own: feeds come in while the process that takes them in is killed again and again, whatever it does.

``python killed_feeds.py FOLDER KILLS`` makes a site in FOLDER. Files follow one another, every third one whole and the others changes; in
each all prices are its own number. They are sent in parts, read, and put together, in child processes that kill themselves with SIGKILL at
the n-th statement that they send to the database, n drawn from a seeded generator. After each death what is offered is one of the files,
whole, and not an older one than was told to count. At the end one child does the rest; the last line says as JSON what is in the tables.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from lifeworld.site.tests.killing_children import Say, Words, child, killed_again, site_in

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


def _begin() -> None:
    from lifeworld.partners.actions import compacting, reading, runs
    from lifeworld.partners.files.segments import segment_pieces
    from lifeworld.partners.tests.market import pushed
    from lifeworld.places.models import Place

    Place.objects.create(path="acme", name="Acme")
    pushed(caller_here())
    runs.INLINE_BYTES, compacting.CHANGES_MAX = 1, 1
    reading.TRIES_MAX = 10**6  # by chance many may die over one file, and it is not the file's fault: see killed_reader
    reading.segment_pieces = partial(segment_pieces, bytes_max=7_000)


def caller_here() -> Any:
    """Somebody who may do everything in the one place."""
    from lifeworld.kit.caller import SCOPES, Caller
    from lifeworld.places.models import Place

    return Caller("acme", Place.objects.get().pk, frozenset(SCOPES), "test")


def _work(last: int, say: Say) -> None:
    """Send and read the files that are missing, and put changes together; every acknowledgement is told at once."""
    from lifeworld.partners.actions.compacting import compact_step, tidy_step
    from lifeworld.partners.actions.runs import append_part, begin_run
    from lifeworld.partners.actions.work import read_step
    from lifeworld.partners.queries.feeds import run_of, runs_of

    caller = caller_here()
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


def _offered() -> int:
    """The number of the file that counts, -1 for none. Errors: AssertionError where what is offered is no whole file."""
    status, said = child(_look)
    assert status == 0, "not the offers of one file"
    return int(said[0][0])


def _look(say: Say) -> None:
    from lifeworld.partners.queries.live import snapshot_of

    offers = snapshot_of("acme", wait=True).offers()
    prices = {offer.breaks[0].price_micros for offer in offers}
    number = prices.pop() // 1_000_000 if prices else -1
    assert not prices, "prices of several files"
    assert sorted(offer.sku for offer in offers) == sorted(f"r{n}" for n in range(rows_of(number) if offers else 0))
    say(f"{number}")


def main(folder: Path, kills: int) -> None:
    """Kill, look, kill again; then let one live."""
    site_in(folder)
    from lifeworld.events.models import JournalLine
    from lifeworld.partners.models import Run

    _begin()
    counts, last = -1, kills * 2 + 4

    def look(said: Words) -> None:
        nonlocal counts
        counts = max([counts, *(int(number) for what, number, _ in said if what == "counts")])
        received = {int(number): int(n) for what, number, n in said if what == "received"}
        here = {run.filename: run for run in Run.objects.all()}
        assert all(here[f"{number}.csv"].received >= n for number, n in received.items()), "acknowledged bytes are gone"
        now = _offered()
        assert counts <= now <= counts + 1, "what counted is gone, or more came than was sent"
        counts = now

    work = partial(_work, last)
    deaths = killed_again(work, kills, look, seed=8, statements_max=160)
    status, _ = child(work)
    sent = Run.objects.exclude(how="compacted")
    offered = _offered()
    told = {"status": status, "deaths": deaths, "files": last, "offered": offered,
            "runs": [sent.count(), sent.filter(state__in=("live", "replaced"), n_refused=1, rows_refused__row__gt=0).count()],
            "journal": JournalLine.objects.filter(type="partners.offers_live").count(),
            "compacted": Run.objects.filter(how="compacted").count(), "left": len([*(folder / "uploads" / "partners").iterdir()])}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
