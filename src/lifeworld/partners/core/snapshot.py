"""Everything that is offered in a place right now, as columns that all tools share. It never changes: a change makes another snapshot, and
whoever holds the old one goes on with it undisturbed.

A snapshot is its segments, and by segment which rows a later segment has replaced or deleted. A change of a few offers therefore copies
only marks of the segments that it touches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.partners.core.matching import Matched, matched
from lifeworld.partners.core.segment import GONE, Segment, offers_in
from lifeworld.partners.core.values import Offer

SEGMENTS_MAX = 32


@dataclass(frozen=True, eq=False)
class Items:
    """The items of a tool's catalogue. Make it once and keep it: what was matched with it is remembered as long as it lives."""

    keys: pl.Series
    found: WeakKeyDictionary[Segment, Matched] = field(default_factory=WeakKeyDictionary, repr=False)

    @staticmethod
    def of(keys: Sequence[str] | pl.Series) -> Items:
        """Keys as ``item_key`` makes them; "" for what anybody sells, which is never matched."""
        return Items(pl.Series("item", keys, dtype=pl.String).fill_null(""))

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def numbered(self) -> pl.DataFrame:
        """Columns item and number; only items that have a key."""
        numbers = pl.Series("number", np.arange(len(self.keys), dtype=np.int64))
        return pl.DataFrame([self.keys, numbers]).filter(pl.col("item") != "")

    def matched(self, segment: Segment) -> Matched:
        """The rows of a segment that are about these items; computed once for both."""
        known = self.found.get(segment)
        if known is None:
            known = matched(segment, self.numbered)
            self.found[segment] = known
        return known

    def prepared(self, snapshot: Snapshot) -> Items:
        """The same, matched with every segment: do it where nobody waits, before a snapshot is swapped in."""
        for part in snapshot.parts:
            _ = self.matched(part.segment).later
        return self


@dataclass(frozen=True, eq=False)
class Live:
    """A segment as it stands in a snapshot: its first row there, and which rows are live (None: all)."""

    segment: Segment
    first: int
    live: NDArray[np.bool_] | None = None

    def without(self, rows: NDArray[np.int64]) -> Live:
        """The same without these rows."""
        if not len(rows):
            return self
        live = np.ones(len(self.segment), np.bool_) if self.live is None else self.live.copy()
        live[rows] = False
        return Live(self.segment, self.first, live)

    @property
    def n(self) -> int:
        """How many rows are live."""
        return len(self.segment) if self.live is None else int(np.count_nonzero(self.live))

    def frame(self) -> pl.DataFrame:
        """The live rows."""
        return self.segment.frame if self.live is None else self.segment.frame.filter(pl.Series(self.live))


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All live offers. ``version`` grows with every change; rows are numbers of one version only."""

    parts: tuple[Live, ...]
    version: int = 0

    @staticmethod
    def empty() -> Snapshot:
        """Nothing is offered."""
        return Snapshot(())

    @staticmethod
    def of(segments: Sequence[Segment], version: int = 0) -> Snapshot:
        """Segments in the order in which they came: of offers with the same (seller, sku) the last counts."""
        snapshot = Snapshot((), version)
        for segment in segments:
            snapshot = snapshot.changed(segment, version)
        return snapshot

    def changed(self, segment: Segment, version: int | None = None) -> Snapshot:
        """With this segment's offers put in or replaced, and without those that are gone. This snapshot stays as it is."""
        parts = [part.without(part.segment.rows_of_keys(segment)) if part.segment.sellers & segment.sellers else part
                 for part in self.parts]
        if len(segment):
            parts.append(Live(segment, self.rows))
        return self._of(parts, version)

    def renewed(self, segment: Segment, version: int | None = None) -> Snapshot:
        """With a whole feed put in: whatever its sellers offered before is gone. Prepare the segment first, then this takes no time."""
        parts = self._parts_without(segment.sellers)
        if len(segment):
            parts.append(Live(segment, self.rows))
        return self._of(parts, version)

    def without(self, seller: str, version: int | None = None) -> Snapshot:
        """Without everything of one seller."""
        return self._of(self._parts_without(frozenset({seller})), version)

    def _parts_without(self, sellers: frozenset[str]) -> list[Live]:
        parts = []
        for part in self.parts:
            coded = part.segment.seller
            out = [code for code, seller in enumerate(coded.labels) if seller in sellers]
            if len(out) < len(coded.labels):
                parts.append(part.without(np.flatnonzero(np.isin(coded.codes, out))) if out else part)
        return parts

    def _of(self, parts: Sequence[Live], version: int | None) -> Snapshot:
        """These parts, those that hold nothing any more left out."""
        kept = tuple(part for part in parts if part.live is None or part.live.any())
        return Snapshot(kept, self.version + 1 if version is None else version)

    def compacted(self, version: int | None = None) -> Snapshot:
        """The same offers as one segment. It takes seconds for a million: do it where nobody waits."""
        frames = [part.frame() for part in self.parts]
        segment = Segment.from_frame(pl.concat(frames)) if frames else None
        return Snapshot(() if segment is None else (Live(segment, 0),), self.version if version is None else version)

    @property
    def scattered(self) -> bool:
        """Whether it is worth compacting: many segments, or many rows that are not live."""
        return len(self.parts) > SEGMENTS_MAX or self.rows > 2 * len(self) + 1000

    @property
    def rows(self) -> int:
        """How many rows its segments have, live or not."""
        return self.parts[-1].first + len(self.parts[-1].segment) if self.parts else 0

    def __len__(self) -> int:
        return sum(part.n for part in self.parts)

    @cached_property
    def sellers(self) -> tuple[str, ...]:
        """Everybody with a live offer, by the alphabet."""
        found: set[str] = set()
        for part in self.parts:
            coded = part.segment.seller
            codes = coded.codes if part.live is None else coded.codes[part.live]
            found |= {coded.labels[code] for code in np.unique(codes).tolist()}
        return tuple(sorted(found))

    def part_of(self, row: int) -> Live:
        """The segment in which a row stands. Errors: IndexError."""
        for part in self.parts:
            if part.first <= row < part.first + len(part.segment):
                return part
        raise IndexError(f"row {row} of {self.rows}")

    def offer(self, row: int) -> Offer:
        """The offer in a row. Errors: IndexError."""
        part = self.part_of(row)
        return part.segment.offer(row - part.first)

    def rows_of(self, item: str) -> NDArray[np.int64]:
        """The rows of the live offers of one item."""
        found = [np.zeros(0, np.int64)]
        for part in self.parts:
            items = part.segment.items
            at = items["item"].search_sorted(item)
            if at < len(items) and items["item"][at] == item:
                rows = np.arange(items["start"][at], items["end"][at], dtype=np.int64)
                found.append(part.first + (rows if part.live is None else rows[part.live[rows]]))
        return np.concatenate(found)

    def offers_of(self, item: str) -> list[Offer]:
        """The live offers of one item, by seller and their own number."""
        found = [self.offer(row) for row in self.rows_of(item).tolist()]
        return sorted(found, key=lambda offer: (offer.seller, offer.sku))

    def frame(self) -> pl.DataFrame:
        """All live offers as rows of ``segment.COLUMNS``, in no order that means anything."""
        return pl.concat([part.frame() for part in self.parts]) if self.parts else Segment.of([]).frame

    def offers(self) -> list[Offer]:
        """All live offers as values, by item, seller and number; for small snapshots."""
        return list(offers_in(self.frame().sort("item", "seller", "sku")))


def laid(segments: Sequence[Segment], *, gone: bool) -> Segment:
    """One segment that puts in what these did, one after the other, and deletes what they deleted (``gone``: where others lie below)."""
    deleted = pl.concat([pl.DataFrame(schema=GONE), *(segment.gone for segment in segments if gone)])
    return Segment.from_frame(Snapshot.of(segments).frame(), deleted)
