"""What a customer sees of her goal, as of a day."""

from __future__ import annotations

import numpy as np

from lifeworld.goals.core.judging import goal_scores
from lifeworld.goals.core.progress import Known, goal_progress, scale_progress
from lifeworld.goals.core.values import GoalValue, Moment, Progress, ScaleProgress
from lifeworld.goals.queries.goals import goal_of
from lifeworld.goals.queries.standing import NO_DAYS, Asked, Stood, stood
from lifeworld.goals.queries.whose import reader, today_of
from lifeworld.kit.caller import Caller
from lifeworld.measures.queries.values import value_of

MOMENTS_MAX = 26
WEEK = 7


def progress_of(caller: Caller, goal: int, *, today: int | None = None) -> Progress:
    """Where a goal is: as of today by the clock of the place, or of the day on which it ended.

    Errors: LifeworldError 403; 404 where the goal is not there or not the caller's to see.
    """
    found = goal_of(caller, goal)
    as_of = as_of_day(found, today_of(caller) if today is None else today)
    moments = [*_earlier(found.declared_day, as_of), as_of]
    asked = [Asked(found.pk, found.customer, found.declared_day, scale, day) for day in moments for scale in found.scales]
    answers = stood(caller, asked)
    n = len(found.scales)
    last = len(asked) - n
    scales = tuple(_scale(caller, found, asked[last + at], answers, last + at) for at in range(n))
    return goal_progress(found, as_of, scales, _history(found, moments, answers))


def as_of_day(goal: GoalValue, today: int) -> int:
    """The day as of which a goal is judged: today, or the day on which it ended, and never before it was declared."""
    return max(goal.declared_day, today if goal.ended_day is None else min(today, goal.ended_day))


def _earlier(declared: int, as_of: int) -> list[int]:
    """Days on the way, a week or more apart, the declaration first."""
    step = max(WEEK, -(-(as_of - declared) // MOMENTS_MAX))
    return list(range(as_of - step, declared, -step))[::-1]


def _scale(caller: Caller, goal: GoalValue, asked: Asked, answers: Stood, at: int) -> ScaleProgress:
    scale, first, last = asked.scale, int(answers.from_day[at]), int(answers.to_day[at])
    days, values = NO_DAYS, np.empty(0)
    if (frame := answers.days.get(scale.indicator)) is not None:
        mine = frame.filter(frame["key"] == (scale.pk if scale.own else goal.customer)).sort("day")
        days, values = mine["day"].to_numpy(), mine["value"].to_numpy()
    definition = answers.definitions.get(scale.indicator)
    source, trust = _source(caller, goal, scale.indicator, first, last) if not scale.own else ("", "reported")
    known = Known(days, values, _known(answers.value[at]), definition.stated if definition else "readings",
                  definition.aggregation if definition else "last", source, trust, _known(answers.own_level[at]),
                  None if np.isnan(answers.own_day[at]) else int(answers.own_day[at]))
    return scale_progress(scale, known, first, last, answers.paused.get(goal.pk, NO_DAYS), goal.declared_day)


def _source(caller: Caller, goal: GoalValue, indicator: str, first: int, last: int) -> tuple[str, str]:
    if first > last:
        return "", "unknown"
    found = value_of(reader(caller), indicator, goal.customer, from_day=first, to_day=last)
    return ", ".join(share.source for share in found.sources[:3] if share.n), found.trust


def _history(goal: GoalValue, moments: list[int], answers: Stood) -> tuple[Moment, ...]:
    """T as of each moment, by the judged levels; the declaration itself by the baseline."""
    scales = goal.scales
    kept = np.array([scale.declared for scale in scales] * len(moments), np.bool_)
    at = np.repeat(np.arange(len(moments)), len(scales))[kept]
    weight = np.array([scale.judged_weight for scale in scales] * len(moments), np.float64)[kept]
    base = np.array([np.nan if scale.baseline_level is None else scale.baseline_level for scale in scales] * len(moments), np.float64)[kept]
    if not len(at):
        return ()
    scores = goal_scores(at, answers.judged_level[kept], base, weight)
    start = goal_scores(at, base, base, weight)["t"][0]
    found = [Moment(day, t, None if t is None else (t - 50) / 10) for day, t in zip(moments, scores["t"].to_list(), strict=True)]
    return (Moment(goal.declared_day - 1, start, None if start is None else (start - 50) / 10), *found)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
