"""The offers of a segment that are about the items of a catalogue, as dense columns: matched once, then priced at every click.

Of each price break ``later_cost`` is what the cheapest way to buy at any later break costs (the least pieces of each tier); it does not
depend on the quantity asked for, so a quantity needs one look into its own tier and one at what lies above.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.values import IN_STOCK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Matched:
    """Rows of one segment by item. ``present``: numbers of the items that have rows, rising, which start at ``starts`` and are ``counts``
    many; the rest by row: ``group`` (which of those items), ``row`` of the segment, codes, times, ``least`` (minimum pieces), ``multiple``
    (None: all 1), ``reach`` (pieces that can be had: infinity where "in stock" has no number, below 0 where nothing is stated), ``tier``
    and ``tiers`` (where the breaks start, how many); by break: ``mins``, ``price``.
    """

    present: Ints
    starts: Ints
    counts: Ints
    group: Ints
    row: Ints
    seller: NDArray[np.int32]
    currency: NDArray[np.int32]
    region: NDArray[np.int32]
    from_us: Ints
    until_us: Ints
    stale_us: Ints
    least: Floats
    multiple: Floats | None
    reach: Floats
    tier: Ints
    tiers: Ints
    mins: Floats
    price: Floats

    @cached_property
    def least_of_tiers(self) -> tuple[Floats, Floats]:
        """By break: the least pieces at its price, and what they cost; infinity where the multiple leads past the next break."""
        pieces = np.maximum(self.mins, np.repeat(self.least, self.tiers))
        if self.multiple is not None:
            multiples = np.repeat(self.multiple, self.tiers)
            pieces = np.ceil(pieces / multiples) * multiples
        next_min = np.append(self.mins[1:], np.inf)
        next_min[self.tier + self.tiers - 1] = np.inf
        return pieces, np.where(pieces < next_min, pieces * self.price, np.inf)

    @cached_property
    def later(self) -> tuple[Floats, Ints]:
        """By break: the least cost at a later one within the stock (infinity where there is none), and which that is."""
        pieces, cost = self.least_of_tiers
        return _later(np.where(pieces <= np.repeat(self.reach, self.tiers), cost, np.inf), self.tier, self.tiers)

    @cached_property
    def later_any(self) -> tuple[Floats, Ints]:
        """The same whatever the stock is."""
        return _later(self.least_of_tiers[1], self.tier, self.tiers)

    def later_cost(self, any_stock: bool) -> Floats:
        """By break: the least cost at a later one."""
        return (self.later_any if any_stock else self.later)[0]

    def later_at(self, any_stock: bool) -> Ints:
        """By break: which later one that is."""
        return (self.later_any if any_stock else self.later)[1]

    def rounded(self, pieces: Floats, rows: Ints | None = None) -> Floats:
        """Pieces rounded up to the multiple of each row."""
        if self.multiple is None:
            return pieces
        multiple = self.multiple if rows is None else self.multiple[rows]
        return np.ceil(pieces / multiple) * multiple


def matched(segment: Segment, catalogue: pl.DataFrame) -> Matched:
    """The rows about the items of ``catalogue`` (columns item, number; an item may stand there twice)."""
    found = segment.items.join(catalogue, on="item", how="inner").sort("number")
    start, end = found["start"].to_numpy(), found["end"].to_numpy()
    counts = end - start
    starts = np.cumsum(counts) - counts
    row = np.repeat(start - starts, counts) + np.arange(int(counts.sum()), dtype=np.int64)
    frame = segment.frame.select("moq", "multiple", "stock", "observed_us", "ttl_s", "valid_from_us", "valid_until_us")[row]
    first = segment.break_starts[row]
    tiers = segment.break_starts[row + 1] - first
    tier = np.cumsum(tiers) - tiers
    flat = np.repeat(first - tier, tiers) + np.arange(int(tiers.sum()), dtype=np.int64)
    mins = segment.min_qty[flat].astype(np.float64)
    multiple = frame["multiple"].to_numpy().astype(np.float64)
    stock = frame["stock"].to_numpy()
    return Matched(
        found["number"].to_numpy().astype(np.int64), starts, counts, np.repeat(np.arange(len(counts), dtype=np.int64), counts), row,
        segment.seller.codes[row], segment.currency.codes[row], segment.region.codes[row],
        frame["valid_from_us"].to_numpy(), frame["valid_until_us"].to_numpy(),
        frame["observed_us"].to_numpy() + frame["ttl_s"].to_numpy() * 1_000_000, np.maximum(frame["moq"].to_numpy(), mins[tier]),
        None if (multiple == 1).all() else multiple, np.where(stock == IN_STOCK, np.inf, stock.astype(np.float64)), tier, tiers, mins,
        segment.price_micros[flat].astype(np.float64))


def _later(cost: Floats, tier: Ints, tiers: Ints) -> tuple[Floats, Ints]:
    """By break: the least cost at the later breaks of its row (the first of equals), and which that is; from the last break backwards."""
    found, where = np.full(len(cost), np.inf), np.zeros(len(cost), np.int64)
    for number in range(int(tiers.max(initial=0)) - 2, -1, -1):
        at = (tier + number)[tiers > number + 1]
        later = found[at + 1]
        next_is = cost[at + 1] <= later
        found[at] = np.where(next_is, cost[at + 1], later)
        where[at] = np.where(next_is, at + 1, where[at + 1])
    return found, where
