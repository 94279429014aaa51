"""From the deed to the ecosystem: whom a designer asks and buys from is an actor of hers, tips its type, and is gone when withdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from lifeworld.constellations.models import Moment
from lifeworld.kit.caller import Caller
from lifeworld.measures.queries.values import value_of
from lifeworld.plugin import Incoming, world_called
from lifeworld.plugin_web import reader, say, take, take_up, withdraw
from lifeworld.site.worker import work_off
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
DAY, DAY_US = 20_500, 86_400_000_000
SOURCE = "power/desk"
ASKED = ("Aila", "Bertil", "Casimir", "Dunja", "Eskil", "Fenja")
WORDS = "We laughed a lot on the way, and I felt that I belong to the group."


def event(key: str, kind: str, **data: Any) -> Incoming:
    """Something that Cleo did at noon."""
    return Incoming(SOURCE, key, kind, "cleo", DAY * DAY_US + DAY_US // 2, {"design": "a1b2", **data})


def newest(people: Cast) -> tuple[str, dict[tuple[str, str], set[str]]]:
    """The type of Cleo's ecosystem as it is now, and on what each of its actors rests."""
    work_off()
    body = Moment.objects.get(customer=people.cleo.pk, latest=True).body
    return body["type"]["label"], {(actor["category"], actor["name"]): set(actor["sources"]) for actor in body["actors"]}


def begin() -> tuple[Cast, Caller]:
    people = cast()
    world = world_called("power")
    assert world is not None
    ana = people.caller(people.ana)
    study = take_up(ana, world)
    say(ana, study, "cleo", "said", WORDS)
    return people, ana


def test_deeds_make_actors_and_tip_the_type_until_they_are_withdrawn() -> None:
    people, ana = begin()
    sellers = ("Quayside Components", "Millrace Electronics", "Quayside Components")
    designs = [event(f"design-{at}", "power.design", minutes=30.0 + at, supplier=seller) for at, seller in enumerate(sellers)]
    assert {one.status for one in take(ana, [*designs, event("opened", "power.opened", desk="Benchwright")])} == {"taken"}
    alone, actors = newest(people)
    assert alone == "individual-driven"
    assert all(actors["other_providers", seller] == {"done"} for seller in sellers) and actors["focal_provider", "Benchwright"] == {"done"}
    known = value_of(reader(ana), "power-minutes", people.cleo.pk, from_day=DAY - 1, to_day=DAY + 1)
    assert known.value == pytest.approx(31.0) and known.trust == "measured"

    asked = [event(f"asked-{name}-{at}", "power.asked", colleague=name) for name in ASKED for at in range(5)]
    take(ana, [*asked, event("asked-elsewhere", "power.asked", peer="Magnus")])
    together, among = newest(people)
    assert all(among["family_friends", name] == {"done"} for name in ASKED) and among["peers", "Magnus"] == {"done"}
    assert together == "socially driven"

    assert withdraw(ana, SOURCE, [*(one.key for one in asked), "asked-elsewhere"], customer="cleo") == len(asked) + 1
    assert newest(people) == (alone, actors)
    withdraw(ana, SOURCE, ["design-1"], customer="cleo")
    assert newest(people)[1] == {who: rests for who, rests in actors.items() if who != ("other_providers", "Millrace Electronics")}
