"""The machines' door of a customer's challenges."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Path, Query

from lifeworld.circles.actions import challenges as acts
from lifeworld.circles.core.values import Board, ChallengePlan, ChallengeValue
from lifeworld.circles.queries import challenges as asked
from lifeworld.circles.queries.whose import acting_for
from lifeworld.goals.core.days import day_text
from lifeworld.kit.web import Asked

router = Router(tags=["circles"])
BIG = 2**63 - 1
MINE = "/{place:place}/-/customers/{int:customer}/circles"


class ChallengeIn(Schema):
    """A challenge to declare. ``indicator``: slug of a measure; ``handicap``: none, own_improvement or age_grade, with its ``table``
    {"name", "source", "factors": {"f": {"40": 0.95}, "m": {}}}; ``reach``: place, club (with its number) or invited.
    """

    client_id: str
    title: str
    indicator: str
    from_day: str
    to_day: str
    about: str = ""
    verified_only: bool = False
    handicap: str = "none"
    table: dict[str, Any] | None = None
    reach: str = "place"
    club: int | None = Field(None, ge=1, le=BIG)
    invited: list[int] = Field(default_factory=list, max_length=200)

    def plan(self) -> ChallengePlan:
        """As actions take it."""
        return ChallengePlan(**self.dict() | {"invited": tuple(self.invited)})


class ChallengeOut(Schema):
    """A challenge; ``state``: coming, on, over or closed; ``how``: what is measured, as a sentence."""

    pk: int
    title: str
    about: str
    indicator: str
    measure: str
    unit: str
    direction: str
    how: str
    from_day: str
    to_day: str
    verified_only: bool
    handicap: str
    table_name: str
    reach: str
    club: int | None
    by_place: bool
    mine: bool
    entered: bool
    entrants: int
    state: str


class ChallengeLineOut(Schema):
    """Where somebody is. ``rank`` null: ``why`` says why. ``shown``: what was ranked by; ``value``: null also where she alone reads it."""

    rank: int | None
    person: int
    name: str
    mine: bool
    shown: float | None
    value: float | None
    trust: str
    tied: bool
    why: str


class ChallengeBoardOut(Schema):
    """A challenge with its board; who is not in it reads no line."""

    challenge: ChallengeOut
    unit: str
    as_of: str
    building: bool
    n_hidden: int
    lines: list[ChallengeLineOut]


class EntryIn(Schema):
    """``agreed``: that those in the challenge read her name and number."""

    agreed: bool


class ChallengeInviteIn(Schema):
    """Who is asked in."""

    person: int = Field(..., ge=1, le=BIG)


@router.get(f"{MINE}/challenges", response=list[ChallengeOut], summary="Challenges", operation_id="challenges")
def listing(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), over: bool = Query(False)) -> Any:
    """Those that she may see: going on or coming, or over. Needs the right «circles.own»."""
    return [challenge_json(each) for each in asked.challenges(acting_for(request.caller, customer), over=over)]


@router.post(f"{MINE}/challenges", response={201: ChallengeOut}, summary="Declare a challenge", operation_id="declare_challenge")
def declare(request: Asked, place: str, body: ChallengeIn, customer: int = Path(..., ge=1, le=BIG)) -> Status[Any]:
    """The same ``client_id`` again is answered with what it made. Needs the right «circles.own»."""
    return Status(201, challenge_json(acts.declare_challenge(acting_for(request.caller, customer), body.plan())))


@router.get(f"{MINE}/challenges/{{int:challenge}}", response=ChallengeBoardOut, summary="A challenge with its board",
            operation_id="challenge")
def one(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), challenge: int = Path(..., ge=1, le=BIG)) -> Any:
    """404 for one that she may not see. Needs the right «circles.own»."""
    caller = acting_for(request.caller, customer)
    return board_json(asked.challenge_of(caller, challenge), asked.board_of(caller, challenge))


@router.delete(f"{MINE}/challenges/{{int:challenge}}", response=ChallengeOut, summary="Close a challenge", operation_id="close_challenge")
def close(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), challenge: int = Path(..., ge=1, le=BIG)) -> Any:
    """404 for one that she did not declare, 409 where it is closed. Needs the right «circles.own»."""
    return challenge_json(acts.close_challenge(acting_for(request.caller, customer), challenge))


@router.put(f"{MINE}/challenges/{{int:challenge}}/entry", response=ChallengeOut, summary="Join a challenge", operation_id="join_challenge")
def join(request: Asked, place: str, body: EntryIn, customer: int = Path(..., ge=1, le=BIG),
         challenge: int = Path(..., ge=1, le=BIG)) -> Any:
    """422 without her yes, 409 where she is in it or it is over. Needs the right «circles.own»."""
    return challenge_json(acts.join_challenge(acting_for(request.caller, customer), challenge, agreed=body.agreed))


@router.delete(f"{MINE}/challenges/{{int:challenge}}/entry", response={204: None}, summary="Leave a challenge",
               operation_id="leave_challenge")
def leave(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), challenge: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """404 where she is not in it. Needs the right «circles.own»."""
    acts.leave_challenge(acting_for(request.caller, customer), challenge)
    return Status(204, None)


@router.post(f"{MINE}/challenges/{{int:challenge}}/invitations", response={204: None}, summary="Ask somebody in",
             operation_id="invite_to_challenge")
def invite(request: Asked, place: str, body: ChallengeInviteIn, customer: int = Path(..., ge=1, le=BIG),
           challenge: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """404 for whom she may not meet, 409 where she is asked. Needs the right «circles.own»."""
    acts.invite(acting_for(request.caller, customer), challenge, body.person)
    return Status(204, None)


def challenge_json(value: ChallengeValue) -> dict[str, Any]:
    """A challenge with its days as people write them."""
    return asdict(value) | {"from_day": day_text(value.from_day), "to_day": day_text(value.to_day)}


def board_json(value: ChallengeValue, board: Board) -> dict[str, Any]:
    """A challenge with its board."""
    lines = [{"person": line.person, "name": line.name, "mine": line.mine, **{
        name: getattr(line.place, name) for name in ("rank", "shown", "value", "trust", "tied", "why")}} for line in board.lines]
    return {"challenge": challenge_json(value), "unit": board.unit, "as_of": day_text(board.as_of), "building": board.building,
            "n_hidden": board.n_hidden, "lines": lines}
