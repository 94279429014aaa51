"""Live news say that there is something newer, to those who may know."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from lifeworld.events.actions import record
from lifeworld.site.stream import LOOKING, application
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db(transaction=True)


def listened(place: str, cookie: str, events: int, after: int = 0, origin: str = "") -> list[dict[str, Any]]:
    """The answer's start and its first ``events`` pieces; then the browser goes away."""
    sent: list[dict[str, Any]] = []

    async def run() -> None:
        enough = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if len(sent) > events:
                enough.set()

        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()), (b"host", b"127.0.0.1:8001")]
        if origin:
            headers.append((b"origin", origin.encode()))
        scope = {"type": "http", "path": f"/stream/{place}", "query_string": f"after={after}".encode(), "headers": headers}
        await asyncio.wait_for(application(scope, receive, send), 30)

    asyncio.run(run())
    LOOKING.submit(connections.close_all).result()
    return sent


def session(people: Cast, name: str) -> str:
    return people.client(getattr(people, name)).cookies[settings.SESSION_COOKIE_NAME].value


def test_a_member_is_told_the_newest_position() -> None:
    people = cast()
    at = record(people.caller(people.ana), "places.changed")
    start, news = listened("acme", session(people, "vic"), 1)
    assert start["status"] == 200
    assert news["body"] == f"id: {at}\ndata: {at}\n\n".encode()


def test_an_outsider_and_nobody_are_told_nothing() -> None:
    people = cast()
    assert listened("acme", session(people, "dev"), 1)[0]["status"] == 403
    assert listened("acme", "no session", 1)[0]["status"] == 403


def test_only_the_site_itself_may_listen_from_a_page() -> None:
    people = cast()
    record(people.caller(people.ana), "places.changed")
    own = dict(listened("acme", session(people, "vic"), 1, origin="http://127.0.0.1:8000")[0]["headers"])
    strange = dict(listened("acme", session(people, "vic"), 1, origin="https://evil.example")[0]["headers"])
    assert own[b"access-control-allow-origin"] == b"http://127.0.0.1:8000"
    assert b"access-control-allow-origin" not in strange


def test_a_session_from_before_the_password_was_changed_hears_nothing() -> None:
    people = cast()
    cookie = session(people, "vic")
    people.vic.set_password("another password for tests")
    people.vic.save()
    assert listened("acme", cookie, 1)[0]["status"] == 403
