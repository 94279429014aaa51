"""The hall's own part of the machines' door: what needs every room at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema, Status

from lifeworld.kit.web import Asked
from lifeworld.site import embeds, erasure

router = Router(tags=["hall"])


class TokenIn(Schema):
    """What to show, and on whose page. ``customer`` is a key or an alias; leave it out for an element of a whole study. Goals and the
    scorecard have no study.
    """

    placement: str
    origin: str
    element: str
    study: str = ""
    customer: str = ""


class TokenOut(Schema):
    """A token: ``url`` is for an iframe, good once until ``expires_at`` (ISO 8601, UTC)."""

    token: str
    url: str
    expires_at: str


@router.get("/{place:place}/-/customers/{int:customer}/everything", response=dict[str, Any], summary="All that is kept about a customer",
            operation_id="customer_export")
def export(request: Asked, place: str, customer: int, response: HttpResponse) -> Any:
    """By room, then by table. Needs the right «customers.change»."""
    response.headers["Cache-Control"] = "no-store"
    return erasure.everything_about(request.caller, customer)


@router.delete("/{place:place}/-/customers/{int:customer}/everything", response={204: None}, summary="Erase a customer",
               operation_id="erase_customer")
def erase(request: Asked, place: str, customer: int) -> Status[None]:
    """In every room, for good. Needs the right «customers.change»."""
    erasure.erase(request.caller, customer)
    return Status(204, None)


@router.post("/{place:place}/-/embeds/{slug:embed}/tokens", response={201: TokenOut}, summary="A token for a partner's page",
             operation_id="embed_token")
def token(request: Asked, place: str, embed: str, body: TokenIn) -> Status[dict[str, str]]:
    """Good once, for five minutes, on this origin and placement alone. Needs the right «constellations.embed»."""
    made = embeds.issue(request.caller, embed, placement=body.placement, origin=body.origin, element=body.element, study=body.study,
                        customer=body.customer)
    return Status(201, {"token": made.token, "url": request.build_absolute_uri(made.path), "expires_at": made.expires_at})
