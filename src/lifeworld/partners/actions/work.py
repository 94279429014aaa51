"""Work in the background: files that came are read, addresses that are due are asked, registrations end, small changes are put together."""

from __future__ import annotations

import time

from django.db.models import Q, QuerySet
from django.utils import timezone

from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.compacting import compact_step, tidy_step
from lifeworld.partners.actions.pulling import pull_step
from lifeworld.partners.actions.reading import read_run
from lifeworld.partners.actions.registrations import expire_old
from lifeworld.partners.models import DesignRegistration, Feed, Run
from lifeworld.partners.queries.feeds import READING
from lifeworld.places.actions.working import step_in_places
from lifeworld.places.queries import workers

REST_S = 60.0
_LOOKED: dict[str, float] = {}
"""When this process last looked for what may wait: small changes to put together, registrations that end."""


def work_once() -> bool:
    """One step for the hall's worker; True where there was something to do."""
    waiting = set(_to_read().values_list("feed__place", flat=True).distinct())
    if waiting and step_in_places(read_step, callers=[caller for caller in workers() if caller.place_id in waiting]):
        return True
    if pull_step(workers):
        return True
    if time.monotonic() - _LOOKED.get("housekeeping", -REST_S) < REST_S:
        return False
    worked = keep_house()
    if not worked:
        _LOOKED["housekeeping"] = time.monotonic()
    return worked


def read_step(caller: Caller) -> bool:
    """Read the oldest run of the place that has come in whole. Whether there was one."""
    run = _to_read().filter(feed__place=caller.place_id).order_by("pk").values_list("pk", flat=True).first()
    if run is not None:
        read_run(caller, run)
    return run is not None


def keep_house() -> bool:
    """What may wait a minute: in each place with feeds or registrations, one step of each."""
    concerned = set(Feed.objects.values_list("place", flat=True).distinct())
    concerned |= set(DesignRegistration.objects.filter(state__in=("asked", "accepted")).values_list("place", flat=True).distinct())
    callers = [caller for caller in workers() if caller.place_id in concerned]
    return step_in_places(_expire_step, compact_step, tidy_step, callers=callers, every=True)


def _expire_step(caller: Caller) -> bool:
    return expire_old(caller) > 0


def _to_read() -> QuerySet[Run]:
    return Run.objects.filter(Q(busy_until=None) | Q(busy_until__lt=timezone.now()), state=READING)
