"""Several rows with one sku: price breaks of one offer where they differ in quantity and price only, else the last counts."""

from __future__ import annotations

import polars as pl

from lifeworld.partners.core.segment import COLUMNS
from lifeworld.partners.files.feeds.values import BREAKS_MAX

OTHERS = [name for name in COLUMNS if name not in {"min_qty", "price_micros"}]


def one_offer_each(taken: pl.DataFrame, gone: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """One row a sku of what was ``taken`` (row and COLUMNS), and of what is ``gone`` (row and GONE); and the rows that do not count
    (row, reason, cell, and whether each was ``gone``), in order.
    """
    both = pl.concat([taken.select("row", "sku", gone=pl.lit(False)), gone.select("row", "sku", gone=pl.lit(True))])
    several = both.filter(pl.col("sku").is_duplicated())
    if not several.height:
        return taken, gone, _refused(several, "later_row")
    last = several.sort("row").group_by("sku").agg(last=pl.col("row").last(), last_gone=pl.col("row").filter("gone").max())
    rows = taken.join(last, on="sku", how="inner").filter(pl.col("row") > pl.col("last_gone").fill_null(-1))
    alike = rows.filter(pl.col("min_qty").list.len().max().over(OTHERS) == 1, pl.col("row").max().over(OTHERS) == pl.col("last"))
    alike = alike.with_columns(quantity=pl.col("min_qty").list.first()).sort("row").unique(["sku", "quantity"], keep="last")
    steps = alike.filter(pl.len().over("sku") > 1).sort("sku", "quantity")
    many = steps.filter(pl.len().over("sku") > BREAKS_MAX)
    steps = steps.join(many.select("row"), on="row", how="anti")
    made = steps.group_by("sku", maintain_order=True).agg(
        pl.col("row").max(), pl.col("min_qty").list.first(), pl.col("price_micros").list.first(),
        *(pl.col(name).last() for name in OTHERS if name != "sku")).select(taken.columns)
    lone = last.select(row="last").join(pl.concat([steps, many]), on="row", how="anti")
    out = several.join(lone, on="row", how="anti")
    earlier = out.join(pl.concat([steps, many]), on="row", how="anti")
    refused = pl.concat([_refused(earlier, "later_row"), _refused(several.join(many, on="row", how="semi"), "break_order")]).sort("row")
    return pl.concat([taken.join(out, on="row", how="anti"), made]), gone.join(out, on="row", how="anti"), refused


def _refused(rows: pl.DataFrame, reason: str) -> pl.DataFrame:
    return rows.select("row", reason=pl.lit(reason), cell="sku", gone="gone")
