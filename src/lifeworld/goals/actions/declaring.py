"""Declaring a goal: once for each client_id, with its baseline read and frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.customers.models import Customer
from lifeworld.events.actions import record
from lifeworld.goals.actions.consents import say_each
from lifeworld.goals.core.checking import checked_plan
from lifeworld.goals.core.days import day_number
from lifeworld.goals.core.values import GoalPlan, GoalValue, ScalePlan
from lifeworld.goals.models import Change, Goal, Job, Rating, Scale
from lifeworld.goals.queries.goals import goal_of, goal_values
from lifeworld.goals.queries.measured import Baseline, baselines
from lifeworld.goals.queries.whose import customer_asked, today_of
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.errors import InputRefused
from lifeworld.measures.models import Indicator

GOALS_MAX = 200
ID_TAKEN = conflict("client_id_taken", "Another goal was sent with this client_id.", "Make a new UUID for a new goal.")
TOO_MANY = conflict("many_goals", f"There are {GOALS_MAX} goals already.", "Take up one of them again, or ask for old ones to be erased.")


@transaction.atomic
def declare_goal(caller: Caller, plan: GoalPlan, *, customer: int | None = None) -> GoalValue:
    """A new goal of a customer; the same plan again is answered with the goal that it made.

    Where people of the place declare it for a customer, it is seen by the team, and answers on consent are refused: only she gives them.
    Errors: LifeworldError 403; 404 for a customer of another place; 409 where the client_id came with something else; InputRefused for what
    a goal may not be, a job or a measure that is not there, or a day in the past.
    """
    asked = customer_asked(caller, customer, manage=True)
    plan = checked_plan(plan)
    if not caller.customer:
        plan = replace(plan, seen_by="team")
    sent = _digest(asked, plan)
    if (known := _known(caller, plan, sent)) is not None:
        return known
    if plan.consent and not caller.customer:
        raise InputRefused("not_her_own", "Consent for a customer was sent by somebody else.", "Let the customer say it by her own link.")
    key = Customer.objects.select_for_update().values_list("key", flat=True).get(pk=asked, place=caller.place_id)
    if Goal.objects.filter(place=caller.place_id, customer=asked).count() >= GOALS_MAX:
        raise TOO_MANY
    now = timezone.now()
    today = today_of(caller, now)
    if plan.due_on is not None and day_number(plan.due_on) < today:
        raise past(plan.due_on)
    goal = _made(caller, plan, asked, sent, now, today)
    if goal is None:  # the same was sent twice at once
        known = _known(caller, plan, sent)
        if known is None:
            raise ID_TAKEN
        return known
    add_scales(caller, goal, plan.scales, now, declared=True)
    Change.objects.create(goal=goal, what="declared")
    if plan.importance is not None:
        Rating.objects.create(goal=goal, at=now, importance=plan.importance, satisfaction=plan.satisfaction)
    say_each(caller, asked, plan.consent)
    record(caller, "goals.declared", customer=key, data={"goal": goal.pk})
    return goal_of(caller, goal.pk)


def add_scales(caller: Caller, goal: Goal, plans: Sequence[ScalePlan], now: datetime, *, declared: bool) -> None:
    """The measures of a goal with their baselines, which stay as they are from now on. Errors: InputRefused for an unknown measure."""
    indicators = _indicators(caller, plans)
    found = baselines(caller, goal.customer_id, plans, today_of(caller, now))
    for plan, base in zip(plans, found, strict=True):
        indicator = indicators.get(plan.indicator)
        Scale.objects.create(
            goal=goal, indicator=indicator, title=plan.title, unit=plan.unit or _unit(indicator), weight=plan.weight, over=plan.over,
            levels=list(plan.levels), low=plan.low, high=plan.high, judged_levels=list(plan.levels), judged_low=plan.low,
            judged_high=plan.high, judged_weight=plan.weight, declared=declared, frozen_at=now, **_frozen(base))


def past(day: str) -> InputRefused:
    """The refusal of a day by which it is to be done."""
    return InputRefused("due_in_the_past", f"{day} is past.", "Give a day to come, or none.")


def _made(caller: Caller, plan: GoalPlan, customer: int, sent: str, now: datetime, today: int) -> Goal | None:
    body = {"outcome": plan.outcome.to_json()} if plan.outcome else {}
    try:
        with transaction.atomic():
            return Goal.objects.create(
                place_id=caller.place_id, customer_id=customer, job=_job(caller, plan), client_id=UUID(plan.client_id), kind=plan.kind,
                title=plan.title, body=body, sent=sent, seen_by=plan.seen_by, declared_at=now, declared_day=today, due_on=plan.due_on)
    except IntegrityError:
        return None


def _known(caller: Caller, plan: GoalPlan, sent: str) -> GoalValue | None:
    """The goal that the same plan made before. Errors: 409 where another came with the same client_id."""
    row = Goal.objects.filter(place=caller.place_id, client_id=UUID(plan.client_id)).first()
    if row is None:
        return None
    if row.sent != sent:
        raise ID_TAKEN
    return goal_values(caller, [row])[0]


def _digest(customer: int, plan: GoalPlan) -> str:
    return hashlib.sha256(json.dumps([customer, asdict(plan)], sort_keys=True).encode()).hexdigest()


def _job(caller: Caller, plan: GoalPlan) -> Job | None:
    if not plan.job:
        return None
    row = Job.objects.filter(place=caller.place_id, slug=plan.job, retired_at=None).first()
    if row is None:
        raise InputRefused("unknown_job", f"There is no job «{plan.job}» here.", "Take one of the list, or none.")
    if row.kind != plan.kind:
        raise InputRefused("other_kind", f"The job «{plan.job}» is one to {row.kind}.", f"Send the kind {row.kind}, or no job.")
    return row


def _indicators(caller: Caller, plans: Sequence[ScalePlan]) -> dict[str, Indicator]:
    wanted = {plan.indicator for plan in plans if plan.indicator}
    found = {row.slug: row for row in Indicator.objects.filter(place=caller.place_id, slug__in=wanted, retired_at=None)}
    if lost := sorted(wanted - found.keys()):
        raise InputRefused("unknown_measure", f"There is no measure «{lost[0]}» here.", "Take one of the list, or your own judgement.")
    return found


def _unit(indicator: Indicator | None) -> str:
    return str(indicator.body.get("unit", ""))[:40] if indicator else ""


def _frozen(base: Baseline) -> dict[str, float | int | None]:
    return {"baseline": base.value, "baseline_level": base.level}
