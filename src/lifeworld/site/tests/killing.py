"""A running site is killed as by a power cut, again and again, while uploads and readings arrive over HTTP.

What it acknowledged is compared with what it knows afterwards. `python -m benchmarks.site` does it a hundred times, the tests a few.
"""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Any
from urllib.parse import urlsplit

from lifeworld.testing.serving import Site, environment, serving, terminal

STUDY = "/api/acme/-/studies/runners"
PART, PARTS_A_LIFE, ROWS, READINGS_A_LIFE, CODERS = 16_384, 5, 4_000, 12, 2
ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Survived:
    """How often the site was killed, how many answers it had given by then, and what of them was lost or done twice."""

    kills: int
    acknowledged: int
    lost: int
    twice: int


def founded(data: Path, statements: int) -> list[str]:
    """A site in this folder with one study; returns the secrets of two keys."""
    shutil.copytree(_empty().name, data)
    made = subprocess.run([sys.executable, __file__, str(statements)], env=environment(data), capture_output=True, text=True, check=True)
    found: list[str] = json.loads(made.stdout.splitlines()[-1])
    return found


@cache
def _empty() -> tempfile.TemporaryDirectory[str]:
    """A folder with the tables of a site and nothing in them: made once, because that takes longer than all the rest."""
    folder = tempfile.TemporaryDirectory(prefix="lw-empty-")
    terminal(Path(folder.name), "upgrade").check_returncode()
    return folder


def found(statements: int) -> list[str]:
    """What ``founded`` does, in the process that has this site's settings."""
    import django

    django.setup()
    from django.core.management import call_command

    from lifeworld.kit.caller import SCOPES, Caller
    from lifeworld.places.actions import make_key
    from lifeworld.places.models import Place
    from lifeworld.voices.actions.studies import create_study
    from lifeworld.voices.models import Statement

    call_command("migrate", run_syncdb=True, verbosity=0)
    place = Place.objects.create(path="acme", name="Acme Running")
    caller = Caller("acme", place.pk, frozenset(SCOPES), "test")
    study = create_study(caller, "Runners", slug="runners")
    Statement.objects.bulk_create([Statement(study_id=study.pk, key=f"s{i}", text=f"We run lap {i} together.") for i in range(statements)])
    return [make_key(caller, f"machine {i}", sorted(SCOPES), None).secret for i in range(CODERS)]


def asked(site: Site, key: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
    """Status and JSON of an answer. Errors: OSError or HTTPException where the site is gone."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=ANSWER_SECONDS)
    try:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        kind = "application/offset+octet-stream" if isinstance(body, bytes) else "application/json"
        connection.request(method, path, sent, {"Authorization": f"Bearer {key}", "Content-Type": kind, **headers})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else {}
    finally:
        connection.close()


class Death:
    """Kills the site in the middle of what is on its way once enough was acknowledged."""

    def __init__(self, site: Site, n: int) -> None:
        self.left, self.changed, self.dead = n, Condition(), Event()
        self.thread = Thread(target=self._kill, args=(site,))
        self.thread.start()

    def _kill(self, site: Site) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self.left <= 0)
        site.kill()
        self.dead.set()

    def acknowledged(self) -> None:
        """One more answer was there."""
        with self.changed:
            self.left -= 1
            self.changed.notify()


@contextmanager
def one_life(data: Path, n: int) -> Iterator[tuple[Site, Death]]:
    """A site that is killed after ``n`` acknowledgements."""
    with serving(data) as site:
        death = Death(site, n)
        try:
            yield site, death
        finally:
            death.left = 0
            death.acknowledged()
            death.thread.join()


def until_dead(step: Callable[[], None], death: Death) -> None:
    """Do steps until the site is gone."""
    while not death.dead.is_set():
        try:
            step()
        except (OSError, http.client.HTTPException):
            return
        death.acknowledged()


def table() -> bytes:
    """A table of reviews."""
    return "".join(["id,customer,text\n", *(f"r{i},c{i % 50},We run lap {i} together and talk.\n" for i in range(ROWS))]).encode()


def uploads_survive(data: Path, kills: int) -> Survived:
    """Parts of uploads are sent while the site is killed; each table arrives as it was sent."""
    key, whole = founded(data, 0)[0], table()
    number, offset, acknowledged, lost, deaths = str(uuid.uuid4()), 0, 0, 0, 0
    while deaths < kills:
        with one_life(data, 1 + deaths * 3 % PARTS_A_LIFE) as (site, death):
            status, said = asked(site, key, "POST", f"{STUDY}/uploads", {"filename": "r.csv", "size": len(whole), "key": number})
            lost += status not in {200, 201} or not offset <= said["received"] <= offset + PART
            offset = said["received"]

            def part() -> None:
                nonlocal offset, acknowledged, number
                answer, told = asked(site, key, "PATCH", f"{STUDY}/uploads/{number}", whole[offset:offset + PART],
                                     **{"Upload-Offset": str(offset)})
                assert answer == 200, told
                offset, acknowledged = told["received"], acknowledged + 1
                if offset == len(whole):
                    lost_bytes = (data / "uploads").rglob(f"*{number}*")
                    assert any(file.is_file() and file.read_bytes() == whole for one in lost_bytes for file in (one, *one.rglob("*")))
                    number, offset = str(uuid.uuid4()), 0
                    asked(site, key, "POST", f"{STUDY}/uploads", {"filename": "r.csv", "size": len(whole), "key": number})

            until_dead(part, death)
        deaths += 1
    return Survived(deaths, acknowledged, lost, 0)


def coding_survives(data: Path, kills: int) -> Survived:
    """Two coders send readings while the site is killed, and send again what was not acknowledged."""
    keys = founded(data, kills * READINGS_A_LIFE * 2 + 50)
    told: list[dict[int, str]] = [{} for _ in keys]
    for life in range(kills):
        with one_life(data, 1 + life * 5 % READINGS_A_LIFE) as (site, death):

            def code(who: int, site: Site = site) -> None:
                statement = len(told[who]) + 1
                codes = [("peers", "mood")[(statement + who) % 2]]
                body = {"codes": codes, "version": 0, "client_id": f"{who}-{statement}"}
                status, said = asked(site, keys[who], "PUT", f"{STUDY}/coding/{statement}", body)
                assert status == 200, said
                told[who][statement] = codes[0]

            threads = [Thread(target=until_dead, args=(lambda who=who: code(who), death)) for who in range(len(keys))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return _counted(data, keys, told, kills)


def _counted(data: Path, keys: list[str], told: list[dict[int, str]], kills: int) -> Survived:
    """What the site knows afterwards of what it had acknowledged."""
    lost = twice = 0
    with serving(data) as site:
        for key, own in zip(keys, told, strict=True):
            for statement, code in own.items():
                _, said = asked(site, key, "GET", f"{STUDY}/coding/{statement}")
                lost += said["reading"]["codes"] != [code] or not said["reading"]["done"]
                twice += said["reading"]["version"] != 1
    return Survived(kills, sum(map(len, told)), lost, twice)


if __name__ == "__main__":
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "lifeworld.site.settings"
    sys.stdout.write(json.dumps(found(int(sys.argv[1]))) + "\n")
