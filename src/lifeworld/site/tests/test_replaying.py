"""Readers may read the events again as often as one likes; another clock counts the days again; an audit knows what is right."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.serializers import serialize

from lifeworld.customers.models import Alias, Customer, Identity, Trait
from lifeworld.events.actions import replaying
from lifeworld.events.actions.replaying import count_days, set_back
from lifeworld.events.actions.taking import take
from lifeworld.events.core.values import Incoming
from lifeworld.events.models import Cursor, DayCount, Event
from lifeworld.events.queries.audit import audit as of_events
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.measures.actions.indicators import define
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.models import DayValue, Standing
from lifeworld.places.actions import set_timezone
from lifeworld.places.queries import workers
from lifeworld.site import worker
from lifeworld.site.audits import audit
from lifeworld.site.replaying import READERS, replay
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
EVENING = 1_777_674_600_000_000
"""2026-05-01T22:30:00Z, which is the next day in Berlin."""
KEPT = (Customer, Alias, Identity, Trait, DayValue, Standing, DayCount, Event)


def begin() -> tuple[Cast, Caller]:
    people = cast()
    ana = people.caller(people.ana)
    define(ana, Indicator.from_json({"slug": "km", "title": "Kilometres", "types": ["run"], "field": "km", "aggregation": "sum",
                                     "window_days": 366}))
    take(ana, [Incoming("app", f"r{n}", "run", f"c{n % 3}", EVENING + n * 3_600_000_000, {"km": n}) for n in range(12)])
    take(ana, [Incoming("app", "i", "identify", "c0", EVENING, {"_anonymousId": "phone", "traits": {"city": "Ulm"}}),
               Incoming("app", "p", "run", "phone", EVENING, {"km": 5}, anonymous=True),
               Incoming("app", "a", "alias", "c1", EVENING, {"previousId": "c2"})])
    worker.work_off()
    return people, ana


def everything() -> dict[str, Any]:
    """All that is made of the events, without numbers of rows."""
    return {model.__name__: sorted(str(one["fields"]) for one in serialize("python", model._default_manager.all())) for model in KEPT}


def here() -> Caller:
    return next(caller for caller in workers() if caller.place == "acme")


def test_replaying_three_times_changes_nothing() -> None:
    begin()
    before = everything()
    assert before["DayValue"] and before["Standing"] and before["Trait"]
    for name in READERS:
        for position in (0, 0, 3):
            replay(here(), name, position)
            worker.work_off()
            assert everything() == before, name
    assert audit(here()).is_right


def test_another_clock_counts_days_and_measures_again_in_whatever_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "ROWS", 4)
    _, ana = begin()
    days = set(Event.objects.values_list("day", flat=True))
    set_timezone(ana, "Europe/Berlin")
    assert [one.check for one in of_events(here()).drift].count("day by the clock of the place") > 0
    while count_days(here(), rows=4):
        assert not [one for one in of_events(here()).drift if one.check == "events of a day"], "counts fit the days in between too"
    worker.work_off()
    assert set(Event.objects.values_list("day", flat=True)) != days and audit(here()).is_right
    moved = everything()
    set_timezone(ana, "UTC")
    set_timezone(ana, "Europe/Berlin")
    worker.work_off()
    assert everything() == moved and audit(here()).is_right
    assert not worker.step()


def test_only_who_may_sets_a_reader_back_and_a_reader_that_is_before_stays() -> None:
    people, ana = begin()
    with pytest.raises(LifeworldError) as refused:
        set_back(people.caller(people.ben), "events/measures", 0)
    assert refused.value.status == 403
    at = Cursor.objects.get(reader="events/measures").position
    set_back(ana, "events/measures", at + 100)
    set_back(ana, "events/never", 0)
    assert Cursor.objects.get(reader="events/measures").position == at and not Cursor.objects.filter(reader="events/never").exists()


def test_an_audit_finds_measures_and_identities_that_drifted() -> None:
    begin()
    DayValue.objects.filter(n=1).order_by("pk").first().delete()
    Standing.objects.update(value=-1)
    Identity.objects.order_by("pk").first().delete()
    found = {one.check for one in audit(here()).drift}
    assert {"rows of DayValue", "value of Standing", "subjects of whom it is not known who they are"} <= found
    assert Standing.objects.filter(value=-1).exists(), "an audit changes nothing"
