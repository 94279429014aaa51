"""For programs of tests: a site in a folder, and children that kill themselves with SIGKILL in the middle of whatever they do.

A child dies at the n-th statement that it sends to the database, n drawn from a seeded generator. What it acknowledged before, it said at
once, and the program compares that with what is there. Nothing of a child but its words outlives it, as after a power cut.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KILLS = int(os.environ.get("LIFEWORLD_KILLS", "8"))
MARKS = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")]
Say = Callable[[str], object]
Words = list[list[str]]
"""Lines that a child said, each in its words."""


def told_by(program: Path, folder: Path, *words: object) -> Any:
    """What a program says as JSON in its last line, run on a new folder. Errors: AssertionError with what it complained of."""
    folder.mkdir()
    ran = subprocess.run([sys.executable, str(program), str(folder), *map(str, words)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


def site_in(folder: Path) -> None:
    """From now on this process is a site in this folder, with all tables and nothing in them."""
    os.environ |= {"LIFEWORLD_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "lifeworld.site.settings", "LIFEWORLD_SECRET_KEY": "k" * 60}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # straight from the models: what is tested is later
    call_command("migrate", run_syncdb=True, verbosity=0)


def dies() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def child(work: Callable[[Say], object], kill_at: int | None = None) -> tuple[int, Words]:
    """Fork a child that does this, and dies at this statement; its exit status and what it said.

    Threads of polars do not survive a fork, so what needs them begins in children.
    """
    from django.db import connection

    connection.close()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            _mortal(work, kill_at, lambda said: os.write(writing, f"{said}\n".encode()))
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = [line.split() for line in pipe.read().splitlines()]
    return os.waitpid(pid, 0)[1], said


def killed_again(work: Callable[[Say], object], kills: int, look: Callable[[Words], None], *, seed: int, statements_max: int) -> int:
    """Kill children that do this until there were so many deaths, or one did it all; what each said is looked at. How many died.

    Errors: AssertionError for a child that ended by itself before it had done it all.
    """
    draw = random.Random(seed)  # noqa: S311  (which moments are tried, not a secret)
    for deaths in range(kills):
        status, said = child(work, draw.randint(1, statements_max))
        if status == 0:
            return deaths
        assert os.WIFSIGNALED(status), "a child ended by itself"
        look(said)
    return kills


def _mortal(work: Callable[[Say], object], kill_at: int | None, say: Say) -> None:
    """The work, until its time has come."""
    from django.db import connection

    left = kill_at or 0

    def mortal(execute: Any, *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            dies()
        return execute(*args)

    with connection.execute_wrapper(mortal):
        work(say)
