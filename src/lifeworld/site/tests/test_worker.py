"""The work behind: one worker a database, and a room that fails does not stop the others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from django.db import connection, connections

from lifeworld.site import worker


@pytest.fixture(autouse=True)
def _rested() -> Iterator[None]:
    yield
    worker.RESTING.clear()


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_waits_until_the_first_has_ended() -> None:
    inside, order = Event(), []

    def second() -> None:
        inside.wait()
        with worker.only_one():
            order.append("second")
        connections.close_all()

    thread = Thread(target=second)
    thread.start()
    with worker.only_one():
        inside.set()
        connection.close()  # what an idle worker does now and then
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_room_that_fails_rests_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    asked: list[str] = []

    def fails() -> bool:
        asked.append("fails")
        raise RuntimeError("a secret")

    def works() -> bool:
        asked.append("works")
        return len(asked) < 4

    monkeypatch.setattr(worker, "ROOMS", (fails, works))
    worker.work_off()
    assert asked == ["fails", "works", "works", "works"]
    assert len([record for record in caplog.records if record.message == "a step failed"]) == 1


@pytest.mark.django_db(transaction=True)
def test_long_work_holds_nothing_else_up_and_hears_that_it_is_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, begun, others, heard = Event(), Event(), [], []

    def long(told: Event) -> bool:
        begun.set()
        heard.append(told.wait(20))
        return True

    def short() -> bool:
        begun.wait(20)
        others.append("worked")
        if len(others) == 3:
            stop.set()
        return True

    monkeypatch.setattr(worker, "ROOMS", (long, short))
    monkeypatch.setattr(worker, "LONG", frozenset({long}))
    worker.work(stop)
    assert others == ["worked"] * 3, "while the other one was at it"
    assert heard == [True]


@pytest.mark.django_db(transaction=True)
def test_where_one_thread_ends_the_worker_ends_and_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(BaseException):
        pass

    def ends(told: Event) -> bool:
        raise Ended

    monkeypatch.setattr(worker, "ROOMS", (ends,))
    monkeypatch.setattr(worker, "LONG", frozenset({ends}))
    monkeypatch.setattr(threading, "excepthook", lambda about: None)
    worker.work(Event())
