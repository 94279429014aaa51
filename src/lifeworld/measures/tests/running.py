"""Some months of running, measured twice: thirty customers with a watch, of whom some carry a phone, too."""

from __future__ import annotations

from django.utils import timezone

from lifeworld.measures.actions.catch_up import work_once
from lifeworld.measures.actions.indicators import define
from lifeworld.measures.actions.pulses import work_once as reckon_pulses
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.tests.world import Happening, World
from lifeworld.places.models import Place

KM = Indicator.from_json({
    "slug": "weekly-km", "title": "Kilometres", "types": ["run"], "field": "km", "aggregation": "sum", "unit": "km", "window_days": 28,
    "stated": "total", "sources": [{"pattern": "watch/*"}, {"pattern": "phone", "trust": "estimated"}], "minute_priority": True})
RUNS = Indicator.from_json({"slug": "runs", "title": "Runs", "types": ["run"], "window_days": 7})
DAYS, PEOPLE, DAY_MINUTES = 100, 30, 1440


def running(place: Place, *, people: int = PEOPLE, days: int = DAYS) -> World:
    """Runs until yesterday, every other day or so, each a little longer than the one before."""
    world = World(place)
    today = int(timezone.now().timestamp() // 86_400)
    happenings = []
    for who in range(people):
        key = f"runner-{who + 1:02}"
        world.is_customer(key, key)
        for back in range(days, 0, -1):
            if (who + back) % 3 == 0 or (who * 7 + back) % 11 == 0:
                continue
            minute = (today - back) * DAY_MINUTES + 7 * 60 + who
            km = round(3 + who / 10 + (days - back) / 40 + back % 4, 1)
            happenings.append(Happening(key, minute, {"km": km}, "run", "watch/7"))
            if who % 3 == 0:
                happenings.append(Happening(key, minute + 0.3, {"km": km + 0.4}, "run", "phone"))
    world.happen(happenings)
    return world


def measured(world: World, *indicators: Indicator) -> None:
    """Define these indicators, and let the worker do all that there is to do."""
    for one in indicators or (KM, RUNS):
        define(world.caller, one)
    worked_off()


def worked_off() -> None:
    """All that the worker has to do for measures."""
    n = 0
    while work_once() or reckon_pulses():
        n += 1
        assert n < 2000
