"""Lines of a basket, what is offered for each, and who delivers what of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lifeworld.partners.core.values import IN_STOCK


class Amount(NamedTuple):
    """Pieces of one offer at one price: ``least`` to ``most`` times its multiple. ``whole``: as many as the line asks for, or more."""

    bid: Bid
    price: float
    least: int
    most: int
    whole: bool

    @property
    def pieces(self) -> int:
        """The least."""
        return self.least * self.bid.multiple

    @property
    def cost(self) -> float:
        """Of the least pieces."""
        return self.pieces * self.price


@dataclass(frozen=True, slots=True)
class Bid:
    """One offer for one line; ``tiers``: (from pieces, price)."""

    row: int
    seller: str
    tiers: tuple[tuple[int, float], ...]
    moq: int = 1
    multiple: int = 1
    stock: int = IN_STOCK

    def reach(self, quantity: int) -> int:
        """The most pieces worth buying here for ``quantity``: within the stock, a multiple; 0 where the minimum is above that."""
        least = max(self.moq, self.tiers[0][0])
        most = max(quantity, least, *(start for start, _ in self.tiers)) + self.multiple
        most = (most if self.stock == IN_STOCK else min(self.stock, most)) // self.multiple * self.multiple
        return most if most >= least else 0

    def amounts(self, quantity: int) -> list[Amount]:
        """By tier, what may be bought here: fewer pieces than the line asks for, and the least that are enough."""
        found, enough, reach = [], -(-quantity // self.multiple), self.reach(quantity)
        for place, (start, price) in enumerate(self.tiers):
            after = self.tiers[place + 1][0] - 1 if place + 1 < len(self.tiers) else reach
            least, most = -(-max(start, self.moq) // self.multiple), min(after, reach) // self.multiple
            if least <= min(most, enough - 1):
                found.append(Amount(self, price, least, min(most, enough - 1), whole=False))
            if max(least, enough) <= most:
                found.append(Amount(self, price, max(least, enough), max(least, enough), whole=True))
        return found


@dataclass(frozen=True, slots=True)
class Order:
    """One line with the bids for it, which reach its quantity together."""

    item: str
    quantity: int
    bids: tuple[Bid, ...]

    @property
    def alone(self) -> bool:
        """Whether one of them can deliver all of it."""
        return any(bid.reach(self.quantity) >= self.quantity for bid in self.bids)


class Part(NamedTuple):
    """What one bid delivers of one order."""

    order: int
    bid: Bid
    pieces: int
    cost: float


@dataclass(frozen=True, slots=True)
class Allocated:
    """Who delivers what; ``gap`` as a share of the cost."""

    parts: tuple[Part, ...]
    shipping: Mapping[str, float] = field(default_factory=dict)
    gap: float = 0.0
    method: str = "subsets"

    @property
    def total(self) -> float:
        """Goods and shipping; infinite for nothing at all."""
        return sum(part.cost for part in self.parts) + sum(self.shipping.values()) if self.parts else math.inf
