"""Runs of Cleo and her friends for tests of challenges: kilometres from a watch that is trusted and a phone that is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.utils import timezone

from lifeworld.circles.actions.challenges import declare_challenge, join_challenge
from lifeworld.circles.core.values import ChallengePlan, ChallengeValue
from lifeworld.circles.tests.friends import Friends
from lifeworld.goals.core.days import day_text
from lifeworld.kit.caller import Caller
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.tests.running import measured
from lifeworld.measures.tests.world import Happening, World

SOURCES = [{"pattern": "watch"}, {"pattern": "phone", "trust": "reported"}]
KM = Indicator.from_json({"slug": "km", "title": "Kilometres", "types": ["run"], "field": "km", "aggregation": "sum", "unit": "km",
                          "window_days": 28, "sources": SOURCES})
BEST = Indicator.from_json({"slug": "best-5k", "title": "Best 5 km", "types": ["run"], "field": "best_5k_s", "aggregation": "lowest",
                            "unit": "s", "window_days": 28, "direction": "less", "sources": SOURCES})
BAND = Indicator.from_json({"slug": "band", "title": "Pulse", "types": ["run"], "field": "bpm", "aggregation": "mean",
                            "window_days": 28, "direction": "within"})


def today() -> int:
    """The day that it is."""
    return int(timezone.now().timestamp() // 86_400)


def ran(us: Friends, runs: Mapping[str, list[tuple[int, dict[str, Any], str]]]) -> None:
    """Runs by customer: (days ago, data, source); measured by all three indicators."""
    world = World(us.cast.acme)
    for key in ("cleo", "nora", "olaf"):
        world.is_customer(key, key)
    world.happen([Happening(key, (today() - ago) * 1440 + 420, data, "run", source)
                  for key, some in runs.items() for ago, data, source in some])
    measured(world, KM, BEST, BAND)


def challenge(us: Friends, caller: Caller, *entrants: Caller, **more: Any) -> ChallengeValue:
    """A challenge of the last week until tomorrow, which these joined."""
    plan: dict[str, Any] = {"client_id": str(uuid4()), "title": "A week", "indicator": "km", "from_day": day_text(today() - 6),
                            "to_day": day_text(today() + 1)}
    made = declare_challenge(caller, ChallengePlan(**plan | more))
    for each in entrants:
        join_challenge(each, made.pk, agreed=True)
    return made
