"""A play that runs in a place, offered to a customer, for the tests that walk all routes."""

from __future__ import annotations

from dataclasses import replace

from lifeworld.kit.caller import Caller
from lifeworld.scorecard.actions.plays import begin_play, declare_play
from lifeworld.scorecard.core.plays import PlayPlan
from lifeworld.scorecard.models import Offered, Play

SAMPLE = PlayPlan("play", "A goal", "Whoever sees how she comes on goes on.", "Somebody said so, 2026", "You may set yourself a goal.",
                  "Do it", "goals/", "The hint to set oneself a goal", "attainment", 2.0, only={"kind": "everyone"})


def with_plays(caller: Caller, slug: str, customer: int) -> dict[str, object]:
    """A running play whose key is the slug, and an offer of it to the customer, by the names of the parameters that stand for them."""
    plan = replace(SAMPLE, key=slug)
    begin_play(caller, declare_play(caller, plan).plan.key, is_not_care=True)
    row = Play.objects.get(place=caller.place_id, key=slug, state="running")
    return {"play": slug, "offer": Offered.objects.create(play=row, customer_id=customer).pk}
