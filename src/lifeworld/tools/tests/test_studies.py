"""Long work: done once, with progress; called off; taken up again where a worker died; bounded."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from lifeworld.testing.cast import Cast
from lifeworld.tools.actions import work
from lifeworld.tools.actions.work import LEASE, TRIES_MAX, work_once
from lifeworld.tools.models import DesignJob
from lifeworld.tools.tests.shelved import BASE, JSON, OAK, SPEC, people

__all__ = ["people"]
pytestmark = pytest.mark.django_db


def started(people: Cast) -> str:
    vic = people.client(people.vic)
    address = vic.post(f"{BASE}/save", OAK, **JSON).json()["hash"]
    url = f"{BASE}/d/{address}/studies/sag"
    assert vic.get(url, headers={"Accept": "application/json"}).status_code == 404
    assert vic.post(url, **JSON).status_code == 202
    return url


def test_a_study_is_started_once_and_done(people: Cast) -> None:
    url, vic = started(people), people.client(people.vic)
    assert vic.post(url, **JSON).json()["state"] == "waiting" and DesignJob.objects.count() == 1
    assert "It waits for its turn" in vic.get(url.partition("studies")[0]).content.decode()
    assert work_once() is True and work_once() is False
    body = vic.get(url, headers={"Accept": "application/json"}).json()
    assert (body["state"], body["share"], body["panels"][0]["key"]) == ("done", 1.0, "over-load")
    assert body["values"][0]["text"].endswith("%") and body["notes"] == ["Loads are spread evenly."]
    assert vic.post(url, **JSON).status_code == 200, "done with this version of the tool"
    page = vic.get(url.partition("studies")[0]).content.decode()
    assert "Sag at twice the load" in page and "Loads are spread evenly." in page
    assert vic.post(url.replace("sag", "nothing"), **JSON).status_code == 404
    assert vic.post(url).status_code == 302


def test_a_job_whose_worker_died_is_taken_up_again_but_not_for_ever(people: Cast) -> None:
    started(people)
    job = DesignJob.objects.get()
    for tries in range(1, TRIES_MAX + 1):
        claimed = work._claimed()
        assert claimed is not None and claimed.tries == tries
        assert work._claimed() is None, "another worker has it"
        DesignJob.objects.update(beat_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert work_once() is False
    job.refresh_from_db()
    assert job.state == "failed" and "three times" in job.error


def test_a_worker_that_was_slow_writes_nothing_over_the_other_ones_result(people: Cast) -> None:
    started(people)
    slow = work._claimed()
    DesignJob.objects.update(beat_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert work_once() is True
    assert slow is not None
    work._over(slow, "failed", error="late")
    assert DesignJob.objects.get().state == "done"


def test_a_job_is_called_off(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    started(people)
    job = DesignJob.objects.get()
    assert people.client(people.dev).post(f"{BASE}/jobs/{job.pk}/cancel/").status_code == 404
    told: list[float] = []

    def beat(self: Any, share: float, doing: str) -> None:
        told.append(share)
        if len(told) == 2:
            assert people.client(people.vic).post(f"{BASE}/jobs/{job.pk}/cancel/").status_code == 302
        self.last = 0.0
        original(self, share, doing)

    original = work._Teller.__call__
    monkeypatch.setattr(work._Teller, "__call__", beat)
    assert work_once() is True and len(told) == 2, "it stopped at its next step"
    job.refresh_from_db()
    assert job.state == "cancelled" and job.result is None
    assert people.client(people.vic).post(f"{BASE}/jobs/{job.pk}/cancel/").status_code == 409
    assert people.client(people.vic).post(f"{BASE}/jobs/999/cancel/").status_code == 404
    assert "cancelled" in people.client(people.vic).get(f"{BASE}/jobs/").content.decode()


def test_a_worker_that_is_to_stop_hands_its_job_back(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    started(people)
    stop, told = Event(), []

    def beat(self: Any, share: float, doing: str) -> None:
        told.append(share)
        if len(told) == 3:
            stop.set()
        original(self, share, doing)

    original = work._Teller.__call__
    monkeypatch.setattr(work._Teller, "__call__", beat)
    assert work_once(stop) is True and len(told) == 3, "it stopped at its next step"
    job = DesignJob.objects.get()
    assert (job.state, job.tries, job.share, job.result) == ("waiting", 0, 0.0, None)
    assert work_once(Event()) is True and DesignJob.objects.get().state == "done", "the next worker does it"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_busy_does_not_fail_a_job(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    started(people)
    refused: list[int] = []

    def busy(execute: Any, sql: str, *more: Any) -> Any:
        if sql.startswith("UPDATE") and '"state" =' not in sql.partition("WHERE")[0] and not refused:
            refused.append(1)
            raise OperationalError("database is locked")
        return execute(sql, *more)

    with connection.execute_wrapper(busy):
        assert work_once() is True
    assert refused and DesignJob.objects.get().state == "done"


def test_a_fault_of_a_tool_fails_its_job_alone(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    started(people)
    monkeypatch.setattr("lifeworld.tools.tests.shelf.BOARDS", ())
    assert work_once() is True
    assert "catalogue" in DesignJob.objects.get().error
    monkeypatch.undo()
    DesignJob.objects.update(state="waiting", error="")
    monkeypatch.setattr("lifeworld.tools.tests.shelf.ShelfTool.design", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work_once()
    assert DesignJob.objects.get().error == "The tool failed: ZeroDivisionError."


def test_candidates_are_made_in_the_background_too(people: Cast) -> None:
    vic = people.client(people.vic)
    made = vic.post("/api/acme/-/tools/shelf/jobs", {"spec": SPEC}, **JSON)
    assert made.status_code == 202
    assert work_once() is True
    body = vic.get(f"/api/acme/-/tools/shelf/jobs/{made.json()['id']}").json()
    assert body["state"] == "done" and body["candidates"]["n"] > 0
    assert body["candidates"]["values"] == vic.post(f"{BASE}/configure", {"spec": SPEC}, **JSON).json()["values"]


def test_so_many_jobs_wait_and_no_more(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifeworld.tools.actions.studies.WAITING_MAX", {False: 1, True: 1})
    vic = people.client(people.vic)
    assert vic.post("/api/acme/-/tools/shelf/jobs", {"spec": SPEC}, **JSON).status_code == 202
    assert vic.post("/api/acme/-/tools/shelf/jobs", {"spec": SPEC}, **JSON).status_code == 429
