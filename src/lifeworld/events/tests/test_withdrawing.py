"""Events that are withdrawn are gone, and what is right may come under the same key."""

from __future__ import annotations

import pytest

from lifeworld.events.actions.taking import take
from lifeworld.events.actions.withdrawing import withdraw
from lifeworld.events.core.values import Incoming
from lifeworld.events.models import DayCount, Event, JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
NOW = 1_767_225_600_000_000


def runs(*keys: str, km: float = 5) -> list[Incoming]:
    return [Incoming("watch", key, "run", "cleo", NOW, {"km": km}) for key in keys]


def begin() -> tuple[Cast, Caller]:
    people = cast()
    return people, people.caller(people.ana)


def test_what_is_withdrawn_is_gone_and_can_be_put_right() -> None:
    _, ana = begin()
    take(ana, runs("a", "b"), now_us=NOW)
    assert withdraw(ana, "watch", ["a", "never-came"], customer="cleo") == 1
    assert list(Event.objects.values_list("key", flat=True)) == ["b"]
    assert DayCount.objects.values_list("n", "n_gone").get() == (2, 1)
    line = JournalLine.objects.get(type="events.withdrawn")
    assert line.customer == "cleo" and line.data["n"] == 1 and len(line.data["events"]) == 1
    assert [answer.status for answer in take(ana, runs("a", km=6), now_us=NOW)] == ["taken"]
    assert Event.objects.get(key="a").data == {"km": 6}


def test_another_source_and_another_place_keep_theirs() -> None:
    _, ana = begin()
    take(ana, runs("a"), now_us=NOW)
    assert withdraw(ana, "phone", ["a"]) == 0
    elsewhere = Caller("elsewhere", ana.place_id + 999, ana.scopes)
    assert withdraw(elsewhere, "watch", ["a"]) == 0
    assert Event.objects.count() == 1 and not JournalLine.objects.filter(type="events.withdrawn").exists()


def test_who_may_not_send_may_not_withdraw() -> None:
    people, ana = begin()
    take(ana, runs("a"), now_us=NOW)
    with pytest.raises(LifeworldError, match=r"events\.record"):
        withdraw(people.caller(people.vic), "watch", ["a"])
    assert Event.objects.count() == 1
