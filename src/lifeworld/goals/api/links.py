"""The machines' door of a customer's own page: links that open it, and what she agreed to."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Schema, Status
from ninja.params.functions import Path

from lifeworld.goals.actions.links import DAYS, make_link, revoke_link
from lifeworld.goals.queries.consents import consents_of
from lifeworld.goals.queries.links import links_of
from lifeworld.kit.web import Asked

router = Router(tags=["goals"])
BIG = 2**63 - 1


class GoalLinkOut(Schema):
    """A link; ``customer_label`` is what colleagues call the customer. ``state``: open, expired or revoked."""

    pk: int
    label: str
    customer: int
    customer_label: str
    created_at: str
    expires_at: str | None
    state: str


class GoalLinkIn(Schema):
    """A link to make; ``days`` null: until it is revoked."""

    label: str
    days: int | None = DAYS


class GoalLinkMade(Schema):
    """A link that was made; ``url`` is told this once."""

    id: int
    url: str


class GoalConsentOut(Schema):
    """A purpose, what it says, and the answer: null where nothing was said, which counts as no."""

    purpose: str
    said: str
    given: bool | None
    since: str


@router.get("/{place:place}/-/customers/{int:customer}/goals/links", response=list[GoalLinkOut], summary="Links to a customer's own goals",
            operation_id="goal_links")
def links(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """Newest first. Needs the right «goals.manage»."""
    return links_of(request.caller, customer)


@router.post("/{place:place}/-/customers/{int:customer}/goals/links", response={201: GoalLinkMade}, summary="Make a link",
             operation_id="make_goal_link")
def make(request: Asked, place: str, body: GoalLinkIn, response: HttpResponse,
         customer: int = Path(..., ge=1, le=BIG)) -> Status[dict[str, Any]]:
    """Whoever has it sees and changes her goals. Needs the right «goals.manage»."""
    pk, token = make_link(request.caller, customer, body.label, days=body.days)
    response.headers["Cache-Control"] = "no-store"
    return Status(201, {"id": pk, "url": request.build_absolute_uri(reverse("goals_mine", args=[token]))})


@router.delete("/{place:place}/-/goals/links/{int:goal_link}", response={204: None}, summary="Revoke a link",
               operation_id="revoke_goal_link")
def revoke(request: Asked, place: str, goal_link: int = Path(..., ge=1, le=BIG)) -> Status[None]:
    """Her goals stay. 409 where it was revoked before. Needs the right «goals.manage»."""
    revoke_link(request.caller, goal_link)
    return Status(204, None)


@router.get("/{place:place}/-/customers/{int:customer}/goals/consents", response=list[GoalConsentOut], summary="What a customer agreed to",
            operation_id="goal_consents")
def consents(request: Asked, place: str, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """Only she answers, by her own link. Needs the right «goals.see»."""
    return consents_of(request.caller, customer)
