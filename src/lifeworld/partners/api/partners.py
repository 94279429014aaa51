"""The machines' door of partners: who they are, and the steps from an invitation to leaving."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.kit.web import Asked
from lifeworld.partners.actions import partners as actions
from lifeworld.partners.queries import partners as queries
from lifeworld.partners.queries import reports

router = Router(tags=["partners"])


class PartnerOut(Schema):
    """A partner; ``key`` is the seller's name in its offers. ``shipping_micros``: what it asks for bringing an order, null not known."""

    key: str
    name: str
    roles: list[str]
    state: str
    version: int
    about: str
    website: str
    contact: str
    origins: list[str]
    since: str
    shipping_micros: int | None
    shipping_currency: str


class NewPartnerIn(Schema):
    """A partner to invite; ``days``: how long the invitation is good. ``shipping_micros``: what it asks for bringing an order, in
    millionths of a currency; null not known.
    """

    key: str
    name: str
    roles: list[str] = Field(max_length=10)
    about: str = ""
    website: str = ""
    contact: str = ""
    origins: list[str] = Field(default_factory=list, max_length=20)
    shipping_micros: int | None = Field(None, ge=0, le=10**12)
    shipping_currency: str = Field("", max_length=3)
    days: int = 30
    why: str = ""


class ChangedPartnerIn(Schema):
    """A partner's whole profile as it is from now on, so that nothing is emptied because it was left out; ``version`` is the one that was
    looked at. ``shipping_micros`` null: what it asks for bringing an order is not known.
    """

    version: int
    name: str
    roles: list[str] = Field(max_length=10)
    about: str
    website: str
    contact: str
    origins: list[str] = Field(max_length=20)
    shipping_micros: int | None = Field(ge=0, le=10**12)
    shipping_currency: str = Field(max_length=3)


class InvitedOut(Schema):
    """A partner that was invited: with the token it applies at /invited/TOKEN/. It is told now and never again."""

    partner: PartnerOut
    token: str


class PartnerStepTo(Schema):
    """A step; «verify», «decline», «suspend» and «reinstate» need a reason."""

    verb: Literal["apply", "verify", "decline", "suspend", "reinstate", "leave"]
    why: str = ""


class PartnerStepOut(Schema):
    """A change of a partner's state: who, when, why."""

    verb: str
    before: str
    after: str
    who: str
    at: str
    why: str


class InviteAgainIn(Schema):
    """An invitation again; ``days``: how long it is good."""

    days: int = 30
    why: str = ""


class PartnerKeyIn(Schema):
    """A key for a partner; ``days`` null: until it is revoked."""

    days: int | None = None


class PartnerKeyOut(Schema):
    """A key with which the partner sends its own offers; ``secret`` is told now and never again."""

    id: int
    prefix: str
    secret: str


class BoundIn(Schema):
    """A key or a login: "key:8" or "user:3"."""

    who: str


class AccessOut(Schema):
    """Who acts for the partner and sees no other: "key:8" or "user:3"."""

    who: str
    at: str


class ApplicationIn(Schema):
    """What a partner says of itself when it applies."""

    name: str
    contact: str
    about: str = ""
    website: str = ""
    why: str = ""


class PartnerReportOut(Schema):
    """What a partner brought: designs begun on its pages, designs that take its offers, items in them, registrations by state."""

    n_started: int
    n_served: int
    n_items: int
    registrations: dict[str, int]
    as_of: str


class AttributionOut(Schema):
    """What a partner did for a design; ``after`` is where to go on."""

    after: int
    what: str
    design: str
    tool: str
    seller: str
    item: str
    origin: str
    section: str
    n: int
    first_at: str
    last_at: str


@router.get("/{place:place}/-/partners", response=list[PartnerOut], summary="Partners", operation_id="partners")
def partners(request: Asked, place: str, state: Literal["", "invited", "applied", "verified", "suspended", "left", "declined"] = "") -> Any:
    """By key; a partner's own key sees itself alone. Needs the right «partners.see»."""
    return queries.partners(request.caller, state=state)


@router.post("/{place:place}/-/partners", response={201: InvitedOut}, summary="Invite a partner", operation_id="invite_partner")
def invite(request: Asked, place: str, body: NewPartnerIn) -> Status[Any]:
    """409 where the key is taken. Needs the right «partners.manage»."""
    made = actions.invite_partner(request.caller, body.key, body.name, body.roles, about=body.about, website=body.website,
                                  contact=body.contact, origins=body.origins,
                                  shipping=(body.shipping_micros, body.shipping_currency), days=body.days, why=body.why)
    return Status(201, made)


@router.get("/{place:place}/-/partners/{slug:partner}", response=PartnerOut, summary="A partner", operation_id="partner")
def partner(request: Asked, place: str, partner: str) -> Any:
    """Needs the right «partners.see», or to act for it."""
    return queries.partner_of(request.caller, partner)


@router.put("/{place:place}/-/partners/{slug:partner}", response=PartnerOut, summary="Change a partner", operation_id="change_partner")
def change(request: Asked, place: str, partner: str, body: ChangedPartnerIn) -> Any:
    """All of its profile, as it was read and then changed: 422 where a field is left out, 409 where somebody else changed it meanwhile.
    Needs the right «partners.manage».
    """
    return actions.change_partner(request.caller, partner, version=body.version, name=body.name, roles=body.roles, about=body.about,
                                  website=body.website, contact=body.contact, origins=body.origins,
                                  shipping=(body.shipping_micros, body.shipping_currency))


@router.get("/{place:place}/-/partners/{slug:partner}/steps", response=list[PartnerStepOut], summary="What became of a partner",
            operation_id="partner_steps")
def steps(request: Asked, place: str, partner: str) -> Any:
    """The newest first. Needs the right «partners.see», or to act for it."""
    return queries.steps_of(request.caller, partner)


@router.post("/{place:place}/-/partners/{slug:partner}/steps", response=PartnerOut, summary="Take a step", operation_id="step_partner")
def step(request: Asked, place: str, partner: str, body: PartnerStepTo) -> Any:
    """409 where the step does not lead on from its state. Needs the right «partners.manage»."""
    return actions.step_partner(request.caller, partner, body.verb, why=body.why)


@router.post("/{place:place}/-/partners/{slug:partner}/invitations", response={201: InvitedOut}, summary="Invite a partner again",
             operation_id="invite_partner_again")
def again(request: Asked, place: str, partner: str, body: InviteAgainIn) -> Status[Any]:
    """An older invitation opens nothing any more. 409 for a partner that applied already. Needs the right «partners.manage»."""
    return Status(201, actions.invite_again(request.caller, partner, days=body.days, why=body.why))


@router.post("/{place:place}/-/partners/{slug:partner}/keys", response={201: PartnerKeyOut}, summary="Make a key for a partner",
             operation_id="make_partner_key")
def make_key(request: Asked, place: str, partner: str, body: PartnerKeyIn) -> Status[Any]:
    """It sends this partner's offers and no others. Needs the rights «partners.manage» and «places.manage»."""
    return Status(201, actions.make_partner_key(request.caller, partner, days=body.days))


@router.post("/{place:place}/-/partners/{slug:partner}/access", response={204: None}, summary="Bind a key or login to a partner",
             operation_id="bind_partner")
def bind(request: Asked, place: str, partner: str, body: BoundIn) -> Status[None]:
    """409 where it is bound already. Needs the right «partners.manage»."""
    actions.bind(request.caller, partner, body.who)
    return Status(204, None)


@router.get("/{place:place}/-/partners/{slug:partner}/access", response=list[AccessOut], summary="Who acts for a partner",
            operation_id="partner_access")
def access(request: Asked, place: str, partner: str) -> Any:
    """The newest first, without keys that were revoked. Needs the right «partners.manage»."""
    return queries.accesses_of(request.caller, partner)


@router.post("/{place:place}/-/partners/{slug:partner}/access/end", response={204: None}, summary="Unbind a key or login from a partner",
             operation_id="unbind_partner")
def unbind(request: Asked, place: str, partner: str, body: BoundIn) -> Status[None]:
    """It is what it was to the place before. 404 where it does not act for the partner, 409 for a good key that was made for one: revoke
    it instead. Needs the right «partners.manage».
    """
    actions.unbind(request.caller, partner, body.who)
    return Status(204, None)


@router.get("/{place:place}/-/partners/{slug:partner}/report", response=PartnerReportOut, summary="What a partner brought",
            operation_id="partner_report")
def report(request: Asked, place: str, partner: str) -> Any:
    """Counts, as of now. Needs the right «partners.see», or to act for it."""
    return reports.report_of(request.caller, partner)


@router.get("/{place:place}/-/partners/{slug:partner}/attributions", response=list[AttributionOut],
            summary="What is attributed to a partner", operation_id="partner_attributions")
def attributions(request: Asked, place: str, partner: str, what: Literal["", "started", "offer"] = "",
                 before: int | None = Query(None, ge=0, le=2**63 - 1), limit: int = Query(50, ge=1, le=1000)) -> Any:
    """The newest first; ask again with ``before`` = the last ``after``. Needs the right «partners.see», or to act for it."""
    found = reports.attributed(request.caller, partner, what=what, before=before, limit=limit)
    return [{"after": number, **vars(one)} for number, one in found]


@router.post("/invited/{str:invitation}", response=PartnerOut, summary="Apply as a partner", operation_id="apply_as_partner")
def apply(request: HttpRequest, invitation: str, body: ApplicationIn) -> Any:
    """With the token of an invitation, which opens nothing afterwards; no key is needed."""
    return actions.apply(invitation[:80], name=body.name, contact=body.contact, about=body.about, website=body.website, why=body.why)
