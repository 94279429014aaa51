"""A worker of its own process that reads an archive and is killed as by a power cut, again and again; for ``test_web_killed``."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from lifeworld.testing.serving import environment

RUNS = 14


def child(data: Path, act: str) -> subprocess.Popen[str]:
    """This file as a process on the site in this folder."""
    return subprocess.Popen([sys.executable, __file__, act], env=environment(data) | {"DJANGO_SETTINGS_MODULE": "lifeworld.site.settings"},
                            stdout=subprocess.PIPE, text=True)


def said(data: Path, act: str) -> dict[str, object]:
    """What the process says at its end. Errors: CalledProcessError."""
    with child(data, act) as process:
        words, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, act)
    found: dict[str, object] = json.loads(words.splitlines()[-1])
    return found


def found() -> dict[str, object]:
    """A site whose one customer gave an archive that waits."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # straight from the models: what is tested is later
    call_command("migrate", run_syncdb=True, verbosity=0)
    from lifeworld_running.actions.files import take_file
    from lifeworld_running.tests.web_runs import gpx, home

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        for day in range(RUNS):
            out.writestr(f"{day}.gpx", gpx(day=day, n=120, seed=day))
        out.writestr("broken.gpx", b"<gpx")
    at = home()
    return {"state": take_file(at.cleo, None, "export.zip", [archive.getvalue()]).state}


def work() -> dict[str, object]:
    """Say what the one before left, then work step by step, saying each."""
    from lifeworld_running.actions import files
    from lifeworld_running.actions.work import work_once

    sys.stdout.write(json.dumps(look()) + "\n")
    sys.stdout.flush()
    files.STEP_SECONDS = 0.0
    while work_once():
        sys.stdout.write("step\n")
        sys.stdout.flush()
    return look()


def look() -> dict[str, object]:
    """What the site knows."""
    from lifeworld.events.models import Event, EventType
    from lifeworld_running.models import Activity, File, Route, Streams

    file = File.objects.get()
    kinds = EventType.objects.filter(name="running.activity").values("pk")
    keys = list(Event.objects.filter(type__in=kinds).values_list("key", flat=True))
    return {"state": file.state, "recordings": file.n_recordings, "activities": Activity.objects.count(), "events": len(keys),
            "keys": len(set(keys)), "streams": Streams.objects.count(), "on_routes": sum(Route.objects.values_list("n", flat=True)),
            "faults": len(file.parts)}


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps({"found": found, "work": work}[sys.argv[1]]()) + "\n")
