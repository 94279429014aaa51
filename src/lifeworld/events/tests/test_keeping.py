"""Events past their keeping go in batches, their days stay, and neither an audit nor whoever sends them again is misled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lifeworld.events.actions import keeping
from lifeworld.events.actions.taking import take
from lifeworld.events.core.values import REFUSED, Incoming
from lifeworld.events.models import Cursor, DayCount, Event, EventType, JournalLine, Spent
from lifeworld.events.queries.audit import audit
from lifeworld.kit.caller import Caller
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db
DAY = keeping.DAY_US
NOW = 20_600 * DAY + DAY // 2


def visits(n: int, days_ago: int, subject: str = "", type: str = "visit") -> list[Incoming]:
    return [Incoming("app", f"{type}-{subject}-{days_ago}-{at}", type, subject, NOW - days_ago * DAY + at) for at in range(n)]


def kept(caller: Caller, days: int | None) -> None:
    EventType.objects.filter(place=caller.place_id, name="visit").update(keep_days=days, declared=True)


def work(caller: Caller, now_us: int = NOW) -> int:
    n = 0
    while keeping.step(caller, now_us):
        n += 1
        assert n < 100
    return n


def test_only_what_is_past_its_keeping_goes_and_its_days_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SUBJECTS", 2)
    monkeypatch.setattr(keeping, "EVENTS", 3)
    people = cast()
    ana = people.caller(people.ana)
    dev = people.caller(people.dev, people.other)
    old = [*visits(5, 40), *visits(4, 40, "ana"), *visits(2, 31, "zoe"), *visits(1, 31, "eva")]
    take(ana, [*old, *visits(2, 30, "ana"), *visits(1, 2), *visits(3, 40, "ana", "order")], now_us=NOW)
    take(dev, visits(2, 40, "ana"), now_us=NOW)
    assert work(ana) == 0, "nothing says how long anything is kept"
    kept(ana, 30)
    assert work(ana) > 3 and work(ana) == 0
    assert Event.objects.filter(place=ana.place_id).count() == 2 + 1 + 3 and Event.objects.filter(place=dev.place_id).count() == 2
    assert sum(DayCount.objects.filter(place=ana.place_id).values_list("n", flat=True)) == len(old) + 6
    lines = JournalLine.objects.filter(type="events.expired")
    assert sum(line.data["n"] for line in lines) == len(old) and not Spent.objects.exists()
    found = audit(ana)
    assert found.is_right and [(one.type, one.n, one.n_gone) for one in found.gone] == [("visit", 15, 12)]
    assert {(one.status, one.code) for one in take(ana, old, now_us=NOW)} == {(REFUSED, "past_keeping")}


def test_a_shorter_keeping_and_another_day_are_looked_through_again() -> None:
    people = cast()
    ana = people.caller(people.ana)
    take(ana, [*visits(2, 29, "ana"), *visits(2, 5, "ana")], now_us=NOW)
    kept(ana, 30)
    assert work(ana) > 0 and Event.objects.count() == 4
    assert work(ana, NOW + 2 * DAY) > 0 and Event.objects.count() == 2
    kept(ana, 3)
    assert work(ana, NOW + 2 * DAY) > 0 and Event.objects.count() == 0
    kept(ana, None)
    assert work(ana, NOW + 2 * DAY) == 0


def test_an_audit_finds_what_drifted() -> None:
    people = cast()
    ana = people.caller(people.ana)
    take(ana, [*visits(3, 1, "ana"), *visits(2, 2, "zoe")], now_us=NOW)
    assert audit(ana).is_right and audit(ana).n_events == 5
    DayCount.objects.filter(n=3).update(n=4)
    Event.objects.filter(key="visit-zoe-2-0").update(subject=987_654)
    Event.objects.filter(key="visit-zoe-2-1").update(flags=64)
    Cursor.objects.create(reader="events/measures", place=ana.place, position=10**9)
    found = {one.check: (one.kept, one.counted) for one in audit(ana).drift}
    assert found == {"events of a day": (4, 3), "events whose subject is not there": (0, 1), "flags that mean nothing": (0, 1),
                     "cursors beyond the end": (10**9, Event.objects.order_by("-pk").first().pk)}
    assert audit(people.caller(people.dev, people.other)).is_right, "another place is another audit"
    clock = {one.check for one in audit(replace(ana, timezone="Pacific/Kiritimati")).drift}
    assert "day by the clock of the place" in clock
