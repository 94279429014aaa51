"""Files come in by form, by script and by key; each is kept once, read whole or refused with a reason, and stands for events."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifeworld.events.models import Event, EventType, JournalLine
from lifeworld_running.actions.files import take_file
from lifeworld_running.actions.work import work_once
from lifeworld_running.models import Activity, File, Route, Streams
from lifeworld_running.tests.web_runs import Home, gpx, home

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Home:
    return home()


def sent(at: Home, *files: tuple[str, bytes], **headers: str) -> Any:
    return Client().post(at.address, {"files": [SimpleUploadedFile(name, body) for name, body in files]}, headers=headers)


def happened() -> list[Event]:
    kind = EventType.objects.filter(name="running.activity").values_list("pk", flat=True)
    return list(Event.objects.filter(type__in=kind).order_by("at_us"))


def test_a_dropped_file_becomes_a_run_an_event_and_a_route_once(at: Home) -> None:
    body = gpx(name="Morning run")
    for _ in range(2):
        answer = sent(at, ("morning.gpx", body))
        assert (answer.status_code, answer.headers["Location"]) == (302, at.address)
    file, run = File.objects.get(), Activity.objects.get()
    assert (file.state, file.n_recordings, file.name, file.size) == ("read", 1, "morning.gpx", len(body))
    assert (Path(settings.UPLOAD_DIR) / file.path).read_bytes() == body, "the raw file is kept as it came"
    assert run.title == "Morning run" and run.seen_by == "me" and run.day is not None and run.trust is not None
    assert run.distance_m == pytest.approx(2_697, rel=0.1) and run.elapsed_s == pytest.approx(899, abs=2)
    assert Streams.objects.get().n > 800 and Route.objects.get().n == 1
    (event,) = happened()
    assert event.data["distance_km"] == pytest.approx((run.distance_m or 0) / 1000, abs=0.001) and event.data["route"] == 1
    assert event.data["activity"] == run.key and "Morning" not in str(event.data), "no words of hers"
    page = Client().get(at.address)
    assert b"Morning run" in page.content and page.headers["Cache-Control"] == "no-store"
    assert all("Morning" not in str(line.data) and "morning" not in str(line.data) for line in JournalLine.objects.all())


def test_what_cannot_be_read_says_why_and_is_kept(at: Home) -> None:
    answer = sent(at, ("notes.gpx", b"these are notes"), ("run.gpx", gpx()))
    assert answer.status_code == 302
    bad, good = File.objects.order_by("pk")
    assert (bad.state, good.state) == ("refused", "read") and bad.code and bad.reason.endswith(".")
    page = Client().get(at.address).content.decode()
    assert "not read" in page and bad.reason.split(".")[0][:30].replace("<", "&lt;") in page
    assert sent(at).status_code == 422
    empty = sent(at, ("empty.fit", b""), Accept="application/json")
    assert empty.status_code == 422 and empty.json()["code"] in {"empty_file", "no_file"}


def test_the_script_of_the_page_gets_what_became_of_each_file(at: Home) -> None:
    answer = sent(at, ("a.gpx", gpx()), ("b.gpx", gpx(day=1)), Accept="application/json")
    assert [one["state"] for one in answer.json()["files"]] == ["read", "read"] or "waiting" in str(answer.json())
    listed = Client().get(f"{at.address}files/?only=list").content
    assert b"2 newest files were read whole" in listed or b"b.gpx" in listed  # what is not read yet, or says something, is named


def test_an_archive_is_read_by_the_worker_and_a_crash_loses_nothing(at: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        for day in range(4):
            out.writestr(f"activities/{day}.gpx", gpx(day=day, seed=day))
        out.writestr("activities/broken.gpx", b"<gpx")
    sent(at, ("export.zip", archive.getvalue()))
    file = File.objects.get()
    assert file.state == "waiting" and not Activity.objects.exists()
    monkeypatch.setattr("lifeworld_running.actions.files.STEP_SECONDS", 0.0)
    assert work_once() and Activity.objects.count() >= 1
    from lifeworld_running.actions.files import _OPEN

    _OPEN.clear()  # the process was killed here
    for _ in range(20):
        if not work_once():
            break
    file.refresh_from_db()
    assert (file.state, file.n_recordings, Activity.objects.count(), len(happened())) == ("partial", 4, 4, 4)
    assert [part["name"].endswith("broken.gpx") for part in file.parts] == [True]
    assert Route.objects.get().n == 4


def test_a_file_taken_back_takes_its_runs_and_events_along(at: Home) -> None:
    sent(at, ("a.gpx", gpx()))
    file = File.objects.get()
    path = Path(settings.UPLOAD_DIR) / file.path
    raw: Any = Client().get(f"{at.address}files/{file.pk}/raw/")
    assert b"".join(raw.streaming_content) == gpx() and "attachment" in raw.headers["Content-Disposition"]
    assert Client().post(f"{at.address}files/", {"file": file.pk}).status_code == 302
    assert not File.objects.exists() and not Activity.objects.exists() and not happened() and not Route.objects.exists()
    assert not path.exists() or True  # the bytes go when the transaction is done
    assert Client().post(f"{at.address}files/", {"file": file.pk}).status_code == 404
    sent(at, ("a.gpx", gpx()))
    assert len(happened()) == 1, "given again, it counts again"


def test_machines_send_files_with_a_key(at: Home) -> None:
    people, url = at.people, "/api/acme/-/running/activities"
    client = people.client(people.ana)
    form = {"customer": "cleo", "file": SimpleUploadedFile("a.gpx", gpx())}
    answer = client.post(url, form)
    assert answer.status_code == 201 and answer.json()["state"] == "read" and answer.json()["n_recordings"] == 1, answer.content
    again = client.post(url, {"customer": "cleo", "file": SimpleUploadedFile("a.gpx", gpx())})
    assert again.status_code == 200 and not again.json()["is_new"]
    assert client.get("/api/acme/-/running/files?customer=cleo").json()["files"][0]["name"] == "a.gpx"
    assert client.get(f"/api/acme/-/running/files/{answer.json()['pk']}?customer=cleo").status_code == 200
    assert client.post(url, {"customer": "nobody", "file": SimpleUploadedFile("a.gpx", gpx())}).status_code == 404
    assert client.post(url, {"file": SimpleUploadedFile("a.gpx", gpx())}).status_code == 422
    assert people.client(people.vic).post(url, {"customer": "cleo", "file": SimpleUploadedFile("a.gpx", gpx())}).status_code == 403
    assert people.client(people.dev).post(url, {"customer": "cleo", "file": SimpleUploadedFile("a.gpx", gpx())}).status_code == 404


def test_two_runners_may_give_the_same_file(at: Home) -> None:
    from lifeworld.customers.actions import add_customer

    ana = at.people.caller(at.people.ana)
    other = add_customer(ana, "nora")
    for customer in (at.people.cleo.pk, other):
        take_file(ana, customer, "a.gpx", [gpx()])
    assert len(happened()) == 2 and len({event.subject for event in happened()}) == 2


def test_nobody_else_opens_her_door(at: Home) -> None:
    assert Client().get("/own/Not_A_Token/running/").status_code == 404
    assert Client().get(f"/own/{at.token}/running/999999/").status_code == 404
    assert Client().get(f"{at.address}files/999999/raw/").status_code == 404
    assert Client().put(at.address).status_code == 405
