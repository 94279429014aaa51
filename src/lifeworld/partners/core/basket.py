"""A bill of materials bought as cheaply as it can be, shipping included: which line from which supplier.

A line may be divided over offers, of several suppliers or of one, where that is cheaper or none can deliver it alone. Preferred suppliers
come first: a line that they can deliver among themselves is bought from them alone. Exact: by all subsets of up to 12 suppliers, or by
a mixed-integer programme; the gap (how much cheaper another answer could be at most, as a share) is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lifeworld.partners.core.allocation import allocated
from lifeworld.partners.core.bids import Bid, Order
from lifeworld.partners.core.choosing import STAGES
from lifeworld.partners.core.priced import NO_OFFER, STOCK
from lifeworld.partners.core.supply import PRICED, Supply
from lifeworld.partners.core.usable import usable
from lifeworld.partners.core.values import IN_STOCK, Offer

MICRO = 1e-6
FURTHER: list[int] = STAGES.tolist()


@dataclass(frozen=True, slots=True)
class Want:
    """So many pieces of an item, for all designs together."""

    item: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Shipping:
    """What one supplier asks for bringing an order, in the supply's currency; nothing from goods of ``free_above`` on."""

    fixed: float
    free_above: float = float("inf")


@dataclass(frozen=True, slots=True)
class Taken:
    """Pieces of one offer for one line. ``row``: of the snapshot."""

    item: str
    row: int
    seller: str
    sku: str
    pieces: int
    cost: float
    age_s: float
    estimated: bool


@dataclass(frozen=True, slots=True)
class Basket:
    """``taken`` by item, seller and number; ``shipping`` by seller; ``total``: goods and shipping of what can be had. ``split``: items that
    several offers share because none could deliver them alone; ``shared``: because that is cheaper; ``missing``: items that cannot be had,
    and the number of why in ``WHY``. ``gap``: 0 where the answer is proven the cheapest with preferred suppliers first; ``method``:
    "subsets" or "programme".
    """

    taken: tuple[Taken, ...]
    shipping: Mapping[str, float] = field(default_factory=dict)
    goods: float = 0.0
    total: float = 0.0
    gap: float = 0.0
    method: str = "subsets"
    split: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    missing: tuple[tuple[str, int], ...] = ()
    oldest_age_s: float = float("nan")
    currency: str = ""

    @property
    def complete(self) -> bool:
        """Whether every item can be had."""
        return not self.missing


def basket(wants: Sequence[Want], supply: Supply, shipping: Mapping[str, Shipping]) -> Basket:
    """The cheapest way to buy these lines with preferred suppliers first; one without ``shipping`` brings for nothing. Lines of one item
    count together. Of one offer no more is bought than the least pieces of one of its tiers that are enough.

    Errors: ValueError for a quantity below 1.

    >>> from lifeworld.partners.core.segment import Segment
    >>> from lifeworld.partners.core.snapshot import Snapshot
    >>> from lifeworld.partners.core.values import Choice, Offer, PriceBreak, Rates
    >>> def offer(item: str, seller: str, price: int) -> Offer:
    ...     return Offer(item, seller, item, (PriceBreak(1, price * 1_000_000),), "EUR", 0, 60, stock=99)
    >>> offers = [offer("A@x", "acme", 5), offer("A@x", "beta", 4), offer("B@x", "acme", 3)]
    >>> supply = Supply(Snapshot.of([Segment.of(offers)]), Rates.none("EUR"), Choice.default(), "EUR", 0, 1)
    >>> found = basket([Want("A@x", 1), Want("B@x", 1)], supply, {"acme": Shipping(6.0), "beta": Shipping(2.0)})
    >>> [(taken.item, taken.seller) for taken in found.taken], found.total, found.gap
    ([('A@x', 'acme'), ('B@x', 'acme')], 14.0, 0.0)
    """
    quantities: dict[str, int] = {}
    for want in wants:
        if want.quantity < 1:
            raise ValueError("a quantity is 1 at least")
        quantities[want.item] = quantities.get(want.item, 0) + want.quantity
    offers: dict[int, Offer] = {}
    orders, missing = [], []
    for item, quantity in sorted(quantities.items()):
        order, why = _order(item, quantity, supply, offers)
        if order is None:
            missing.append((item, why))
        else:
            orders.append(order)
    sellers = sorted({bid.seller for order in orders for bid in order.bids})
    fees = {seller: shipping.get(seller, Shipping(0.0)) for seller in sellers}
    found = allocated(orders, {seller: (fee.fixed, fee.free_above) for seller, fee in fees.items()})
    taken = tuple(sorted((Taken(
        orders[part.order].item, part.bid.row, part.bid.seller, offers[part.bid.row].sku, part.pieces, part.cost,
        max(supply.at_us - offers[part.bid.row].observed_us, 0) / 1e6, offers[part.bid.row].estimated) for part in found.parts),
        key=lambda one: (one.item, one.seller, one.sku)))
    goods = sum(one.cost for one in taken)
    several = {orders[number].item for number, n in Counter(part.order for part in found.parts).items() if n > 1}
    split = tuple(order.item for order in orders if not order.alone)
    return Basket(taken, found.shipping, goods, goods + sum(found.shipping.values()), found.gap, found.method, split,
                  tuple(sorted(several.difference(split))), tuple(missing), max((one.age_s for one in taken), default=float("nan")),
                  supply.currency)


def _order(item: str, quantity: int, supply: Supply, offers: dict[int, Offer]) -> tuple[Order | None, int]:
    """The bids for one item: of preferred suppliers where they reach the quantity, else of all."""
    snapshot, preferred, bids, furthest = supply.snapshot, [], [], NO_OFFER
    for row in snapshot.rows_of(item).tolist():
        offer = snapshot.offer(row)
        why = usable(offer, supply)
        if why != PRICED:
            furthest = max(furthest, why, key=FURTHER.index)
            continue
        furthest = STOCK
        factor = supply.rates.factor(offer.currency, supply.currency) * MICRO
        bid = Bid(row, offer.seller, tuple((tier.min_qty, tier.price_micros * factor) for tier in offer.breaks), offer.moq,
                  offer.multiple, IN_STOCK if supply.choice.any_stock else offer.stock)
        if bid.reach(quantity) > 0:
            offers[row] = offer
            bids.append(bid)
            if supply.choice.standing(offer.seller) == "preferred":
                preferred.append(bid)
    for mine in (preferred, bids):
        if sum(bid.reach(quantity) for bid in mine) >= quantity:
            return Order(item, quantity, tuple(sorted(mine, key=lambda bid: (bid.seller, offers[bid.row].sku)))), PRICED
    return None, furthest
