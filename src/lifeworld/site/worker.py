"""What goes on behind the pages: each room works off what is new, in steps that a crash cannot half-do."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial, update_wrapper
from threading import Event, Thread

from django.conf import settings
from django.db import close_old_connections, connection, connections

from lifeworld.audiences.actions.work import work_once as audiences
from lifeworld.constellations.actions.catch_up import work_once as constellations
from lifeworld.customers.actions.following import work_once as customers
from lifeworld.events.actions.keeping import step as keep_events
from lifeworld.events.actions.replaying import count_days
from lifeworld.events.actions.sending import work_once as send_webhooks
from lifeworld.goals.actions.work import work_once as goals
from lifeworld.measures.actions.catch_up import work_once as measures
from lifeworld.measures.actions.pulses import work_once as pulses
from lifeworld.partners.actions.work import work_once as partners
from lifeworld.places.actions.working import step_in_places
from lifeworld.places.queries import workers
from lifeworld.plugin_web import web_worlds
from lifeworld.scorecard.actions.plays_work import work_once as plays
from lifeworld.scorecard.actions.work import work_once as scorecard
from lifeworld.tools.actions.work import work_once as tools
from lifeworld.voices.actions.kept_work import work_once as comparisons
from lifeworld.voices.actions.work import work_once as voices

log = logging.getLogger("lifeworld.worker")


def events() -> bool:
    """A step of the room of events in each place: days counted again where the clock changed; what is past its keeping goes."""
    return step_in_places(count_days, keep_events, every=True)


def webhooks() -> bool:
    """A step of what is told to others."""
    return send_webhooks(workers)


ROOMS: tuple[Callable[[], bool], ...] = (
    events, webhooks, customers, *(web.work_once for _, web in web_worlds() if web.work_once is not None), voices, constellations,
    comparisons, measures, pulses, goals, audiences, partners, plays, tools,
    scorecard)
"""One step of each room, from the bottom of the house up: what is read above stands on what is settled below."""
LONG: frozenset[Callable[..., bool]] = frozenset({tools, scorecard})
"""Rooms whose step may take minutes, and hears of it when the worker stops: each has a thread of its own, so that the others go on."""
STOP_SECONDS = 8.0
IDLE_SECONDS = 0.5
FAILED_SECONDS = 10.0
"""A room that failed rests this long, so that the others get on and one fault does not fill the log."""
RESTING: dict[Callable[[], bool], float] = {}
LOCK = 0x6C77


def step(rooms: Iterable[Callable[[], bool]] | None = None) -> bool:
    """One step of each room (None: of all); whether any of them had something to do. A room that fails does not stop the others."""
    worked = False
    for room in ROOMS if rooms is None else rooms:
        if RESTING.get(room, 0.0) > time.monotonic():
            continue
        try:
            worked = room() or worked
        except Exception:
            log.exception("a step failed", extra={"said": {"room": room.__module__}})
            RESTING[room] = time.monotonic() + FAILED_SECONDS
    return worked


@contextmanager
def only_one() -> Iterator[None]:
    """Waits until no other worker of this database works: a lock of PostgreSQL, or of a file beside SQLite."""
    if connection.vendor == "postgresql":
        own = connections.create_connection("default")  # the lock goes with its connection, and the work's own are closed now and then
        try:
            with own.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
        finally:
            own.close()
        return
    import fcntl  # noqa: PLC0415  (not on every system; there one worker is the operator's to see to)

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / "worker.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def work(stop: Event) -> None:
    """Work until told to stop; idle, look again twice a second."""
    with only_one():
        apart = [Thread(target=_turns, args=([update_wrapper(partial(room, stop), room)], stop), name=room.__module__, daemon=True)
                 for room in LONG]
        for thread in apart:
            thread.start()
        _turns([room for room in ROOMS if room not in LONG], stop)
        for thread in apart:
            thread.join(STOP_SECONDS)


def _turns(rooms: list[Callable[[], bool]], stop: Event) -> None:
    """Steps of these rooms until told to stop. Where one thread ends the others do, and the process is started again."""
    try:
        while not stop.is_set():
            if not step(rooms):
                close_old_connections()
                stop.wait(IDLE_SECONDS)
    finally:
        stop.set()
        connection.close()


def work_off(seconds: float = 60.0) -> None:
    """Work until nothing is left, for tests and the demo. Errors: TimeoutError."""
    ends = time.monotonic() + seconds
    while step():
        if time.monotonic() > ends:
            raise TimeoutError("the rooms still had something to do")
