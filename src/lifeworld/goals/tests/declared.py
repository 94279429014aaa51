"""Cleo's goals for tests: a caller that is Cleo, plans, measures with days."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from lifeworld.customers.models import Customer, Identity
from lifeworld.goals.core.values import GoalPlan, ScalePlan
from lifeworld.kit.caller import Caller
from lifeworld.measures.models import DayValue, Indicator
from lifeworld.places.models import Place
from lifeworld.testing.cast import Cast

KM = {"slug": "km", "title": "Kilometres", "types": ["run"], "field": "km", "aggregation": "sum", "window_days": 7, "unit": "km"}
MICRO = 1_000_000
LEVELS = (0.0, 5.0, 10.0, 15.0, 20.0)


def own(place: Place, customer: Customer) -> Caller:
    """The customer as who opened her own link."""
    return Caller(place.path, place.pk, frozenset({"goals.own"}), "goal-link:1", customer=customer.key, timezone=place.timezone)


def plan(title: str = "run further", *, scales: tuple[ScalePlan, ...] = (), number: int | None = None, **more: object) -> GoalPlan:
    """A goal to accomplish; ``number`` makes its client_id."""
    return replace(GoalPlan(str(uuid4() if number is None else UUID(int=number)), title, "accomplish", scales), **more)


def indicator(place: Place, **more: object) -> Indicator:
    """A measure of the place, made and with nothing left to build."""
    body = {**KM, **more}
    return Indicator.objects.create(place=place, slug=str(body["slug"]), body=body)


def days(place: Place, customer: Customer, measure: Indicator, values: dict[int, float]) -> None:
    """Days of a customer by a measure, one reading each, as measures keep them."""
    subject = customer.pk * 1000
    Identity.objects.get_or_create(place=place, subject=subject, defaults={"customer": customer})
    for day, value in values.items():
        micro = round(value * MICRO)
        DayValue.objects.create(indicator=measure, subject=subject, day=day, n=1, total=micro, low=micro, high=micro, last=micro,
                                last_us=day * 86_400 * MICRO)


def begin(cast: Cast) -> Caller:
    """Cleo."""
    return own(cast.acme, cast.cleo)
