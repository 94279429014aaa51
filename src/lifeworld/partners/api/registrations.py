"""The machines' door of registered designs."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from ninja import Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.kit.web import Asked
from lifeworld.partners.actions import registrations as actions
from lifeworld.partners.queries import registrations as queries

router = Router(tags=["partners"])
DECIDED = {"accept": actions.accept, "decline": actions.decline, "expire": actions.expire, "withdraw": actions.withdraw}


class RegistrationOut(Schema):
    """A design that a partner registered for a customer (its key) or a company."""

    id: int
    partner: str
    partner_name: str
    customer: str
    company: str
    design: str
    tool: str
    product: str
    volume_a_year: int
    valid_until: str
    state: str
    asked_by: str
    asked_at: str
    decided_by: str
    decided_at: str
    why: str


class RegistrationIn(Schema):
    """A design to register, for a customer of the place (its number) or a company by name."""

    partner: str
    design: str
    product: str
    volume_a_year: int
    valid_until: date
    company: str = ""
    customer: int | None = None
    tool: str = ""


class RegistrationDecisionIn(Schema):
    """What is decided, and why; declining needs a reason."""

    verb: Literal["accept", "decline", "expire", "withdraw"]
    why: str = ""


@router.get("/{place:place}/-/registrations", response=list[RegistrationOut], summary="Registered designs", operation_id="registrations")
def registrations(request: Asked, place: str, partner: str = "",
                  state: Literal["", "asked", "accepted", "declined", "expired", "withdrawn"] = "",
                  before: int | None = Query(None, ge=0, le=2**63 - 1), limit: int = Query(50, ge=1, le=200)) -> Any:
    """The newest first; a partner's own key sees its own. Needs the right «partners.see», or to act for a partner."""
    return queries.registrations(request.caller, partner=partner, state=state, before=before, limit=limit)


@router.post("/{place:place}/-/registrations", response={201: RegistrationOut}, summary="Register a design", operation_id="register_design")
def register(request: Asked, place: str, body: RegistrationIn) -> Status[Any]:
    """409 where the partner is not verified, or registered it already. Needs «partners.manage», or a partner's own key."""
    made = actions.register(request.caller, body.partner, body.design, product=body.product, volume_a_year=body.volume_a_year,
                            valid_until=body.valid_until, company=body.company, customer=body.customer, tool=body.tool)
    return Status(201, made)


@router.get("/{place:place}/-/registrations/{int:registration}", response=RegistrationOut, summary="A registered design",
            operation_id="registration")
def registration(request: Asked, place: str, registration: int) -> Any:
    """Needs the right «partners.see», or to act for its partner."""
    return queries.registration_of(request.caller, registration)


@router.post("/{place:place}/-/registrations/{int:registration}/decision", response=RegistrationOut, summary="Decide about a registration",
             operation_id="decide_registration")
def decide(request: Asked, place: str, registration: int, body: RegistrationDecisionIn) -> Any:
    """409 where it is decided, or another partner is protected there. Needs «partners.manage»; a partner's own key may withdraw."""
    return DECIDED[body.verb](request.caller, registration, why=body.why)
