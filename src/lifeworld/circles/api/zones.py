"""The machines' door of private zones, which only their owner reads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema, Status
from ninja.params.functions import Path

from lifeworld.circles.actions.zones import add_zone, change_zone, remove_zone
from lifeworld.circles.queries.whose import acting_for
from lifeworld.circles.queries.zones import own_zones
from lifeworld.kit.web import Asked

router = Router(tags=["circles"])
BIG = 2**63 - 1
MINE = "/{place:place}/-/customers/{int:customer}/circles/zones"


class ZoneIn(Schema):
    """A spot in degrees and a radius of 100 to 1500 m; kept to about a hundred metres."""

    lat: float
    lon: float
    radius_m: float
    label: str = ""


class ZoneChange(Schema):
    """A wider radius, another name; what is left out stays."""

    radius_m: float | None = None
    label: str | None = None


class ZoneOut(Schema):
    """A private zone."""

    pk: int
    label: str
    lat: float
    lon: float
    radius_m: float


@router.get(MINE, response=list[ZoneOut], summary="Private zones", operation_id="zones")
def listing(request: Asked, place: str, response: HttpResponse, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """Needs the right «circles.own»."""
    response.headers["Cache-Control"] = "no-store"
    return own_zones(acting_for(request.caller, customer))


@router.post(MINE, response={201: ZoneOut}, summary="Add a private zone", operation_id="add_zone")
def add(request: Asked, place: str, body: ZoneIn, customer: int = Path(..., ge=1, le=BIG)) -> Status[Any]:
    """409 where one is at this spot. Needs the right «circles.own»."""
    return Status(201, add_zone(acting_for(request.caller, customer), body.lat, body.lon, body.radius_m, body.label))


@router.patch(f"{MINE}/{{int:zone}}", response=ZoneOut, summary="Make a private zone wider", operation_id="change_zone")
def change(request: Asked, place: str, body: ZoneChange, customer: int = Path(..., ge=1, le=BIG),
           zone: int = Path(..., ge=1, le=BIG)) -> Any:
    """422 for a narrower one: both would tell the spot. Needs the right «circles.own»."""
    return change_zone(acting_for(request.caller, customer), zone, radius_m=body.radius_m, label=body.label)


@router.delete(f"{MINE}/{{int:zone}}", response={204: None}, summary="Take a private zone away", operation_id="remove_zone")
def remove(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG), zone: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """What was shared near the spot is shown from then on. Needs the right «circles.own»."""
    remove_zone(acting_for(request.caller, customer), zone, sure=True)
    return Status(204, None)
