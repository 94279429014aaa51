"""The machines' door of places."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from ninja import Router, Schema, Status

from lifeworld.kit.web import Asked
from lifeworld.places import actions, queries

router = Router(tags=["places"])


class PlaceOut(Schema):
    """A place: its path, its name, how many places are right inside it."""

    path: str
    name: str
    n_inside: int


class PlaceWithin(PlaceOut):
    """A place, its clock (IANA name), the places right inside it, and what the caller may do in it."""

    timezone: str
    inside: list[PlaceOut]
    scopes: list[str]


class PlaceIn(Schema):
    """A place to add: the last part of its path, and its name."""

    part: str
    name: str


class PlaceChange(Schema):
    """What to change: the name, the clock (IANA name, as Europe/Berlin), or both; what is not named stays."""

    name: str | None = None
    timezone: str | None = None


class MemberOut(Schema):
    """A login with a role, and the place in which it was given."""

    user: int
    name: str
    email: str
    role: str
    place: str
    waiting: bool


class InviteIn(Schema):
    """Whom to invite as what."""

    email: str
    role: str
    name: str = ""


class RoleIn(Schema):
    """A role: owner, analyst, coder, viewer or customer."""

    role: str


class UserOut(Schema):
    """The key of a login."""

    user: int


class KeyOut(Schema):
    """A key as people see it; times are ISO 8601 in UTC, empty for never."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    made_at: str
    expires_at: str
    used_at: str
    state: str


class KeyIn(Schema):
    """A key to make; without ``days`` it is good until it is revoked."""

    name: str
    scopes: list[str]
    days: int | None = None


class NewKeyOut(Schema):
    """The key; ``secret`` is shown this once."""

    id: int
    prefix: str
    secret: str


class EmbedOut(Schema):
    """A partner's page that may show elements."""

    key: str
    partner: str
    placement: str
    origins: list[str]
    made_at: str
    revoked: bool


class EmbedIn(Schema):
    """A partner's page to allow."""

    partner: str
    placement: str
    origins: list[str]


@router.get("/{place:place}/-/place", response=PlaceWithin, summary="The place and what is inside it", operation_id="place")
def place(request: Asked, place: str) -> dict[str, Any]:
    """Needs the right «places.see»."""
    request.caller.require("places.see")
    value = queries.place_of(request.caller)
    return {"path": value.path, "name": value.name, "n_inside": value.n_inside, "timezone": value.timezone,
            "inside": queries.places_inside(request.caller),
            "scopes": sorted(request.caller.scopes)}


@router.patch("/{place:place}/-/place", response={204: None}, summary="Another name or clock for the place", operation_id="rename_place")
def change_place(request: Asked, place: str, body: PlaceChange) -> Status[None]:
    """Another clock counts the days of all events again. Needs the right «places.manage»."""
    request.caller.require("places.manage")
    with transaction.atomic():
        if body.name is not None:
            actions.rename_place(request.caller, body.name)
        if body.timezone is not None:
            actions.set_timezone(request.caller, body.timezone)
    return Status(204, None)


@router.post("/{place:place}/-/places", response={201: PlaceOut}, summary="Add a place inside", operation_id="add_place")
def add_place(request: Asked, place: str, body: PlaceIn) -> Status[Any]:
    """409 where the path is taken. Needs the right «places.manage»."""
    return Status(201, actions.add_place(request.caller, body.part, body.name))


@router.get("/{place:place}/-/members", response=list[MemberOut], summary="Who has a role", operation_id="members")
def members(request: Asked, place: str) -> list[Any]:
    """Also roles that were given in a place around. Needs the right «places.manage»."""
    return list(queries.members(request.caller))


@router.post("/{place:place}/-/members", response={201: UserOut}, summary="Invite somebody", operation_id="invite")
def invite(request: Asked, place: str, body: InviteIn) -> Status[dict[str, int]]:
    """A letter goes out; 409 for a member. Needs the right «places.manage»."""
    return Status(201, {"user": actions.invite(request.caller, body.email, body.name, body.role, site=request.build_absolute_uri("/"))})


@router.patch("/{place:place}/-/members/{int:member}", response={204: None}, summary="Another role", operation_id="change_role")
def change_role(request: Asked, place: str, member: int, body: RoleIn) -> Status[None]:
    """409 where no owner would be left. Needs the right «places.manage»."""
    actions.change_role(request.caller, member, body.role)
    return Status(204, None)


@router.delete("/{place:place}/-/members/{int:member}", response={204: None}, summary="Take the role away", operation_id="remove_member")
def remove_member(request: Asked, place: str, member: int) -> Status[None]:
    """409 where no owner would be left. Needs the right «places.manage»."""
    actions.remove_member(request.caller, member)
    return Status(204, None)


@router.get("/{place:place}/-/keys", response=list[KeyOut], summary="Keys for machines", operation_id="api_keys")
def api_keys(request: Asked, place: str) -> list[Any]:
    """Needs the right «places.manage»."""
    return list(queries.api_keys(request.caller))


@router.post("/{place:place}/-/keys", response={201: NewKeyOut}, summary="Make a key", operation_id="make_key")
def make_key(request: Asked, place: str, body: KeyIn) -> Status[Any]:
    """The secret is in this answer and nowhere else; its scopes are among the caller's own. Needs the right «places.manage»."""
    return Status(201, actions.make_key(request.caller, body.name, body.scopes, body.days))


@router.delete("/{place:place}/-/keys/{int:api_key}", response={204: None}, summary="Revoke a key", operation_id="revoke_key")
def revoke_key(request: Asked, place: str, api_key: int) -> Status[None]:
    """Needs the right «places.manage»."""
    actions.revoke_key(request.caller, api_key)
    return Status(204, None)


@router.get("/{place:place}/-/embeds", response=list[EmbedOut], summary="Partners' pages", operation_id="embeds")
def embeds(request: Asked, place: str) -> list[Any]:
    """Needs the right «places.manage»."""
    return list(queries.embeds(request.caller))


@router.post("/{place:place}/-/embeds", response={201: EmbedOut}, summary="Allow a partner's page", operation_id="add_embed")
def add_embed(request: Asked, place: str, body: EmbedIn) -> Status[Any]:
    """Needs the right «places.manage»."""
    return Status(201, actions.add_embed(request.caller, body.partner, body.placement, body.origins))


@router.delete("/{place:place}/-/embeds/{slug:embed}", response={204: None}, summary="Revoke a partner's page", operation_id="revoke_embed")
def revoke_embed(request: Asked, place: str, embed: str) -> Status[None]:
    """Tokens that were given out open nothing from now on. Needs the right «places.manage»."""
    actions.revoke_embed(request.caller, embed)
    return Status(204, None)
