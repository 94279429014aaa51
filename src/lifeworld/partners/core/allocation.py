"""Lines over suppliers with a fee for each supplier that is used: all subsets where they are few, a mixed-integer programme otherwise.

Source: reference/power.md, 1.6 (a fixed-charge problem); the programme is solved by HiGHS in ``scipy.optimize.milp``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from lifeworld.partners.core.values import IN_STOCK

SUBSETS_MAX = 12
SECONDS_MAX = 20.0
SLACK = 1e-9
GAP_NONE = 1e-7
"""Below this the programme's own tolerances speak."""


@dataclass(frozen=True, slots=True)
class Bid:
    """One offer for one line: whole (``pieces`` for ``cost``), or, where the line is divided, its ``tiers`` (from pieces, price)."""

    row: int
    seller: str
    tiers: tuple[tuple[int, float], ...]
    moq: int = 1
    multiple: int = 1
    stock: int = IN_STOCK
    pieces: int = 0
    cost: float = 0.0

    def reach(self, quantity: int) -> int:
        """The most pieces worth buying here for ``quantity``: within the stock, a multiple; 0 where the minimum is above that."""
        least = max(self.moq, self.tiers[0][0])
        most = max(quantity, least, *(start for start, _ in self.tiers)) + self.multiple
        most = (most if self.stock == IN_STOCK else min(self.stock, most)) // self.multiple * self.multiple
        return most if most >= least else 0


@dataclass(frozen=True, slots=True)
class Order:
    """One line with the bids for it."""

    item: str
    quantity: int
    bids: tuple[Bid, ...]
    divided: bool


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


def allocated(orders: Sequence[Order], fees: Mapping[str, tuple[float, float]]) -> Allocated:
    """The cheapest allocation. ``fees``: by seller, what an order costs to bring and from which goods on it is free."""
    sellers = sorted(fees)
    most = dict.fromkeys(sellers, 0.0)
    for order in orders:
        for bid in order.bids:
            most[bid.seller] += bid.cost
    may_be_free = any(fees[seller][0] > 0 and most[seller] * (1 + SLACK) >= fees[seller][1] for seller in sellers)
    if any(order.divided for order in orders) or may_be_free or len(sellers) > SUBSETS_MAX:
        return _programme(orders, sellers, fees)
    return _subsets(orders, sellers, fees)


def _charged(parts: Sequence[Part], fees: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """What each seller that is used asks for bringing."""
    goods: dict[str, float] = {}
    for part in parts:
        goods[part.bid.seller] = goods.get(part.bid.seller, 0.0) + part.cost
    return {seller: 0.0 if goods[seller] * (1 + SLACK) >= fees[seller][1] else fees[seller][0] for seller in sorted(goods)}


def _subsets(orders: Sequence[Order], sellers: Sequence[str], fees: Mapping[str, tuple[float, float]]) -> Allocated:
    """Every subset of sellers, each line at the cheapest in it; of equals the fewest sellers, then the first by the alphabet."""
    cost = np.full((len(sellers), len(orders)), np.inf)
    for column, order in enumerate(orders):
        for bid in order.bids:
            cost[sellers.index(bid.seller), column] = bid.cost
    best = np.full((1 << len(sellers), len(orders)), np.inf)
    fee = np.zeros(1 << len(sellers))
    for place, seller in enumerate(sellers):
        bit = 1 << place
        best[bit:2 * bit] = np.minimum(best[:bit], cost[place])
        fee[bit:2 * bit] = fee[:bit] + fees[seller][0]
    total = best.sum(axis=1) + fee
    counts = np.array([mask.bit_count() for mask in range(len(total))])
    near = np.flatnonzero(total <= total.min() * (1 + 1e-12))
    mask = int(near[np.argmin(counts[near])])
    parts = []
    for number, order in enumerate(orders):
        bid = min((bid for bid in order.bids if mask >> sellers.index(bid.seller) & 1), key=lambda bid: (bid.cost, bid.seller))
        parts.append(Part(number, bid, bid.pieces, bid.cost))
    return Allocated(tuple(parts), _charged(parts, fees))


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


def _programme(orders: Sequence[Order], sellers: Sequence[str], fees: Mapping[str, tuple[float, float]]) -> Allocated:
    """The same as a mixed-integer programme; it also knows goods from which on bringing is free, and divided lines."""
    model = _Programme()
    used = {seller: model.column(fees[seller][0]) for seller in sellers}
    free = {seller: model.column(-fees[seller][0]) for seller in sellers if fees[seller][0] > 0 and np.isfinite(fees[seller][1])}
    goods: dict[str, dict[int, float]] = {seller: {} for seller in sellers}
    taken: list[tuple[int, Bid, int, float, int]] = []
    for number, order in enumerate(orders):
        if order.divided:
            taken += _divided(model, number, order, used, goods)
            continue
        whole = []
        for bid in order.bids:
            column = model.column(bid.cost)
            model.row({column: 1.0, used[bid.seller]: -1.0}, -np.inf, 0.0)
            goods[bid.seller][column] = bid.cost
            taken.append((number, bid, column, bid.cost, bid.pieces))
            whole.append(column)
        model.row(dict.fromkeys(whole, 1.0), 1.0, 1.0)
    for seller, column in free.items():
        model.row({column: 1.0, used[seller]: -1.0}, -np.inf, 0.0)
        model.row({**goods[seller], column: -fees[seller][1]}, 0.0, np.inf)
    answer, bound = model.solved()
    parts = [Part(number, bid, answer[column] * pieces, answer[column] * cost)
             for number, bid, column, cost, pieces in taken if answer[column] > 0] if answer else []
    short = any(sum(part.pieces for part in parts if part.order == number) < order.quantity for number, order in enumerate(orders))
    if short or not all(_sold(part) for part in parts):  # of millions of pieces its tolerance can be one
        parts = [part for number, order in enumerate(orders) for part in _plain(number, order)]
    charged = _charged(parts, fees)
    total = sum(part.cost for part in parts) + sum(charged.values())
    gap = 0.0 if total <= 0 else max(1.0 - bound / total, 0.0)
    return Allocated(tuple(parts), charged, 0.0 if gap < GAP_NONE else gap, "programme")


def _sold(part: Part) -> bool:
    """Whether a part of a divided line is sold so: at the price of its tier, and not below the minimum."""
    price = next((price for start, price in reversed(part.bid.tiers) if start <= part.pieces), None)
    return not part.bid.tiers or (price is not None and part.pieces >= part.bid.moq and
                                  abs(part.cost - part.pieces * price) <= SLACK * part.cost)


def _plain(number: int, order: Order) -> list[Part]:
    """An answer without search: the cheapest bid; for a divided line the cheapest pieces first."""
    if not order.divided:
        bid = min(order.bids, key=lambda bid: (bid.cost, bid.seller))
        return [Part(number, bid, bid.pieces, bid.cost)]
    parts, left = [], order.quantity
    for bid in sorted(order.bids, key=lambda bid: (bid.tiers[-1][1], bid.seller, bid.row)):
        if left <= 0:
            break
        pieces = min(-(-max(left, bid.moq, bid.tiers[0][0]) // bid.multiple) * bid.multiple, bid.reach(order.quantity))
        price = [price for start, price in bid.tiers if start <= pieces][-1]
        parts.append(Part(number, bid, pieces, pieces * price))
        left -= pieces
    return parts


def _divided(model: _Programme, number: int, order: Order, used: Mapping[str, int],
             goods: Mapping[str, dict[int, float]]) -> list[tuple[int, Bid, int, float, int]]:
    """Columns of one line that several offers share: for each tier of an offer whether it is used, and how many multiples are bought."""
    taken, pieces = [], {}
    for bid in order.bids:
        chosen, reach = {}, bid.reach(order.quantity)
        for place, (start, price) in enumerate(bid.tiers):
            after = bid.tiers[place + 1][0] - 1 if place + 1 < len(bid.tiers) else reach
            low, high = -(-max(start, bid.moq) // bid.multiple), min(after, reach) // bid.multiple
            if low > high:
                continue
            tier, multiples = model.column(0.0), model.column(price * bid.multiple, float(high))
            model.row({multiples: 1.0, tier: -float(high)}, -np.inf, 0.0)
            model.row({multiples: 1.0, tier: -float(low)}, 0.0, np.inf)
            model.row({tier: 1.0, used[bid.seller]: -1.0}, -np.inf, 0.0)
            chosen[tier], pieces[multiples] = 1.0, float(bid.multiple)
            goods[bid.seller][multiples] = price * bid.multiple
            taken.append((number, bid, multiples, price * bid.multiple, bid.multiple))
        if chosen:
            model.row(chosen, 0.0, 1.0)
    model.row(pieces, float(order.quantity), np.inf)
    return taken
