"""The value of a window from its days: what adds up, what combines, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.measures.core.terms import MICRO
from lifeworld.measures.core.values import Indicator


@dataclass(frozen=True, slots=True)
class Summed:
    """What days add up to: readings, known days, days with readings, and the total, lowest, highest and last in millionths."""

    n: int
    n_days: int
    n_active: int
    total: int
    low: int | None = None
    high: int | None = None
    last: int | None = None
    last_us: int | None = None


def window_value(indicator: Indicator, days: Summed) -> float | None:
    """The value that days add up to, in the unit; None where nothing is known, which is never 0.

    >>> km = Indicator("km", "Km", ("run",), "km", aggregation="sum", stated="per_day_known")
    >>> window_value(km, Summed(n=3, n_days=2, n_active=2, total=15_000_000))
    7.5
    """
    if days.n_days == 0 or (days.n == 0 and indicator.aggregation not in {"count", "sum", "active_days"}):
        return None
    match indicator.aggregation:
        case "count" | "sum":
            return days.total / MICRO / (days.n_days if indicator.stated == "per_day_known" else 1)
        case "active_days":
            return days.n_active / (days.n_days if indicator.stated == "per_day_known" else 1)
        case "mean":
            return days.total / MICRO / days.n
        case "lowest":
            micro = days.low
        case "highest":
            micro = days.high
        case _:
            micro = days.last
    return None if micro is None else micro / MICRO


def windows(indicator: Indicator, days: pl.DataFrame, customers: pl.DataFrame, from_day: int, to_day: int) -> pl.DataFrame:
    """Customers by an indicator over the days from the first to the last: customer (i64), value (f64), n, n_days, in their order.

    ``days``: as ``memory.days`` gives; ``customers``: subject, customer. Two subjects of a customer on one day are one known day.
    Customers of whom no day is known have no row.
    """
    inside = days.filter(pl.col("day").is_between(from_day, to_day)).join(customers, on="subject", how="inner")
    by_age = inside.filter(pl.col("last").is_not_null()).sort("last_us", "last")
    last = by_age.group_by("customer").agg(pl.col("last").last(), pl.col("last_us").last())
    summed = inside.group_by("customer").agg(
        pl.col("n").sum(), pl.col("day").n_unique().alias("n_days"), pl.col("day").filter(pl.col("n") > 0).n_unique().alias("n_active"),
        pl.col("total").sum(), pl.col("low").min(), pl.col("high").max()).join(last, on="customer", how="left").sort("customer")
    rows = [(row["customer"], window_value(indicator, Summed(row["n"], row["n_days"], row["n_active"], row["total"], row["low"],
                                                             row["high"], row["last"])), row["n"], row["n_days"])
            for row in summed.iter_rows(named=True)]
    return pl.DataFrame(rows, schema={"customer": pl.Int64, "value": pl.Float64, "n": pl.Int64, "n_days": pl.Int64}, orient="row")
