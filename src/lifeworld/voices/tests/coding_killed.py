"""Codes in a process that is killed with SIGKILL before one of its queries, many times over one database; says what was lost.

Run as a program: coding_killed.py FOLDER KILLS. Each round is a fork that sends readings through the site; what was acknowledged is
written down outside. The round after sends the step on its way again, under the same name, and goes on.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import sys
from pathlib import Path

from lifeworld.site.tests.killing_children import child, site_in

STATEMENTS = 6
CODES = ("self", "focal_provider", "peers", "mood", "status", "reliability")


def prepared(folder: Path) -> None:
    from lifeworld.testing.cast import cast
    from lifeworld.voices.models import Statement
    from lifeworld.voices.tests.site_coded import make_study

    make_study(cast(), [f"Statement number {n} is about the club." for n in range(STATEMENTS)])
    keys = list(Statement.objects.order_by("pk").values_list("pk", flat=True))
    (folder / "statements.json").write_text(json.dumps(keys))


def one_round(folder: Path, seed: int) -> None:
    """Send steps, until the process is gone."""
    from django.test import Client

    from lifeworld.places.models import User

    chance = random.Random(seed)  # noqa: S311
    client = Client()
    client.force_login(User.objects.get(email="eva@example.org"))
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    keys = json.loads((folder / "statements.json").read_text())
    waiting = folder / "waiting"
    for turn in range(10**6):
        if turn == 0 and waiting.exists():
            step = json.loads(waiting.read_text())  # it was on its way when the process was killed
        else:
            statement = chance.choice(keys)
            state = client.get(f"/api/acme/-/studies/runners/coding/{statement}").json()["reading"]
            step = {"statement": statement, "body": {"codes": chance.sample(CODES, 2), "marks": [], "memo": f"{seed}-{turn}",
                                                     "version": state["version"], "client_id": f"{seed}-{turn}"}}
            waiting.write_text(json.dumps(step))
        answer = client.put(f"/api/acme/-/studies/runners/coding/{step['statement']}", step["body"], content_type="application/json")
        if answer.status_code != 200:
            raise SystemExit(f"{answer.status_code}: {answer.content!r}")
        os.write(acknowledged, (json.dumps([step["body"]["client_id"], step["statement"], answer.json()["reading"]]) + "\n").encode())
        waiting.unlink()


def main(folder: Path, kills: int) -> None:
    from django.conf import settings

    site_in(folder)
    settings.ALLOWED_HOSTS = ["testserver"]
    importlib.import_module("lifeworld.site.urls")  # once, before the forks
    if child(lambda say: prepared(folder))[0] != 0:
        raise SystemExit("the study could not be made")
    draw = random.Random(0)  # noqa: S311
    statuses = [child(lambda say, seed=seed: one_round(folder, seed), draw.randrange(12, 160))[0] for seed in range(kills)]
    killed = sum(os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL for status in statuses)
    from lifeworld.events.models import JournalLine
    from lifeworld.voices.models import Change, Reading

    told = [json.loads(line) for line in (folder / "acknowledged").read_text().splitlines()]
    steps = {step.client_id: step for step in Change.objects.all()}
    newest = {statement: reading for _, statement, reading in told}
    lost = [name for name, _, reading in told if name not in steps or steps[name].after["codes"] != reading["codes"]]
    lost += [f"statement {key}" for key, reading in newest.items()
             if not Reading.objects.filter(statement=key, version__gte=reading["version"]).exists()]
    journal = JournalLine.objects.filter(type="voices.coded").count()
    twice = [] if len(told) == len({name for name, _, _ in told}) and journal == len(steps) else [f"{journal} lines, {len(steps)} steps"]
    sys.stdout.write(json.dumps({"kills": killed, "acknowledged": len(told), "lost": lost, "twice": twice}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
