"""Where customers stood before they were in an arm: never as of a day on which being served could have done its work. And of which type
their ecosystems are: by the newest constellation of those who agreed to be counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.utils import timezone

from lifeworld.audiences.models import Assignment, Segmentation, SegmentMember
from lifeworld.constellations.models import Moment
from lifeworld.customers.models import Consent, Customer
from lifeworld.goals.core.values import FIGURES
from lifeworld.kit.caller import Caller
from lifeworld.places.models import Place
from lifeworld.scorecard.models import TypeDenied
from lifeworld.scorecard.queries import frames_customers
from lifeworld.scorecard.queries.frames_customers import customers_frame
from lifeworld.scorecard.queries.plans import plan_of, window_of
from lifeworld.scorecard.tests.scored import N, furnished
from lifeworld.testing.cast import cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.models import Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Caller:
    people = cast()
    return people.caller(people.ana)


def before(owner: Caller) -> dict[str, float | None]:
    """What is known from before, by customer."""
    plan = plan_of(owner)
    assert plan is not None
    return dict(customers_frame(owner, plan, window_of(owner, plan)).select("customer", "before").iter_rows())


def assigned_back(days: int, customers: list[int]) -> None:
    Assignment.objects.filter(customer__in=customers).update(at=timezone.now() - timedelta(days=days))


def test_segments_come_with_how_alike_they_are_over_bootstraps(owner: Caller) -> None:
    people = [one.pk for one in furnished(owner)]
    made = Segmentation.objects.create(place_id=owner.place_id, slug="needs", title="Needs", body={
        "n_customers": 2, "outcomes": ["x"], "bic": {"1": 1.0}, "segments": [
            {"number": 1, "name": "1: x", "n": 1, "share": 1.0, "stability": 0.6, "stable": False, "importance": {"x": [60, 4.0, 1.0]}}]})
    SegmentMember.objects.create(segmentation=made, customer_id=people[0], segment=1, certainty=0.9)
    plan = plan_of(owner)
    assert plan is not None
    plan = replace(plan, segmentation="needs")
    found = customers_frame(owner, plan, window_of(owner, plan)).sort("segment", nulls_last=True)
    assert found.select("customer", "segment", "segment_stability").row(0) == (str(people[0]), "1: x", 0.6)
    assert found["segment_stability"].null_count() == found.height - 1


def test_who_was_assigned_before_the_window_stands_as_she_stood_before_that(owner: Caller) -> None:
    people = [one.pk for one in furnished(owner)]
    now = before(owner)
    assert len(people) == N and all(now[str(pk)] is not None for pk in people)
    assigned_back(93, people[:20])  # between the first check, 95 days ago, and the window
    assigned_back(96, people[20:40])  # before anything was checked
    found = before(owner)
    assert all(found[str(pk)] == now[str(pk)] for pk in people[:20] + people[40:])
    assert all(found[str(pk)] is None for pk in people[20:40])


def test_it_is_looked_on_so_many_days_and_not_known_of_the_others(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [one.pk for one in furnished(owner)]
    assigned_back(93, people[:5])
    assigned_back(94, people[5:20])
    monkeypatch.setattr(frames_customers, "DAYS_MAX", 2)
    found = before(owner)
    assert all(found[str(pk)] is None for pk in people[:5])
    assert all(found[str(pk)] is not None for pk in people[5:])


def test_the_day_of_the_arm_is_by_the_clock_of_the_place(owner: Caller) -> None:
    people = furnished(owner)
    assigned_back(93, [people[0].pk])
    found = frames_customers.assigned(owner, "letter")
    days = dict(found.select("customer", "day").iter_rows())
    assert days[people[1].pk] - days[people[0].pk] == 93
    plan = plan_of(owner)
    assert plan is not None
    frame = customers_frame(owner, plan, window_of(owner, plan))
    times = dict(frame.select("customer", "arm_at").iter_rows())
    assert (times[str(people[1].pk)] - times[str(people[0].pk)]).days == 93
    assert set(found["arm"]) == {"held", "served"} and found.schema["day"] == pl.Int64


def study(owner: Caller, slug: str) -> Study:
    create_study(owner, slug, slug=slug)
    return Study.objects.get(place=owner.place_id, slug=slug)


def labelled(study: Study, customer: Customer, type_: str, position: int, *, latest: bool = True) -> None:
    Moment.objects.create(study=study, customer=customer, position=position, latest=latest, type=type_, size=2, n_statements=3, body={})


def types(owner: Caller) -> dict[str, str | None]:
    """What is known of types, by customer."""
    plan = plan_of(owner)
    assert plan is not None
    return dict(customers_frame(owner, plan, window_of(owner, plan)).select("customer", "type").iter_rows())


def test_the_type_is_as_the_newest_constellation_of_any_study_labels_it(owner: Caller) -> None:
    people = furnished(owner)
    runs, rides = study(owner, "runs"), study(owner, "rides")
    labelled(runs, people[0], "brand-driven", 1, latest=False)
    labelled(runs, people[0], "socially driven", 7)
    labelled(rides, people[0], "individual-driven", 5)
    labelled(rides, people[1], "undetermined", 3)
    found = types(owner)
    assert found[str(people[0].pk)] == "socially driven" and found[str(people[1].pk)] == "undetermined"
    assert sum(one is not None for one in found.values()) == 2 and len(found) >= N
    labelled(rides, people[1], "brand-driven", 9, latest=False)  # an earlier one that stayed counts for nothing
    assert types(owner) == found


def test_nobody_has_a_type_who_did_not_agree_to_be_counted_or_said_that_it_is_wrong(owner: Caller) -> None:
    people = furnished(owner)
    runs, rides = study(owner, "runs"), study(owner, "rides")
    for one in people[:5]:
        labelled(runs, one, "brand-driven", 4)
    Consent.objects.create(customer=people[0], purpose=FIGURES, given=False, at=timezone.now())
    Consent.objects.filter(customer=people[1]).delete()
    TypeDenied.objects.create(place_id=owner.place_id, customer=people[2], study="runs", type="brand-driven")
    TypeDenied.objects.create(place_id=owner.place_id, customer=people[3], study="rides", type="brand-driven")
    TypeDenied.objects.create(place_id=owner.place_id, customer=people[4], study="runs", type="socially driven")
    found = types(owner)
    assert [found[str(one.pk)] for one in people[:6]] == [None, None, None, "brand-driven", "brand-driven", None]
    labelled(rides, people[2], "socially driven", 2)  # older than what she said is wrong
    assert types(owner)[str(people[2].pk)] is None


def test_types_of_another_place_are_not_read(owner: Caller) -> None:
    people = furnished(owner)
    other = Place.objects.get(path="other")
    there = Customer.objects.create(place=other, key="elsewhere")
    labelled(Study.objects.create(place=other, slug="hikes", title="Hikes"), there, "brand-driven", 8)
    assert str(there.pk) not in types(owner) and types(owner)[str(people[0].pk)] is None


def test_types_are_read_in_as_many_queries_whoever_is_there(owner: Caller, django_assert_num_queries: Callable[[int], Any]) -> None:
    people = furnished(owner)
    runs = study(owner, "runs")
    for number in (1, 40):
        for one in people[:number]:
            labelled(runs, one, "brand-driven", number)
        with django_assert_num_queries(3):
            assert frames_customers.types(owner).height == number
