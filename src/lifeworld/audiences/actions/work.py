"""Work in the background: audiences are worked out again, and newcomers of holdouts assigned, when what they rest on changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from lifeworld.audiences.actions.audiences import refresh_audience
from lifeworld.audiences.actions.holdouts import assign_newcomers
from lifeworld.audiences.models import Audience, Holdout
from lifeworld.audiences.queries.marks import mark_of
from lifeworld.kit.caller import Caller
from lifeworld.places.actions.working import step_in_places
from lifeworld.places.queries import workers

REST_S = 180.0
"""An audience is worked out at most so often; one that takes long rests longer."""
REST = 20.0


def work_once() -> bool:
    """One step for the hall's worker; True where there was something to do."""
    with_audiences = set(Audience.objects.filter(retired_at=None).values_list("place", flat=True).distinct())
    with_holdouts = set(Holdout.objects.filter(ended_at=None).values_list("place", flat=True).distinct())
    concerned = with_audiences | with_holdouts
    return step_in_places(_step, callers=[caller for caller in workers() if caller.place_id in concerned] if concerned else [])


def _step(caller: Caller) -> bool:
    """The first of the place that is due: a holdout before an audience, because nobody new is targetable until assigned."""
    mark, now = mark_of(caller), timezone.now()
    holdouts = Holdout.objects.filter(place=caller.place_id, ended_at=None).exclude(mark=mark).order_by("assigned_at", "pk")
    for slug, at in holdouts.values_list("slug", "assigned_at"):
        if _rested(at, 0, now):
            assign_newcomers(caller, slug)
            return True
    audiences = Audience.objects.filter(place=caller.place_id, retired_at=None).exclude(mark=mark).order_by("worked_out_at", "pk")
    for slug, at, took_ms, before in audiences.values_list("slug", "worked_out_at", "took_ms", "mark"):
        if not before or _rested(at, took_ms, now):
            refresh_audience(caller, slug)
            return True
    return False


def _rested(at: datetime | None, took_ms: int, now: datetime) -> bool:
    return at is None or now - at >= timedelta(seconds=max(REST_S, REST * took_ms / 1000))
