"""A customer's own judgement of one measure, kept once for each client_id and never changed; the newest holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.goals.actions.held import going_on, held, scale_of, told
from lifeworld.goals.core.checking import checked_id, checked_number, one_of
from lifeworld.goals.core.values import LEVELS, CheckValue
from lifeworld.goals.models import Check, Goal, Scale
from lifeworld.goals.queries.goals import iso
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller, conflict
from lifeworld.kit.errors import InputRefused

ID_TAKEN = conflict("client_id_taken", "Another judgement was sent with this client_id.", "Make a new UUID for a new judgement.")
AHEAD = timedelta(minutes=5)
"""How far the clock of a device may be ahead."""


@transaction.atomic
def check(caller: Caller, goal: int, scale: int, *, client_id: str, level: int | None = None, value: float | None = None,
          at: datetime | None = None) -> CheckValue:
    """A level from -2 to +2, or a value of the measure, at a time (now, or when it was judged without a network).

    A level of a target that was made easier is kept with the value that it begins with, by which the first target judges it.
    Errors: LifeworldError 403, 404; 409 where the goal has ended or the client_id came with something else; InputRefused for both or none
    of level and value, a value where the measure has no levels, or a time before the goal was declared or to come.
    """
    row = held(caller, goal)
    scale_row = scale_of(row, scale)
    given = UUID(checked_id(client_id))
    if (known := Check.objects.filter(scale=scale_row, client_id=given).first()) is not None:
        return _same(known, level, value)
    going_on(row)
    judged = _judged(scale_row, level, value)
    when = _when(row, at)
    try:
        with transaction.atomic():
            made = Check.objects.create(scale=scale_row, client_id=given, at=when, day=today_of(caller, when), level=judged[0],
                                        value=judged[1])
    except IntegrityError:
        return _same(Check.objects.get(scale=scale_row, client_id=given), level, value)
    told(caller, row, "goals.checked")
    return check_value(made)


def check_value(row: Check) -> CheckValue:
    """The row as a value."""
    return CheckValue(row.scale_id, iso(row.at), row.day, row.value, row.level)


def _same(known: Check, level: int | None, value: float | None) -> CheckValue:
    if known.level != level or (level is None and known.value != value):
        raise ID_TAKEN
    return check_value(known)


def _judged(scale: Scale, level: int | None, value: float | None) -> tuple[int | None, float | None]:
    if (level is None) == (value is None):
        raise InputRefused("level_or_value", "A judgement is either a level or a value.", "Send one of the two.")
    if scale.indicator_id is not None:
        raise InputRefused("is_measured", "This measure is read from what happened, not judged.", "Judge another measure, or add one.")
    has_range = scale.low is not None or scale.high is not None
    if value is None:
        if has_range:
            raise InputRefused("value_needed", "This measure has a range, so its days need values.", "Send the value of the day.")
        given = int(one_of(level, LEVELS, "level"))
        return given, aimed_value(scale, given)
    if not scale.levels and not has_range:
        raise InputRefused("no_levels", "This measure has no values to judge by.", "Send a level from -2 to +2.")
    return None, checked_number(value, "value")


def aimed_value(scale: Scale, level: int) -> float | None:
    """What a level says at least where the target was made easier, so that it is no level of the first target; else None."""
    return float(scale.levels[level - LEVELS[0]]) if scale.lowered and scale.levels else None


def _when(row: Goal, at: datetime | None) -> datetime:
    now = timezone.now()
    if at is None:
        return now
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    if at > now + AHEAD or at < row.declared_at - AHEAD:
        raise InputRefused("wrong_time", "The time of this judgement is to come, or before the goal was declared.",
                           "Leave the time out for now.")
    return min(max(at, row.declared_at), now)
