"""Attainment and time in range of the customers of a place: figures, in which nobody is named and only who said yes is counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl
from django.db.models import Q

from lifeworld.goals.core.attainment import GOALS, SCALES, Attainment
from lifeworld.goals.core.attainment import attainment as figures
from lifeworld.goals.core.days import day_number
from lifeworld.goals.core.judging import goal_scores
from lifeworld.goals.core.range_figures import RANGES, RangeFigures, range_figures
from lifeworld.goals.models import Change, Goal, Scale
from lifeworld.goals.queries.consents import counted
from lifeworld.goals.queries.goals import SCALE_FIELDS, paused_on, scale_from
from lifeworld.goals.queries.reckoned import kept_of
from lifeworld.goals.queries.standing import Asked, Stood, stood
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.measures.queries.kept import measured_otherwise

Rows = dict[int, tuple[int, str, str, int, int]]
"""By goal: customer, state, reason, the day it was declared, the day as of which it is judged."""


def attainment(caller: Caller, *, from_day: int, to_day: int, job: str = "", groups: Mapping[int, str] | None = None) -> Attainment:
    """Attainment from one day to another: of goals that were declared before and had not ended, as of the end or of their own.

    A goal with a day by which it is to be done ends with it for this, with the one that was declared or an earlier one.

    ``job``: only goals of this job. ``groups``: the label of each customer, from whoever knows segments. Where there are many goals, the
    figures of the last 90 days are those that the worker made last, and say as of when. Errors: LifeworldError 403; InputRefused for days
    the wrong way round.
    """
    kept = kept_of(caller, from_day, to_day, job) if groups is None else None
    return kept[0] if kept else reckoned(caller, from_day=from_day, to_day=to_day, job=job, groups=groups)


def reckoned(caller: Caller, *, from_day: int, to_day: int, job: str = "", groups: Mapping[int, str] | None = None) -> Attainment:
    """``attainment``, made now."""
    return figures(judged_goals(caller, from_day=from_day, to_day=to_day, job=job), groups, query=_query(from_day, to_day, job))


def judged_goals(caller: Caller, *, from_day: int, to_day: int, job: str = "") -> pl.DataFrame:
    """The goals that attainment counts, one a row, judged as of the end or of their own: the columns ``GOALS`` and ``SCALES``.

    Only of customers who agreed to be counted. Errors: as ``attainment``.
    """
    goals = _goals(caller, from_day, to_day, job)
    asked = _asked(caller, goals)
    answers = stood(caller, asked)
    scores = _scores(asked, answers)
    lowered = {each.goal for each in asked if each.scale.lowered}
    rows = [(customer, goal, state, reason, goal in lowered, *scores.get(goal, (None, None, None, 0, 0)))
            for goal, (customer, state, reason, _, _) in goals.items()]
    return pl.DataFrame(rows, schema={**GOALS, **SCALES}, orient="row")


def time_in_range_of(caller: Caller, *, from_day: int, to_day: int, job: str = "") -> RangeFigures:
    """Time in range of goals to manage, over the same goals as ``attainment``; of several ranges of a goal each counts, by judged ends."""
    kept = kept_of(caller, from_day, to_day, job)
    return kept[1] if kept else ranges_reckoned(caller, from_day=from_day, to_day=to_day, job=job)


def ranges_reckoned(caller: Caller, *, from_day: int, to_day: int, job: str = "") -> RangeFigures:
    """``time_in_range_of``, made now."""
    return range_figures(judged_ranges(caller, from_day=from_day, to_day=to_day, job=job), query=_query(from_day, to_day, job))


def judged_ranges(caller: Caller, *, from_day: int, to_day: int, job: str = "") -> pl.DataFrame:
    """The ranges that time in range counts, one a row: the columns ``RANGES``. Only of customers who agreed to be counted.

    Errors: as ``attainment``.
    """
    goals = _goals(caller, from_day, to_day, job)
    asked = [each for each in _asked(caller, goals) if each.scale.has_range]
    answers = stood(caller, asked)
    rows = [(each.customer, each.goal, int(n_in), int(n_known), int(n_days)) for each, n_in, n_known, n_days in
            zip(asked, np.rint(np.nan_to_num(answers.judged_share) * answers.n_known), answers.n_known, answers.n_days, strict=True)]
    return pl.DataFrame(rows, schema=RANGES, orient="row")


def _goals(caller: Caller, from_day: int, to_day: int, job: str) -> Rows:
    caller.require("goals.see")
    if from_day > to_day:
        raise InputRefused("bad_window", "The window ends before it begins.", "Give the earlier day first.")
    day = date(1970, 1, 1) + timedelta(days=from_day)
    rows = Goal.objects.filter(Q(ended_day=None) | Q(ended_day__gte=from_day), Q(due_on=None) | Q(due_on__gte=day), place=caller.place_id,
                               declared_day__lt=from_day)
    rows = rows.filter(job__slug=job) if job else rows
    yes, away, declared_due = counted(caller), paused_on(caller, to_day), _declared_due(caller)
    found: Rows = {}
    for goal, customer, state, reason, declared, ended, due in rows.order_by("id").values_list(
            "id", "customer_id", "state", "reason", "declared_day", "ended_day", "due_on"):
        dues = [*([(due - date(1970, 1, 1)).days] if due else []), *declared_due.get(goal, ())]
        if customer in yes and min(dues, default=to_day) >= from_day:
            ends = [to_day, *([ended] if ended is not None else []), *dues]
            going_on = ended is None or ended > to_day
            found[goal] = (customer, ("paused" if goal in away else "active") if going_on else state, reason, declared, min(ends))
    return found


def _declared_due(caller: Caller) -> dict[int, tuple[int, ...]]:
    """Of goals whose day was changed the day that was declared: who puts it off is judged by the first, as with any other target."""
    rows = Change.objects.filter(goal__place=caller.place_id, what="due_on").order_by("-id").values_list("goal", "before")
    return {goal: () if before is None else (day_number(before),) for goal, before in rows}


def _asked(caller: Caller, goals: Rows) -> list[Asked]:
    """The scales that were declared with the goals, each as of its goal's day."""
    asked, otherwise = [], measured_otherwise(caller.place)
    rows = Scale.objects.filter(goal__place=caller.place_id, declared=True).order_by("goal", "id").values_list("goal_id", *SCALE_FIELDS)
    for goal, *fields in rows.iterator(chunk_size=10_000):
        if goal in goals:
            customer, _, _, declared, as_of = goals[goal]
            asked.append(Asked(goal, customer, declared, scale_from(fields, otherwise), as_of))
    return asked


def _scores(asked: list[Asked], answers: Stood) -> dict[int, tuple[float | None, float | None, float | None, int, int]]:
    if not asked:
        return {}
    goal = np.array([each.goal for each in asked], np.int64)
    base = np.array([np.nan if each.scale.baseline_level is None else each.scale.baseline_level for each in asked], np.float64)
    weight = np.array([each.scale.judged_weight for each in asked], np.float64)
    scores = goal_scores(goal, answers.judged_level, base, weight)
    return {row["goal"]: (row["t"], row["t_baseline"], row["t_change"], row["n"], row["n_known"]) for row in scores.iter_rows(named=True)}


def _query(from_day: int, to_day: int, job: str) -> str:
    return f"goals.attainment from={from_day} to={to_day}" + (f" job={job}" if job else "")
