"""The machines' door of clubs."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema, Status
from ninja.params.functions import Path, Query

from lifeworld.circles.actions import clubs as acts
from lifeworld.circles.queries import clubs as asked
from lifeworld.circles.queries.whose import acting_for
from lifeworld.kit.web import Asked

router = Router(tags=["circles"])
BIG = 2**63 - 1
MINE = "/{place:place}/-/customers/{int:customer}/circles"


class ClubIn(Schema):
    """``entry``: open or asked (a lead lets in); ``seen_by``: place (all who joined find it) or members."""

    name: str
    about: str = ""
    entry: str = "asked"
    seen_by: str = "place"


class ClubOut(Schema):
    """A club; ``state``: whether she is in it or asked to be; ``role``: member or lead."""

    pk: int
    name: str
    about: str
    entry: str
    seen_by: str
    state: str
    role: str
    members: int


class ClubMemberOut(Schema):
    """Somebody in a club, or who asked to be."""

    person: int
    name: str
    role: str
    state: str
    mine: bool


class ClubMemberIn(Schema):
    """``role``: member lets somebody in who asked, lead makes a member a lead."""

    role: str = "member"


@router.get(f"{MINE}/clubs", response=list[ClubOut], summary="Clubs", operation_id="clubs")
def listing(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), search: str = Query("")) -> Any:
    """Her own and those that may be found. Needs the right «circles.own»."""
    return asked.clubs(acting_for(request.caller, customer), search=search)


@router.post(f"{MINE}/clubs", response={201: ClubOut}, summary="Make a club", operation_id="make_club")
def make(request: Asked, place: str, body: ClubIn, customer: int = Path(..., ge=1, le=BIG)) -> Status[Any]:
    """She leads it. Needs the right «circles.own»."""
    found = acts.make_club(acting_for(request.caller, customer), body.name, about=body.about, entry=body.entry, seen_by=body.seen_by)
    return Status(201, found)


@router.get(f"{MINE}/clubs/{{int:club}}", response=ClubOut, summary="A club", operation_id="club")
def one(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), club: int = Path(..., ge=1, le=BIG)) -> Any:
    """404 for one that she does not find. Needs the right «circles.own»."""
    return asked.club_of(acting_for(request.caller, customer), club)


@router.put(f"{MINE}/clubs/{{int:club}}", response=ClubOut, summary="Change a club", operation_id="change_club")
def change(request: Asked, place: str, body: ClubIn, customer: int = Path(..., ge=1, le=BIG), club: int = Path(..., ge=1, le=BIG)) -> Any:
    """403 for who does not lead it. Needs the right «circles.own»."""
    return acts.change_club(acting_for(request.caller, customer), club, body.name, about=body.about, entry=body.entry, seen_by=body.seen_by)


@router.delete(f"{MINE}/clubs/{{int:club}}", response={204: None}, summary="Close a club", operation_id="close_club")
def close(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), club: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """403 for who does not lead it. Needs the right «circles.own»."""
    acts.close_club(acting_for(request.caller, customer), club)
    return Status(204, None)


@router.put(f"{MINE}/clubs/{{int:club}}/membership", response=ClubOut, summary="Join a club", operation_id="join_club")
def join(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), club: int = Path(..., ge=1, le=BIG)) -> Any:
    """Or ask to. 409 where she is in, or asked. Needs the right «circles.own»."""
    return acts.join_club(acting_for(request.caller, customer), club)


@router.delete(f"{MINE}/clubs/{{int:club}}/membership", response={204: None}, summary="Leave a club", operation_id="leave_club")
def leave(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), club: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """404 where she is not in it. Needs the right «circles.own»."""
    acts.leave_club(acting_for(request.caller, customer), club)
    return Status(204, None)


@router.get(f"{MINE}/clubs/{{int:club}}/members", response=list[ClubMemberOut], summary="Members of a club", operation_id="club_members")
def members(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), club: int = Path(..., ge=1, le=BIG)) -> Any:
    """Nobody, for who is not in it; who asked to be, for its leads. Needs the right «circles.own»."""
    return asked.members_of(acting_for(request.caller, customer), club)


@router.put(f"{MINE}/clubs/{{int:club}}/members/{{int:person}}", response={204: None}, summary="Let somebody in, or make her a lead",
            operation_id="change_club_member")
def change_member(request: Asked, place: str, body: ClubMemberIn, customer: int = Path(..., ge=1, le=BIG),
                  club: int = Path(..., ge=1, le=BIG), person: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """403 for who does not lead it. Needs the right «circles.own»."""
    (acts.make_lead if body.role == "lead" else acts.let_in)(acting_for(request.caller, customer), club, person)
    return Status(204, None)


@router.delete(f"{MINE}/clubs/{{int:club}}/members/{{int:person}}", response={204: None}, summary="Put somebody out of a club",
               operation_id="put_out_of_club")
def put_out(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), club: int = Path(..., ge=1, le=BIG),
            person: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Or say no to who asked. 403 for who does not lead it. Needs the right «circles.own»."""
    acts.put_out(acting_for(request.caller, customer), club, person)
    return Status(204, None)
