"""Run as a program of its own: a file ends every process that reads it, as one that is too large for the machine's memory does.

``python killed_reader.py FOLDER`` makes a site in FOLDER. A good file counts; then a heavy one comes, and a light one of another feed waits
behind it. Children read until one lives; then the heavy file is sent again, to a reader that bears it. The last line says as JSON how many
died, and what is in the tables.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from lifeworld.partners.tests.killed_feeds import caller_here
from lifeworld.site.tests.killing_children import Say, child, dies, site_in

HEAVY = "heavy.csv"
DEATHS_MAX = 10


def _begin(_: Say) -> None:
    from lifeworld.partners.actions.feeds import Ways, open_feed
    from lifeworld.partners.actions.runs import send_file
    from lifeworld.partners.tests.market import offers, pushed
    from lifeworld.places.models import Place

    Place.objects.create(path="acme", name="Acme")
    pushed(caller_here())
    open_feed(caller_here(), "volt", "more", Ways(title="More"))
    assert send_file(caller_here(), "volt", "parts", offers([0.1])).state == "live"
    _sent("parts", HEAVY, offers([0.2]))
    _sent("more", "light.csv", offers([0.3], prefix="Q"))


def _sent(feed: str, name: str, content: bytes) -> None:
    """A file that came in whole and is read in the background."""
    from lifeworld.partners.actions import runs

    runs.INLINE_BYTES = 1
    begun = runs.begin_run(caller_here(), "volt", feed, len(content), name=name)
    assert runs.send_part(caller_here(), "volt", begun.id, 0, content).state == "reading"


def _read(say: Say) -> None:
    """Read what waits, and die of the heavy file."""
    from lifeworld.partners.actions import reading
    from lifeworld.partners.actions.work import read_step

    bears = reading.read_feed

    def read_feed(*given: Any, **more: Any) -> Any:
        if more["name"] == HEAVY:
            dies()
        return bears(*given, **more)

    reading.read_feed = read_feed
    while read_step(caller_here()):
        say("read")


def _again(say: Say) -> None:
    from lifeworld.partners.actions.work import read_step
    from lifeworld.partners.tests.market import offers, prices_of

    for item in ("R0@acmeparts", "Q0@acmeparts"):
        say(f"before {item} {prices_of('acme', item)[0]}")
    _sent("parts", HEAVY, offers([0.2]))
    assert read_step(caller_here())
    say(f"after R0@acmeparts {prices_of('acme', 'R0@acmeparts')[0]}")


def main(folder: Path) -> None:
    """Let children read until one lives, and send again."""
    site_in(folder)
    assert child(_begin)[0] == 0
    deaths = 0
    while (status := child(_read)[0]) and deaths < DEATHS_MAX:
        assert os.WIFSIGNALED(status), "a child ended by itself"
        deaths += 1
    status, said = child(_again)
    from lifeworld.events.models import JournalLine
    from lifeworld.partners.models import Run

    told = {"status": status, "deaths": deaths, "prices": said,
            "runs": [*Run.objects.order_by("pk").values_list("filename", "state", "code", "tries")],
            "said": Run.objects.filter(state="failed").values_list("said", flat=True).first(),
            "journal": JournalLine.objects.filter(type="partners.run_failed").count(),
            "left": len([*(folder / "uploads" / "partners").iterdir()])}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
