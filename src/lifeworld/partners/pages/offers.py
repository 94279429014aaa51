"""What is offered, for people: an item, all offers of it, what a quantity costs, and how old each quote is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.partners.core.shown import QuoteValue
from lifeworld.partners.pages.said import money, whole
from lifeworld.partners.queries.offers import items_like, offers_of
from lifeworld.partners.queries.partners import partner_of, partners
from lifeworld.partners.queries.rates import rates_shown


@require_safe
def search(request: Asked, place: str) -> HttpResponse:
    """Search for an item, look at its offers; ``?partner=``: those of one partner only."""
    caller = request.caller
    text, item, partner = (request.GET.get(name, "").strip() for name in ("text", "item", "partner"))
    said = {"text": text or item, "quantity": request.GET.get("quantity", "1"), "currency": request.GET.get("currency", "EUR"),
            "partner": partner, "job": request.GET.get("job", "")}
    if not partner:
        caller.require("partners.see")
    found: list[tuple[str, int]] = []
    quotes: list[QuoteValue] = []
    wrong = ""
    try:
        quantity = whole(said["quantity"], "the quantity", 1)
        found = [] if item or not text else items_like(caller, text, partner=partner)
        item = found[0][0] if len(found) == 1 else item
        if item:
            quotes = offers_of(caller, item[:200], quantity=max(quantity, 1), currency=said["currency"] or "EUR", partner=partner,
                               job=said["job"][:80])
    except InputRefused as refused:
        wrong, quantity = str(refused), 1
    return render(request, "partners/offers.html", {
        "place": place, "tab": "offers", "said": said, "items": found, "item": item, "wrong": wrong, "quantity": quantity,
        "quotes": [_row(one) for one in quotes], "rates": rates_shown(caller),
        "oldest": max(quotes, key=lambda one: one.age_s, default=None),
        "of": partner_of(caller, partner) if partner else None, "partners": partners(caller, state="verified")},
        status=422 if wrong else 200)


def _row(one: QuoteValue) -> dict[str, object]:
    stock = {-1: "in stock", -2: "not stated"}.get(one.stock, f"{one.stock:,}")
    return {"quote": one, "stock": stock, "unit": money(one.unit), "total": money(one.total), "converted": money(one.total_converted),
            "bought": f"{one.bought:,}" if one.bought else "",
            "breaks": "; ".join(f"{least:,}: {money(price)}" for least, price in one.breaks),
            "same": one.currency == one.converted_to}


urls: list[URLPattern] = [path("-/offers/", search, name="offers")]
