"""Attainment and unmet need by group: segments or an audience against everybody else, in the words of the room of goals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lifeworld.audiences.core.formula import Rows, both, negated
from lifeworld.audiences.models import Stay
from lifeworld.audiences.queries.audiences import audience_of
from lifeworld.audiences.queries.compiling import compiled, rows_of, today_of
from lifeworld.audiences.queries.conditions import table
from lifeworld.goals.core.attainment import Attainment
from lifeworld.goals.core.opportunity import OutcomeOpportunity
from lifeworld.goals.models import Goal
from lifeworld.goals.queries.attained import attainment
from lifeworld.goals.queries.figures import opportunity_of
from lifeworld.kit.caller import Caller

WINDOW_DAYS = 28
SEGMENTED = ("The segments were made from what customers find important, which opportunity counts too: customers of a segment are more "
             "alike in it here than new customers would be.")
INSIDE, OUTSIDE, UNKNOWN = "in it", "everybody else", "not known whether"


@dataclass(frozen=True)
class ByGroup:
    """Attainment of each group over the last ``WINDOW_DAYS`` days, and the outcomes of each group, the greatest unmet need first."""

    attained: Mapping[str, Attainment]
    needs: Mapping[str, tuple[OutcomeOpportunity, ...]]
    warnings: tuple[str, ...]
    days: int = WINDOW_DAYS


def by_group(caller: Caller, labels: Mapping[int, str], notes: tuple[str, ...] = ()) -> ByGroup | None:
    """The figures of groups by the label of each customer; None where the caller may not see goals or nobody is labelled.

    Only customers who agreed to be counted are in them. ``notes``: what else is to be known of these groups. Errors: LifeworldError 403.
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
                   (*found.warnings, *needs.warnings, *notes))


def inside_and_outside(caller: Caller, slug: str) -> dict[int, str]:
    """The label of each customer who declared a goal: in the audience as it was last worked out, or certainly not now, or unknown.

    Empty where it was not worked out yet.
    """
    audience = audience_of(caller, slug)
    if audience.n is None:
        return {}
    inside = set(Stay.objects.filter(audience=audience.id, until=None).values_list("customer", flat=True))
    declared = Goal.objects.filter(place=caller.place_id).order_by().values_list("customer", flat=True).distinct()
    ready = compiled(caller, audience.expression, beginning=slug)
    goals = Rows(f"{table(Goal)} r", "r.customer_id", "1 = 1", rank=9)
    unknown = {pk for pk, in rows_of(ready.customers(both(ready.truth.possible, negated(ready.truth.true), goals), "c.id"))}
    return {customer: INSIDE if customer in inside else UNKNOWN if customer in unknown else OUTSIDE for customer in declared}
