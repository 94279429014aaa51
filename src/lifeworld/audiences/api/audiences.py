"""The machines' door of audiences: expressions, sizes, members, who may be targeted."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.audiences.actions.audiences import change_audience, refresh_audience, retire_audience, save_audience
from lifeworld.audiences.core.expression import from_json, to_json, words
from lifeworld.audiences.core.values import AudienceValue
from lifeworld.audiences.queries import audiences as asked
from lifeworld.audiences.queries.targetable import targetable as may_be_targeted
from lifeworld.kit.web import Asked

router = Router(tags=["audiences"])
BIG = 2**63 - 1
AFTER, LIMIT = Query(0, ge=0, le=BIG), Query(100, ge=1, le=1000)


class AudienceOut(Schema):
    """A saved selection; ``n`` members when it was last worked out, null before; ``said`` is the expression as a sentence."""

    slug: str
    title: str
    expression: dict[str, Any]
    said: str
    version: int
    n: int | None
    worked_out_at: str
    retired: bool


class AudienceIn(Schema):
    """An audience to save; without a slug one is made from the title."""

    title: str
    expression: dict[str, Any]
    slug: str = ""


class AudienceChange(Schema):
    """What changes; ``version`` is the one that was looked at."""

    version: int
    title: str | None = None
    expression: dict[str, Any] | None = None


class SizeIn(Schema):
    """An expression whose size is asked."""

    expression: dict[str, Any]


class AudienceMemberOut(Schema):
    """A customer: ``id`` stands in addresses."""

    id: int
    key: str
    shown: str


class SizeOut(Schema):
    """Customers of whom the expression is certainly true, those of whom it is unknown, all of the place, and the first members."""

    n: int
    n_unknown: int
    n_customers: int
    preview: list[AudienceMemberOut]
    said: str


class AudienceDayOut(Schema):
    """A day: who came, who left, how many there were at its end."""

    day: str
    joined: int
    left: int
    n: int


class OverlapOut(Schema):
    """Two audiences beside each other, in customers; ``jaccard`` null where both are empty."""

    first: int
    second: int
    both: int
    jaccard: float | None


class RefreshedOut(Schema):
    """Who joined, who left, how many there are."""

    joined: int
    left: int
    n: int


def _out(one: AudienceValue) -> dict[str, Any]:
    return {"slug": one.slug, "title": one.title, "expression": to_json(one.expression), "said": words(one.expression),
            "version": one.version, "n": one.n, "worked_out_at": one.worked_out_at, "retired": one.retired}


@router.get("/{place:place}/-/audiences", response=list[AudienceOut], summary="Audiences", operation_id="audiences")
def audiences(request: Asked, place: str, retired: bool = False) -> Any:
    """Needs the right «audiences.see»."""
    return [_out(one) for one in asked.audiences(request.caller, retired=retired)]


@router.post("/{place:place}/-/audiences", response={201: AudienceOut}, summary="Save an audience", operation_id="save_audience")
def save(request: Asked, place: str, body: AudienceIn) -> Status[Any]:
    """409 where the slug is taken. Needs the right «audiences.manage»."""
    request.caller.require("audiences.manage")
    return Status(201, _out(save_audience(request.caller, body.title, from_json(body.expression), slug=body.slug)))


@router.post("/{place:place}/-/audiences/size", response=SizeOut, summary="The size of an expression", operation_id="audience_size")
def size(request: Asked, place: str, body: SizeIn) -> Any:
    """Nothing is saved; the preview is empty without «customers.see». Needs the right «audiences.manage»."""
    request.caller.require("audiences.manage")
    expression = from_json(body.expression)
    found = asked.size(request.caller, expression, preview=20 if request.caller.may("customers.see") else 0)
    return {"n": found.n, "n_unknown": found.n_unknown, "n_customers": found.n_customers, "preview": list(found.preview),
            "said": words(expression)}


@router.get("/{place:place}/-/audiences/{slug:audience}", response=AudienceOut, summary="An audience", operation_id="audience")
def audience(request: Asked, place: str, audience: str) -> Any:
    """Needs the right «audiences.see»."""
    return _out(asked.audience_of(request.caller, audience))


@router.patch("/{place:place}/-/audiences/{slug:audience}", response=AudienceOut, summary="Change an audience",
              operation_id="change_audience")
def change(request: Asked, place: str, audience: str, body: AudienceChange) -> Any:
    """409 where somebody else changed it since. Needs the right «audiences.manage»."""
    request.caller.require("audiences.manage")
    expression = None if body.expression is None else from_json(body.expression)
    return _out(change_audience(request.caller, audience, version=body.version, title=body.title, expression=expression))


@router.delete("/{place:place}/-/audiences/{slug:audience}", response={204: None}, summary="Keep an audience up no more",
               operation_id="retire_audience")
def retire(request: Asked, place: str, audience: str, version: int = Query(..., ge=1, le=2**31 - 1)) -> Status[None]:
    """What it was stays. 409 where others rest on it, or it changed since. Needs the right «audiences.manage»."""
    retire_audience(request.caller, audience, version=version)
    return Status(204, None)


@router.post("/{place:place}/-/audiences/{slug:audience}/refresh", response=RefreshedOut, summary="Work an audience out now",
             operation_id="refresh_audience")
def refresh(request: Asked, place: str, audience: str) -> Any:
    """Needs the right «audiences.manage»."""
    return refresh_audience(request.caller, audience)


@router.get("/{place:place}/-/audiences/{slug:audience}/members", response=list[AudienceMemberOut], summary="Who is in an audience now",
            operation_id="audience_members")
def members(request: Asked, place: str, audience: str, after: int = AFTER, limit: int = LIMIT) -> Any:
    """To look at; for doing something ask ``targetable``. Needs the rights «audiences.see» and «customers.see»."""
    request.caller.require("customers.see")
    return asked.members(request.caller, audience, after=after, limit=limit)


@router.get("/{place:place}/-/audiences/{slug:audience}/targetable", response=list[AudienceMemberOut], summary="Who may be targeted",
            operation_id="targetable")
def targetable(request: Asked, place: str, audience: str, purpose: str = "", after: int = AFTER, limit: int = LIMIT) -> Any:
    """Members whom no open holdout holds out; with ``purpose`` only those who said yes to it. Needs «audiences.see», «customers.see»."""
    request.caller.require("customers.see")
    return may_be_targeted(request.caller, audience, purpose, after=after, limit=limit)


@router.get("/{place:place}/-/audiences/{slug:audience}/days", response=list[AudienceDayOut], summary="An audience over time",
            operation_id="audience_days")
def days(request: Asked, place: str, audience: str, days: int = Query(90, ge=1, le=730)) -> Any:
    """Needs the right «audiences.see»."""
    return asked.membership_over_time(request.caller, audience, days=days)


@router.get("/{place:place}/-/audiences/{slug:audience}/overlap/{slug:other}", response=OverlapOut, summary="What two audiences share",
            operation_id="audience_overlap")
def overlap(request: Asked, place: str, audience: str, other: str) -> Any:
    """Needs the right «audiences.see»."""
    found = asked.overlap(request.caller, audience, other)
    return {"first": found.first, "second": found.second, "both": found.both, "jaccard": found.jaccard}
