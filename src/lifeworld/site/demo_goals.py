"""What the customers of the demo want, how far they come, and who says yes to what: through the same actions as everybody's goals.

Goals begin when they are declared, and the demo has a past: ``_declared_then`` and ``_ended_then`` are the two places that set times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from django.db import transaction

from lifeworld.customers.models import Consent, Customer
from lifeworld.events.core.simulation import Plan
from lifeworld.events.core.simulation.people import Floats, People, people
from lifeworld.goals.actions import changing, checking, declaring, items, jobs, links, living
from lifeworld.goals.core.days import day_text
from lifeworld.goals.core.offered import five_levels
from lifeworld.goals.core.values import FIGURES, PURPOSES, REASONS, GoalChange, GoalPlan, GoalValue, ScaleChange, ScalePlan
from lifeworld.goals.models import Change, Goal, Rating, Scale
from lifeworld.goals.queries.measured import baselines
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.site.demo_deeds import SEED
from lifeworld.site.demo_jobs import ITEMS, JOBS, OWN_TITLES, SEGMENTS, DemoJob

RUNNERS = 40
TAKEN_UP, COUNTED, SHOWN, CONTACT = 0.75, 0.95, 0.85, 0.4
"""Shares: of outcomes that matter less and are taken up as a job all the same; of customers who say yes to figures; of goals that the
team may open; of customers who may be written to."""
LONG_AGO, LATELY = (95, 40), (12, 55)
"""Goals were declared so many days ago and up to so many more; four of five long ago."""
WORTH = 2.5
"""A goal of the demo takes so many times as long as one of the simulation."""
PAUSED, WAS_PAUSED, GIVEN_UP, EASIER = 0.06, 0.14, 0.10, 0.05
CONTACT_PURPOSE = next(purpose for purpose in PURPOSES if purpose != FIGURES)


@dataclass(frozen=True)
class One:
    """A customer of the demo: row among the simulated people, key, and what chance says of her (float64[40])."""

    row: int
    pk: int
    me: Caller
    chance: Floats


def fill_goals(owner: Caller, keys: list[str]) -> None:
    """Offer the jobs; every customer takes some up, judges some of it herself, and pauses, reaches or gives up what she does."""
    for job in JOBS:
        jobs.offer_job(owner, job.slug, job.title, job.kind, outcome=job.outcome, suggests=job.suggests)
    who = people(Plan(customers=len(keys), seed=SEED, segments=SEGMENTS), np.arange(len(keys)))
    chances = uniforms(stream_keys(SEED, 901, np.arange(len(keys), dtype=np.uint64)), 40)
    pks = dict(Customer.objects.filter(place=owner.place_id, key__in=keys).values_list("key", "pk"))
    for row, key in enumerate(keys):
        me = Caller(owner.place, owner.place_id, frozenset({"goals.own"}), "demo", None, "", key, owner.timezone)
        with transaction.atomic():
            _customer(One(row, pks[key], me, chances[row]), who)


def open_goals_link(owner: Caller, key: str) -> str:
    """A link to the goals of one customer; its token is told this once."""
    pk = Customer.objects.values_list("pk", flat=True).get(place=owner.place_id, key=key)
    return links.make_link(owner, pk, "Shown with the demo")[1]


def _customer(one: One, who: People) -> None:
    """Her goals: the jobs that matter to her and some others, and for some runners one of her own words."""
    consent = {FIGURES: bool(one.chance[0] < COUNTED), **({CONTACT_PURPOSE: True} if one.chance[1] < CONTACT else {})}
    least, more = LONG_AGO if one.chance[2] < 0.8 else LATELY
    day = today_of(one.me) - least - int(one.chance[3] * more)
    for at, job in enumerate(JOBS):
        importance, satisfaction = int(who.importance[one.row, at]), int(who.satisfaction[one.row, at])
        if importance < 4 and one.chance[4 + at] > TAKEN_UP:
            continue
        plan = GoalPlan(
            _id(one, job.slug), job.said[int(one.chance[8 + at] * len(job.said))], job.kind, (_scale(one, job, day),), job.slug,
            seen_by="team" if one.chance[12 + at] < SHOWN else "me", importance=importance, satisfaction=satisfaction, consent=consent)
        _lived(one, who, declaring.declare_goal(one.me, plan), day + at, at)
        consent = {}
    if one.row < RUNNERS and one.chance[16] < 0.3:
        own = GoalPlan(_id(one, "own"), OWN_TITLES[int(one.chance[17] * len(OWN_TITLES))], "accomplish", seen_by="me", consent=consent)
        _lived(one, who, declaring.declare_goal(one.me, own), day + len(JOBS), len(JOBS))


def _scale(one: One, job: DemoJob, day: int) -> ScalePlan:
    """By a measure where there is something before the day, else by her own judgement."""
    judged = ScalePlan(job.suggests[-1].title, baseline_level=-1)
    if not job.measured.indicator:
        return judged
    value = baselines(one.me, one.pk, [job.measured], day)[0].value
    if value is None:
        return judged
    if job.kind == "manage":
        return replace(job.measured, baseline=value)
    step = min(job.step, max(2.0, 2 * value))  # so that nothing below none is a level, but for who begins with none
    return replace(job.measured, baseline=value, levels=tuple(five_levels(value, value + step)))


def _lived(one: One, who: People, goal: GoalValue, day: int, at: int) -> None:
    """What became of a goal that was declared on a day: judged, eased, paused, reached or given up."""
    _declared_then(goal, day)
    today, chance = today_of(one.me), one.chance[18 + at]
    done = day + 7 + int(WORTH * who.days_to_done[one.row])
    ends = done if goal.kind == "accomplish" and done < today and who.attainment[one.row] > 0 else None
    if ends is None and chance < GIVEN_UP:
        ends = day + 10 + int(chance / GIVEN_UP * max(today - day - 11, 0))
    _judged(one, who, goal, day, ends or today)
    if at == 0 and one.row < RUNNERS:
        for kind, text, supplier in ITEMS[:1 + one.row % len(ITEMS)]:
            items.add_item(one.me, goal.pk, kind, text, supplier)
    if goal.kind == "accomplish" and one.chance[24 + at] < EASIER:
        _eased(one, goal)
    if ends is not None:
        _ended(one, goal, ends, reached=ends == done, why=one.chance[30 + at])
    elif 1 - chance < PAUSED:
        living.pause(one.me, goal.pk, "ill" if at % 2 else "holiday", begins_on=day_text(max(today - 6, day)))
    elif 1 - chance < WAS_PAUSED and day < today - 28:
        living.pause(one.me, goal.pk, "ill", begins_on=day_text(today - 28), ends_on=day_text(today - 19))


def _eased(one: One, goal: GoalValue) -> None:
    """She hopes for less than she declared, which is no attainment: where her lowest level leaves room for it."""
    levels = goal.scales[0].levels
    if levels and (less := min(3.0, levels[0])) > 0:
        easier = ScaleChange(goal.scales[0].pk, levels=tuple(round(value - less, 3) for value in levels))
        version = Goal.objects.values_list("version", flat=True).get(pk=goal.pk)
        changing.change_goal(one.me, goal.pk, version, GoalChange(scales=(easier,)))


def _judged(one: One, who: People, goal: GoalValue, day: int, until: int) -> None:
    """Her own judgement, for runners every three weeks, and at the end: from less than hoped to where the simulation says she gets."""
    if not goal.scales[0].own:
        return
    reaches = float(who.attainment[one.row])
    days = [*range(day + 14, until - 1, 21), until - 1] if one.row < RUNNERS else [until - 1]
    for number, when in enumerate(days):
        part = min((when - day + 1) / 70, 1.0)
        level = int(np.clip(round(-1 + (reaches + 1) * part + 1.2 * (one.chance[(5 * number) % 40] - 0.5)), -2, 2))
        checking.check(one.me, goal.pk, goal.scales[0].pk, client_id=_id(one, f"{goal.client_id}/{number}"), level=level, at=_noon(when))


def _ended(one: One, goal: GoalValue, day: int, *, reached: bool, why: float) -> None:
    if reached:
        living.reach(one.me, goal.pk)
    else:
        living.abandon(one.me, goal.pk, tuple(REASONS)[int(why * len(REASONS))])
    Goal.objects.filter(pk=goal.pk).update(ended_at=_noon(day), ended_day=day)
    Change.objects.filter(goal=goal.pk, what__in=("reached", "abandoned")).update(at=_noon(day))


def _declared_then(goal: GoalValue, day: int) -> None:
    """The goal was declared on that day: an action declares it now, and the demo is told as if it had been open for months."""
    at = _noon(day)
    Goal.objects.filter(pk=goal.pk).update(declared_at=at, declared_day=day)
    Scale.objects.filter(goal=goal.pk).update(frozen_at=at)
    Change.objects.filter(goal=goal.pk).update(at=at)
    Rating.objects.filter(goal=goal.pk).update(at=at)
    Consent.objects.filter(customer=goal.customer).update(at=at)


def _noon(day: int) -> datetime:
    return datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)


def _id(one: One, what: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"lifeworld demo/{one.me.customer}/{what}"))
