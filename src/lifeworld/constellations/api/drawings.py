"""The machines' door of drawings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema, Status
from ninja.params.functions import Path, Query

from lifeworld.constellations.actions.drawings import draw
from lifeworld.constellations.queries.draw_links import drawings_of
from lifeworld.constellations.queries.journal import newest
from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["constellations"])
BIG = 2**63 - 1


class DrawingOut(Schema):
    """A drawing as it was sent, and whose it is."""

    id: int
    customer: int
    key: str
    drawn_at: datetime
    position: int
    body: dict[str, Any]


class DrawingsOut(Schema):
    """Drawings in the order in which they came; ``next`` goes on after them, null at the end."""

    drawings: list[DrawingOut]
    next: int | None


class DrawingIn(Schema):
    """A drawing as `<lw-map-draw>` sends it: rings {k, words}; actors {id, name, category, ring, x, y, size, valence}; ties {a, b}."""

    rings: dict[str, Any]
    actors: list[dict[str, Any]]
    ties: list[dict[str, Any]] | None = None
    question: str | None = None
    drawn_at: str | None = None
    client_id: str


class SavedOut(Schema):
    """A drawing that is kept; ``again``: it was kept before already."""

    id: int
    customer: int
    position: int
    again: bool


@router.get("/{place:place}/-/studies/{slug:study}/drawings", response=DrawingsOut, summary="Drawings of a study", operation_id="drawings")
def drawings(request: Asked, place: str, study: str, response: HttpResponse, customer: int | None = Query(None, ge=1, le=BIG),
             after: int = Query(0, ge=0, le=BIG), limit: int = Query(50, ge=1, le=200)) -> Any:
    """Needs the right «constellations.see»."""
    request.caller.require("constellations.see")
    value = study_of(request.caller, study)
    parts = ("drawings", value.pk, newest(place), customer, after, limit)
    if (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    found = drawings_of(request.caller, value, after=after, customer=customer, limit=limit)
    rows = [{"id": one.pk, "customer": one.customer, "key": one.key, "drawn_at": one.drawn_at, "position": one.position, "body": one.body}
            for one in found]
    return {"drawings": rows, "next": found[-1].pk if len(found) == limit else None}


@router.post("/{place:place}/-/studies/{slug:study}/ecosystems/{int:customer}/drawings", response={201: SavedOut, 200: SavedOut},
             summary="Keep a drawing of a customer", operation_id="draw")
def add(request: Asked, place: str, study: str, body: DrawingIn, customer: int = Path(..., ge=1, le=BIG)) -> Status[dict[str, Any]]:
    """Sent twice (by its ``client_id``) it is kept once: 200 then, 201 the first time; 409 where it is
    another customer's. Needs the right «constellations.draw».
    """
    saved = draw(request.caller, study_of(request.caller, study), customer, body.dict())
    told = {"id": saved.pk, "customer": saved.customer, "position": saved.position, "again": saved.again}
    return Status(200 if saved.again else 201, told)
