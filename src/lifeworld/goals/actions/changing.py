"""Changing a goal: its words, its day, its measures. What was declared stays what attainment is judged by, unless it becomes harder."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lifeworld.goals.actions.declaring import add_scales, past
from lifeworld.goals.actions.held import going_on, held, noted, scale_of, told
from lifeworld.goals.core.checking import (
    SCALES_MAX,
    checked_due,
    checked_range,
    checked_scale,
    checked_shares,
    checked_text,
    checked_weight,
    one_of,
)
from lifeworld.goals.core.days import day_number
from lifeworld.goals.core.levels import checked_levels, harder, narrower
from lifeworld.goals.core.statements import checked
from lifeworld.goals.core.values import SEEN_BY, UNCHANGED, GoalChange, GoalValue, ScaleChange
from lifeworld.goals.models import Goal, Scale
from lifeworld.goals.queries.goals import goal_of
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.errors import InputRefused, LifeworldError


@transaction.atomic
def change_goal(caller: Caller, goal: int, version: int, change: GoalChange) -> GoalValue:
    """The goal as it is after the change; the version says which goal the caller saw.

    Levels and ranges that become harder are what attainment is judged by from now on; easier ones are kept as what the customer aims at,
    and the judged ones stay. Weights, added and removed measures never change what attainment is judged by.
    Errors: LifeworldError 403, 404; 409 where it changed meanwhile or has ended; InputRefused for what a goal may not be.
    """
    row = going_on(held(caller, goal))
    if row.version != version:
        raise conflict("goal_changed", f"The goal was changed meanwhile: it has version {row.version} now, not {version}.",
                       "Read it again, and send the change with its version.")
    _words(caller, row, change)
    for scale in change.scales:
        _scale(row, scale_of(row, scale.pk), scale)
    now = timezone.now()
    for pk in change.removed:
        scale_row = scale_of(row, pk)
        Scale.objects.filter(pk=scale_row.pk).update(removed_at=now)
        noted(row, "scale_removed", scale_row.title)
    _added(caller, row, change, now)
    told(caller, row, "goals.changed")
    try:
        return goal_of(caller, row.pk)
    except LifeworldError:  # it was taken out of the team's sight by this change
        raise InputRefused("not_her_own", "Only the customer herself may hide a goal from the team.", "Leave «seen_by» out.") from None


def _words(caller: Caller, row: Goal, change: GoalChange) -> None:
    if change.title is not UNCHANGED:
        _set(row, "title", checked_text(change.title, "title"))
    if change.seen_by is not UNCHANGED:
        _set(row, "seen_by", one_of(change.seen_by, SEEN_BY, "seen_by"))
    if change.due_on is not UNCHANGED:
        due, before = checked_due(change.due_on), row.due_on
        if due is not None and date.fromisoformat(due) != before and day_number(due) < today_of(caller):
            raise past(due)  # else she could choose the day on which she stood best
        row.due_on = date.fromisoformat(due) if due else None
        if row.due_on != before:
            noted(row, "due_on", before.isoformat() if before else None, due)
    if change.outcome is not UNCHANGED:
        before_words = row.body.get("outcome")
        row.body = {name: value for name, value in row.body.items() if name != "outcome"}
        if change.outcome is not None:
            row.body["outcome"] = checked(change.outcome).to_json()
        if row.body.get("outcome") != before_words:
            noted(row, "outcome", before_words, row.body.get("outcome"))
    row.save(update_fields=["title", "seen_by", "due_on", "body"])


def _set(row: Goal, name: str, value: str) -> None:
    before = getattr(row, name)
    if value != before:
        setattr(row, name, value)
        noted(row, name, before, value)


def _scale(row: Goal, scale: Scale, change: ScaleChange) -> None:
    if change.title is not UNCHANGED and (title := checked_text(change.title, "title of the measure")) != scale.title:
        noted(row, "scale_title", scale.title, title)
        scale.title = title
    if change.weight is not UNCHANGED and (weight := checked_weight(change.weight)) != scale.weight:
        noted(row, "weight", scale.weight, weight)
        scale.weight = weight
    levels = tuple(scale.levels) if change.levels is UNCHANGED else _levels(change.levels)
    low, high = checked_range(scale.low if change.low is UNCHANGED else change.low, scale.high if change.high is UNCHANGED else change.high)
    _targets(row, scale, levels, low, high)
    scale.save()


def _targets(row: Goal, scale: Scale, levels: tuple[float, ...], low: float | None, high: float | None) -> None:
    """Other levels or another range: harder ones are judged by, easier ones are aimed at only."""
    had_range = scale.low is not None or scale.high is not None
    has_range = low is not None or high is not None
    if had_range != has_range or (scale.levels and not levels) or (scale.indicator_id and not levels and not has_range):
        raise InputRefused("other_measure", "A measure cannot become one of another kind.", "Put it aside and add another measure.")
    if has_range:
        checked_shares(levels)
    before = {"levels": list(scale.levels), "low": scale.low, "high": scale.high}
    after = {"levels": list(levels), "low": low, "high": high}
    if before == after:
        return
    judged = (scale.judged_low, scale.judged_high)
    holds = harder(levels, tuple(scale.judged_levels)) and narrower((low, high), judged)
    if holds:
        scale.judged_levels, scale.judged_low, scale.judged_high = list(levels), low, high
    scale.lowered = not holds
    scale.levels, scale.low, scale.high = list(levels), low, high
    noted(row, "levels", before, after, lowered=not holds)


def _levels(levels: tuple[float, ...]) -> tuple[float, ...]:
    return checked_levels(levels) if levels else ()


def _added(caller: Caller, row: Goal, change: GoalChange, now: datetime) -> None:
    plans = [checked_scale(plan, row.title) for plan in change.added]
    there = Scale.objects.filter(goal=row, removed_at=None).count()
    if there + len(plans) > SCALES_MAX or there + len(plans) == 0:
        raise InputRefused("many_scales", f"A goal has 1 to {SCALES_MAX} measures.", "Leave some out, or keep one.")
    add_scales(caller, row, plans, now, declared=False)
    for plan in plans:
        noted(row, "scale_added", None, plan.title)
