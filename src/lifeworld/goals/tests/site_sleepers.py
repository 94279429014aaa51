"""Invented customers who want to sleep at night, for tests of pages: each took up the job «night», and agreed to be counted."""

from __future__ import annotations

import uuid

from lifeworld.customers.models import Customer
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.links import make_link
from lifeworld.goals.actions.living import abandon, reach
from lifeworld.goals.actions.rating import rate
from lifeworld.goals.core.values import FIGURES, GoalPlan
from lifeworld.goals.models import Goal
from lifeworld.goals.queries.links import open_door
from lifeworld.kit.caller import Caller
from lifeworld.testing.cast import Cast


def hers(people: Cast, customer: Customer) -> Caller:
    door = open_door(make_link(people.caller(people.ben), customer.pk, "Phone")[1])
    assert door is not None
    return door.caller


def population(people: Cast, n: int) -> None:
    """Customers who each took up the job, agreed to be counted, rated it, and ended it or not."""
    for at in range(n):
        customer = Customer.objects.create(place=people.acme, key=f"sleeper-{at}")
        caller = hers(people, customer)
        plan = GoalPlan(str(uuid.uuid4()), f"Sleep {at}", "accomplish", job="night", consent={FIGURES: True})
        goal = declare_goal(caller, plan).pk
        rate(caller, goal, 5, 2 if at % 3 else 4)
        if at % 2:
            reach(caller, goal)
        elif at % 4 == 0:
            abandon(caller, goal, "no_time")
    for at, row in enumerate(Goal.objects.order_by("id")):
        Goal.objects.filter(pk=row.pk).update(declared_day=row.declared_day - 110 - 3 * at)
