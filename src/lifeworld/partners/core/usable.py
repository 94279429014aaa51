"""Whether one offer may be used by this customer, in plain Python: for baskets and pages, a few offers at a time."""

from __future__ import annotations

import math

from lifeworld.partners.core.priced import BLOCKED, NO_RATE, NOT_VALID, PRICED, REGION, STALE
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.core.values import Offer


def usable(offer: Offer, supply: Supply) -> int:
    """``PRICED`` where it may be used, else the number in ``WHY`` of what forbids it. Stock is another matter: it asks for a quantity."""
    if supply.choice.standing(offer.seller) == "blocked":
        return BLOCKED
    if not offer.sold_in(supply.region):
        return REGION
    if not offer.valid(supply.at_us):
        return NOT_VALID
    if offer.stale(supply.at_us):
        return STALE
    return NO_RATE if math.isnan(supply.rates.factor(offer.currency, supply.currency)) else PRICED
