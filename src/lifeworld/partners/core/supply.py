"""What a tool is given of the market, and what its items cost there: the customer's choice of suppliers first, then the cheapest.

An offer is used where its seller is not blocked, it is sold in the customer's country, it is valid, it is not stale, its currency has a
rate, and its stock reaches. Preferred sellers come first wherever one of them can deliver; equal costs go by seller and number, so that no
order of the input decides. An item without a usable offer says how far its best one came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.partners.core.choosing import Chosen, take_better
from lifeworld.partners.core.costing import Cost, cost_of
from lifeworld.partners.core.priced import (
    BLOCKED,
    NO_OFFER,
    NO_RATE,
    NOT_VALID,
    PRICED,
    REGION,
    STALE,
    STOCK,
    WHY,
    Priced,
)
from lifeworld.partners.core.snapshot import Items, Snapshot
from lifeworld.partners.core.values import QUANTITY_MAX, Choice, Rates

__all__ = ["BLOCKED", "NOT_VALID", "NO_OFFER", "NO_RATE", "PRICED", "REGION", "STALE", "STOCK", "WHY", "Cost", "Items", "Priced",
           "Snapshot", "Supply", "cost_of"]


@dataclass(frozen=True, eq=False)
class Supply:
    """The market as one customer may use it. ``quantity``: how many designs are bought; ``region``: her country's code, "" unknown;
    ``given``: False where a tool works without a market. Errors: ValueError for a quantity that cannot be.

    >>> from lifeworld.partners.core.segment import Segment
    >>> from lifeworld.partners.core.values import Offer, PriceBreak
    >>> reel = Offer("R1@x", "acme", "r1", (PriceBreak(1, 100_000),), "EUR", 0, 60, stock=500)
    >>> supply = Supply(Snapshot.of([Segment.of([reel])]), Rates.none("EUR"), Choice.default(), "EUR", 5_000_000, quantity=10)
    >>> priced = supply.priced(Items.of(["R1@x", "R2@x"]), 2)
    >>> priced.cost.round(3).tolist(), priced.bought.tolist(), priced.oldest_age_s, WHY[priced.why[1]]
    ([0.2, nan], [20, 0], 5.0, 'Nobody offers it.')
    """

    snapshot: Snapshot
    rates: Rates
    choice: Choice
    currency: str
    at_us: int
    quantity: int
    region: str = ""
    given: bool = field(default=True)

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= QUANTITY_MAX:
            raise ValueError(f"a quantity is from 1 to {QUANTITY_MAX}")

    @staticmethod
    def none(quantity: int = 1, currency: str = "USD") -> Supply:
        """No market at all: nothing is priced, and nothing is blocked."""
        return Supply(Snapshot.empty(), Rates.none(currency), Choice.default(), currency, 0, quantity, given=False)

    def recorded(self) -> dict[str, Any]:
        """What a saved design keeps of it."""
        return {"version": self.snapshot.version, "choice": self.choice.as_json(), "currency": self.currency, "rates": self.rates.date,
                "at_us": self.at_us, "quantity": self.quantity, "region": self.region, "given": self.given}

    def priced(self, items: Items, per_design: int | NDArray[np.int64] = 1) -> Priced:
        """The cost of each item: ``per_design`` pieces of it in each design (one number, or one by item; 0: costs nothing)."""
        chosen = Chosen.none(self, len(items), np.asarray(per_design, np.float64) * self.quantity)
        for part in self.snapshot.parts:
            of = items.matched(part.segment)
            if len(of.row):
                take_better(chosen, part, of)
        return chosen.priced()
