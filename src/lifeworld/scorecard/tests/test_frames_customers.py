"""Where customers stood before they were in an arm: never as of a day on which being served could have done its work."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from django.utils import timezone

from lifeworld.audiences.models import Assignment
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.queries import frames_customers
from lifeworld.scorecard.queries.frames_customers import customers_frame
from lifeworld.scorecard.queries.plans import plan_of, window_of
from lifeworld.scorecard.tests.scored import N, furnished
from lifeworld.testing.cast import cast

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
