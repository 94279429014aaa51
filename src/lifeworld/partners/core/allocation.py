"""Lines over suppliers with a fee for each supplier that is used: all subsets where they are few, a mixed-integer programme otherwise.

A line may be divided over any offers. All subsets are tried with each line at one offer, beside what no division of it could be cheaper
than; where that leaves room for something cheaper, the lines concerned are divided by the programme.

Source: reference/power.md, 1.6 (a fixed-charge problem); the programme is solved by HiGHS in ``scipy.optimize.milp``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from lifeworld.partners.core.priced import Floats
from lifeworld.partners.core.values import IN_STOCK

SUBSETS_MAX = 12
SECONDS_MAX = 20.0
SLACK = 1e-9
GAP_NONE = 1e-7
"""Below this the programme's own tolerances speak."""


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


def allocated(orders: Sequence[Order], fees: Mapping[str, tuple[float, float]]) -> Allocated:
    """The cheapest allocation. ``fees``: by seller, what an order costs to bring and from which goods on it is free.

    An offer gives less than a line asks for, or the least pieces of one of its tiers that are enough, and nothing beyond.
    """
    if not orders:
        return Allocated(())
    amounts = [[amount for bid in order.bids for amount in bid.amounts(order.quantity)] for order in orders]
    if any(fee > 0 and math.isfinite(free) for fee, free in fees.values()):
        return _programme(orders, amounts, fees, _plain(orders, fees), 0.0)
    amounts = [_worth(order, mine) for order, mine in zip(orders, amounts, strict=True)]
    if len(fees) > SUBSETS_MAX:
        return _programme(orders, amounts, fees, _plain(orders, fees), 0.0)
    tried = _subsets(orders, amounts, fees)
    if tried.found is not None and not tried.divided:
        return tried.found
    amounts = [[amount for amount in mine if amount.whole or number in tried.divided] for number, mine in enumerate(amounts)]
    return _programme(orders, amounts, fees, tried.found or _plain(orders, fees), tried.floor)


def _worth(order: Order, amounts: Sequence[Amount]) -> list[Amount]:
    """The amounts that can be of the cheapest answer where shipping is never free: of whole ones each seller's cheapest, and parts where
    dividing may pay. It does not where every offer asks for the whole no more than at the price of its cheapest part.
    """
    wholes: dict[str, Amount] = {}
    least: dict[Bid, float] = {}
    parts: dict[Bid, float] = {}
    for amount in amounts:
        if not amount.whole:
            parts[amount.bid] = min(parts.get(amount.bid, math.inf), amount.price)
            continue
        least[amount.bid] = min(least.get(amount.bid, math.inf), amount.cost)
        held = wholes.get(amount.bid.seller)
        if held is None or (amount.cost, amount.pieces) < (held.cost, held.pieces):
            wholes[amount.bid.seller] = amount
    pays = any(least.get(bid, math.inf) > order.quantity * price * (1 + SLACK) for bid, price in parts.items())
    return [*wholes.values(), *(amount for amount in amounts if pays and not amount.whole)]


def _charged(parts: Sequence[Part], fees: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """What each seller that is used asks for bringing."""
    goods: dict[str, float] = {}
    for part in parts:
        goods[part.bid.seller] = goods.get(part.bid.seller, 0.0) + part.cost
    return {seller: 0.0 if goods[seller] * (1 + SLACK) >= fees[seller][1] else fees[seller][0] for seller in sorted(goods)}


class _Tried(NamedTuple):
    """The cheapest with each line at one offer, None where a line has none; the lines of which a division may make it cheaper; and what
    no answer can be cheaper than."""

    found: Allocated | None
    divided: frozenset[int]
    floor: float


def _subsets(orders: Sequence[Order], amounts: Sequence[Sequence[Amount]], fees: Mapping[str, tuple[float, float]]) -> _Tried:
    """Every subset of sellers, each line at the cheapest in it; of equals the fewest sellers, then the first by the alphabet."""
    bits = {seller: 1 << place for place, seller in enumerate(sorted(fees))}
    best = np.full((1 << len(bits), len(orders)), np.inf)
    fee = np.zeros(1 << len(bits))
    for seller, bit in bits.items():
        cost = [min((one.cost for one in mine if one.whole and one.bid.seller == seller), default=math.inf) for mine in amounts]
        best[bit:2 * bit] = np.minimum(best[:bit], cost)
        fee[bit:2 * bit] = fee[:bit] + fees[seller][0]
    apart = np.full_like(best, np.inf)
    for number, order in enumerate(orders):
        shares = [amount for amount in amounts[number] if not amount.whole]
        if shares:
            apart[:, number] = _at_least(order.quantity, shares, bits)
    total, floor = best.sum(axis=1) + fee, np.minimum(best, apart).sum(axis=1) + fee
    found = None
    if np.isfinite(total.min()):
        counts = np.array([mask.bit_count() for mask in range(len(total))])
        near = np.flatnonzero(total <= total.min() * (1 + 1e-12))
        mask = int(near[np.argmin(counts[near])])
        inside = [[one for one in mine if one.whole and mask & bits[one.bid.seller]] for mine in amounts]
        chosen = [min(mine, key=lambda one: (one.cost, one.bid.seller)) for mine in inside]
        parts = tuple(Part(number, one.bid, one.pieces, one.cost) for number, one in enumerate(chosen))
        found = Allocated(parts, _charged(parts, fees))
    cheaper = floor < total.min() * (1 - SLACK)
    return _Tried(found, frozenset(np.flatnonzero((apart < best)[cheaper].any(axis=0)).tolist()), float(floor.min()))


def _at_least(quantity: int, shares: Sequence[Amount], bits: Mapping[str, int]) -> Floats:
    """What no division of a line over the sellers of each subset can be cheaper than: each offer's most pieces, at its lowest price."""
    most: dict[Bid, tuple[float, int]] = {}
    for one in shares:
        price, pieces = most.get(one.bid, (math.inf, 0))
        most[one.bid] = min(price, one.price), max(pieces, one.most * one.bid.multiple)
    masks = np.arange(1 << len(bits))
    left, cost = np.full(len(masks), float(quantity)), np.zeros(len(masks))
    for bid, (price, pieces) in sorted(most.items(), key=lambda entry: entry[1]):
        taken = np.where(masks & bits[bid.seller], np.minimum(left, pieces), 0.0)
        left, cost = left - taken, cost + taken * price
    return np.where(left > 0, np.inf, cost)


class _Programme:
    """Columns and rows of a programme, as they are added."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.cells: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def column(self, cost: float, upper: float = 1.0) -> int:
        """A whole number from 0 to ``upper``."""
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def row(self, cells: Mapping[int, float], low: float, high: float) -> None:
        """A sum of columns between bounds."""
        self.cells += [(len(self.low), column, value) for column, value in cells.items()]
        self.low.append(low)
        self.high.append(high)

    def solved(self) -> tuple[list[int] | None, float]:
        """The columns (None where none were found in time), and what no answer can be cheaper than."""
        rows, columns, values = zip(*self.cells, strict=True)
        matrix = coo_array((values, (rows, columns)), shape=(len(self.low), len(self.cost))).tocsr()
        found = milp(np.array(self.cost), integrality=np.ones(len(self.cost)), bounds=Bounds(0, np.array(self.upper)),
                     constraints=LinearConstraint(matrix, np.array(self.low), np.array(self.high)),
                     options={"mip_rel_gap": 0.0, "time_limit": SECONDS_MAX})
        bound = 0.0 if found.mip_dual_bound is None else float(found.mip_dual_bound)
        return (None if found.x is None else np.rint(found.x).astype(int).tolist()), bound


def _programme(orders: Sequence[Order], amounts: Sequence[Sequence[Amount]], fees: Mapping[str, tuple[float, float]], known: Allocated,
               floor: float) -> Allocated:
    """The same as a mixed-integer programme; it also knows goods from which on bringing is free, and divided lines. ``known``: an answer
    that counts where the programme finds none in time that is cheaper; ``floor``: what none can be cheaper than.
    """
    model = _Programme()
    used = {seller: model.column(fees[seller][0]) for seller in sorted(fees)}
    free = {seller: model.column(-fee) for seller, (fee, limit) in sorted(fees.items()) if fee > 0 and math.isfinite(limit)}
    goods: dict[str, dict[int, float]] = {seller: {} for seller in fees}
    taken = [entry for number, order in enumerate(orders) for entry in _line(model, number, order, amounts[number], used)]
    for _, amount, column in taken:
        goods[amount.bid.seller][column] = model.cost[column]
    for seller, column in free.items():
        model.row({column: 1.0, used[seller]: -1.0}, -np.inf, 0.0)
        model.row({**goods[seller], column: -fees[seller][1]}, 0.0, np.inf)
    answer, bound = model.solved()
    found = known
    if answer:
        counts = [(number, amount, answer[column] * (amount.least if amount.whole else 1)) for number, amount, column in taken]
        parts = tuple(Part(number, one.bid, count * one.bid.multiple, count * one.bid.multiple * one.price)
                      for number, one, count in counts if count > 0)
        short = any(sum(part.pieces for part in parts if part.order == number) < order.quantity for number, order in enumerate(orders))
        charged = _charged(parts, fees)
        if not short and all(_sold(part) for part in parts):  # of millions of pieces its tolerance can be one
            found = min(known, Allocated(parts, charged), key=lambda one: one.total)
    gap = 0.0 if found.total <= 0 else max(1.0 - max(bound, floor) / found.total, 0.0)
    return Allocated(found.parts, found.shipping, 0.0 if gap < GAP_NONE else gap, "programme")


def _sold(part: Part) -> bool:
    """Whether a part is sold so: at the price of its tier, and not below the minimum."""
    price = next((price for start, price in reversed(part.bid.tiers) if start <= part.pieces), None)
    return price is not None and part.pieces >= part.bid.moq and abs(part.cost - part.pieces * price) <= SLACK * part.cost


def _plain(orders: Sequence[Order], fees: Mapping[str, tuple[float, float]]) -> Allocated:
    """An answer without search: each line at the cheapest offer; where none has all of it, the cheapest pieces first."""
    parts = []
    for number, order in enumerate(orders):
        wholes = [one for bid in order.bids for one in bid.amounts(order.quantity) if one.whole]
        if wholes:
            best = min(wholes, key=lambda one: (one.cost, one.bid.seller))
            parts.append(Part(number, best.bid, best.pieces, best.cost))
            continue
        left = order.quantity
        for bid in sorted(order.bids, key=lambda bid: (bid.tiers[-1][1], bid.seller, bid.row)):
            if left <= 0:
                break
            pieces = min(-(-max(left, bid.moq, bid.tiers[0][0]) // bid.multiple) * bid.multiple, bid.reach(order.quantity))
            price = [price for start, price in bid.tiers if start <= pieces][-1]
            parts.append(Part(number, bid, pieces, pieces * price))
            left -= pieces
    return Allocated(tuple(parts), _charged(parts, fees))


def _line(model: _Programme, number: int, order: Order, amounts: Sequence[Amount],
          used: Mapping[str, int]) -> list[tuple[int, Amount, int]]:
    """Columns of one line: of each whole amount whether it is bought; of each part whether its tier is used, and how many multiples."""
    taken, enough = [], {}
    chosen: dict[Bid, dict[int, float]] = {}
    unit = 1.0 if all(one.whole for one in amounts) else float(order.quantity)
    for one in amounts:
        tier = model.column(one.cost if one.whole else 0.0)
        chosen.setdefault(one.bid, {})[tier] = 1.0
        if one.whole:
            enough[tier] = unit
            taken.append((number, one, tier))
            continue
        multiples = model.column(one.price * one.bid.multiple, float(one.most))
        model.row({multiples: 1.0, tier: -float(one.most)}, -np.inf, 0.0)
        model.row({multiples: 1.0, tier: -float(one.least)}, 0.0, np.inf)
        enough[multiples] = float(one.bid.multiple)
        taken.append((number, one, multiples))
    for bid, tiers in chosen.items():
        model.row({**tiers, used[bid.seller]: -1.0}, -np.inf, 0.0)
    model.row(enough, unit, np.inf)
    return taken
