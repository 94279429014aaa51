"""What a play's measure says of customers: attainment, an indicator, days to done, each as of the right days."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from lifeworld.customers.actions import record_consent
from lifeworld.customers.models import Customer, Trait
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.core.values import FIGURES, ScalePlan
from lifeworld.goals.models import Check, Goal, Scale
from lifeworld.goals.tests.declared import days, indicator, own, plan
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.core.plays import PlayPlan
from lifeworld.scorecard.queries.plays_measured import days_to_done, households, measured
from lifeworld.scorecard.tests.plays_world import SOONER
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
DAY = 20_000
ATTAINED = PlayPlan("a", "A", "Why.", "S", "Offer.", "Go", "goals/", "The hint", "attainment", 2.0, type="brand-driven", days=28)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def ana(people: Cast) -> Caller:
    return people.caller(people.ana)


def wanting(people: Cast, ana: Caller, customer: Customer, number: int, *, counted: bool = True, **fields: object) -> Goal:
    """A goal of a customer that was declared ten days before."""
    goal = Goal.objects.get(pk=declare_goal(own(people.acme, customer), plan(
        scales=(ScalePlan("How far", levels=(-2.0, -1.0, 0.0, 1.0, 2.0)),), number=number)).pk)
    Goal.objects.filter(pk=goal.pk).update(declared_day=DAY - 10, **fields)
    record_consent(ana, customer.pk, FIGURES, given=counted)
    return goal


def judged(goal: Goal, values: dict[int, float]) -> None:
    scale = Scale.objects.get(goal=goal)
    for at, (day, value) in enumerate(values.items()):
        Check.objects.create(scale=scale, client_id=f"00000000-0000-4000-8000-{goal.pk:06}{at:06}", at=timezone.now(), day=day,
                             level=int(value))


def test_attainment_is_read_as_of_the_day_and_when_her_days_are_over(people: Cast, ana: Caller) -> None:
    judged(wanting(people, ana, people.cleo, 1), {DAY - 5: -1.0, DAY + 10: 0.0, DAY + 27: 1.0, DAY + 29: -2.0})
    silent = Customer.objects.create(place=people.acme, key="silent")
    judged(wanting(people, ana, silent, 2, counted=False), {DAY - 5: 0.0})
    values, before = measured(ana, ATTAINED, DAY)
    assert (values, before) == ({people.cleo.pk: 60.0}, {people.cleo.pk: 40.0})
    assert measured(ana, replace(ATTAINED, job="none"), DAY) == ({}, {})


def test_an_indicator_is_read_in_its_own_window_before_each_day(people: Cast, ana: Caller) -> None:
    km = indicator(people.acme)
    days(people.acme, people.cleo, km, {DAY: 3.0, DAY - 6: 1.0, DAY - 7: 100.0, DAY + 28: 5.0, DAY + 22: 2.0, DAY + 21: 100.0})
    plan_ = replace(ATTAINED, measure="indicator", indicator="km", unit="km")
    assert measured(ana, plan_, DAY) == ({people.cleo.pk: 7.0}, {people.cleo.pk: 4.0})


def test_an_indicator_with_a_longer_window_reads_nothing_from_before_the_day(people: Cast, ana: Caller) -> None:
    km = indicator(people.acme)
    days(people.acme, people.cleo, km, {DAY - 2: 30.0, DAY: 100.0, DAY + 1: 1.0, DAY + 3: 2.0})
    three = replace(ATTAINED, measure="indicator", indicator="km", unit="km", days=3)
    assert measured(ana, three, DAY) == ({people.cleo.pk: 3.0}, {people.cleo.pk: 130.0})


def test_days_to_done_are_counted_from_the_day_and_bounded_for_everybody(people: Cast, ana: Caller) -> None:
    more = [Customer.objects.create(place=people.acme, key=f"c{at}") for at in range(6)]
    states = [{"state": "reached", "ended_day": DAY + 12}, {"state": "active"}, {"state": "abandoned", "ended_day": DAY + 3},
              {"state": "reached", "ended_day": DAY + 90}, {"state": "reached", "ended_day": DAY - 1}, {"kind": "manage"}]
    for at, (one, fields) in enumerate(zip(more, states, strict=True)):
        wanting(people, ana, one, at, **fields)
    wanting(people, ana, more[0], 9, state="reached", ended_day=DAY + 20)
    found = days_to_done(ana, "", DAY, 60)
    assert found == {more[0].pk: 16.0, more[1].pk: 60.0, more[2].pk: 60.0, more[3].pk: 60.0}
    assert measured(ana, SOONER, DAY) == (found, {})


def test_customers_of_one_household_go_together(people: Cast, ana: Caller) -> None:
    Trait.objects.create(customer=people.cleo, name="household", value="h1")
    Trait.objects.create(customer=Customer.objects.create(place=people.other, key="x"), name="household", value="h1")
    assert households(ana) == {people.cleo.pk: "h1"}
