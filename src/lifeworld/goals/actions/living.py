"""The life of a goal: it is paused and goes on, is reached, given up, opened again."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lifeworld.goals.actions.checking import aimed_value
from lifeworld.goals.actions.held import ENDED, going_on, held, noted, told
from lifeworld.goals.core.checking import WORDS_CHARS_MAX, checked_text, one_of
from lifeworld.goals.core.days import day_number, day_text
from lifeworld.goals.core.values import PAUSES, REASONS, GoalValue
from lifeworld.goals.models import Check, Goal, Pause, Scale
from lifeworld.goals.queries.goals import goal_of
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.errors import InputRefused

PAUSE_DAYS_MAX = 366
AS_HOPED = 0


@transaction.atomic
def pause(caller: Caller, goal: int, reason: str, *, begins_on: str | None = None, ends_on: str | None = None) -> GoalValue:
    """Days that count for nothing, from today or a day after the declaration on, to an end or until it goes on.

    Days past may be paused (who falls ill may not be at a keyboard), at most a month back. Errors: LifeworldError 403, 404; 409 where
    another pause holds some of the days or the goal has ended; InputRefused for a reason that is none or days the wrong way round.
    """
    row = going_on(held(caller, goal))
    today = today_of(caller)
    begins = today if begins_on is None else day_number(begins_on)
    ends = None if ends_on is None else day_number(ends_on)
    if not max(row.declared_day, today - 31) <= begins <= today + PAUSE_DAYS_MAX or (ends is not None and
                                                                                 not begins <= ends <= begins + PAUSE_DAYS_MAX):
        raise InputRefused("bad_pause", "These days cannot be paused.",
                           "Begin after the goal was declared and at most 31 days ago; end after the beginning, within a year.")
    overlap = Q(ends_on=None) | Q(ends_on__gte=_date(begins))
    if Pause.objects.filter(overlap, goal=row, **({} if ends is None else {"begins_on__lte": _date(ends)})).exists():
        raise conflict("paused_already", "Some of these days are paused already.", "Let the goal go on first, or choose other days.")
    Pause.objects.create(goal=row, begins_on=_date(begins), ends_on=None if ends is None else _date(ends),
                         reason=one_of(reason, PAUSES, "reason"))
    if begins <= today and (ends is None or ends >= today):
        _state(row, "paused")
    noted(row, "paused", None, [day_text(begins), None if ends is None else day_text(ends)])
    told(caller, row, "goals.paused")
    return goal_of(caller, row.pk)


@transaction.atomic
def resume(caller: Caller, goal: int) -> GoalValue:
    """The goal goes on from today: a pause that began today is none. Errors: LifeworldError 403, 404; 409 where nothing is paused."""
    row = going_on(held(caller, goal))
    if not end_pauses(row, today_of(caller)):
        raise conflict("not_paused", "This goal is not paused.", "Nothing is left to do.")
    _state(row, "active")
    noted(row, "resumed")
    told(caller, row, "goals.resumed")
    return goal_of(caller, row.pk)


@transaction.atomic
def reach(caller: Caller, goal: int) -> GoalValue:
    """The customer says that she reached it. Measures that only she judges and never did count as hoped: that is what she says by it.

    Errors: LifeworldError 403, 404; 409 where the goal has ended.
    """
    row = going_on(held(caller, goal))
    now = timezone.now()
    for scale in Scale.objects.filter(goal=row, indicator=None, removed_at=None, low=None, high=None, checks=None):
        Check.objects.create(scale=scale, client_id=uuid4(), at=now, day=today_of(caller, now), level=AS_HOPED,
                             value=aimed_value(scale, AS_HOPED))
    _end(caller, row, "reached")
    noted(row, "reached")
    told(caller, row, "goals.reached")
    return goal_of(caller, row.pk)


@transaction.atomic
def abandon(caller: Caller, goal: int, reason: str, words: str = "") -> GoalValue:
    """The customer gives it up, with a reason of the list and, for herself alone, her own words.

    Errors: LifeworldError 403, 404; 409 where the goal has ended; InputRefused for a reason that is none.
    """
    row = going_on(held(caller, goal))
    row.reason = one_of(reason, tuple(REASONS), "reason")
    said = checked_text(words, "reason", WORDS_CHARS_MAX, empty=True)
    row.body = {**{name: value for name, value in row.body.items() if name != "reason"}, **({"reason": said} if said else {})}
    row.save(update_fields=["reason", "body"])
    _end(caller, row, "abandoned")
    noted(row, "abandoned", None, reason)
    told(caller, row, "goals.abandoned", reason=tuple(REASONS).index(reason))
    return goal_of(caller, row.pk)


@transaction.atomic
def reopen(caller: Caller, goal: int) -> GoalValue:
    """An ended goal goes on, with the measures and the baseline that it had. Errors: LifeworldError 403, 404; 409 where it goes on."""
    row = held(caller, goal)
    if row.state not in ENDED:
        raise conflict("goal_goes_on", "This goal goes on.", "Nothing is left to do.")
    row.state, row.ended_at, row.ended_day, row.reason = "active", None, None, ""
    row.save(update_fields=["state", "ended_at", "ended_day", "reason"])
    noted(row, "reopened")
    told(caller, row, "goals.changed")
    return goal_of(caller, row.pk)


def end_pauses(row: Goal, today: int) -> bool:
    """Pauses that hold today end yesterday; returns whether there were any."""
    holding = Pause.objects.filter(Q(ends_on=None) | Q(ends_on__gte=_date(today)), goal=row, begins_on__lte=_date(today))
    found = list(holding)
    for each in found:
        if each.begins_on >= _date(today):
            each.delete()
        else:
            each.ends_on = _date(today - 1)
            each.save(update_fields=["ends_on"])
    return bool(found)


def _end(caller: Caller, row: Goal, state: str) -> None:
    now = timezone.now()
    today = today_of(caller, now)
    end_pauses(row, today)
    Pause.objects.filter(goal=row, begins_on__gt=_date(today)).delete()
    Goal.objects.filter(pk=row.pk).update(state=state, ended_at=now, ended_day=today)
    row.state = state


def _state(row: Goal, state: str) -> None:
    Goal.objects.filter(pk=row.pk).update(state=state)
    row.state = state


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
