"""A goal held while it changes: whose it is, what the journal and its history say."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from lifeworld.customers.queries import key_of
from lifeworld.events.actions import record
from lifeworld.goals.models import Change, Goal, Scale
from lifeworld.goals.queries.whose import goals_visible
from lifeworld.kit.caller import Caller, conflict, not_found

ENDED = ("reached", "abandoned")


def held(caller: Caller, goal: int) -> Goal:
    """The goal, locked until the transaction ends. Errors: LifeworldError 403; 404 where it is not the caller's to change."""
    row = goals_visible(caller, manage=True).select_for_update().filter(pk=goal).first()
    if row is None:
        raise not_found("goal", goal)
    return row


def going_on(row: Goal) -> Goal:
    """The goal, where it has not ended. Errors: LifeworldError 409."""
    if row.state in ENDED:
        raise conflict("goal_ended", "This goal has ended.", "Open it again first.")
    return row


def scale_of(row: Goal, scale: int) -> Scale:
    """A measure of the goal that was not put aside. Errors: LifeworldError 404."""
    found = Scale.objects.select_for_update().filter(goal=row, pk=scale, removed_at=None).first()
    if found is None:
        raise not_found("measure", scale)
    return found


def told(caller: Caller, row: Goal, type_: str, **data: Any) -> None:
    """The goal has another version, and the journal a line, which holds keys and numbers only."""
    Goal.objects.filter(pk=row.pk).update(version=F("version") + 1)
    record(caller, type_, customer=key_of(caller, row.customer_id), data={"goal": row.pk, **data})


def noted(row: Goal, what: str, before: Any = None, after: Any = None, *, lowered: bool = False) -> None:
    """A line of the goal's own history, which may hold the customer's words."""
    Change.objects.create(goal=row, what=what, before=before, after=after, lowered=lowered)
