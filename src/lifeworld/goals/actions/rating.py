"""How important an outcome is to a customer, and how satisfied she is with it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lifeworld.goals.actions.held import held, told
from lifeworld.goals.core.checking import one_of
from lifeworld.goals.core.values import GoalValue
from lifeworld.goals.models import Rating
from lifeworld.goals.queries.goals import goal_of
from lifeworld.kit.caller import Caller

ANSWERS = range(1, 6)


@transaction.atomic
def rate(caller: Caller, goal: int, importance: int, satisfaction: int | None = None) -> GoalValue:
    """Answers from 1 (not at all) to 5 (very); the newest holds and earlier ones stay. An ended goal may be rated, too.

    Errors: LifeworldError 403, 404; InputRefused for another answer.
    """
    row = held(caller, goal)
    Rating.objects.create(goal=row, at=timezone.now(), importance=one_of(importance, ANSWERS, "importance"),
                          satisfaction=None if satisfaction is None else one_of(satisfaction, ANSWERS, "satisfaction"))
    told(caller, row, "goals.rated")
    return goal_of(caller, row.pk)
