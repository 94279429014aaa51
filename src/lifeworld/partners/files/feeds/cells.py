"""Cells of a feed as numbers, times and words, a column at a time. What cannot be read is null; the rules say so to the sender."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from lifeworld.partners.core.values import FOREVER_US, IN_STOCK

PRICED = r"^(?:([A-Za-z]{3})\s*)?([0-9]{1,12}(?:\.[0-9]{1,12})?)\s*([A-Za-z]{3})?$"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEARS = range(1970, 2200)
NO_END = range(2200, 10_000)
DATE_SIGNS = 10
IN_STOCK_WORDS = ("instock", "available", "limitedavailability", "instoreonly", "onlineonly", "yes", "true")
GONE_WORDS = ["withdrawn", "discontinued", "nolongeravailable", "removed", "deleted", "gone"]
OUT_WORDS = ("outofstock", "soldout", *GONE_WORDS, "preorder", "presale", "backorder", "madetoorder", "reserved", "no", "false")
WORDS = pl.DataFrame({"word": [*IN_STOCK_WORDS, *OUT_WORDS], "stock": [IN_STOCK] * len(IN_STOCK_WORDS) + [0] * len(OUT_WORDS)})
TRUE_WORDS, FALSE_WORDS = ["true", "yes", "y", "1"], ["false", "no", "n", "0"]


def text_of(frame: pl.DataFrame, field: str) -> pl.Series:
    """A column as trimmed text; null where it is empty or not there."""
    if field not in frame.columns:
        return pl.Series(field, [None], dtype=pl.String).new_from_index(0, frame.height)
    column = frame[field]
    if column.dtype.is_nested():
        column = pl.Series(field, [None if cell is None else str(cell) for cell in column.to_list()], dtype=pl.String)
    cells = column.cast(pl.String, strict=False).str.strip_chars()
    return cells.replace("", None) if (cells == "").any() else cells


def floats(column: pl.Series) -> pl.Series:
    """Finite numbers, Float64."""
    numbers = column.cast(pl.Float64, strict=False)
    return pl.select(pl.when(numbers.is_finite()).then(numbers)).to_series()


def whole(column: pl.Series, least: int, most: int) -> pl.Series:
    """Whole numbers from ``least`` to ``most``, Int64."""
    numbers = floats(column)
    fits = (numbers >= least) & (numbers <= most) & (numbers == numbers.floor())
    return pl.select(pl.when(fits).then(numbers).otherwise(None).cast(pl.Int64)).to_series()


def prices(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Prices as Float64, and the currency that a cell names beside its number («15.00 USD»), in capitals."""
    numbers = floats(column)
    odd = numbers.is_null() & column.is_not_null()
    if not odd.any():
        return numbers, pl.Series([None], dtype=pl.String).new_from_index(0, len(column))
    found = pl.select(number=column.str.extract(PRICED, 2).cast(pl.Float64, strict=False),
                      before=column.str.extract(PRICED, 1), after=column.str.extract(PRICED, 3))
    clash = found["before"].is_not_null() & found["after"].is_not_null()
    return (pl.select(pl.when(~odd).then(numbers).when(~clash).then(found["number"])).to_series(),
            pl.select(pl.when(odd).then(pl.coalesce(found["before"], found["after"]).str.to_uppercase())).to_series())


def stocks(column: pl.Series) -> pl.Series:
    """Pieces, or what a word says, Int64: «in stock», a Schema.org address, «1000+»."""
    numbers = whole(column.str.strip_chars("+> "), 0, 1 << 40)
    odd = numbers.is_null() & column.is_not_null()
    if not odd.any():
        return numbers
    said = _words(column).to_frame("word").join(WORDS, on="word", how="left", maintain_order="left")["stock"]
    return pl.select(pl.coalesce(numbers, said)).to_series()


def withdrawn(column: pl.Series) -> pl.Series:
    """Whether the word for an availability says that the offer is no more, Boolean."""
    return _words(column).is_in(GONE_WORDS)


def _words(column: pl.Series) -> pl.Series:
    """Words for an availability without address, signs and capitals."""
    return column.str.to_lowercase().str.replace(r"^https?://schema\.org/", "").str.replace_all(r"[^a-z]+", "").alias("word")


def truths(column: pl.Series) -> pl.Series:
    """Yes and no, Boolean."""
    words = column.str.to_lowercase()
    return pl.select(pl.when(words.is_in(TRUE_WORDS)).then(True).when(words.is_in(FALSE_WORDS)).then(False)).to_series()


def times(frame: pl.DataFrame, field: str, *, end: bool = False) -> tuple[pl.Series, pl.Series]:
    """Microseconds since 1970 (Int64), and the cells as text. No zone: UTC; a date is its midnight, as an ``end`` the next one."""
    cells = text_of(frame, field)
    if field in frame.columns and isinstance(frame[field].dtype, pl.Datetime):
        zone = frame[field].dt.convert_time_zone("UTC") if frame[field].dtype.time_zone else frame[field]  # type: ignore[attr-defined]
        cells = zone.dt.replace_time_zone(None).cast(pl.Datetime("us")).dt.to_string("%Y-%m-%dT%H:%M:%S%.6f")
    return by_value(cells, lambda text: microseconds(text, end), pl.Int64), cells


def microseconds(text: str, end: bool = False) -> int | None:
    """One time, or None.

    >>> microseconds("1970-01-02"), microseconds("1970-01-01T01:00:00+01:00"), microseconds("1970-01-01", end=True), microseconds("soon")
    (86400000000, 0, 86400000000, None)
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.year in NO_END and end:
        return FOREVER_US
    if at.year not in YEARS:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    day = timedelta(days=1 if end and len(text) <= DATE_SIGNS else 0)
    return (at - EPOCH + day) // timedelta(microseconds=1)


def by_value(cells: pl.Series, said: Callable[[str], Any], dtype: type[pl.DataType]) -> pl.Series:
    """What is said of each cell, asking once about each different one; null stays null."""
    asked = cells.drop_nulls().unique()
    if not len(asked):
        return pl.Series([None], dtype=dtype).new_from_index(0, len(cells))
    known = pl.DataFrame({"cell": asked, "said": pl.Series([said(text) for text in asked.to_list()], dtype=dtype)})
    return cells.to_frame("cell").join(known, on="cell", how="left", maintain_order="left")["said"]
