"""Lines over suppliers with a fee for each supplier that is used: all subsets where they are few, a mixed-integer programme otherwise.

A line may be divided over any offers. All subsets are tried with each line at one offer, beside what no division of it could be cheaper
than; where that leaves room for something cheaper, each line concerned is divided by itself, by every number of pieces, the most
promising subsets first.

Source: reference/power.md, 1.6 (a fixed-charge problem); the programme is solved by HiGHS in ``scipy.optimize.milp``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.ndimage import minimum_filter1d
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from lifeworld.partners.core.bids import Allocated, Amount, Bid, Order, Part
from lifeworld.partners.core.priced import Floats

SUBSETS_MAX = 12
SECONDS_MAX = 20.0
LINE_SECONDS_MAX = 2.0
LINES_MAX = 1000
"""Divided, in one answer, beside one for each line."""
PIECES_MAX = 50_000
"""Of one line, up to which every number of pieces is tried; above it is divided by a programme."""
SLACK = 1e-9
GAP_NONE = 1e-7
"""Below this the programme's own tolerances speak."""


def allocated(orders: Sequence[Order], fees: Mapping[str, tuple[float, float]]) -> Allocated:
    """The cheapest allocation. ``fees``: by seller, what an order costs to bring and from which goods on it is free.

    An offer gives less than a line asks for, or the least pieces of one of its tiers that are enough, and nothing beyond.
    """
    if not orders:
        return Allocated(())
    amounts = [[amount for bid in order.bids for amount in bid.amounts(order.quantity)] for order in orders]
    if any(fee > 0 and math.isfinite(free) for fee, free in fees.values()):
        return _programme(orders, amounts, fees, _plain(orders, fees))
    amounts = [_worth(order, mine) for order, mine in zip(orders, amounts, strict=True)]
    among = sorted(fees) if len(fees) <= SUBSETS_MAX else sorted(seller for seller, (fee, _) in fees.items() if fee > 0)
    if len(among) > SUBSETS_MAX:
        return _programme(orders, amounts, fees, _plain(orders, fees))
    subsets = _subsets(orders, amounts, fees, {seller: 1 << place for place, seller in enumerate(among)})
    found = _whole(amounts, fees, subsets)
    room = subsets.least.sum(axis=1) + subsets.fee < found.total * (1 - SLACK)
    lines = np.flatnonzero((subsets.apart < subsets.whole * (1 - SLACK))[room].any(axis=0)).tolist()
    return _divided(orders, amounts, fees, subsets, found, lines) if lines else found


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


class _Subsets(NamedTuple):
    """By subset and line, the cheapest at one offer and what no division is cheaper than; by subset, what its sellers ask for bringing.
    ``bits``: of sellers; those without one are in every subset.
    """

    bits: Mapping[str, int]
    whole: Floats
    apart: Floats
    least: Floats
    fee: Floats

    def inside(self, mask: int, amounts: Sequence[Amount]) -> list[Amount]:
        """Those of the sellers in a subset."""
        return [one for one in amounts if one.bid.seller not in self.bits or mask & self.bits[one.bid.seller]]


def _subsets(orders: Sequence[Order], amounts: Sequence[Sequence[Amount]], fees: Mapping[str, tuple[float, float]],
             bits: Mapping[str, int]) -> _Subsets:
    """Every subset of the sellers that have a bit."""
    def cheapest(mine: Sequence[Amount], seller: str | None) -> float:
        costs = [one.cost for one in mine if one.whole and (one.bid.seller if one.bid.seller in bits else None) == seller]
        return min(costs, default=math.inf)

    whole, fee = np.full((1 << len(bits), len(orders)), np.inf), np.zeros(1 << len(bits))
    whole[0] = [cheapest(mine, None) for mine in amounts]
    for seller, bit in bits.items():
        whole[bit:2 * bit] = np.minimum(whole[:bit], [cheapest(mine, seller) for mine in amounts])
        fee[bit:2 * bit] = fee[:bit] + fees[seller][0]
    apart = np.full_like(whole, np.inf)
    for number, order in enumerate(orders):
        shares = [amount for amount in amounts[number] if not amount.whole]
        if shares:
            apart[:, number] = _at_least(order.quantity, shares, bits)
    return _Subsets(bits, whole, apart, np.minimum(whole, apart), fee)


def _at_least(quantity: int, shares: Sequence[Amount], bits: Mapping[str, int]) -> Floats:
    """What no division of a line over the sellers of each subset can be cheaper than: each offer's most pieces, at its lowest price."""
    most: dict[Bid, tuple[float, int]] = {}
    for one in shares:
        price, pieces = most.get(one.bid, (math.inf, 0))
        most[one.bid] = min(price, one.price), max(pieces, one.most * one.bid.multiple)
    masks = np.arange(1 << len(bits))
    left, cost = np.full(len(masks), float(quantity)), np.zeros(len(masks))
    for bid, (price, pieces) in sorted(most.items(), key=lambda entry: entry[1]):
        there = masks & bits[bid.seller] if bid.seller in bits else np.ones_like(masks)
        taken = np.where(there, np.minimum(left, pieces), 0.0)
        left, cost = left - taken, cost + taken * price
    return np.where(left > 0, np.inf, cost)


def _whole(amounts: Sequence[Sequence[Amount]], fees: Mapping[str, tuple[float, float]], subsets: _Subsets) -> Allocated:
    """Each line at one offer, nothing where a line has none; of equals the fewest sellers, then the first by the alphabet."""
    total = subsets.whole.sum(axis=1) + subsets.fee
    if not np.isfinite(total.min()):
        return Allocated(())
    counts = np.array([mask.bit_count() for mask in range(len(total))])
    near = np.flatnonzero(total <= total.min() * (1 + 1e-12))
    mask = int(near[np.argmin(counts[near])])
    parts = tuple(_cheapest(number, subsets.inside(mask, mine)) for number, mine in enumerate(amounts))
    return Allocated(parts, _charged(parts, fees))


def _cheapest(number: int, amounts: Sequence[Amount]) -> Part:
    """All of a line at one offer."""
    best = min((one for one in amounts if one.whole), key=lambda one: (one.cost, one.bid.seller))
    return Part(number, best.bid, best.pieces, best.cost)


def _divided(orders: Sequence[Order], amounts: Sequence[Sequence[Amount]], fees: Mapping[str, tuple[float, float]], subsets: _Subsets,
             found: Allocated, lines: Sequence[int]) -> Allocated:
    """Subsets by what they cost at least, until none can be cheaper than what was found; in each, its lines are divided one by one.
    What a line costs with every seller is the least that it costs with some of them.
    """
    nothing = dict.fromkeys(fees, (0.0, math.inf))
    solved: dict[tuple[int, int], Allocated] = {}
    everybody = len(subsets.fee) - 1
    least, total = subsets.least, subsets.least.sum(axis=1) + subsets.fee

    def line(number: int, mask: int) -> Allocated:
        known = solved.get((number, everybody))
        if known is None or any(subsets.bits.get(part.bid.seller, 0) & ~mask for part in known.parts):
            mine = subsets.inside(mask, amounts[number])
            key = (number, sum({subsets.bits.get(one.bid.seller, 0) for one in mine}) if mask != everybody else everybody)
            if key not in solved:
                one = Order(orders[number].item, orders[number].quantity, tuple(dict.fromkeys(amount.bid for amount in mine)))
                solved[key] = _line_divided(one, mine) if one.quantity <= PIECES_MAX else (
                    _programme([one], [mine], nothing, _plain([one], nothing), LINE_SECONDS_MAX))
            known = solved[key]
        least[mask, number] = max(least[mask, number], known.total * (1 - known.gap))
        return known

    for number in lines:
        known = line(number, everybody)
        least[:, number] = np.maximum(least[:, number], known.total * (1 - known.gap))
    total = least.sum(axis=1) + subsets.fee
    for mask in np.argsort(total, kind="stable").tolist():
        if total[mask] >= found.total * (1 - SLACK) or len(solved) > LINES_MAX + len(lines):
            break
        parts: list[Part] = []
        for number in range(len(orders)):
            if subsets.apart[mask, number] < subsets.whole[mask, number] * (1 - SLACK):
                parts += [part._replace(order=number) for part in line(number, mask).parts]
                total[mask] = least[mask].sum() + subsets.fee[mask]
                if total[mask] >= found.total * (1 - SLACK):
                    break
            else:
                parts.append(_cheapest(number, subsets.inside(mask, amounts[number])))
        else:
            found = min(found, Allocated(tuple(parts), _charged(parts, fees)), key=lambda one: one.total)
    gap = max(1.0 - float(total.min()) / found.total, 0.0)
    return Allocated(found.parts, found.shipping, 0.0 if gap < GAP_NONE else gap)


def _line_divided(order: Order, amounts: Sequence[Amount]) -> Allocated:
    """The cheapest way to buy one line where nobody asks for bringing it: for every number of pieces, offer by offer."""
    shares: dict[Bid, list[Amount]] = {}
    for one in amounts:
        if not one.whole:
            shares.setdefault(one.bid, []).append(one)
    costs = [np.concatenate([[0.0], np.full(order.quantity, np.inf)])]
    for mine in shares.values():
        costs.append(np.minimum.reduce([costs[-1], *(_with(costs[-1], one) for one in mine)]))
    best = [_cheapest(0, amounts)] if any(one.whole for one in amounts) else []
    if best and best[0].cost <= costs[-1][-1] * (1 + SLACK):
        return Allocated(tuple(best))
    parts, left = [], order.quantity
    for before, (bid, mine) in zip(costs[-2::-1], reversed(shares.items()), strict=True):
        pieces, price, least = 0, 0.0, before[left]
        for one in mine:
            many = np.arange(one.least, one.most + 1) * bid.multiple
            cost = before[np.maximum(left - many, 0)] + many * one.price
            if cost.min() < least * (1 - 1e-12):
                pieces, price, least = int(many[cost.argmin()]), one.price, cost.min()
        if pieces:
            parts.append(Part(0, bid, pieces, pieces * price))
            left = max(left - pieces, 0)
    return Allocated(tuple(parts))


def _with(before: Floats, one: Amount) -> Floats:
    """What so many pieces, and fewer, cost where some of them are this amount; ``before``: without it."""
    step, ahead = one.bid.multiple, one.most * one.bid.multiple
    ahead += -(len(before) + ahead) % step
    padded = np.concatenate([np.zeros(ahead), before]) - np.arange(-ahead, len(before)) * one.price
    rows = padded.reshape(-1, step)
    width = one.most - one.least + 1
    least = minimum_filter1d(rows, width, axis=0, mode="constant", cval=np.inf, origin=(width - 1) // 2)
    shifted = np.concatenate([np.full((one.least, step), np.inf), least[:len(rows) - one.least]]).reshape(-1)
    return np.asarray(shifted[ahead:] + np.arange(len(before)) * one.price)


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

    def solved(self, seconds: float) -> tuple[list[int] | None, float]:
        """The columns (None where none were found in time), and what no answer can be cheaper than."""
        rows, columns, values = zip(*self.cells, strict=True)
        matrix = coo_array((values, (rows, columns)), shape=(len(self.low), len(self.cost))).tocsr()
        found = milp(np.array(self.cost), integrality=np.ones(len(self.cost)), bounds=Bounds(0, np.array(self.upper)),
                     constraints=LinearConstraint(matrix, np.array(self.low), np.array(self.high)),
                     options={"mip_rel_gap": 0.0, "time_limit": seconds})
        bound = 0.0 if found.mip_dual_bound is None else float(found.mip_dual_bound)
        return (None if found.x is None else np.rint(found.x).astype(int).tolist()), bound


def _programme(orders: Sequence[Order], amounts: Sequence[Sequence[Amount]], fees: Mapping[str, tuple[float, float]], known: Allocated,
               seconds: float = SECONDS_MAX) -> Allocated:
    """The same as a mixed-integer programme; it also knows goods from which on bringing is free, and divided lines. ``known``: an answer
    that counts where the programme finds none in time that is cheaper.
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
    answer, bound = model.solved(seconds)
    found = known
    if answer:
        counts = [(number, amount, answer[column] * (amount.least if amount.whole else 1)) for number, amount, column in taken]
        parts = tuple(Part(number, one.bid, count * one.bid.multiple, count * one.bid.multiple * one.price)
                      for number, one, count in counts if count > 0)
        short = any(sum(part.pieces for part in parts if part.order == number) < order.quantity for number, order in enumerate(orders))
        charged = _charged(parts, fees)
        if not short and all(_sold(part) for part in parts):  # of millions of pieces its tolerance can be one
            found = min(known, Allocated(parts, charged), key=lambda one: one.total)
    gap = 0.0 if found.total <= 0 else max(1.0 - bound / found.total, 0.0)
    return Allocated(found.parts, found.shipping, 0.0 if gap < GAP_NONE else gap, "programme")


def _sold(part: Part) -> bool:
    """Whether a part is sold so: at the price of its tier, and not below the minimum."""
    price = next((price for start, price in reversed(part.bid.tiers) if start <= part.pieces), None)
    return price is not None and part.pieces >= part.bid.moq and abs(part.cost - part.pieces * price) <= SLACK * part.cost


def _plain(orders: Sequence[Order], fees: Mapping[str, tuple[float, float]]) -> Allocated:
    """An answer without search: each line at the cheapest offer; where none has all of it, the cheapest pieces first."""
    parts = []
    for number, order in enumerate(orders):
        if order.alone:
            parts.append(_cheapest(number, [one for bid in order.bids for one in bid.amounts(order.quantity)]))
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
