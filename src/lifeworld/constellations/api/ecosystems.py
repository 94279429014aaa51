"""The machines' door of boards and customers' ecosystems. A customer's number stands in addresses, because a key may be an address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.params.functions import Path, Query

from lifeworld.constellations.actions.boards import reckon
from lifeworld.constellations.actions.fresh import up_to_date
from lifeworld.constellations.queries import ecosystems as asked
from lifeworld.constellations.queries.boards import board_of, figure_of
from lifeworld.constellations.queries.journal import newest
from lifeworld.constellations.queries.pictures import bare
from lifeworld.kit.caller import not_found
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["constellations"])
BIG = 2**63 - 1


class BoardOut(Schema):
    """The population of a study as of a position of the journal; ``behind``: something happened since. Figures by their keys.

    ``stood`` has numbers of statements by whose codes stand; ``n_silent`` of them carry none of the twelve codes. ``pooled`` is there
    where no row names a customer. ``wave`` is what ``trends`` and the sentences of ``changed`` tell apart. ``saturation`` has the curves.
    """

    position: int
    made_at: str
    behind: bool
    n_customers: int
    n_statements: int
    types: dict[str, int]
    figures: dict[str, dict[str, Any]]
    segments: dict[str, Any] | None
    trends: dict[str, Any] | None
    wave: str
    changed: list[str]
    pooled: list[dict[str, Any]]
    saturation: list[dict[str, Any]]
    stood: list[tuple[str, int]]
    n_silent: int
    notes: list[str]


class EcosystemsOut(Schema):
    """Pictures without history; ``next`` goes on after them ("after", or with ``newer_than`` the position to ask from), "" at the end."""

    ecosystems: list[dict[str, Any]]
    next: str


class QuoteOut(Schema):
    """Words that name an actor, with some of the statement around them."""

    statement: int
    key: str
    before: str
    words: str
    after: str


class SaidOut(Schema):
    """A statement: ``stood`` tells whose codes stand (nobody, the model, people, settled); ``stale``: a code means something else by now;
    ``even``: people were even, so that the model decided.
    """

    statement: int
    key: str
    text: str
    stood: str
    codes: list[str]
    stale: bool
    even: bool


class UnmatchedOut(Schema):
    """Names of actors who are named but not drawn, drawn but not named, and both."""

    named_not_drawn: list[str]
    drawn_not_named: list[str]
    both: list[str]


class EcosystemOut(Schema):
    """One customer's ecosystem as `<lw-constellation>` takes it, with its earlier states."""

    customer: dict[str, Any]
    position: int
    settings: dict[str, Any]
    type: dict[str, Any]
    rings: dict[str, Any] | None
    actors: list[dict[str, Any]]
    ties: list[dict[str, Any]]
    unmentioned: dict[str, float | None]
    drivers: list[dict[str, Any]]
    notes: list[str]
    moments: list[dict[str, Any]]
    drawn_and_said: UnmatchedOut


@router.get("/{place:place}/-/studies/{slug:study}/board", response=BoardOut, summary="The population of a study", operation_id="board")
def board(request: Asked, place: str, study: str, response: HttpResponse) -> Any:
    """404 where no board was reckoned yet. Needs the right «constellations.see»."""
    request.caller.require("constellations.see")
    value = study_of(request.caller, study)
    parts = ("board", value.pk, newest(place))
    if (known := fresh(request, *parts)) is not None:
        return known
    found = board_of(request.caller, value)
    if found is None:
        raise not_found("board of the study", study)
    tagged(response, *parts)
    return _board(found.body) | {"position": found.position, "made_at": found.made_at, "behind": found.behind}


def _board(body: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"n_customers": 0, "n_statements": 0, "types": {}, "figures": {}, "segments": None, "trends": None,
                             "wave": "", "changed": [], "pooled": [], "saturation": [], "stood": [], "n_silent": 0, "notes": []}
    return {name: body.get(name, default) for name, default in empty.items()}


@router.get("/{place:place}/-/studies/{slug:study}/board/quotes", response=list[QuoteOut],
            summary="Words that a figure of the board rests on", operation_id="board_quotes")
def figure_quotes(request: Asked, place: str, study: str, key: str) -> Any:
    """Some of them; ``key`` is that of the figure. 404 where the board has none. Needs the rights «constellations.see» and «voices.see»."""
    request.caller.require("voices.see")
    return figure_of(request.caller, study_of(request.caller, study), key).quotes


@router.post("/{place:place}/-/studies/{slug:study}/board", response=BoardOut, summary="Reckon the board now", operation_id="reckon_board")
def reckon_now(request: Asked, place: str, study: str) -> Any:
    """It is reckoned by itself when something happened; this waits for it. Needs the right «constellations.analyse»."""
    request.caller.require("constellations.analyse")
    value = study_of(request.caller, study)
    reckon(request.caller, value.pk)
    found = board_of(request.caller, value)
    if found is None:
        raise not_found("board of the study", study)
    return _board(found.body) | {"position": found.position, "made_at": found.made_at, "behind": found.behind}


@router.get("/{place:place}/-/studies/{slug:study}/ecosystems", response=EcosystemsOut, summary="Customers' ecosystems",
            operation_id="ecosystems")
def ecosystems(request: Asked, place: str, study: str, response: HttpResponse, type: str = "", trait: str = "", after: str = "",
               newer_than: int | None = Query(None, ge=0, le=BIG), limit: int = Query(24, ge=1, le=200)) -> Any:
    """``type`` is a type's name, ``trait`` is name=value. With ``newer_than``, those made after that position, oldest first, whole
    positions at a time. Needs the right «constellations.see».
    """
    request.caller.require("constellations.see")
    value = study_of(request.caller, study)
    parts = ("ecosystems", value.pk, newest(place), type, trait, after, newer_than, limit)
    if (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    if newer_than is not None:
        found = asked.newer_than(request.caller, value, newer_than, limit)
    else:
        name, said, wanted = trait.partition("=")
        found = asked.ecosystems(request.caller, value, type=type, trait=(name, wanted) if said else None, after=after, limit=limit)
    return {"ecosystems": [bare(picture) for picture in found.pictures], "next": found.after}


@router.get("/{place:place}/-/studies/{slug:study}/ecosystems/{int:customer}", response=EcosystemOut, summary="One customer's ecosystem",
            operation_id="ecosystem")
def ecosystem(request: Asked, place: str, study: str, response: HttpResponse, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """Made again first where something happened since. Needs the right «constellations.see»."""
    request.caller.require("constellations.see")
    value = study_of(request.caller, study)
    parts = ("ecosystem", value.pk, customer, newest(place))
    if (known := fresh(request, *parts)) is not None:
        return known
    one = up_to_date(request.caller, value, customer)
    tagged(response, *parts)
    against = asked.said_and_drawn(one.picture)
    return bare(one.picture) | {"moments": one.picture["moments"], "drawn_and_said": {
        "named_not_drawn": against.named_not_drawn["name"].to_list(), "drawn_not_named": against.drawn_not_named["name"].to_list(),
        "both": against.both["name"].to_list()}}


@router.get("/{place:place}/-/studies/{slug:study}/ecosystems/{int:customer}/quotes", response=dict[str, list[QuoteOut]],
            summary="The words behind each actor", operation_id="ecosystem_quotes")
def quotes(request: Asked, place: str, study: str, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """By the key of the actor. Needs the rights «constellations.see» and «voices.see»."""
    request.caller.require("voices.see")
    value = study_of(request.caller, study)
    return asked.quotes_of(request.caller, value, up_to_date(request.caller, value, customer).picture)


@router.get("/{place:place}/-/studies/{slug:study}/ecosystems/{int:customer}/statements", response=list[SaidOut],
            summary="What a customer said, and whose codes stand", operation_id="ecosystem_statements")
def statements(request: Asked, place: str, study: str, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """The first 200. Needs the rights «constellations.see» and «voices.see»."""
    request.caller.require("voices.see")
    value = study_of(request.caller, study)
    return asked.statements_said(request.caller, value, up_to_date(request.caller, value, customer).key)
