"""A runner shares an activity with those who may see it, in circles: the facts of what her private zones leave, and a way to its page."""

from __future__ import annotations

from django.db import transaction

from lifeworld.plugin import InputRefused
from lifeworld.plugin_web import Caller, Fact, SharePlan, record, share, unshare
from lifeworld_running.actions.activities import SHARED, checked_seen_by, shared_key
from lifeworld_running.core.lines import ME, ShownActivity
from lifeworld_running.core.words import clock, km_words, pace_words
from lifeworld_running.queries.settings import line_of
from lifeworld_running.queries.shared import shown_of
from lifeworld_running.queries.whose import held

BODY_CHARS = 2_000


@transaction.atomic
def share_activity(caller: Caller, activity: int, seen_by: str, body: str = "") -> None:
    """Those who may see it find the activity among the posts of circles. Shared again, the post is changed.

    Errors: LifeworldError 403, 404; 409 where she has not joined the circles of the place; InputRefused.
    """
    row = held(caller, activity)
    if checked_seen_by(seen_by) == ME or row.planned:
        raise InputRefused("nobody_sees", "An activity that only you see is shared with nobody.", "Choose who may see it.")
    row.seen_by = seen_by
    row.save(update_fields=["seen_by"])
    shown, unit = shown_of(row, points=False), line_of(row.customer_id).unit
    share(caller, SharePlan(SHARED, shared_key(row), "run", row.title or "Run", row.day or 0, facts_of(shown, unit), body[:BODY_CHARS],
                            seen_by, f"running/shared/{row.pk}/", row.trust))
    record(caller, "running.shared", customer=caller.customer, data={"activity": row.pk})


@transaction.atomic
def unshare_activity(caller: Caller, activity: int) -> None:
    """The post is gone and only its runner sees the activity again. Errors: LifeworldError 403, 404."""
    row = held(caller, activity)
    row.seen_by = ME
    row.save(update_fields=["seen_by"])
    unshare(caller, SHARED, shared_key(row))
    record(caller, "running.unshared", customer=caller.customer, data={"activity": row.pk})


def facts_of(shown: ShownActivity, unit: str) -> tuple[Fact, ...]:
    """What a post says of an activity: numbers of what is shown, no more."""
    facts = []
    if shown.distance_m:
        facts.append(Fact("Distance", *km_words(shown.distance_m, unit)))
    if shown.seconds:
        facts.append(Fact("Time", clock(shown.seconds)))
    if shown.pace_s_km:
        facts.append(Fact("Pace", *pace_words(shown.pace_s_km, unit)))
    return tuple(facts)
