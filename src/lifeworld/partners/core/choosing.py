"""The choice among offers for many items at once. ``costing.cost_of`` is the same for one offer, and the tests hold the two together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lifeworld.partners.core.matching import Floats, Ints, Matched
from lifeworld.partners.core.priced import (
    BLOCKED,
    NO_OFFER,
    NO_RATE,
    NOT_VALID,
    PRICED,
    REGION,
    STALE,
    STOCK,
    Priced,
)
from lifeworld.partners.core.snapshot import Live
from lifeworld.partners.core.values import STANDINGS

if TYPE_CHECKING:
    from lifeworld.partners.core.supply import Supply

Flags = NDArray[np.bool_]
STAGES = np.array([NO_OFFER, BLOCKED, REGION, NOT_VALID, STALE, NO_RATE, STOCK], np.int8)
"""How far an offer came, in the order in which it is looked at: the number of the check that it failed."""
MICRO = 1e-6
UNRANKED = 9


@dataclass(frozen=True, eq=False)
class Chosen:
    """The best offers so far, by item; filled segment by segment."""

    supply: Supply
    wanted: Floats
    total: Floats
    rank: NDArray[np.int8]
    stage: NDArray[np.int8]
    found: Priced

    @staticmethod
    def none(supply: Supply, n: int, wanted: Floats) -> Chosen:
        """Nothing yet; ``wanted``: pieces of each item for all designs, one number or one by item."""
        return Chosen(supply, wanted, np.full(n, np.inf), np.full(n, UNRANKED, np.int8), np.zeros(n, np.int8), Priced.nothing(n))

    def priced(self) -> Priced:
        """The columns that tools get."""
        found, have = self.found, self.found.offer >= 0
        found.cost[have] = self.total[have] / self.supply.quantity
        found.why[:] = np.where(have, np.int8(PRICED), STAGES[self.stage])
        none_asked = np.broadcast_to(self.wanted <= 0, have.shape)
        found.cost[none_asked], found.why[none_asked] = 0.0, PRICED
        return found


@dataclass(frozen=True, eq=False)
class Passed:
    """By row: the checks that do not ask for the quantity. ``standing``: 0 preferred, 1 allowed, 2 blocked; ``factor``: of its currency."""

    standing: NDArray[np.int8]
    factor: Floats
    live: Flags | None
    region: Flags
    valid: Flags
    fresh: Flags

    @property
    def all(self) -> Flags:
        """Whether every one of them holds."""
        passed = (self.standing < 2) & self.region & self.valid & self.fresh
        return passed if self.live is None else passed & self.live


def take_better(chosen: Chosen, part: Live, of: Matched) -> None:
    """Take the offers of this segment that are better than those before it."""
    wanted = chosen.wanted if chosen.wanted.ndim == 0 else chosen.wanted[of.present]
    asked = wanted if wanted.ndim == 0 else np.repeat(wanted, of.counts)
    passed = _passed(chosen.supply, part, of)
    pieces = of.rounded(np.maximum(asked, of.least))
    cost, tier = _costs(of, pieces, chosen.supply.choice.any_stock)
    usable = passed.all & (asked > 0)
    total = np.where(usable, cost * passed.factor * MICRO, np.inf)
    total[np.isnan(total)] = np.inf
    first, rank, best = _best(of, total, passed.standing)
    _say_why(chosen, of, passed, cost, first)
    better = _better(chosen, part, of, first, rank, best)
    rows, at = first[better], of.present[better]
    chosen.total[at], chosen.rank[at] = best[better], rank[better]
    _write(chosen, part, of, passed, rows, at, pieces[rows], tier[rows])


def _passed(supply: Supply, part: Live, of: Matched) -> Passed:
    segment, choice = part.segment, supply.choice
    standing = np.array([STANDINGS.index(choice.standing(seller)) for seller in segment.seller.labels], np.int8)
    factor = np.array([supply.rates.factor(currency, supply.currency) for currency in segment.currency.labels])
    sold = np.array([not supply.region or not region or supply.region in region.split(" ") for region in segment.region.labels])
    return Passed(standing[of.seller], factor[of.currency], None if part.live is None else part.live[of.row], sold[of.region],
                  (of.from_us <= supply.at_us) & (of.until_us > supply.at_us), of.stale_us > supply.at_us)


def _costs(of: Matched, pieces: Floats, any_stock: bool) -> tuple[Floats, Ints]:
    """By row: the least cost in micros (infinity where the stock does not reach), and the break of ``pieces``."""
    tier = of.tier
    if len(of.mins) > len(tier):
        tier = tier + np.add.reduceat(of.mins <= np.repeat(pieces, of.tiers), of.tier, dtype=np.int64) - 1
    own = pieces * of.price[tier]
    if not any_stock:
        own[pieces > of.reach] = np.inf
    return np.minimum(own, of.later_cost(any_stock)[tier]), tier


def _best(of: Matched, total: Floats, standing: NDArray[np.int8]) -> tuple[Ints, NDArray[np.int8], Floats]:
    """By item present: the row taken (-1 none), its standing, its total. Rows of an item go by seller and number: the first wins."""
    best, rank = np.minimum.reduceat(total, of.starts), np.full(len(of.starts), 1, np.int8)
    preferred = standing == 0
    if preferred.any():
        first_choice = np.minimum.reduceat(np.where(preferred, total, np.inf), of.starts)
        rank[np.isfinite(first_choice)] = 0
        best = np.where(np.isfinite(first_choice), first_choice, best)
        total = np.where(preferred | (np.repeat(rank, of.counts) == 1), total, np.inf)
    rows = np.flatnonzero((total == np.repeat(best, of.counts)) & np.isfinite(total))
    group = of.group[rows]
    new = np.append(True, group[1:] != group[:-1]) if len(group) else np.zeros(0, np.bool_)
    first = np.full(len(of.starts), -1, np.int64)
    first[group[new]] = rows[new]
    return first, rank, best


def _better(chosen: Chosen, part: Live, of: Matched, first: Ints, rank: NDArray[np.int8], best: Floats) -> Flags:
    """Which items this segment serves better than those before it; of equals, the one whose seller and number come first."""
    held_rank, held = chosen.rank[of.present], chosen.total[of.present]
    better: Flags = (first >= 0) & ((rank < held_rank) | ((rank == held_rank) & (best < held)))
    tied = np.flatnonzero((first >= 0) & (rank == held_rank) & (best == held))
    if len(tied):
        snapshot, before = chosen.supply.snapshot, chosen.found.offer[of.present[tied]]
        mine = part.segment.frame.select("seller", "sku")[of.row[first[tied]]]
        for number, row, seller, sku in zip(tied.tolist(), before.tolist(), mine["seller"], mine["sku"], strict=True):
            other = snapshot.part_of(row)
            theirs = other.segment.frame.select("seller", "sku").row(row - other.first)
            better[number] = (seller, sku) < theirs
    return better


def _say_why(chosen: Chosen, of: Matched, passed: Passed, cost: Floats, first: Ints) -> None:
    """How far the offers of items came that this segment cannot serve."""
    unserved = np.flatnonzero(first < 0)
    if not len(unserved):
        return
    counts = of.counts[unserved]
    starts = np.cumsum(counts) - counts
    rows = np.repeat(of.starts[unserved] - starts, counts) + np.arange(int(counts.sum()), dtype=np.int64)
    stage = np.full(len(rows), len(STAGES) - 1, np.int8)
    stage[np.isnan(passed.factor[rows])] = 5
    stage[~passed.fresh[rows]] = 4
    stage[~passed.valid[rows]] = 3
    stage[~passed.region[rows]] = 2
    stage[passed.standing[rows] == 2] = 1
    if passed.live is not None:
        stage[~passed.live[rows]] = 0
    at = of.present[unserved]
    chosen.stage[at] = np.maximum(chosen.stage[at], np.maximum.reduceat(stage, starts))


def _write(chosen: Chosen, part: Live, of: Matched, passed: Passed, rows: Ints, at: Ints, pieces: Floats, tier: Ints) -> None:
    """The details of the offers that are taken."""
    any_stock = chosen.supply.choice.any_stock
    own = pieces * of.price[tier]
    if not any_stock:
        own[pieces > of.reach[rows]] = np.inf
    up = of.later_cost(any_stock)[tier] < own
    tier = np.where(up, of.later_at(any_stock)[tier], tier)
    pieces = np.where(up, of.rounded(np.maximum(of.mins[tier], of.least[rows]), rows), pieces)
    found, frame, local = chosen.found, part.segment.frame, of.row[rows]
    found.offer[at] = part.first + local
    found.unit[at] = of.price[tier] * passed.factor[rows] * MICRO
    found.bought[at] = pieces.astype(np.int64)
    taken = frame.select("stock", "observed_us", "estimated")[local]
    found.stock[at] = taken["stock"].to_numpy()
    found.age_s[at] = np.maximum(chosen.supply.at_us - taken["observed_us"].to_numpy(), 0) / 1e6
    found.estimated[at] = taken["estimated"].to_numpy()
