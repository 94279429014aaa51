"""Whoever is erased is erased by every key that events gave her, and nobody else is: neither shown with her nor erased with her."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lifeworld.customers import actions
from lifeworld.customers.actions.following import work_once
from lifeworld.customers.models import Customer
from lifeworld.events.actions.taking import take
from lifeworld.events.actions.types import declare_type
from lifeworld.events.core.values import Incoming
from lifeworld.events.models import Event, Refused, Subject
from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.catch_up import work_once as measures
from lifeworld.measures.actions.indicators import define
from lifeworld.measures.models import DayValue, Indicator
from lifeworld.measures.tests.running import RUNS
from lifeworld.site.erasure import erase, everything_about
from lifeworld.site.tests.every_table import traces
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db
NOW = 1_790_000_000_000_000
HER, OTHER = "ottolinequill", "bartlebyfenn"


def event(n: int, type: str, subject: str, *, anonymous: bool = False, **data: Any) -> Incoming:
    return Incoming("app", f"e{n}", type, subject, NOW + n * 1_000_000, data, anonymous)


def taken(caller: Caller, *events: Incoming, followed: bool = True) -> None:
    take(caller, list(events), now_us=NOW + 10**9)
    while followed and work_once():
        pass


def n_events(key: str) -> int:
    return Event.objects.filter(subject__in=Subject.objects.filter(key=key).values("pk")).count()


def test_an_alias_of_somebody_else_neither_shows_nor_erases_her() -> None:
    people = cast()
    ana = people.caller(people.ana)
    actions.add_customer(ana, HER, "A label, so that no event moves her")
    taken(ana, event(1, "run", HER, where="secretpath"), event(2, "run", OTHER), event(3, "alias", OTHER, previousId=HER),
          event(4, "run", "her-phone", anonymous=True), event(5, "identify", HER, _anonymousId="her-phone"))
    other = Customer.objects.get(key=OTHER)
    assert "secretpath" not in json.dumps(everything_about(ana, other.pk), default=str)
    erase(ana, other.pk)
    assert Customer.objects.filter(key=HER).exists() and (n_events(HER), n_events("her-phone")) == (2, 1)
    assert traces(OTHER) == []


@pytest.mark.parametrize("followed", [True, False])
def test_what_nobody_followed_yet_is_hers_too(followed: bool) -> None:
    people = cast()
    ana = people.caller(people.ana)
    taken(ana, event(1, "run", HER))
    taken(ana, event(2, "run", "her-phone", anonymous=True, where="secretpath"), event(3, "identify", HER, _anonymousId="her-phone"),
          event(4, "alias", "her-new-key", previousId=HER), followed=followed)
    indicator = Indicator.objects.create(place=people.acme, slug="runs", body={})
    DayValue.objects.bulk_create([DayValue(indicator=indicator, subject=pk, day=1, n=1, total=1, last_us=1)
                                  for pk in Subject.objects.exclude(key="cleo").values_list("pk", flat=True)])
    her = Customer.objects.filter(key__in=(HER, "her-new-key")).get()
    erase(ana, her.pk)
    assert traces(HER) == traces("secretpath") == traces("her-new-key") == traces("her-phone") == []
    assert not DayValue.objects.exists()
    while work_once():
        pass
    assert traces(HER) == [] and set(Customer.objects.values_list("key", flat=True)) == {"cleo"}


def test_events_of_others_that_name_her_name_her_no_more() -> None:
    people = cast()
    ana = people.caller(people.ana)
    taken(ana, event(1, "identify", HER, _anonymousId="kiosk"), event(2, "identify", OTHER, _anonymousId="kiosk", traits={"city": "Ulm"}))
    erase(ana, Customer.objects.get(key=HER).pk)
    assert traces("kiosk") == [] and n_events(OTHER) == 1
    taken(ana, event(3, "alias", "her-new-key", previousId=HER), event(4, "identify", OTHER, _anonymousId="kiosk", traits={"city": "Bonn"}))
    assert traces(HER) == traces("kiosk") == []
    assert Customer.objects.get(key=OTHER).traits.get(name="city").value == "Bonn"


def test_what_was_refused_of_her_is_given_out_goes_and_does_not_come_back() -> None:
    people = cast()
    ana = people.caller(people.ana)
    declare_type(ana, "strict", schema={"required": ["km"]})
    pk = actions.add_customer(ana, HER)
    taken(ana, event(1, "strict", HER, word="secretpath"), event(2, "strict", OTHER))
    assert Refused.objects.count() == 2
    assert "secretpath" in json.dumps(everything_about(ana, pk)["events"]["refused"])
    erase(ana, pk)
    assert traces(HER) == [] and Refused.objects.count() == 1
    taken(ana, event(3, "strict", HER, word="secretpath"), event(4, "strict", OTHER))
    assert traces(HER) == [] and Refused.objects.count() == 2
    actions.add_customer(ana, HER)
    taken(ana, event(5, "strict", HER))
    assert Refused.objects.filter(customer=HER).count() == 1


def test_days_that_measures_made_before_it_was_known_that_she_is_gone_go_too() -> None:
    people = cast()
    ana = people.caller(people.ana)
    define(ana, RUNS)
    taken(ana, event(1, "run", HER), event(2, "run", OTHER))
    erase(ana, Customer.objects.get(key=HER).pk)
    take(ana, [event(3, "run", HER)], now_us=NOW + 10**9)  # late, and measures read it before the room of customers does
    while measures():
        pass
    assert DayValue.objects.values("subject").distinct().count() == 2
    while work_once() or measures():
        pass
    assert set(DayValue.objects.values_list("subject", flat=True)) == set(Subject.objects.filter(key=OTHER).values_list("pk", flat=True))
