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
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

STATEMENTS = 6
CODES = ("self", "focal_provider", "peers", "mood", "status", "reliability")


def imported() -> None:
    """Everything is imported once, before the forks; nothing is run, because threads of a library do not come along into a fork."""
    import django
    from django.apps import apps
    from django.conf import settings

    django.setup()
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    settings.ALLOWED_HOSTS = ["testserver"]
    importlib.import_module("lifeworld.site.urls")


def prepared(folder: Path) -> None:
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    from lifeworld.testing.cast import cast
    from lifeworld.voices.models import Statement
    from lifeworld.voices.tests.site_coded import make_study

    make_study(cast(), [f"Statement number {n} is about the club." for n in range(STATEMENTS)])
    keys = list(Statement.objects.order_by("pk").values_list("pk", flat=True))
    (folder / "statements.json").write_text(json.dumps(keys))


def one_round(folder: Path, seed: int) -> None:
    """Send steps until the chosen query, which never runs: the process is gone before it."""
    from django.db import connection
    from django.test import Client

    from lifeworld.places.models import User

    chance = random.Random(seed)  # noqa: S311
    client = Client()
    client.force_login(User.objects.get(email="eva@example.org"))
    left = chance.randrange(12, 160)

    def dies(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    keys = json.loads((folder / "statements.json").read_text())
    with connection.execute_wrapper(dies):
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


def forked(does: Callable[[], None]) -> int:
    """The status with which a fork ended that did this."""
    child = os.fork()
    if child == 0:
        try:
            does()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(3)
    return os.waitpid(child, 0)[1]


def main(folder: Path, kills: int) -> None:
    imported()
    if forked(lambda: prepared(folder)) != 0:
        raise SystemExit("the study could not be made")
    statuses = [forked(lambda seed=seed: one_round(folder, seed)) for seed in range(kills)]
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
