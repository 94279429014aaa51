"""The machines' door of holdouts, and of how many customers an effect needs."""

from __future__ import annotations

from typing import Any

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.audiences.actions.holdouts import end_holdout, open_holdout
from lifeworld.audiences.core.sample_size import customers_needed
from lifeworld.audiences.queries import holdouts as asked
from lifeworld.kit.web import Asked

router = Router(tags=["audiences"])


class HoldoutOut(Schema):
    """Customers left out by chance; ``audience`` "" for the whole place, ``ended_at`` "" while it is open."""

    slug: str
    title: str
    audience: str
    share: float
    strata: list[str]
    withheld: str
    n_held: int
    n_served: int
    begins_at: str
    ended_at: str


class HoldoutIn(Schema):
    """A holdout to draw: ``withheld`` names the feature, ``is_not_care`` says that it is no care that somebody needs."""

    slug: str
    title: str
    share: float
    withheld: str
    is_not_care: bool
    audience: str | None = None
    strata: list[str] = Field(default_factory=list, max_length=10)


class BalanceOut(Schema):
    """One property in both arms; ``standardised`` in standard deviations, null where nothing varies."""

    name: str
    held: float | None
    served: float | None
    difference: float | None
    standardised: float | None
    n_held: int
    n_served: int


class SampleSizeOut(Schema):
    """Customers needed in each arm."""

    held: int
    served: int


@router.get("/{place:place}/-/holdouts", response=list[HoldoutOut], summary="Holdouts", operation_id="holdouts")
def holdouts(request: Asked, place: str) -> Any:
    """Needs the right «audiences.see»."""
    return asked.holdouts(request.caller)


@router.post("/{place:place}/-/holdouts", response={201: HoldoutOut}, summary="Hold some customers out", operation_id="open_holdout")
def opened(request: Asked, place: str, body: HoldoutIn) -> Status[Any]:
    """409 where the slug is taken. Needs the right «audiences.manage»."""
    return Status(201, open_holdout(request.caller, body.slug, body.title, share=body.share, withheld=body.withheld,
                                    is_not_care=body.is_not_care, audience=body.audience, strata=tuple(body.strata)))


@router.get("/{place:place}/-/holdouts/{slug:holdout}", response=HoldoutOut, summary="A holdout", operation_id="holdout")
def holdout(request: Asked, place: str, holdout: str) -> Any:
    """Needs the right «audiences.see»."""
    return asked.holdout_of(request.caller, holdout)


@router.get("/{place:place}/-/holdouts/{slug:holdout}/balance", response=list[BalanceOut], summary="Whether both arms are alike",
            operation_id="holdout_balance")
def balance(request: Asked, place: str, holdout: str) -> Any:
    """Needs the right «audiences.see»."""
    return asked.balance(request.caller, holdout)


@router.post("/{place:place}/-/holdouts/{slug:holdout}/end", response=HoldoutOut, summary="End a holdout", operation_id="end_holdout")
def end(request: Asked, place: str, holdout: str) -> Any:
    """Who was in which arm stays known; 409 where it ended before. Needs the right «audiences.manage»."""
    return end_holdout(request.caller, holdout)


@router.get("/{place:place}/-/sample-size", response=SampleSizeOut, summary="Customers that an effect needs", operation_id="sample_size")
def sample_size(request: Asked, place: str, effect: float = Query(..., ge=0.001, le=10), share: float = Query(0.5, ge=0.001, le=0.999),
                rho: float = Query(0.0, gt=-1, lt=1), cluster: float = Query(1.0, ge=1, le=10_000),
                icc: float = Query(0.0, ge=0, le=1)) -> Any:
    """``effect`` in standard deviations, power .8, alpha .05 two-sided; ``rho``: correlation with an earlier value.

    Needs the right «audiences.see».
    """
    request.caller.require("audiences.see")
    found = customers_needed(effect, share=share, rho=rho, cluster=cluster, icc=icc)
    return {"held": found.held, "served": found.served}
