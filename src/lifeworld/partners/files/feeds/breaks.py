"""Price breaks of a feed: «1:0.12;100:0.08», JSON, lists of a Parquet file, or one price with the quantity from which it holds."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import polars as pl

from lifeworld.partners.core.values import PRICE_MICROS_MAX, QUANTITY_MAX
from lifeworld.partners.files.feeds.cells import by_value, text_of, whole
from lifeworld.partners.files.feeds.names import whole_signs
from lifeworld.partners.files.feeds.values import BREAKS_MAX

QUANTITIES = ("min_qty", "quantity", "qty", "from", "min")
AMOUNTS = ("price", "unit_price", "unit")
MICROS = 1_000_000
PAIR = r"^\s*([0-9]{1,10})\s*[:=]\s*([0-9.eE+-]{1,24})\s*$"
READ, UNREAD, DISORDERED = 0, 1, 2


def breaks_of(frame: pl.DataFrame, price: pl.Series) -> pl.DataFrame:
    """By row: ``min_qty`` and ``price_micros`` (lists; null where there is no price), ``told`` (whether the row has breaks of its own)
    and ``wrong`` (READ, UNREAD, DISORDERED). ``price``: the one price of a row, Float64, in range or null.
    """
    cells = text_of(frame, "" if in_lists(frame) else "min_qty")
    one = pl.DataFrame({"least": pl.select(pl.when(cells.is_null()).then(1).otherwise(whole(cells, 1, QUANTITY_MAX))).to_series(),
                        "micros": price})
    single = one.select(min_qty=pl.concat_list("least"), price_micros=pl.concat_list((pl.col("micros") * MICROS).round().cast(pl.Int64)))
    single = single.with_columns(pl.when(price.is_not_null() & one["least"].is_not_null()).then(pl.all()))
    lists = _lists(frame)
    if lists is None:
        wrong_of = pl.Series(np.where(one["least"].is_null().to_numpy(), DISORDERED, READ).astype(np.uint8))
        return single.with_columns(wrong_of.alias("wrong"), told=pl.lit(False))
    told, wrong_of = lists["min_qty"].is_not_null().alias("told"), _wrong(lists)
    wrong_of = pl.select(pl.when(~told & one["least"].is_null()).then(pl.lit(DISORDERED, pl.UInt8)).otherwise(wrong_of)).to_series()
    micros = pl.col("price").list.eval((pl.element() * MICROS).round().cast(pl.Int64, strict=False))
    lists = lists.with_columns(pl.when(wrong_of == READ).then(pl.all())).select(
        pl.col("min_qty").cast(pl.List(pl.Int64), strict=False), price_micros=micros)
    lists = _rising(lists)
    chosen = pl.select(min_qty=pl.when(told).then(lists["min_qty"]).otherwise(single["min_qty"]),
                       price_micros=pl.when(told).then(lists["price_micros"]).otherwise(single["price_micros"]))
    return chosen.with_columns(wrong_of.alias("wrong"), told)


def in_lists(frame: pl.DataFrame) -> bool:
    """Whether quantities and prices stand in two columns of lists."""
    return all(name in frame.columns and frame[name].dtype == pl.List for name in ("min_qty", "price"))


def _lists(frame: pl.DataFrame) -> pl.DataFrame | None:
    """``min_qty`` and ``price`` as lists of Float64, null where a row has none; None where no row has."""
    if in_lists(frame):
        return frame.select(pl.col("min_qty", "price").cast(pl.List(pl.Float64), strict=False))
    if "price_breaks" not in frame.columns:
        return None
    column = frame["price_breaks"]
    if isinstance(column.dtype, pl.List) and isinstance(column.dtype.inner, pl.Struct):
        names = [field.name for field in column.dtype.inner.fields]
        quantity, amount = _first(QUANTITIES, names), _first(AMOUNTS, names)
        if quantity and amount:
            return frame.select(
                min_qty=column.list.eval(pl.element().struct.field(quantity).cast(pl.Float64, strict=False)),
                price=column.list.eval(pl.element().struct.field(amount).cast(pl.Float64, strict=False)))
    if column.dtype.is_nested():
        column = pl.Series([None if cell is None else json.dumps(_plain(cell)) for cell in column.to_list()], dtype=pl.String)
    cells = column.cast(pl.String, strict=False).str.strip_chars("; ")
    cells = cells.replace("", None)
    if not cells.is_not_null().any():
        return None
    in_json = cells.str.starts_with("[") | cells.str.starts_with("{")
    if in_json.any():
        cells = pl.select(pl.when(in_json).then(_from_json(cells)).otherwise(cells)).to_series()
    pairs = cells.str.replace_all("|", ";", literal=True).str.split(";")
    return pl.select(min_qty=pairs.list.eval(pl.element().str.extract(PAIR, 1).cast(pl.Float64, strict=False)),
                     price=pairs.list.eval(pl.element().str.extract(PAIR, 2).cast(pl.Float64, strict=False)))


def _plain(value: Any) -> Any:
    return value.to_list() if isinstance(value, pl.Series) else value


def _first(known: tuple[str, ...], names: list[str]) -> str | None:
    return next((name for name in known if name in names), None)


def _from_json(cells: pl.Series) -> pl.Series:
    """Breaks written in JSON, as pairs: [{"min_qty": 1, "price": 0.12}], [[1, 0.12]], {"1": 0.12}. Others as they are: no pairs."""
    pairs = (cells.str.replace_all(r'"(?:min_qty|quantity|qty)"\s*:\s*([0-9.]+)\s*,\s*"(?:price|unit_price)"\s*:\s*([0-9.eE+-]+)', "$1:$2")
             .str.replace_all(r"\s+", ""))
    plain = pairs.str.contains(r"^\[(?:\{[^{}:]+:[^{}:,]+\},?)+\]$")
    quick = pairs.str.replace_all("},{", ";", literal=True).str.strip_chars("[]{},")
    slow = by_value(pl.select(pl.when(~plain).then(cells)).to_series(), _pairs, pl.String)
    return pl.select(pl.when(plain).then(quick).otherwise(slow)).to_series()


def _pairs(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if isinstance(value, dict):
        value = list(value.items())
    told = []
    for pair in value if isinstance(value, list) else []:
        both = pair
        if isinstance(pair, dict):
            quantity, amount = _first(QUANTITIES, list(pair)), _first(AMOUNTS, list(pair))
            both = (pair[quantity], pair[amount]) if quantity and amount else ()
        if not isinstance(both, list | tuple) or len(both) != 2:
            return text
        told.append(whole_signs(f"{both[0]}:{both[1]}"))
    return ";".join(told) or text


def _wrong(lists: pl.DataFrame) -> pl.Series:
    """Whether the breaks of each row are numbers in range, and name each quantity once."""
    counts = lists["min_qty"].list.len().fill_null(0).to_numpy().astype(np.int64)
    told = lists["min_qty"].is_not_null().to_numpy() | lists["price"].is_not_null().to_numpy()
    wrong = np.where(told & ((counts == 0) | (counts != lists["price"].list.len().fill_null(0).to_numpy())), UNREAD, READ).astype(np.uint8)
    asked = np.flatnonzero((wrong == READ) & (counts > 0))
    if len(asked):
        taken, n = lists[asked], counts[asked]
        starts = np.cumsum(n) - n
        quantity, price = (taken[name].explode().cast(pl.Float64).to_numpy() for name in ("min_qty", "price"))
        unread = ~np.isfinite(quantity) | ~((price * MICROS >= 0.5) & (price * MICROS <= PRICE_MICROS_MAX))
        disordered = (quantity < 1) | (quantity > QUANTITY_MAX) | (quantity != np.floor(quantity))
        wrong[asked] = np.where(np.logical_or.reduceat(unread, starts), UNREAD, np.where(
            np.logical_or.reduceat(disordered, starts) | (n > BREAKS_MAX), DISORDERED, READ))
        twice = np.append(False, quantity[1:] == quantity[:-1])
        falls = np.append(False, quantity[1:] <= quantity[:-1])
        falls[starts], twice[starts] = False, False
        for row in np.flatnonzero(np.logical_or.reduceat(falls, starts) & (wrong[asked] == READ)).tolist():
            mine = quantity[starts[row]:starts[row] + n[row]]
            if len(np.unique(mine)) < len(mine):
                wrong[asked[row]] = DISORDERED
    return pl.Series("wrong", wrong)


def _rising(lists: pl.DataFrame) -> pl.DataFrame:
    """The same with the breaks of each row by rising quantity."""
    counts = lists["min_qty"].list.len().fill_null(0).to_numpy().astype(np.int64)
    have = np.flatnonzero(counts)
    if not len(have):
        return lists
    quantity = lists["min_qty"].explode().drop_nulls().to_numpy()
    starts = np.cumsum(counts[have]) - counts[have]
    falls = np.append(False, quantity[1:] < quantity[:-1])
    falls[starts] = False
    if not falls.any():
        return lists
    odd = have[np.logical_or.reduceat(falls, starts)]
    put = (lists[odd].with_columns(row=pl.Series(odd)).explode("min_qty", "price_micros").sort("row", "min_qty")
           .group_by("row", maintain_order=True).agg("min_qty", "price_micros"))
    numbered = lists.with_columns(row=pl.Series(np.arange(lists.height)))
    return numbered.join(put, on="row", how="left", suffix="_put", maintain_order="left").select(
        pl.coalesce("min_qty_put", "min_qty").alias("min_qty"),
        pl.coalesce("price_micros_put", "price_micros").alias("price_micros"))
