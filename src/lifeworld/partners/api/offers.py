"""The machines' door of what is offered: items, offers of one, and the rates by which their prices are told in one currency."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from lifeworld.kit.web import Asked
from lifeworld.partners.actions import rates as actions
from lifeworld.partners.queries import offers as queries
from lifeworld.partners.queries import rates

router = Router(tags=["partners"])


class OfferedItemOut(Schema):
    """An item that is offered, and how many offers it has."""

    item: str
    n_offers: int


class OfferQuoteOut(Schema):
    """An offer; ``breaks``: least pieces and the price of one, in ``currency``. ``bought``, ``unit``, ``total`` for the quantity that was
    asked; ``total_converted`` null where no rate is known. ``stock`` -1: in stock without a number, -2: not stated. ``why``: why a tool
    would not take it, "" where it would.
    """

    seller: str
    seller_title: str
    item: str
    sku: str
    title: str
    currency: str
    breaks: list[tuple[int, float]]
    bought: int | None
    unit: float | None
    total: float | None
    total_converted: float | None
    converted_to: str
    stock: int
    minimum: int
    multiple: int
    lead_days: int | None
    observed_at: str
    age_s: float
    stale: bool
    estimated: bool
    standing: str
    why: str
    url: str


class CurrencyRatesOut(Schema):
    """The rates of one day: how much of each currency one unit of ``base`` is worth; ``place``: where they were written down."""

    base: str
    day: str
    rates: dict[str, float]
    source: str
    place: str
    at: str


class CurrencyRatesIn(Schema):
    """The rates of one day, and whose they are."""

    base: str = Field(max_length=3)
    day: date
    rates: dict[str, float]
    source: str


@router.get("/{place:place}/-/offers/items", response=list[OfferedItemOut], summary="Items that are offered", operation_id="offered_items")
def items(request: Asked, place: str, text: str = Query(..., min_length=1, max_length=120), partner: str = "",
          limit: int = Query(20, ge=1, le=50)) -> Any:
    """Those whose key holds the text. Needs the right «partners.see», or to act for the partner."""
    return [{"item": key, "n_offers": n} for key, n in queries.items_like(request.caller, text, partner=partner, limit=limit)]


@router.get("/{place:place}/-/offers", response=list[OfferQuoteOut], summary="Offers of an item", operation_id="offers")
def offers(request: Asked, place: str, item: str = Query(..., min_length=1, max_length=120), quantity: int = Query(1, ge=1, le=10**9),
           currency: str = Query("EUR", max_length=3), partner: str = "", job: str = Query("", max_length=80)) -> Any:
    """Those that a tool would take first. Needs the right «partners.see», or to act for the partner."""
    return queries.offers_of(request.caller, item, quantity=quantity, currency=currency, partner=partner, job=job)


@router.get("/{place:place}/-/rates", response=list[CurrencyRatesOut], summary="Currency rates", operation_id="currency_rates")
def listed(request: Asked, place: str) -> Any:
    """Those that this place wrote down, the newest day first. Needs the right «partners.see»."""
    request.caller.require("partners.see")
    return rates.rate_days(request.caller)


@router.get("/{place:place}/-/rates/now", response={200: CurrencyRatesOut | None}, summary="The rates that hold",
            operation_id="currency_rates_now")
def now(request: Asked, place: str, on: date | None = None) -> Any:
    """Those of the newest day, or of a day, of the place or the nearest around it; null where there are none. Needs «partners.see»."""
    request.caller.require("partners.see")
    return rates.rates_shown(request.caller, on)


@router.put("/{place:place}/-/rates", response={204: None}, summary="Write the rates of a day down", operation_id="set_currency_rates")
def set_rates(request: Asked, place: str, body: CurrencyRatesIn) -> Status[None]:
    """Rates of that day and base that are there are replaced. Needs the right «partners.manage»."""
    actions.set_rates(request.caller, body.day, body.base, body.rates, source=body.source)
    return Status(204, None)


@router.delete("/{place:place}/-/rates", response={204: None}, summary="Drop the rates of a day", operation_id="drop_currency_rates")
def drop(request: Asked, place: str, day: date, base: str = Query(..., max_length=3)) -> Status[None]:
    """404 where there are none. Needs the right «partners.manage»."""
    actions.drop_rates(request.caller, day, base)
    return Status(204, None)
