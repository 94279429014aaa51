"""The machines' door of links with which customers draw without an account."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Schema, Status
from ninja.params.functions import Path

from lifeworld.constellations.actions.draw_links import make_link, revoke_link
from lifeworld.constellations.queries.draw_links import links_of
from lifeworld.kit.web import Asked
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["constellations"])
BIG = 2**63 - 1


class LinkOut(Schema):
    """A link; ``customer`` is the label of the customer who draws by it, "" for new ones. ``state``: open, used up, expired, revoked."""

    id: int
    label: str
    customer: str
    n_drawn: int
    draws_max: int | None
    created_at: str
    expires_at: str | None
    state: str


class LinkIn(Schema):
    """A link to make; without ``customer``, whoever opens it draws as a new customer; ``days`` null: until it is revoked."""

    label: str
    customer: int | None = None
    days: int | None = 30
    draws_max: int | None = None


class MadeOut(Schema):
    """A link that was made; ``url`` is told this once."""

    id: int
    url: str


@router.get("/{place:place}/-/studies/{slug:study}/draw-links", response=list[LinkOut], summary="Links to draw by",
            operation_id="draw_links")
def links(request: Asked, place: str, study: str) -> Any:
    """Newest first, at most 200. Needs the right «constellations.analyse»."""
    found = links_of(request.caller, study_of(request.caller, study))
    return [{"id": one.pk, **{name: getattr(one, name) for name in (
        "label", "customer", "n_drawn", "draws_max", "created_at", "expires_at", "state")}} for one in found]


@router.post("/{place:place}/-/studies/{slug:study}/draw-links", response={201: MadeOut}, summary="Make a link",
             operation_id="make_draw_link")
def make(request: Asked, place: str, study: str, body: LinkIn, response: HttpResponse) -> Status[dict[str, Any]]:
    """Needs the right «constellations.analyse»."""
    customer = body.customer if body.customer is None or 0 < body.customer <= BIG else 0
    pk, token = make_link(request.caller, study_of(request.caller, study), body.label, customer=customer, days=body.days,
                          draws_max=body.draws_max)
    response.headers["Cache-Control"] = "no-store"
    return Status(201, {"id": pk, "url": request.build_absolute_uri(reverse("draw", args=[token]))})


@router.delete("/{place:place}/-/studies/{slug:study}/draw-links/{int:link}", response={204: None}, summary="Revoke a link",
               operation_id="revoke_draw_link")
def revoke(request: Asked, place: str, study: str, link: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """What was drawn by it stays. 409 where it was revoked before. Needs the right «constellations.analyse»."""
    revoke_link(request.caller, study_of(request.caller, study), link)
    return Status(204, None)
