"""The machines' door of who is who to whom: profiles, follows, blocks."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema, Status
from ninja.params.functions import Path, Query

from lifeworld.circles.actions import following, joining
from lifeworld.circles.core.activity_streams import person as as_person
from lifeworld.circles.core.values import ProfilePlan
from lifeworld.circles.queries import people
from lifeworld.circles.queries.whose import acting_for
from lifeworld.kit.caller import not_found
from lifeworld.kit.web import Asked

router = Router(tags=["circles"])
BIG = 2**63 - 1
MINE = "/{place:place}/-/customers/{int:customer}/circles"


class ProfileIn(Schema):
    """What a customer says of herself. ``seen_by``: me, followers or place; ``birth_year`` and ``sex`` (f, m) serve age grades alone."""

    name: str
    about: str = ""
    seen_by: str = "followers"
    follows_need_yes: bool = True
    birth_year: int | None = None
    sex: str = ""


class ProfileOut(Schema):
    """A customer as another sees her. ``state``: whether the customer follows her (asked, follows); ``follows_me``: the other way."""

    person: int
    name: str
    about: str
    seen_by: str
    follows_need_yes: bool
    mine: bool
    state: str
    follows_me: str
    blocked: bool
    birth_year: int | None
    sex: str


class CodeIn(Schema):
    """A code that somebody gave to be found by."""

    code: str


class FollowOut(Schema):
    """``state``: follows, or asked where she wants to say yes first."""

    state: str


@router.post(f"{MINE}/profile", response={201: ProfileOut}, summary="Join the circle", operation_id="join_circle")
def join(request: Asked, place: str, body: ProfileIn, customer: int = Path(..., ge=1, le=BIG)) -> Status[Any]:
    """409 where she joined before. Needs the right «circles.own»."""
    return Status(201, joining.join(acting_for(request.caller, customer), ProfilePlan(**body.dict())))


@router.get(f"{MINE}/profile", response=ProfileOut, summary="One's own profile", operation_id="circle_profile")
def own(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """404 where she did not join. Needs the right «circles.own»."""
    found = people.joined(acting_for(request.caller, customer))
    if found is None:
        raise not_found("profile", customer)
    return found


@router.put(f"{MINE}/profile", response=ProfileOut, summary="Change one's profile", operation_id="change_circle_profile")
def change(request: Asked, place: str, body: ProfileIn, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """409 where she did not join. Needs the right «circles.own»."""
    return joining.change_profile(acting_for(request.caller, customer), ProfilePlan(**body.dict()))


@router.delete(f"{MINE}/profile", response={204: None}, summary="Leave the circle", operation_id="leave_circle")
def leave(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Her profile is erased, her posts are hers alone again. 409 where she did not join. Needs the right «circles.own»."""
    joining.leave(acting_for(request.caller, customer))
    return Status(204, None)


@router.get(f"{MINE}/people", response=list[ProfileOut], summary="People", operation_id="circle_people")
def listing(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), of: str = Query("place"), search: str = Query(""),
            after: str = Query(""), limit: int = Query(30, ge=1, le=100)) -> Any:
    """``of``: place (who may be found), following, followers, asking or blocked. Needs the right «circles.own»."""
    caller = acting_for(request.caller, customer)
    lists = {"following": people.following, "followers": people.followers, "asking": people.asking, "blocked": people.blocked}
    return lists[of](caller) if of in lists else people.people(caller, search=search, after=after, limit=limit)


@router.get(f"{MINE}/people/{{int:person}}", response=dict[str, Any], summary="Somebody as a Person", operation_id="circle_person")
def one(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), person: int = Path(..., ge=1, le=BIG)) -> Any:
    """In the words of Activity Streams. 404 for whom she may not meet. Needs the right «circles.own»."""
    return as_person(f"/api/{place}/-/circles", people.person_of(acting_for(request.caller, customer), person))


@router.post(f"{MINE}/follows", response={201: FollowOut}, summary="Follow with a code", operation_id="follow_with_code")
def with_code(request: Asked, place: str, body: CodeIn, customer: int = Path(..., ge=1, le=BIG)) -> Status[Any]:
    """404 for a code of nobody, 409 where she follows her. Needs the right «circles.own»."""
    caller = acting_for(request.caller, customer)
    person = following.follow_with_code(caller, body.code)
    return Status(201, {"state": people.person_of(caller, person).state})


@router.put(f"{MINE}/people/{{int:person}}/follow", response=FollowOut, summary="Follow", operation_id="follow")
def follow(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), person: int = Path(..., ge=1, le=BIG)) -> Any:
    """Or ask to. 404 for whom she may not meet, 409 where she does. Needs the right «circles.own»."""
    return {"state": following.follow(acting_for(request.caller, customer), person)}


@router.delete(f"{MINE}/people/{{int:person}}/follow", response={204: None}, summary="Unfollow", operation_id="unfollow")
def unfollow(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), person: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """404 where she does not follow. Needs the right «circles.own»."""
    following.unfollow(acting_for(request.caller, customer), person)
    return Status(204, None)


@router.put(f"{MINE}/followers/{{int:person}}", response={204: None}, summary="Say yes to a follower", operation_id="accept_follower")
def accept(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), person: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """404 where nobody asked. Needs the right «circles.own»."""
    following.accept(acting_for(request.caller, customer), person)
    return Status(204, None)


@router.delete(f"{MINE}/followers/{{int:person}}", response={204: None}, summary="Say no to a follower", operation_id="refuse_follower")
def refuse(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), person: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Also of one who follows already. 404 where she does not. Needs the right «circles.own»."""
    following.refuse(acting_for(request.caller, customer), person)
    return Status(204, None)


@router.put(f"{MINE}/blocks/{{int:person}}", response={204: None}, summary="Block", operation_id="block_person")
def block(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), person: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Neither sees anything of the other any more. 404, 409 where it is so. Needs the right «circles.own»."""
    following.block(acting_for(request.caller, customer), person)
    return Status(204, None)


@router.delete(f"{MINE}/blocks/{{int:person}}", response={204: None}, summary="Unblock", operation_id="unblock_person")
def unblock(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), person: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """404 where she blocked nobody so. Needs the right «circles.own»."""
    following.unblock(acting_for(request.caller, customer), person)
    return Status(204, None)
