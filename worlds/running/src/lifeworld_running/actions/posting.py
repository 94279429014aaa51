"""The post in circles that shares an activity: facts of what its runner's private zones leave, and a way to its page."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from lifeworld.plugin_web import Caller, Fact, SharePlan, joined, key_of, posts_to_tell_again, share, shared, unshare
from lifeworld_running.core.lines import SHARED, ShownActivity
from lifeworld_running.core.words import clock, km_words, pace_words
from lifeworld_running.models import Activity
from lifeworld_running.queries.settings import line_of
from lifeworld_running.queries.shared import shown_of

BODY_CHARS = 2_000


def post(caller: Caller, row: Activity, body: str = "", *, seen_by: str = "") -> None:
    """Those whom ``seen_by`` names, else the activity's own, find it among the posts; shared again, the post is changed.

    ``caller``: its runner. Runs in the transaction of whoever calls. Errors: LifeworldError 409 where she has not joined; InputRefused.
    """
    shown, unit = shown_of(row, points=False), line_of(row.customer_id).unit
    title = shown.title or _title(shown, unit)
    share(caller, SharePlan(SHARED, str(row.pk), "run", title, row.day or 0, facts_of(shown, unit), body[:BODY_CHARS],
                            seen_by or row.seen_by, f"running/shared/{row.pk}/", row.trust))


def post_again(caller: Caller, row: Activity) -> None:
    """The post of an activity, where there is one, says what the activity says now; her words and who sees it stay as she left them."""
    herself = _herself(caller, row.customer_id)
    if joined(herself) is not None and (said := shared(herself, SHARED, str(row.pk))) is not None:
        post(herself, row, said.body, seen_by=said.seen_by)


@transaction.atomic
def tell_again(caller: Caller) -> bool:
    """One step of the worker: posts whose numbers went because a private zone changed get those of now; whether there were any."""
    waiting = posts_to_tell_again(caller.place_id, SHARED)
    for customer, key in waiting:
        number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
        row = Activity.objects.filter(place=caller.place_id, customer=customer, pk=number).first()
        if row is None:  # a post of what is not hers, or gone
            unshare(_herself(caller, customer), SHARED, key)
        else:
            post_again(caller, row)
    return bool(waiting)


def post_new(caller: Caller, row: Activity) -> None:
    """A new run is shared as its runner's settings say, whoever reads its file; nothing where she has not joined."""
    herself = _herself(caller, row.customer_id)
    if joined(herself) is not None:
        post(herself, row)


def _title(shown: ShownActivity, unit: str) -> str:
    """What a run without a title is called before others: by its length that they may know, never by the time of day."""
    return f"A run of {' '.join(km_words(shown.distance_m, unit))}" if shown.distance_m else "A run"


def _herself(caller: Caller, customer: int) -> Caller:
    return replace(caller, customer=key_of(caller, customer), scopes=frozenset({"circles.own", "worlds.own"}))


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
