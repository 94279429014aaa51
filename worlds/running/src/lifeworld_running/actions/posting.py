"""The post in circles that shares an activity: facts of what its runner's private zones leave, and a way to its page."""

from __future__ import annotations

from dataclasses import replace

from lifeworld.plugin_web import Caller, Fact, SharePlan, joined, key_of, share
from lifeworld_running.core.lines import SHARED, ShownActivity
from lifeworld_running.core.words import clock, km_words, pace_words
from lifeworld_running.models import Activity
from lifeworld_running.queries.settings import line_of
from lifeworld_running.queries.shared import shown_of

BODY_CHARS = 2_000


def post(caller: Caller, row: Activity, body: str = "") -> None:
    """Those whom the activity's ``seen_by`` names find it among the posts; shared again, the post is changed. ``caller``: its runner.

    Runs in the transaction of whoever calls. Errors: LifeworldError 409 where she has not joined; InputRefused.
    """
    shown, unit = shown_of(row, points=False), line_of(row.customer_id).unit
    share(caller, SharePlan(SHARED, str(row.pk), "run", row.title or "Run", row.day or 0, facts_of(shown, unit), body[:BODY_CHARS],
                            row.seen_by, f"running/shared/{row.pk}/", row.trust))


def post_new(caller: Caller, row: Activity) -> None:
    """A new run is shared as its runner's settings say, whoever reads its file; nothing where she has not joined."""
    herself = replace(caller, customer=key_of(caller, row.customer_id), scopes=frozenset({"circles.own", "worlds.own"}))
    if joined(herself) is not None:
        post(herself, row)


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
