"""Simulated designers as the engine takes them in: events, words, and the truth of each customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lifeworld.plugin import Incoming, Simulated
from lifeworld_power.core.designers.values import DESK, Designed, Designers, DesignersPlan
from lifeworld_power.core.designers.whole import AVOIDED, simulated_designers

SOURCE = "simulated/power"
"""No measure calls it measured: its trust is unknown."""
COUNTED_DAYS, TIMED_DAYS = 28, 90
"""The windows of this world's measures, by which truth is told."""


def events_of(key: str, one: Designed) -> Iterator[Incoming]:
    """What the engine hears of a design: what was looked at before, who was asked, the design, and what became of it."""
    def event(what: str, minute: int, data: dict[str, Any], number: int = 0) -> Incoming:
        return Incoming(SOURCE, f"{key}/{one.key}/{what}{f'/{number}' if number else ''}", f"power.{what}", key,
                        one.at_us + minute * 60_000_000, {"design": one.key, **data})

    for number in range(one.opened):
        yield event("opened", number - 40, {"desk": DESK}, number + 1)
    if one.colleague:
        yield event("asked", -20, {"colleague": one.colleague})
    if one.peer:
        yield event("asked", -10, {"peer": one.peer}, 2)
    yield event("design", 0, {"minutes": one.minutes, "efficiency": one.efficiency, "cost": one.cost, "supplier": one.supplier})
    if one.registered:
        yield event("registered", 10, {"supplier": one.supplier})
    if one.works is not None:
        yield event("built", 30, {"works": one.works, "efficiency": one.efficiency})


def offered(found: Designers) -> Simulated:
    """Events and words in the order of designers and time; truth: type, what is saved, and what the measures have to read at the end."""
    plan, people = found.plan, found.people
    events = tuple(event for one in found.designs for event in events_of(people[one.designer].key, one))
    words = tuple({"customer": one.customer, "text": one.text, "at_us": one.at_us, "driver": one.driver} for one in found.said)
    designs: dict[int, list[Designed]] = {who.number: [] for who in people}
    for one in found.designs:
        designs[one.designer].append(one)
    truth = {}
    for who in people:
        own = designs[who.number]
        timed = [one.minutes for one in own if one.day > plan.last_day - TIMED_DAYS]
        truth[who.key] = {"type": who.type, "taught": who.taught, "sooner_by": plan.sooner if who.taught else 0.0,
                          "avoids": AVOIDED if plan.avoids else "", "designs": sum(one.day > plan.last_day - COUNTED_DAYS for one in own),
                          "minutes": sum(timed) / len(timed) if timed else None}
    return Simulated(events, words, truth)


def simulated(customers: int, seed: int, last_day: int) -> Simulated:
    """So many designers over half a year up to a day (days since 1970).

    >>> found = simulated(3, 1, 20_000)
    >>> sorted(found.truth), len(found.events) > 100
    (['designer-0001', 'designer-0002', 'designer-0003'], True)
    """
    return offered(simulated_designers(DesignersPlan(designers=customers, seed=seed, last_day=last_day)))
