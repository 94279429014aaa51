"""The machines' door of the choice of suppliers."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.kit.web import Asked
from lifeworld.partners.actions import choices as actions
from lifeworld.partners.queries import choices as queries

router = Router(tags=["partners"])


class SupplierChoiceOut(Schema):
    """How a seller stands (``seller`` "": everybody else), who said so at which level; ``is_default``: nobody did."""

    seller: str
    title: str
    standing: str
    level: str
    is_default: bool
    who: str
    at: str


class SupplierChoiceIn(Schema):
    """How a seller stands from now on; ``seller`` "": everybody who is not named. For a job and a customer (its number), where given."""

    seller: str
    standing: Literal["preferred", "allowed", "blocked"]
    job: str = ""
    customer: int | None = None


@router.get("/{place:place}/-/supplier-choices", response=list[SupplierChoiceOut], summary="The choice of suppliers",
            operation_id="supplier_choices")
def choices(request: Asked, place: str, job: str = Query("", max_length=80), customer: int | None = Query(None, ge=1, le=2**63 - 1)) -> Any:
    """As it holds for a job and a customer. Needs the right «tools.use» or «partners.see»."""
    return queries.choices(request.caller, job=job, customer=customer)


@router.put("/{place:place}/-/supplier-choices", response={204: None}, summary="Choose a supplier", operation_id="choose_supplier")
def choose(request: Asked, place: str, body: SupplierChoiceIn) -> Status[None]:
    """404 for a seller that is not here. Needs the right «partners.manage»."""
    actions.choose(request.caller, body.seller, body.standing, job=body.job, customer=body.customer)
    return Status(204, None)


@router.delete("/{place:place}/-/supplier-choices", response={204: None}, summary="Take a choice back", operation_id="unchoose_supplier")
def unchoose(request: Asked, place: str, seller: str = Query(..., max_length=80), job: str = Query("", max_length=80),
             customer: int | None = Query(None, ge=1, le=2**63 - 1)) -> Status[None]:
    """404 where nothing was said. Needs the right «partners.manage»."""
    actions.unchoose(request.caller, seller, job=job, customer=customer)
    return Status(204, None)
