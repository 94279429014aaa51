"""What a quantity costs at one offer. The truth in plain Python; ``supply`` computes the same for a million offers at once.

A tier is the range of pieces of one price break. The least number of pieces in a tier that is at least the quantity and the minimum, and a
multiple, is the only candidate of that tier; the cheapest candidate of all tiers is what is bought, so buying up to a break is covered.
Source: reference/power.md, 1.6.
"""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.partners.core.values import IN_STOCK, Offer


@dataclass(frozen=True, slots=True)
class Cost:
    """What is bought: ``pieces`` at ``price_micros`` each."""

    pieces: int
    price_micros: int

    @property
    def total_micros(self) -> int:
        """Pieces times price."""
        return self.pieces * self.price_micros


def cost_of(offer: Offer, quantity: int, *, any_stock: bool = False) -> Cost | None:
    """The cheapest way to get ``quantity`` pieces at least; None where the stock does not reach. Equal costs: fewer pieces.

    Errors: ValueError for a quantity below 1.

    >>> from lifeworld.partners.core.values import Offer, PriceBreak
    >>> reel = Offer("R1@x", "acme", "r1", (PriceBreak(1, 100_000), PriceBreak(100, 40_000)), "EUR", 0, 60, stock=500, multiple=5)
    >>> cost_of(reel, 12)
    Cost(pieces=15, price_micros=100000)
    >>> cost_of(reel, 62)  # 65 at 0.10 would cost 6.50, a hundred cost 4.00
    Cost(pieces=100, price_micros=40000)
    >>> cost_of(reel, 501) is None
    True
    """
    if quantity < 1:
        raise ValueError("a quantity is 1 at least")
    best: Cost | None = None
    for number, tier in enumerate(offer.breaks):
        least = max(quantity, offer.moq, tier.min_qty)
        pieces = -(-least // offer.multiple) * offer.multiple
        if number + 1 < len(offer.breaks) and pieces >= offer.breaks[number + 1].min_qty:
            continue
        if not any_stock and offer.stock != IN_STOCK and pieces > offer.stock:
            continue
        found = Cost(pieces, tier.price_micros)
        if best is None or (found.total_micros, found.pieces) < (best.total_micros, best.pieces):
            best = found
    return best
