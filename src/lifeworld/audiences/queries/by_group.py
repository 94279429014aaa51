"""Attainment and unmet need by group: segments or an audience against everybody else, in the words of the room of goals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lifeworld.audiences.models import Stay
from lifeworld.audiences.queries.audiences import audience_of
from lifeworld.audiences.queries.compiling import today_of
from lifeworld.goals.core.attainment import Attainment
from lifeworld.goals.core.opportunity import OutcomeOpportunity
from lifeworld.goals.models import Goal
from lifeworld.goals.queries.attained import attainment
from lifeworld.goals.queries.figures import opportunity_of
from lifeworld.kit.caller import Caller

WINDOW_DAYS = 28


@dataclass(frozen=True)
class ByGroup:
    """Attainment of each group over the last ``WINDOW_DAYS`` days, and the outcomes of each group, the greatest unmet need first."""

    attained: Mapping[str, Attainment]
    needs: Mapping[str, tuple[OutcomeOpportunity, ...]]
    warnings: tuple[str, ...]
    days: int = WINDOW_DAYS


def by_group(caller: Caller, labels: Mapping[int, str]) -> ByGroup | None:
    """The figures of groups by the label of each customer; None where the caller may not see goals or nobody is labelled.

    Only customers who agreed to be counted are in them. Errors: LifeworldError 403.
    """
    caller.require("audiences.see")
    if not labels or not caller.may("goals.see"):
        return None
    today = today_of(caller)
    found = attainment(caller, from_day=today - WINDOW_DAYS, to_day=today, groups=labels)
    needs = opportunity_of(caller, groups=labels)
    grouped: dict[str, list[OutcomeOpportunity]] = {}
    for one in needs.groups:
        grouped.setdefault(one.group, []).append(one)
    return ByGroup(dict(sorted(found.groups.items())), {group: tuple(some) for group, some in sorted(grouped.items())},
                   (*found.warnings, *needs.warnings))


def inside_and_outside(caller: Caller, slug: str) -> dict[int, str]:
    """The label of each customer who declared a goal: in the audience as it was last worked out, or not; empty before that."""
    audience = audience_of(caller, slug)
    if audience.n is None:
        return {}
    inside = set(Stay.objects.filter(audience=audience.id, until=None).values_list("customer", flat=True))
    declared = Goal.objects.filter(place=caller.place_id).order_by().values_list("customer", flat=True).distinct()
    return {customer: "in it" if customer in inside else "everybody else" for customer in declared}
