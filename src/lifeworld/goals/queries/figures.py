"""Completion, opportunity and coverage of a place: figures over the customers who said yes to being counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.db.models import Count

from lifeworld.goals.core.completion import DONE, GIVEN_UP, OPEN, Completion, completion
from lifeworld.goals.core.opportunity import COLUMNS, Opportunities, opportunities
from lifeworld.goals.models import Goal, Job, Rating
from lifeworld.goals.queries.consents import counted
from lifeworld.goals.queries.goals import paused_on
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller

ENDS = {"reached": DONE, "abandoned": GIVEN_UP}


@dataclass(frozen=True)
class Coverage:
    """How far the figures reach: customers of whom there are goals, and those of them who said yes; goals by state, of everybody."""

    n_declared: int
    n_consented: int
    n_goals: int
    by_state: Mapping[str, int]


def completion_of(caller: Caller, *, job: str = "", today: int | None = None) -> Completion:
    """Days from declaration until goals to accomplish are done, open ones until today; paused days are part of them.

    Errors: LifeworldError 403.
    """
    caller.require("goals.see")
    now = today_of(caller) if today is None else today
    rows = Goal.objects.filter(place=caller.place_id, kind="accomplish", declared_day__lte=now)
    rows = rows.filter(job__slug=job) if job else rows
    yes = counted(caller)
    found = [(customer, (now if ended is None else min(ended, now)) - declared, OPEN if ended is None or ended > now else ENDS[state])
             for customer, declared, ended, state in rows.order_by("id").values_list("customer_id", "declared_day", "ended_day", "state")
             if customer in yes]
    whose, days, ends = (np.array([row[at] for row in found], np.int64) for at in range(3))
    return completion(days, ends, whose, query=f"goals.completion today={now}" + (f" job={job}" if job else ""))


def opportunity_of(caller: Caller, *, groups: Mapping[int, str] | None = None, job: str = "") -> Opportunities:
    """Opportunity of the jobs of the place, by the newest answers of customers who took them up; goals of their own are in none.

    ``groups``: the label of each customer, from whoever knows segments; needs differ, so look at groups. Errors: LifeworldError 403.
    """
    caller.require("goals.see")
    rows = Rating.objects.filter(goal__place=caller.place_id).exclude(goal__job=None).order_by("at", "id")
    rows = rows.filter(goal__job__slug=job) if job else rows
    yes = counted(caller)
    called = _called(caller)
    found = [(customer, called.get(job or 0, ""), importance, satisfaction) for customer, job, importance, satisfaction in rows.values_list(
        "goal__customer_id", "goal__job_id", "importance", "satisfaction") if customer in yes]
    frame = pl.DataFrame(found, schema={"customer": pl.Int64, "outcome": pl.String, "importance": pl.Int64, "satisfaction": pl.Int64},
                         orient="row").select(COLUMNS)
    if groups is not None:
        frame = frame.with_columns(group=pl.Series([groups.get(row[0]) for row in found], dtype=pl.String))
    return opportunities(frame, query="goals.opportunity")


def _called(caller: Caller) -> dict[int, str]:
    """What each job is called: its title, with its slug where another has the same, so that two jobs are never one."""
    rows = list(Job.objects.filter(place=caller.place_id).values_list("pk", "title", "slug"))
    n = Counter(title for _, title, _ in rows)
    return {pk: f"{title} ({slug})" if n[title] > 1 else title for pk, title, slug in rows}


def coverage_of(caller: Caller) -> Coverage:
    """How many customers declared something, and how many of them may be counted. Errors: LifeworldError 403."""
    caller.require("goals.see")
    rows = Goal.objects.filter(place=caller.place_id)
    declared = set(rows.order_by().values_list("customer_id", flat=True).distinct())
    states: Counter[str] = Counter(dict(rows.order_by().values_list("state").annotate(n=Count("id"))))
    going_on = states["active"] + states["paused"]
    states["paused"] = rows.filter(ended_day=None, pk__in=paused_on(caller, today_of(caller))).count()
    states["active"] = going_on - states["paused"]
    return Coverage(len(declared), len(declared & counted(caller)), sum(states.values()), {state: n for state, n in states.items() if n})
