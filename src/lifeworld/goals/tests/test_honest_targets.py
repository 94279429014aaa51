"""What counts as success was said before it is looked at: easier targets, later days and other measures flatter nobody."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lifeworld.customers.models import Customer
from lifeworld.goals.actions.changing import change_goal
from lifeworld.goals.actions.checking import check
from lifeworld.goals.actions.consents import say
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.living import reach
from lifeworld.goals.core.days import day_text
from lifeworld.goals.core.values import FIGURES, GoalChange, GoalValue, ScaleChange, ScalePlan
from lifeworld.goals.models import Check, Goal, Scale
from lifeworld.goals.queries.attained import attainment
from lifeworld.goals.queries.goals import goal_of
from lifeworld.goals.queries.progress import progress_of
from lifeworld.goals.queries.whose import today_of
from lifeworld.goals.tests.declared import KM, LEVELS, begin, days, indicator, own, plan
from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.indicators import change as change_measure
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db


def aim_at(caller: Caller, goal: GoalValue, levels: tuple[float, ...]) -> None:
    now = goal_of(caller, goal.pk)
    change_goal(caller, goal.pk, now.version, GoalChange(scales=(ScaleChange(goal.scales[0].pk, levels=levels),)))


def test_where_she_began_is_not_compared_with_a_measure_that_measures_something_else() -> None:
    people = cast()
    cleo = begin(people)
    ana, today = people.caller(people.ana), today_of(cleo)
    km = indicator(people.acme)
    days(people.acme, people.cleo, km, {today - 1: 6.0})
    goal = declare_goal(cleo, plan(scales=(ScalePlan(indicator="km", levels=LEVELS),)))
    change_measure(ana, "km", {**KM, "title": "Kilometres run"})
    assert progress_of(cleo, goal.pk).t_change == 0.0
    change_measure(ana, "km", {**KM, "types": ["run", "walk"]})
    found = progress_of(cleo, goal.pk)
    assert (found.t_change, found.goal.scales[0].baseline) == (None, None)
    assert any("measured in another way" in words for words in found.missing)
    assert Scale.objects.get().baseline == 6.0
    later = declare_goal(cleo, plan(scales=(ScalePlan(indicator="km", levels=LEVELS, baseline=3.0),)))
    assert later.scales[0].baseline == 3.0


def test_as_hoped_of_an_easier_target_is_not_as_hoped_of_the_first() -> None:
    cleo = begin(cast())
    goal = declare_goal(cleo, plan(scales=(ScalePlan("pages a week", levels=LEVELS),)))
    scale = goal.scales[0].pk
    check(cleo, goal.pk, scale, client_id=str(uuid4()), level=-1)
    aim_at(cleo, goal, (0, 1, 2, 3, 4))
    assert progress_of(cleo, goal.pk).t == 40.0, "what she judged by the first target stays what it is"
    given = str(uuid4())
    found = check(cleo, goal.pk, scale, client_id=given, level=0)
    assert (found.level, found.value) == (0, 2.0)
    assert check(cleo, goal.pk, scale, client_id=given, level=0) == found
    progress = progress_of(cleo, goal.pk)
    assert (progress.scales[0].level, progress.scales[0].judged_level, progress.t) == (0, -2, 30.0)


def test_who_reaches_an_easier_target_did_not_reach_the_first() -> None:
    cleo = begin(cast())
    goal = declare_goal(cleo, plan(scales=(ScalePlan("pages a week", levels=LEVELS),)))
    aim_at(cleo, goal, (0, 2, 5, 8, 10))
    reach(cleo, goal.pk)
    progress = progress_of(cleo, goal.pk)
    assert (progress.scales[0].level, progress.scales[0].judged_level, progress.t) == (0, -1, 40.0)


def test_a_day_that_is_put_off_stays_the_day_that_was_declared() -> None:
    people = cast()
    ana = people.caller(people.ana)
    today = today_of(ana)
    for at in range(30):
        each = own(people.acme, Customer.objects.create(place=people.acme, key=f"c{at}"))
        say(each, FIGURES, True)
        goal = declare_goal(each, plan(scales=(ScalePlan(),), due_on=day_text(today)))
        check(each, goal.pk, goal.scales[0].pk, client_id=str(uuid4()), level=-1)
        Check.objects.filter(scale=goal.scales[0].pk).update(day=today - 5)
        now = goal_of(each, goal.pk)
        change_goal(each, goal.pk, now.version, GoalChange(due_on=day_text(today + 60)))
        check(each, goal.pk, goal.scales[0].pk, client_id=str(uuid4()), level=1)
        Check.objects.filter(scale=goal.scales[0].pk, level=1).update(day=today + 1)
    Goal.objects.update(declared_day=today - 40)
    assert attainment(ana, from_day=today - 30, to_day=today + 2).t.value == 40.0
    assert attainment(ana, from_day=today + 1, to_day=today + 2).n_customers == 0
