"""Live news as server-sent events: only "newer than N"; the page then asks its own address again. A small ASGI application of its own.

`GET /stream/acme/berlin?after=17` answers `data: 23` whenever the journal of the place has moved on.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import parse_qs

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifeworld.site.settings")
django.setup()

from django.contrib.auth import get_user  # noqa: E402  (after Django is set up)
from django.db import close_old_connections  # noqa: E402

from lifeworld.events.queries import position  # noqa: E402
from lifeworld.kit.caller import Caller  # noqa: E402
from lifeworld.places.queries import caller_signed_in  # noqa: E402

LOOK_SECONDS = 1.0
ALIVE_SECONDS = 20.0
LOOKING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="looking")
"""One thread with one connection asks the database; a question takes about a millisecond."""
Answer = TypeVar("Answer")
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


def _caller(path: str, cookies: str) -> Caller | None:
    """Who listens, from the session's cookie; None where nobody may, also after the password was changed."""
    close_old_connections()
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if morsel is None:
        return None
    user: Any = get_user(SimpleNamespace(session=import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)))  # type: ignore[arg-type]
    return caller_signed_in(path, user.pk) if user.is_authenticated else None


def _position(caller: Caller) -> int:
    close_old_connections()
    return position(caller)


async def _asked(question: Callable[..., Answer], *about: Any) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(LOOKING, question, *about)


class Places:
    """The newest position of each place that somebody listens to: one look a second for all who listen."""

    def __init__(self) -> None:
        self.positions: dict[str, int] = {}
        self.looking: dict[str, asyncio.Task[int]] = {}

    async def newest(self, caller: Caller) -> int:
        """The position, looked up once for all who ask at the same time."""
        task = self.looking.get(caller.place)
        if task is None or task.done():
            task = self.looking[caller.place] = asyncio.ensure_future(_asked(_position, caller))
        return await asyncio.shield(task)


PLACES = Places()


async def _refuse(send: Send, status: int, origin: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain"), *origin]})
    await send({"type": "http.response.body", "body": b"Nobody may listen here without a session of the site.\n"})


def _origin(headers: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """Lets the site's own pages listen from their own port, and no others."""
    origin, host = headers.get(b"origin", b""), headers.get(b"host", b"").rsplit(b":", 1)[0]
    if origin and origin.split(b"://")[-1].rsplit(b":", 1)[0] == host:
        return [(b"access-control-allow-origin", origin), (b"access-control-allow-credentials", b"true"), (b"vary", b"Origin")]
    return []


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["type"] != "http":
        return
    headers = dict(scope["headers"])
    origin = _origin(headers)
    path = scope["path"].removeprefix("/stream").strip("/")
    caller = await _asked(_caller, path, headers.get(b"cookie", b"").decode("latin-1"))
    if caller is None:
        await _refuse(send, 403, origin)
        return
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("after", ["0"])[0]
    said = headers.get(b"last-event-id", b"").decode("latin-1") or asked
    after = int(said) if said.isascii() and said.isdecimal() and len(said) < 20 else 0
    await send({"type": "http.response.start", "status": 200, "headers": [
        (b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no"), *origin]})
    gone = asyncio.ensure_future(_gone(receive))
    await _tell(send, caller, after, gone)
    gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _tell(send: Send, caller: Caller, after: int, gone: asyncio.Future[None]) -> None:
    """Say each newer position; a comment now and then keeps proxies from hanging up."""
    silent = 0.0
    while not gone.done():
        newest = await PLACES.newest(caller)
        if newest > after:
            after, silent = newest, 0.0
            await send({"type": "http.response.body", "body": f"id: {after}\ndata: {after}\n\n".encode(), "more_body": True})
        elif silent >= ALIVE_SECONDS:
            silent = 0.0
            await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
        await asyncio.wait([gone], timeout=LOOK_SECONDS)
        silent += LOOK_SECONDS
