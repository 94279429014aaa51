"""Run as a program of its own: an upload whose process is killed again and again, in the middle of whatever it does.

``python killed_uploads.py FOLDER KILLS`` makes a site in FOLDER, sends a table in parts and has it read, in child processes that kill
themselves with SIGKILL at the n-th statement that they send to the database, n drawn from a seeded generator. After each death what
the dead one had acknowledged must be there. At the end one child runs to the end; the last line says as JSON what is in the tables.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import uuid
from pathlib import Path
from typing import Any

ROWS, PART = 300 * max(1, int(os.environ.get("LIFEWORLD_KILLS", "20")) // 33), 1_500
"""The more deaths, the longer the upload that they are spread over."""
KEY = str(uuid.UUID(int=5))


def table() -> bytes:
    """Statements of 23 customers; some rows are the same, some cannot be used."""
    rows = "".join(f"c{n % 23},\"Run {n % 280}: it rained, 🏃\u200d♀️ {'x' * (n % 50)}\"\n" for n in range(ROWS))
    return f"customer,text\n{rows}bad,row,of,five,cells\n".encode()


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

    from lifeworld.places.models import Place
    from lifeworld.voices.actions import uploads_import  # noqa: F401  (here, so that no child has to)
    from lifeworld.voices.actions.studies import create_study

    call_command("migrate", run_syncdb=True, verbosity=0)
    place = Place.objects.create(path="acme", name="Acme")
    create_study(_caller(place.pk), "Runners")


def _caller(pk: int) -> Any:
    from lifeworld.voices.core.site_studies import worker

    return worker("acme", pk)


def _work(say: Any) -> None:
    """Send what is missing, confirm, read; every acknowledgement is told at once."""
    from lifeworld.kit.errors import LifeworldError
    from lifeworld.places.models import Place
    from lifeworld.voices.actions import uploads
    from lifeworld.voices.actions.uploads_import import continue_import
    from lifeworld.voices.models import Upload

    uploads.IMPORT_ROWS = 20
    caller, content = _caller(Place.objects.get().pk), table()
    upload = uploads.begin_upload(caller, "runners", "reviews.csv", len(content), KEY)
    while upload.state == "receiving":
        upload = uploads.append_part(caller, "runners", KEY, upload.received, content[upload.received:upload.received + PART])
        say("received", upload.received)
    if upload.state == "received":
        try:
            uploads.confirm_upload(caller, "runners", KEY, {"text": ["text"], "customer": "customer"})
        except LifeworldError as error:
            assert error.status == 409
    while (row := Upload.objects.get()).state == "importing":
        continue_import(row.pk)
        say("n_statements", Upload.objects.get().n_statements)


def _child(kill_at: int | None, pipe: int) -> None:
    from django.db import connection

    left = kill_at or 0

    def mortal(execute: Any, *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    def say(what: str, n: int) -> None:
        os.write(pipe, f"{what} {n}\n".encode())

    with connection.execute_wrapper(mortal):
        _work(say)


def _run(kill_at: int | None) -> tuple[int, dict[str, int]]:
    """Fork a child; its exit status and the last of what it acknowledged."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            _child(kill_at, writing)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = dict(line.split() for line in pipe.read().splitlines())
    _, status = os.waitpid(pid, 0)
    return status, {what: int(n) for what, n in said.items()}


def main(folder: Path, kills: int) -> None:
    """Kill, look, kill again; then let one live."""
    _site(folder)
    from django.db import connection

    _begin()
    connection.close()
    draw, deaths = random.Random(5), 0  # noqa: S311  (which moments are tried, not a secret)
    while deaths < kills:
        status, said = _run(draw.randint(1, 34))
        if status == 0:
            break
        assert os.WIFSIGNALED(status), "a child ended by itself"
        deaths += 1
        with sqlite3.connect(folder / "lifeworld.sqlite3") as database:
            rows = database.execute("select received, n_statements from voices_upload").fetchall()
            n = database.execute("select count(*) from voices_statement").fetchone()[0]
        received, counted = rows[0] if rows else (0, 0)
        assert said.get("received", 0) <= received, "acknowledged bytes are gone"
        assert said.get("n_statements", 0) <= counted == n, "statements and what is said of them differ"
    status, _ = _run(None)
    with sqlite3.connect(folder / "lifeworld.sqlite3") as database:
        told = {
            "status": status, "deaths": deaths, "upload": database.execute(
                "select state, n_rows, n_statements, n_skipped from voices_upload").fetchone(),
            "ids": [row[0] for row in database.execute("select key from voices_statement order by key")],
            "journal": database.execute(
                "select sum(json_extract(data, '$.n')) from events_journalline where type = 'voices.statements_added'").fetchone()[0],
            "study": database.execute("select n_statements, n_customers from voices_study").fetchone(),
            "skipped": database.execute("select count(*) from voices_skippedrow").fetchone()[0]}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
