"""The machines' door of customers. A customer's number stands in addresses, because a key may be an e-mail address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.customers import actions, queries
from lifeworld.events import queries as events
from lifeworld.kit.web import Asked, fresh, tagged

router = Router(tags=["customers"])


class CustomerLineOut(Schema):
    """A customer in a list."""

    id: int
    key: str
    label: str
    traits: dict[str, str]


class CustomersOut(Schema):
    """Customers in the order of their keys; ``next`` goes on after them, empty at the end."""

    customers: list[CustomerLineOut]
    next: str


class ConsentOut(Schema):
    """What a customer agreed to or refused; ``holds`` marks the newest of a purpose."""

    purpose: str
    given: bool
    source: str
    at: str
    holds: bool


class CustomerOut(Schema):
    """All that the room of customers knows of one."""

    id: int
    key: str
    label: str
    aliases: list[str]
    traits: dict[str, str]
    consents: list[ConsentOut]
    since: str


class CustomerIn(Schema):
    """A customer to add."""

    key: str
    label: str = ""


class CustomerChange(Schema):
    """What to change; what is not named stays. An empty value takes a trait away."""

    label: str | None = None
    traits: dict[str, str] | None = None


class AliasIn(Schema):
    """Another key of the same customer."""

    alias: str


class ConsentIn(Schema):
    """What a customer agreed to or refused; without ``at``, now."""

    purpose: str
    given: bool
    source: str = ""
    at: datetime | None = None


class IdOut(Schema):
    """The number of a customer."""

    id: int


@router.get("/{place:place}/-/customers", response=CustomersOut, summary="Customers of a place", operation_id="customers")
def customers(request: Asked, place: str, response: HttpResponse, search: str = "", key: str = "", after: str = "",
              limit: int = Query(100, ge=1, le=1000)) -> HttpResponse | dict[str, Any]:
    """``search`` looks in keys, labels and aliases; ``key`` finds whom a key or alias names. Needs the right «customers.see»."""
    request.caller.require("customers.see")
    parts = (place, events.position(request.caller), search, key, after, limit)
    if (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    if key:
        named = queries.resolved(request.caller, [key])
        return {"customers": [queries.customer_of(request.caller, pk) for pk in named.values()], "next": ""}
    found = queries.listing(request.caller, search=search, after=after, limit=limit + 1)
    return {"customers": found[:limit], "next": found[limit - 1].key if len(found) > limit else ""}


@router.post("/{place:place}/-/customers", response={201: IdOut}, summary="Add a customer", operation_id="add_customer")
def add_customer(request: Asked, place: str, body: CustomerIn) -> Status[dict[str, int]]:
    """409 where the key or an alias is taken. Needs the right «customers.change»."""
    return Status(201, {"id": actions.add_customer(request.caller, body.key, body.label)})


@router.get("/{place:place}/-/customers/{int:customer}", response=CustomerOut, summary="One customer", operation_id="customer")
def customer(request: Asked, place: str, customer: int) -> Any:
    """Needs the right «customers.see»."""
    return queries.customer_of(request.caller, customer)


@router.patch("/{place:place}/-/customers/{int:customer}", response={204: None}, summary="Change label and traits",
              operation_id="change_customer")
def change_customer(request: Asked, place: str, customer: int, body: CustomerChange) -> Status[None]:
    """Needs the right «customers.change»."""
    actions.change(request.caller, customer, label=body.label, traits=body.traits)
    return Status(204, None)


@router.post("/{place:place}/-/customers/{int:customer}/aliases", response={204: None}, summary="Add an alias", operation_id="add_alias")
def add_alias(request: Asked, place: str, customer: int, body: AliasIn) -> Status[None]:
    """409 where the alias names somebody already. Needs the right «customers.change»."""
    actions.add_alias(request.caller, customer, body.alias)
    return Status(204, None)


@router.delete("/{place:place}/-/customers/{int:customer}/aliases", response={204: None}, summary="Take an alias away",
               operation_id="remove_alias")
def remove_alias(request: Asked, place: str, customer: int, alias: str) -> Status[None]:
    """Needs the right «customers.change»."""
    actions.remove_alias(request.caller, customer, alias)
    return Status(204, None)


@router.post("/{place:place}/-/customers/{int:customer}/consents", response={204: None}, summary="Record a consent",
             operation_id="record_consent")
def record_consent(request: Asked, place: str, customer: int, body: ConsentIn) -> Status[None]:
    """Nothing earlier is changed; the newest of a purpose holds. Needs the right «customers.change»."""
    actions.record_consent(request.caller, customer, body.purpose, given=body.given, source=body.source, at=body.at)
    return Status(204, None)
