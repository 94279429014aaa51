"""Run as a program of its own: an upload whose process is killed again and again, in the middle of whatever it does.

``python killed_uploads.py FOLDER KILLS`` makes a site in FOLDER, sends a table in parts and has it read, in child processes that kill
themselves with SIGKILL at the n-th statement that they send to the database, n drawn from a seeded generator. After each death what
the dead one had acknowledged must be there. At the end one child runs to the end; the last line says as JSON what is in the tables.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import uuid
from pathlib import Path
from typing import Any

from lifeworld.site.tests.killing_children import KILLS, Say, Words, child, killed_again, site_in

ROWS, PART = 300 * max(1, KILLS // 33), 1_500
"""The more deaths, the longer the upload that they are spread over."""
KEY = str(uuid.UUID(int=5))


def table() -> bytes:
    """Statements of 23 customers; some rows are the same, some cannot be used."""
    rows = "".join(f"c{n % 23},\"Run {n % 280}: it rained, 🏃\u200d♀️ {'x' * (n % 50)}\"\n" for n in range(ROWS))
    return f"customer,text\n{rows}bad,row,of,five,cells\n".encode()


def _begin() -> None:
    from lifeworld.places.models import Place
    from lifeworld.voices.actions import uploads_import  # noqa: F401  (here, so that no child has to)
    from lifeworld.voices.actions.studies import create_study

    place = Place.objects.create(path="acme", name="Acme")
    create_study(_caller(place.pk), "Runners")


def _caller(pk: int) -> Any:
    from lifeworld.voices.core.site_studies import worker

    return worker("acme", pk)


def _work(say: Say) -> None:
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
        say(f"received {upload.received}")
    if upload.state == "received":
        try:
            uploads.confirm_upload(caller, "runners", KEY, {"text": ["text"], "customer": "customer"})
        except LifeworldError as error:
            assert error.status == 409
    while (row := Upload.objects.get()).state == "importing":
        continue_import(row.pk)
        say(f"n_statements {Upload.objects.get().n_statements}")


def main(folder: Path, kills: int) -> None:
    """Kill, look, kill again; then let one live."""
    site_in(folder)
    _begin()

    def look(words: Words) -> None:
        said = {what: int(n) for what, n in words}
        with sqlite3.connect(folder / "lifeworld.sqlite3") as database:
            rows = database.execute("select received, n_statements from voices_upload").fetchall()
            n = database.execute("select count(*) from voices_statement").fetchone()[0]
        received, counted = rows[0] if rows else (0, 0)
        assert said.get("received", 0) <= received, "acknowledged bytes are gone"
        assert said.get("n_statements", 0) <= counted == n, "statements and what is said of them differ"

    deaths = killed_again(_work, kills, look, seed=5, statements_max=34)
    status, _ = child(_work)
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
