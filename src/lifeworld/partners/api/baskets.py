"""The machines' door of baskets: which seller delivers which line of a bill of materials, shipping included."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Router, Schema

from lifeworld.kit.web import Asked
from lifeworld.partners.core.values import Choice
from lifeworld.partners.queries.baskets import LINES_MAX, Line, basket_of

router = Router(tags=["partners"])


class BasketLineIn(Schema):
    """So many pieces of an item: its key, or part number and maker."""

    quantity: int = Field(ge=1, le=10**9)
    item: str = Field("", max_length=120)
    mpn: str = Field("", max_length=120)
    manufacturer: str = Field("", max_length=120)


class BasketChoiceIn(Schema):
    """A choice of suppliers for this question alone: how named sellers stand, and everybody else."""

    default: Literal["preferred", "allowed", "blocked"] = "allowed"
    sellers: dict[str, Literal["preferred", "allowed", "blocked"]] = Field(default_factory=dict, max_length=500)


class BasketIn(Schema):
    """What is to be bought. ``choice`` null: the one that is kept here, for the ``job``; ``region``: code of the country it is sent to."""

    lines: list[BasketLineIn] = Field(min_length=1, max_length=LINES_MAX)
    currency: str = Field("EUR", max_length=3)
    job: str = Field("", max_length=80)
    choice: BasketChoiceIn | None = None
    region: str = Field("", pattern="^([A-Z]{2})?$")


class BoughtLineOut(Schema):
    """Pieces of one offer, and their price together."""

    item: str
    sku: str
    pieces: int
    price: float
    age_s: float
    estimated: bool


class SellerPartOut(Schema):
    """What one seller delivers; where ``shipping_known`` is false, 0 was counted because nobody knows it."""

    seller: str
    title: str
    lines: list[BoughtLineOut]
    pieces: int
    price: float
    shipping: float
    shipping_known: bool


class MissingItemOut(Schema):
    """An item that cannot be had, and why."""

    item: str
    why: str


class BasketOut(Schema):
    """Who delivers what. ``exact``: proven the cheapest with preferred sellers first. Otherwise another answer could be cheaper by at most
    ``gap``, as a share; where ``shipping_known`` is false this holds of the shipping that is known alone, and ``exact`` is false.
    ``nearness``: both in words. ``split``: items that several offers share because none could deliver them alone. ``whose`` choice of
    suppliers: "asked", "place" or "default".
    """

    sellers: list[SellerPartOut]
    missing: list[MissingItemOut]
    split: list[str]
    goods: float
    shipping: float
    total: float
    currency: str
    shipping_known: bool
    exact: bool
    gap: float
    nearness: str
    method: str
    oldest_age_s: float | None
    whose: str
    job: str
    notes: list[str]


@router.post("/{place:place}/-/offers/basket", response=BasketOut, summary="Buy a bill of materials as cheaply as can be",
             operation_id="offers_basket")
def offers_basket(request: Asked, place: str, body: BasketIn) -> Any:
    """Nothing is ordered. What cannot be had is listed with its reason. Needs the right «partners.see»; for the team alone."""
    choice = None if body.choice is None else Choice(dict(body.choice.sellers), body.choice.default, job=body.job)
    lines = [Line(one.quantity, one.item, one.mpn, one.manufacturer) for one in body.lines]
    return basket_of(request.caller, lines, currency=body.currency, job=body.job, choice=choice, region=body.region)
