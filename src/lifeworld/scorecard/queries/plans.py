"""How a place is scored, and what can be chosen for it."""

from __future__ import annotations

from lifeworld.audiences.queries.audiences import audiences
from lifeworld.audiences.queries.holdouts import holdouts
from lifeworld.audiences.queries.needs import segmentations
from lifeworld.events.models import EventType
from lifeworld.goals.core.days import day_text
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.partners.queries.whose import must_be_team
from lifeworld.places.queries import as_text
from lifeworld.scorecard.core.deeds import DEEDS, Deed
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.core.values import Asked
from lifeworld.scorecard.models import ScorecardPlan
from lifeworld.scorecard.queries.columns import Window

Choices = list[tuple[str, str]]


def plan_of(caller: Caller) -> PlanValue | None:
    """How the place is scored; None where nobody set its scorecard up. Errors: 403."""
    may_see(caller)
    return plan_kept(caller)


def plan_kept(caller: Caller) -> PlanValue | None:
    """The plan of the place; no right is asked here."""
    row = ScorecardPlan.objects.filter(place=caller.place_id).select_related("target", "holdout", "segmentation").first()
    return None if row is None else value_of(row)


def may_see(caller: Caller) -> None:
    """Errors: 403 for who may not read the scorecard, and for whoever acts for one partner: the card is the team's."""
    caller.require("scorecard.see")
    must_be_team(caller)


def may_manage(caller: Caller) -> None:
    """Errors: 403."""
    caller.require("scorecard.manage")
    must_be_team(caller)


def choices(caller: Caller) -> tuple[Choices, Choices, Choices]:
    """Audiences, holdouts and segmentations of the place: slug and title; none for who may not see audiences. Errors: 403."""
    may_see(caller)
    if not caller.may("audiences.see"):
        return [], [], []
    return ([(one.slug, one.title) for one in audiences(caller)], [(one.slug, one.title) for one in holdouts(caller)],
            [(one.slug, one.title) for one in segmentations(caller)])


def types_here(caller: Caller) -> list[tuple[Deed, bool]]:
    """The types of events that the scorecard reads, and whether each is declared here. Errors: 403."""
    may_see(caller)
    declared = set(EventType.objects.filter(place=caller.place_id, declared=True).values_list("name", flat=True))
    return [(deed, deed.name in declared) for deed in DEEDS]


def window_of(caller: Caller, plan: PlanValue) -> Window:
    """The days that count now: up to today by the clock of the place."""
    until = today_of(caller)
    return Window(until - plan.window_days + 1, until)


def asked_of(caller: Caller, plan: PlanValue, window: Window) -> Asked:
    """What is asked of the cores: these data are looked at again and again, so that effects are always valid."""
    since, until = day_text(window.since), day_text(window.until)
    return Asked(since=since, until=until, as_of=until, looks="again", currency=plan.currency, harm_days=plan.harm_days,
                 query=f"what «{caller.place}» keeps from {since} to {until}")


def value_of(row: ScorecardPlan) -> PlanValue:
    """The row as a value."""
    return PlanValue(row.target.slug if row.target else "", row.holdout.slug if row.holdout else "",
                     row.segmentation.slug if row.segmentation else "", row.window_days, row.harm_days, row.currency,
                     tuple(row.active_types), {factor: int(weight) for factor, weight in row.weights.items()}, row.weekly, row.version,
                     row.who, as_text(row.changed_at))
