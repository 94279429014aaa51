"""The machines' door of plays."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict

from lifeworld.kit.web import Asked
from lifeworld.scorecard.actions import plays as acts
from lifeworld.scorecard.core.play_effects import PlayFound
from lifeworld.scorecard.core.play_values import PlayValue
from lifeworld.scorecard.core.plays import play_json, play_of
from lifeworld.scorecard.queries import plays as asked
from lifeworld.scorecard.queries.plans import may_manage
from lifeworld.scorecard.queries.plays_own import own_plays

router = Router(tags=["plays"])


class PlayDeclared(Schema):
    """A play as it is declared; see the page on plays. What is left out is not asked."""

    model_config = ConfigDict(extra="forbid")
    key: str = Field(min_length=1, max_length=60)
    title: str
    why: str
    source: str
    offer: str
    says: str
    leads: str
    withheld: str
    measure: Literal["attainment", "days_to_done", "indicator"]
    worth: float
    type: str = ""
    driver: str = ""
    driver_share: float = 0.2
    only: dict[str, Any] | None = None
    purpose: str = ""
    job: str = ""
    indicator: str = ""
    better: Literal["more", "less"] = "more"
    unit: str = ""
    days: int = 28
    held: float = 0.2
    days_max: int = 365


class PlayIn(Schema):
    """A play to declare; ``study`` is the slug of the one that says types and drivers."""

    play: PlayDeclared
    study: str = ""


class BeginIn(Schema):
    """``is_not_care``: those who are held out go without a feature, and not without care that they need."""

    is_not_care: bool


class PlayReached(Schema):
    """Customers: assigned to be served or held, offered it, and what those did."""

    served: int
    held: int
    offered: int
    taken: int
    dismissed: int
    wrong: int


class PlayFoundOut(Schema):
    """What was known on a day: figures as everywhere; ``naive`` is what a comparison without chance would say, null where there is none."""

    day: str
    verdict: Literal["works", "nil", "harms", "unknown"]
    why: str
    effect: dict[str, Any]
    difference: dict[str, Any]
    naive: dict[str, Any] | None
    n_held: int
    n_served: int
    n_more: int | None
    days_more: int | None
    warnings: list[str]


class PlayOut(Schema):
    """One version of a play; ``said``: for whom it is, as a sentence; days are "" for never."""

    play: dict[str, Any]
    version: int
    world: str
    study: str
    state: Literal["ready", "running", "retired"]
    ended: str
    why: str
    for_all: bool
    audience: str
    begun_on: str
    ended_on: str
    said: str
    reached: PlayReached
    found: PlayFoundOut | None


class OwnPlayOut(Schema):
    """A play as the customer reads it to whom it was offered: ``because`` and ``how`` say why."""

    offer: int
    title: str
    words: str
    says: str
    leads: str
    because: str
    how: str
    state: Literal["open", "taken"]


def _found(one: PlayFound | None) -> dict[str, Any] | None:
    return one.json() if one is not None else None


def _out(one: PlayValue) -> dict[str, Any]:
    return {"play": play_json(one.plan), "version": one.version, "world": one.world, "study": one.study, "state": one.state,
            "ended": one.ended, "why": one.why, "for_all": one.for_all, "audience": one.chosen, "begun_on": one.begun_on,
            "ended_on": one.ended_on, "said": one.said, "reached": vars(one.reached).copy(), "found": _found(one.found)}


@router.get("/{place:place}/-/plays", response=list[PlayOut], summary="Plays", operation_id="plays")
def plays(request: Asked, place: str) -> Any:
    """What runs, what is ready, then what was retired. Needs the right «scorecard.see»."""
    return [_out(one) for one in asked.plays(request.caller)]


@router.post("/{place:place}/-/plays", response={201: PlayOut}, summary="Declare a play", operation_id="declare_play")
def declare(request: Asked, place: str, body: PlayIn) -> Status[Any]:
    """Nobody is offered anything before it is begun. A changed play is the next version. Needs the right «scorecard.manage»."""
    may_manage(request.caller)
    plan = play_of(body.play.model_dump())
    return Status(201, _out(acts.declare_play(request.caller, plan, study=body.study)))


@router.get("/{place:place}/-/plays/{slug:play}", response=list[PlayOut], summary="Every version of a play", operation_id="play")
def one(request: Asked, place: str, play: str) -> Any:
    """The newest first. Needs the right «scorecard.see»."""
    return [_out(one) for one in asked.play_versions(request.caller, play)]


@router.get("/{place:place}/-/plays/{slug:play}/days", response=list[PlayFoundOut], summary="A play's effect, day by day",
            operation_id="play_days")
def days(request: Asked, place: str, play: str) -> Any:
    """Of the newest version that was begun; empty before. Needs the right «scorecard.see»."""
    begun = [one for one in asked.play_versions(request.caller, play) if one.begun_on]
    return [one.json() for one in asked.effect_over_time(request.caller, begun[0])] if begun else []


@router.post("/{place:place}/-/plays/{slug:play}/begin", response=PlayOut, summary="Begin a play", operation_id="begin_play")
def begin(request: Asked, place: str, play: str, body: BeginIn) -> Any:
    """An audience and a holdout are made. 409 where its newest version was begun. Needs «scorecard.manage» and «audiences.manage»."""
    return _out(acts.begin_play(request.caller, play, is_not_care=body.is_not_care))


@router.post("/{place:place}/-/plays/{slug:play}/for-all", response=PlayOut, summary="Offer a play to everybody",
             operation_id="offer_play_to_all")
def for_all(request: Asked, place: str, play: str) -> Any:
    """Its holdout ends; 409 where it was not shown to work. Needs «scorecard.manage» and «audiences.manage»."""
    return _out(acts.offer_to_all(request.caller, play))


@router.post("/{place:place}/-/plays/{slug:play}/end", response=PlayOut, summary="End a play", operation_id="end_play")
def end(request: Asked, place: str, play: str) -> Any:
    """It is offered no more; what is known of it stays. Needs «scorecard.manage» and «audiences.manage»."""
    return _out(acts.end_play(request.caller, play))


@router.get("/{place:place}/-/customers/{int:customer}/plays", response=list[OwnPlayOut], summary="What a customer is offered",
            operation_id="customer_plays")
def of_customer(request: Asked, place: str, customer: int) -> Any:
    """At most two that are open, then what she took up. Needs the rights «scorecard.see», «customers.see» and «goals.see»."""
    request.caller.require("customers.see")
    return own_plays(request.caller, customer)
