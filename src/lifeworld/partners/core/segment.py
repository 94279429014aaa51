"""A segment: offers that came together, as columns. It never changes; a live snapshot is made of segments.

| column | type | says |
| --- | --- | --- |
| item, seller, sku | String | which item, whose offer, its own number there |
| min_qty, price_micros | List(Int64) | price breaks by rising quantity, at least one |
| currency, region | String | code of three letters; countries with spaces between, "" everywhere |
| stock, lead_days | Int64, Int32 | pieces (-1 in stock without a number, -2 not stated); days (-1 unknown) |
| moq, multiple | Int64 | least pieces and steps |
| observed_us, ttl_s | Int64 | when it was seen, how long that holds |
| valid_from_us, valid_until_us | Int64 | from then to before then |
| estimated | Boolean | a price that nobody quoted |
| mpn, manufacturer, gtin, title, packaging, url, source | String | as told, "" unknown |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.partners.core.values import Offer, PriceBreak

Ints = NDArray[np.int64]
TEXTS = ("mpn", "manufacturer", "gtin", "title", "packaging", "url", "source")
_TYPES: dict[str, Any] = {
    "item": pl.String, "seller": pl.String, "sku": pl.String, "min_qty": pl.List(pl.Int64), "price_micros": pl.List(pl.Int64),
    "currency": pl.String, "region": pl.String, "stock": pl.Int64, "lead_days": pl.Int32, "moq": pl.Int64, "multiple": pl.Int64,
    "observed_us": pl.Int64, "ttl_s": pl.Int64, "valid_from_us": pl.Int64, "valid_until_us": pl.Int64, "estimated": pl.Boolean,
    **dict.fromkeys(TEXTS, pl.String),
}
COLUMNS = pl.Schema(_TYPES)
GONE = pl.Schema({"seller": pl.String, "sku": pl.String})
ORDER = ["item", "seller", "sku"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few different texts: their numbers by row, and the texts."""

    codes: NDArray[np.int32]
    labels: tuple[str, ...]

    @staticmethod
    def of(column: pl.Series) -> Coded:
        """The column, coded; labels in order of the alphabet."""
        labels = column.unique().sort()
        if len(labels) <= 1:
            return Coded(np.zeros(len(column), np.int32), tuple(labels.to_list()))
        codes = column.replace_strict(labels, pl.Series(np.arange(len(labels), dtype=np.int32)), return_dtype=pl.Int32)
        return Coded(codes.to_numpy(), tuple(labels.to_list()))


@dataclass(frozen=True, eq=False)
class Segment:
    """Offers as columns (``COLUMNS``), sorted by (item, seller, sku), one for each (seller, sku); and keys of offers that are ``gone``."""

    frame: pl.DataFrame
    gone: pl.DataFrame

    def __len__(self) -> int:
        return self.frame.height

    @staticmethod
    def of(offers: Iterable[Offer], gone: Iterable[tuple[str, str]] = ()) -> Segment:
        """A few offers and tombstones. Of two with the same key the later counts.

        >>> one = Offer("R1@x", "acme", "r1", (PriceBreak(1, 100_000),), "EUR", 0, 60, stock=5)
        >>> Segment.of([one]).offer(0) == one
        True
        """
        rows = list(offers)
        names = [f.name for f in fields(Offer) if f.name != "breaks"]
        data: dict[str, list[Any]] = {name: [getattr(offer, name) for offer in rows] for name in names}
        data["min_qty"] = [[b.min_qty for b in offer.breaks] for offer in rows]
        data["price_micros"] = [[b.price_micros for b in offer.breaks] for offer in rows]
        return Segment.from_frame(pl.DataFrame({name: data[name] for name in COLUMNS}, schema=COLUMNS),
                                  pl.DataFrame(list(gone), schema=GONE, orient="row"))

    @staticmethod
    def from_frame(frame: pl.DataFrame, gone: pl.DataFrame | None = None) -> Segment:
        """A segment of rows as they came; of rows with the same (seller, sku) the last counts, also over ``gone``."""
        frame = frame.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items()).unique(["seller", "sku"], keep="last").sort(ORDER)
        gone = pl.DataFrame(schema=GONE) if gone is None else gone.select(GONE.names()).unique().sort(GONE.names())
        if gone.height:
            gone = gone.join(frame, on=["seller", "sku"], how="anti")
        return Segment(frame, gone)

    @cached_property
    def sellers(self) -> frozenset[str]:
        """Everybody whose offers these are, or are gone here."""
        return frozenset(self.seller.labels) | frozenset(self.gone["seller"].unique().to_list())

    @cached_property
    def seller(self) -> Coded:
        """Sellers by row."""
        return Coded.of(self.frame["seller"])

    @cached_property
    def currency(self) -> Coded:
        """Currencies by row."""
        return Coded.of(self.frame["currency"])

    @cached_property
    def region(self) -> Coded:
        """Regions by row."""
        return Coded.of(self.frame["region"])

    @cached_property
    def break_starts(self) -> Ints:
        """Where the price breaks of each row start, int64[n + 1]."""
        return np.concatenate([[0], np.cumsum(self.frame["min_qty"].list.len().to_numpy(), dtype=np.int64)]).astype(np.int64)

    @cached_property
    def min_qty(self) -> Ints:
        """Least pieces of all price breaks, row after row."""
        return self.frame["min_qty"].explode().to_numpy()

    @cached_property
    def price_micros(self) -> Ints:
        """Prices of all price breaks, row after row."""
        return self.frame["price_micros"].explode().to_numpy()

    @cached_property
    def items(self) -> pl.DataFrame:
        """The different items, in order: ``item``, and the rows from ``start`` to before ``end``."""
        item = self.frame["item"]
        starts = np.flatnonzero((item != item.shift(1)).fill_null(True).to_numpy()).astype(np.int64)
        ends = np.append(starts[1:], len(item))[:len(starts)].astype(np.int64)
        return pl.DataFrame({"item": item[starts], "start": starts, "end": ends})

    @cached_property
    def keys(self) -> pl.DataFrame:
        """What it puts in or deletes: seller and sku of its rows, then of what is gone."""
        return pl.concat([self.frame.select(GONE.names()), self.gone])

    @cached_property
    def key_hashes(self) -> NDArray[np.uint64]:
        """A hash of each of ``keys``, good for this process."""
        return self.keys.hash_rows(seed=8).to_numpy()

    @cached_property
    def by_key(self) -> tuple[NDArray[np.uint64], Ints]:
        """Hashes of (seller, sku) of its rows in order, and the row of each: with it a change finds what it changes at once."""
        hashes = self.key_hashes[:len(self)]
        order = np.argsort(hashes, kind="stable").astype(np.int64)
        return hashes[order], order

    def prepared(self) -> Segment:
        """The same, with everything computed that a snapshot will ask for: do it where nobody waits, before it is swapped in."""
        _ = (self.by_key, self.items, self.sellers, self.currency, self.region, self.break_starts, self.min_qty, self.price_micros)
        return self

    def rows_of_keys(self, other: Segment) -> Ints:
        """The rows whose keys another segment puts in or deletes, in order. Equal hashes are compared as text."""
        hashes, order = self.by_key
        left, right = np.searchsorted(hashes, other.key_hashes, "left"), np.searchsorted(hashes, other.key_hashes, "right")
        counts = right - left
        rows = order[np.repeat(left - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())]
        theirs = np.repeat(np.arange(len(counts)), counts)
        same = (self.frame["sku"][rows] == other.keys["sku"][theirs]) & (self.frame["seller"][rows] == other.keys["seller"][theirs])
        return np.unique(rows[same.to_numpy()])

    def offer(self, row: int) -> Offer:
        """One row as a value."""
        return next(offers_in(self.frame[row:row + 1]))


def offers_in(frame: pl.DataFrame) -> Iterator[Offer]:
    """Rows of a segment's frame as values."""
    for row in frame.iter_rows(named=True):
        breaks = tuple(PriceBreak(least, price) for least, price in zip(row.pop("min_qty"), row.pop("price_micros"), strict=True))
        yield Offer(breaks=breaks, **row)
