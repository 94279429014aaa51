"""Who offers an item: every offer that counts here, with its price for a quantity, the age of its quote, and why it would not be used."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.costing import cost_of
from lifeworld.partners.core.quoting import age_words, utc_text
from lifeworld.partners.core.shown import QuoteValue
from lifeworld.partners.core.snapshot import Snapshot
from lifeworld.partners.core.supply import BLOCKED, NO_RATE, NOT_VALID, REGION, STALE, STOCK, WHY, Supply
from lifeworld.partners.core.values import Choice, Offer
from lifeworld.partners.queries.live import snapshot_of, supply_of
from lifeworld.partners.queries.partners import names_of
from lifeworld.partners.queries.whose import bound_to, seen

TEXT_CHARS_MAX, FOUND_MAX, QUOTES_MAX = 120, 50, 200
MICROS = 1e6
STANDINGS = {"preferred": 0, "allowed": 1, "blocked": 2}


def items_like(caller: Caller, text: str, *, partner: str = "", limit: int = FOUND_MAX) -> list[tuple[str, int]]:
    """Keys of items that are offered here and hold the text, with how many offers each has; those that begin with it first. Errors: 403;
    404; 422 for too long a text.
    """
    seller = _seller(caller, partner)
    if len(text) > TEXT_CHARS_MAX:
        raise InputRefused("text_too_long", "The text is longer than any key of an item.", f"Write at most {TEXT_CHARS_MAX} characters.")
    wanted = "".join(text.split())
    if not wanted:
        return []
    snapshot = snapshot_of(caller.place)
    found: dict[str, None] = {}
    for part in snapshot.parts:
        if not seller or seller in part.segment.sellers:
            items = part.segment.items["item"]
            begins = items.filter(items.str.to_lowercase().str.starts_with(wanted.lower())).head(limit)
            more = items.filter(items.str.to_lowercase().str.contains(wanted.lower(), literal=True)).head(limit)
            found |= dict.fromkeys([*begins.to_list(), *more.to_list()])
    ranked = sorted(found, key=lambda key: (not key.lower().startswith(wanted.lower()), key))[:limit]
    counts = [(key, _n_offers(snapshot, key, seller)) for key in ranked]
    return [(key, n) for key, n in counts if n]


def offers_of(caller: Caller, item: str, *, quantity: int = 1, currency: str = "EUR", partner: str = "", job: str = "",
              region: str = "") -> list[QuoteValue]:
    """The offers of an item: those that a tool would use first, preferred before allowed, the cheapest first. Errors: 403; 404; 422."""
    seller = _seller(caller, partner)
    chosen = Choice.default(job) if bound_to(caller) else None  # how it stands with customers is theirs to say, not ours to show
    asked = replace(caller, scopes=caller.scopes | {"tools.use"})
    supply = supply_of(asked, quantity=quantity, currency=currency, job=job, region=region, choice=chosen)
    names = names_of(caller)
    quotes = [quote(supply, offer, names) for offer in supply.snapshot.offers_of(item)[:10 * QUOTES_MAX]
              if not seller or offer.seller == seller]
    return sorted(quotes, key=_order)[:QUOTES_MAX]


def quote(supply: Supply, offer: Offer, names: dict[str, str]) -> QuoteValue:
    """One offer as people see it, for the quantity of a supply."""
    cost = cost_of(offer, supply.quantity, any_stock=True)
    rate = supply.rates.factor(offer.currency, supply.currency)
    total = cost.total_micros / MICROS if cost else None
    converted = total * rate if total is not None and not math.isnan(rate) else None
    age_s = (supply.at_us - offer.observed_us) / MICROS
    return QuoteValue(
        offer.seller, names.get(offer.seller, offer.seller), offer.item, offer.sku, offer.title, offer.currency,
        tuple((least.min_qty, least.price_micros / MICROS) for least in offer.breaks), cost.pieces if cost else None,
        cost.price_micros / MICROS if cost else None, total, converted, supply.currency, offer.stock, offer.moq, offer.multiple,
        offer.lead_days if offer.lead_days >= 0 else None, utc_text(offer.observed_us), age_s, age_words(age_s), offer.stale(supply.at_us),
        offer.estimated, supply.choice.standing(offer.seller), _why(supply, offer, rate),
        offer.url if offer.url.startswith("https://") else "")


def _why(supply: Supply, offer: Offer, rate: float) -> str:
    """Why a tool would not take it, "" where it would."""
    checks = ((supply.choice.standing(offer.seller) == "blocked", BLOCKED), (not offer.sold_in(supply.region), REGION),
              (not offer.valid(supply.at_us), NOT_VALID), (offer.stale(supply.at_us), STALE), (math.isnan(rate), NO_RATE),
              (cost_of(offer, supply.quantity, any_stock=supply.choice.any_stock) is None, STOCK))
    return next((REASONS.get(number, WHY[number]) for failed, number in checks if failed), "")


REASONS = {BLOCKED: "The seller is blocked by the choice of suppliers.", REGION: "It is not sold in this country.",
           NOT_VALID: "It is not valid at this time.", STALE: "The quote is too old to be used.",
           NO_RATE: "No rate of exchange is known for its currency.", STOCK: "Its stock does not reach, or is not stated."}


def _order(one: QuoteValue) -> tuple[bool, int, float, str, str]:
    price = one.total_converted if one.total_converted is not None else math.inf
    return bool(one.why), STANDINGS[one.standing], price, one.seller, one.sku


def _seller(caller: Caller, partner: str) -> str:
    """The seller to whom the question is limited: a partner's own people ask about their own offers only. Errors: 404."""
    if partner:
        return seen(caller, partner).key
    caller.require("partners.see")
    if bound_to(caller):
        raise InputRefused("partner_missing", "You act for one partner here.", "Ask about its own offers.")
    return ""


def _n_offers(snapshot: Snapshot, item: str, seller: str) -> int:
    rows = snapshot.rows_of(item)
    return len(rows) if not seller else int(np.sum([snapshot.offer(row).seller == seller for row in rows.tolist()[:QUOTES_MAX]]))
