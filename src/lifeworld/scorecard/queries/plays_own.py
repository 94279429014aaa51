"""What a customer asks of plays: what could come next for her, why she sees it, and what she did with it."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from lifeworld.audiences.queries.targetable import may_target
from lifeworld.constellations.models import Moment
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.core.play_values import OwnPlay
from lifeworld.scorecard.core.play_words import Told, because, how_told
from lifeworld.scorecard.core.plays import PlayPlan, play_of
from lifeworld.scorecard.models import Offered, Play, TypeDenied
from lifeworld.scorecard.queries.plans import may_see

OPEN_MAX = 2
"""So many open offers a customer has at most: help that is offered without end is none."""
TAKEN_SHOWN = 10


def own_plays(caller: Caller, customer: int | None = None) -> list[OwnPlay]:
    """What a customer is offered now, at most two, then what she took up, the newest first; she herself asks, or the team about her.

    An offer is shown while its play runs and she may still be targeted: whoever took a consent back, changed, or is held out by what came
    later sees it no more. Errors: LifeworldError 403, 404.
    """
    asked = customer_asked(caller, customer)
    if not caller.customer:
        may_see(caller)
    reads = reader(caller)
    rows = Offered.objects.filter(customer=asked, customer__place=caller.place_id, play__place=caller.place_id)
    rows = rows.select_related("play").order_by("pk")
    open_ones = [row for row in rows.filter(state="open", play__state="running") if still_for(reads, row.play, asked)]
    taken = rows.filter(state="taken").exclude(play__ended="harms").order_by("-pk")[:TAKEN_SHOWN]
    return [_own(reads, row, asked) for row in (*open_ones[:OPEN_MAX], *taken)]


def still_for(caller: Caller, play: Play, customer: int) -> bool:
    """Whether the play may be offered to her now."""
    return not denied(caller, play, {customer}) and may_target(caller, customer, play.chosen, play_of(play.body).purpose)


def denied(caller: Caller, play: Play, customers: set[int]) -> set[int]:
    """Those of the customers who said that the type for which the play is theirs is wrong."""
    type_ = play_of(play.body).type
    if not type_:
        return set()
    rows = TypeDenied.objects.filter(place=caller.place_id, study=play.study, type=type_)
    return customers & set(rows.filter(customer__in=customers).values_list("customer", flat=True))


def reader(caller: Caller) -> Caller:
    """The caller as who looks up why something is offered to her, whatever else she may not see."""
    return replace(caller, scopes=caller.scopes | {"audiences.see"}, customer="")


def _own(caller: Caller, row: Offered, customer: int) -> OwnPlay:
    plan = play_of(row.play.body)
    return OwnPlay(row.pk, plan.title, plan.offer, plan.says, plan.leads, because(plan),
                   how_told(plan, _told(caller, row.play, plan, customer)), row.state, bool(plan.type))


def _told(caller: Caller, play: Play, plan: PlayPlan, customer: int) -> Told:
    """What her type was read from; nothing where it is not there any more."""
    moment = Moment.objects.filter(study__place=caller.place_id, study__slug=play.study, customer=customer, latest=True).first()
    if moment is None or not plan.wants_study:
        return Told()
    actors = moment.body.get("actors", ())
    return Told(moment.n_statements, sum(int(actor.get("n_deeds") or 0) for actor in actors),
                any("drawn" in actor["sources"] for actor in actors),
                moment.made_at.astimezone(ZoneInfo(caller.timezone)).date().isoformat())
