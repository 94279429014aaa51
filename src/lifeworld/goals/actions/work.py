"""Work in the background: goals follow their pauses; figures of places with many goals are made again when something changed."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lifeworld.goals.core.kept import as_kept
from lifeworld.goals.models import Goal, Job, Reckoned
from lifeworld.goals.queries.attained import ranges_reckoned, reckoned
from lifeworld.goals.queries.goals import paused_on
from lifeworld.goals.queries.measured import MANY
from lifeworld.goals.queries.reckoned import WINDOW_DAYS, is_big, mark_of
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.places.actions.working import step_in_places

REST = 20.0
"""Figures that took a second rest so many seconds before they are made again, while events pour in."""
JOBS_MAX = 50


def work_once() -> bool:
    """Let goals of a place follow their pauses, or make the figures of one place and job again. False: there was nothing to do."""
    return step_in_places(_step)


def _step(caller: Caller) -> bool:
    return _pauses(caller) or (is_big(caller) and _figures(caller))


@transaction.atomic
def _pauses(caller: Caller) -> bool:
    """Goals whose pause began or ended with the day; whether there were any. No journal line: the pause had its own."""
    away = paused_on(caller, today_of(caller))
    goals = Goal.objects.filter(place=caller.place_id)
    begun = [pk for pk in goals.filter(state="active", pauses__isnull=False).values_list("pk", flat=True).distinct() if pk in away]
    over = [pk for pk in goals.filter(state="paused").values_list("pk", flat=True) if pk not in away]
    for pks, state in ((begun, "paused"), (over, "active")):
        for start in range(0, len(pks), MANY):
            goals.filter(pk__in=pks[start:start + MANY]).update(state=state)
    return bool(begun or over)


def _figures(caller: Caller) -> bool:
    """The first of everything and of each job whose figures are of before and have rested."""
    mark, now = mark_of(caller), timezone.now()
    kept = {row.job: row for row in Reckoned.objects.filter(place=caller.place_id).defer("body")}
    slugs = Job.objects.filter(place=caller.place_id, retired_at=None).order_by("id").values_list("slug", flat=True)[:JOBS_MAX]
    for job in ("", *slugs):
        row = kept.get(job)
        if row is None or (row.mark != mark and row.made_at + timedelta(seconds=REST * row.took_s) <= now):
            keep(caller, job)
            return True
    return False


@transaction.atomic
def keep(caller: Caller, job: str) -> None:
    """Make the figures of the last 90 days and keep them, with the mark that held before they were made."""
    mark, today, begun = mark_of(caller), today_of(caller), time.perf_counter()
    first = today - WINDOW_DAYS + 1
    body = as_kept(reckoned(caller, from_day=first, to_day=today, job=job), ranges_reckoned(caller, from_day=first, to_day=today, job=job))
    Reckoned.objects.update_or_create(place_id=caller.place_id, job=job, defaults={
        "mark": mark, "body": body, "made_at": timezone.now(), "took_s": time.perf_counter() - begun})
