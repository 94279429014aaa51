"""The prices and stocks in such a folder as a feed of one seller, which the reader of feeds takes like any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.plugin import InputRefused, atomic_path
from lifeworld_power.files.jlcparts.kinds import kind_of
from lifeworld_power.files.jlcparts.shards import Shelf, read_shards
from lifeworld_power.files.jlcparts.telling import Told

SELLER, CURRENCY, SOURCE = "lcsc", "USD", "jlcparts"
FIELDS = ("mpn", "manufacturer", "sku", "price_breaks", "currency", "stock", "moq", "multiple", "packaging", "observed_at", "source")


@dataclass(frozen=True, slots=True)
class OffersRead:
    """One row an offer (``FIELDS``), and how many rows were left out, by reason."""

    frame: pl.DataFrame
    refused: Mapping[str, int]


def read_offers(path: Path, *, every_part: bool = True) -> OffersRead:
    """The offers of every part in the folder, or only of parts that a power stage is made of.

    ``observed_at`` is when the folder was made. ``price_breaks`` are «1:0.935;10:0.7687»; the least order is the source's, else its first
    break. A part without a price is left out and counted. Errors: InputRefused as for the parts.
    """
    folder = read_shards(path, (lambda shelf: "part") if every_part else kind_of)
    frames = [_offers(shelf, Told(shelf, folder.table)) for shelf in folder.kinds.values()]
    whole = pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(FIELDS, pl.String))
    priced = whole.filter(pl.col("price_breaks") != "").with_columns(observed_at=pl.lit(folder.created), currency=pl.lit(CURRENCY),
                                                                     source=pl.lit(SOURCE))
    refused = dict(folder.refused)
    if whole.height - priced.height:
        refused["no price"] = whole.height - priced.height
    if folder.unasked:
        refused["on a shelf that no power stage is made of"] = sum(folder.unasked.values())
    return OffersRead(priced.select(FIELDS), refused)


def write_offers(offers: OffersRead, path: Path) -> None:
    """The offers as a feed: .parquet, .jsonl or .csv by the ending; atomic. Errors: InputRefused for another ending; RunFailed for a full
    disk.
    """
    ways: dict[str, Callable[[pl.DataFrame, Path], Any]] = {
        ".parquet": pl.DataFrame.write_parquet, ".jsonl": pl.DataFrame.write_ndjson, ".csv": pl.DataFrame.write_csv}
    way = ways.get(path.suffix.lower())
    if way is None:
        raise InputRefused("other_ending", f"A feed cannot be written as «{path.name}».", "End the name with .parquet, .jsonl or .csv.")
    with atomic_path(path) as work:
        way(offers.frame, work)


def _offers(shelf: Shelf, told: Told) -> pl.DataFrame:
    breaks = [_breaks(cell) for cell in shelf.cells["price"]]
    first = pl.Series([text.partition(":")[0] or None for text in breaks], dtype=pl.String).cast(pl.Int64, strict=False)
    least, step = (pl.Series(told.words(name), dtype=pl.String).cast(pl.Int64, strict=False) for name in ("MOQ", "Order_multiple"))
    return pl.DataFrame({
        "mpn": pl.Series([str(text or "").strip() for text in shelf.cells["mfr"]], dtype=pl.String),
        "manufacturer": told.words("Manufacturer"),
        "sku": [str(text) for text in shelf.cells["lcsc"]], "price_breaks": breaks,
        "stock": pl.Series([number if isinstance(number, int) and abs(number) < 2**53 else None for number in shelf.cells["stock"]],
                           dtype=pl.Int64),
        "moq": pl.select(pl.coalesce(least, first, 1)).to_series(), "multiple": step.fill_null(1), "packaging": told.words("Packaging"),
    })


def _breaks(cell: Any) -> str:
    """Price breaks as text; "" where there is none. Prices are below a dollar by a factor of a thousand, so never in exponents."""
    if not isinstance(cell, list):
        return ""
    told = [(one.get("qFrom"), one.get("price")) for one in cell if isinstance(one, dict)]
    return ";".join([f"{quantity}:{price if price >= 1e-4 else format(price, '.9f')}" for quantity, price in told
                     if isinstance(quantity, int) and isinstance(price, int | float) and quantity and price])
