"""What the hall's worker does for measures: one step at a time, each whole or not at all, so that whatever kills it loses nothing."""

from __future__ import annotations

import time

from django.db import transaction

from lifeworld.customers.models import Identity
from lifeworld.events.actions import move_on
from lifeworld.events.queries import read_to
from lifeworld.events.queries.journal import lines_after
from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.building import SUBJECTS_AT_ONCE, build_next
from lifeworld.measures.actions.following import make_touched, roll, take_in, touch_days
from lifeworld.measures.actions.forget import sweep
from lifeworld.measures.actions.joining import join
from lifeworld.measures.actions.writing import alone
from lifeworld.places.actions.working import step_in_places

IDENTITIES, MOVES, WITHDRAWN = "measures/identities", "measures/moves", "measures/withdrawn"
"""Cursors: among the rows that say who is who, and in the journal, whose lines tell that somebody is somebody else now, or that events
were withdrawn."""
MANY = 1_000
TELL = ("customers.followed", "customers.changed", "customers.merged")
STEP_SECONDS = 0.4
SUBJECTS_MAX = 50_000


def work_once() -> bool:
    """One step of every place; True where there was something to do."""
    return step_in_places(step, every=True)


def step(caller: Caller) -> bool:
    """One step of a place: what is new is written down before anything is made, and single days come before whole indicators."""
    return (sweep(caller) or roll(caller) or take_in(caller) or follow_withdrawn(caller) or follow_identities(caller)
            or make_touched(caller) or build_paced(caller))


@transaction.atomic
def follow_withdrawn(caller: Caller) -> bool:
    """Days of whom events were withdrawn are to be made again; whether there were any."""
    lines = lines_after(caller.place, read_to(WITHDRAWN, caller.place), ("events.withdrawn",), MANY)
    if not lines:
        return False
    alone(caller.place)
    touch_days(caller, {(subject, kind, day) for line in lines for subject, kind, day in line.data["events"] if subject is not None})
    move_on(WITHDRAWN, caller.place, lines[-1].position)
    return True


@transaction.atomic
def follow_identities(caller: Caller) -> bool:
    """Customers of whom it became known who they are, or who are known as others now; whether there were any."""
    after = read_to(IDENTITIES, caller.place)
    new = list(Identity.objects.filter(place=caller.place_id, pk__gt=after).order_by("pk").values_list("pk", "subject")[:MANY])
    if new:
        alone(caller.place)
        join(caller, [subject for _, subject in new])
        move_on(IDENTITIES, caller.place, new[-1][0])
        return True
    read = read_to(MOVES, caller.place)
    lines = lines_after(caller.place, read, TELL, MANY)
    if not lines:
        return False
    alone(caller.place)
    moved = join(caller, None, MANY)
    if moved < MANY:  # else there are more, which the same lines tell of
        move_on(MOVES, caller.place, lines[-1].position)
    return True


PACE: dict[str, int] = {}
"""Subjects that a step of a place takes: as many as take about ``STEP_SECONDS``. What is made does not depend on it."""


def build_paced(caller: Caller) -> bool:
    """A step of building of about the same length whatever the events are like; whether anything was to be built."""
    n = PACE.get(caller.place, SUBJECTS_AT_ONCE)
    begun = time.monotonic()
    if not build_next(caller, n):
        return False
    took = time.monotonic() - begun
    PACE[caller.place] = min(2 * n, SUBJECTS_MAX) if took < STEP_SECONDS / 2 else max(n // 2, 1) if took > 2 * STEP_SECONDS else n
    return True
