"""Where scales stand as of days, for any number of goals at once: values over windows without paused days, levels, T.

An *ask* is one scale of one goal as of one day. Asks, days and checks are frames; the answers of a customer who looks at one goal and of a
figure over all goals come from the same lines here.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.goals.core.gas import RHO
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]

ASKS: dict[str, pl.DataType | type[pl.DataType]] = {
    "ask": pl.Int64, "goal": pl.Int64, "scale": pl.Int64, "key": pl.Int64, "from_day": pl.Int64, "to_day": pl.Int64, "low": pl.Float64,
    "high": pl.Float64, "judged_low": pl.Float64, "judged_high": pl.Float64}
"""``key``: under which days are found, a customer for indicators and the scale itself for own judgement."""
DAYS: dict[str, pl.DataType | type[pl.DataType]] = {"key": pl.Int64, "day": pl.Int64, "value": pl.Float64, "n": pl.Int64}
PAUSED: dict[str, pl.DataType | type[pl.DataType]] = {"goal": pl.Int64, "day": pl.Int64}
CHECKS: dict[str, pl.DataType | type[pl.DataType]] = {"scale": pl.Int64, "day": pl.Int64, "at_us": pl.Int64, "value": pl.Float64,
                                                    "level": pl.Float64}
WINDOW_DAYS = 28
"""How far a scale of the customer's own judgement looks back where it has a range."""


def window(to_day: int, days: int, paused: NDArray[np.int64]) -> tuple[int, int]:
    """The first and last day of a window of so many days that ends at ``to_day``: paused days count for nothing, so it reaches further.

    >>> window(10, 3, np.array([], np.int64)), window(10, 3, np.array([9, 10]))
    ((8, 10), (6, 8))
    """
    away = set(paused.tolist())
    last = to_day
    while last in away:
        last -= 1
    first, left = last, days - 1
    while left > 0:
        first -= 1
        left -= first not in away
    return first, last


def over_days(asks: pl.DataFrame, days: pl.DataFrame, paused: pl.DataFrame, aggregation: str, stated: str) -> pl.DataFrame:
    """What the known days of each ask add up to: ask, value, n_days, n_in, n_judged_in; an ask without known days has no row.

    ``value`` is stated as the indicator states it: the total, per known day, or over the readings. Paused days do not count.

    >>> asks = pl.DataFrame([(0, 1, 1, 7, 1, 4, 2.0, None, None, None)], schema=ASKS, orient="row")
    >>> days = pl.DataFrame([(7, 1, 1.0, 1), (7, 2, 3.0, 1), (7, 9, 9.0, 1)], schema=DAYS, orient="row")
    >>> over_days(asks, days, pl.DataFrame(schema=PAUSED), "sum", "total").row(0)
    (0, 4.0, 2, 1, 2)
    """
    inside = asks.join(days, on="key", how="inner").filter(pl.col("day").is_between("from_day", "to_day"))
    inside = inside.join(paused, on=["goal", "day"], how="anti").sort("ask", "day")
    value, n = pl.col("value"), pl.col("n")
    found = {"mean": (value * n).sum() / n.sum(), "lowest": value.min(), "highest": value.max(), "last": value.last()}
    total = value.sum() / (pl.len() if stated == "per_day_known" else 1)
    return inside.group_by("ask", maintain_order=True).agg(
        found.get(aggregation, total).cast(pl.Float64).alias("value"), pl.len().cast(pl.Int64).alias("n_days"),
        _inside("low", "high").sum().cast(pl.Int64).alias("n_in"),
        _inside("judged_low", "judged_high").sum().cast(pl.Int64).alias("n_judged_in"))


def _inside(low: str, high: str) -> pl.Expr:
    value = pl.col("value")
    return (value >= pl.col(low).fill_null(-np.inf)) & (value <= pl.col(high).fill_null(np.inf))


def newest_checks(asks: pl.DataFrame, checks: pl.DataFrame) -> pl.DataFrame:
    """The newest judgement of each ask's scale up to its last day: ask, value, level, day; none where nothing was judged yet."""
    inside = asks.select("ask", "scale", "to_day").join(checks, on="scale", how="inner").filter(pl.col("day") <= pl.col("to_day"))
    return inside.sort("ask", "at_us", maintain_order=True).group_by("ask", maintain_order=True).agg(
        pl.col("value", "level", "day").last())


def check_days(checks: pl.DataFrame) -> pl.DataFrame:
    """Judged values as days under the key of their scale: of several on a day the newest."""
    newest = checks.filter(pl.col("value").is_not_null()).sort("scale", "at_us", maintain_order=True)
    days = newest.group_by("scale", "day", maintain_order=True).agg(pl.col("value").last())
    return days.select(pl.col("scale").alias("key"), "day", "value", n=pl.lit(1, pl.Int64))


def levels_each(values: Floats, levels: Floats) -> Floats:
    """The level of each value by its own five values: float64[n] and [n, 5]; NaN where either is not known. As ``levels.level_of``.

    >>> levels_each(np.array([5.0, 52.0, 1.0]), np.array([[0, 5, 10, 15, 20], [60, 58, 55, 50, 45], [np.nan] * 5])).tolist()
    [-1.0, 0.0, nan]
    """
    sign = np.where(levels[:, -1] > levels[:, 0], 1.0, -1.0)
    with np.errstate(invalid="ignore"):
        reached = ((sign * values)[:, None] >= sign[:, None] * levels).sum(axis=1)
    found = np.maximum(reached - 3.0, -2.0)
    return np.asarray(np.where(np.isnan(values) | np.isnan(levels).any(axis=1), np.nan, found), np.float64)


def goal_scores(goal: NDArray[np.int64], level: Floats, baseline: Floats, weight: Floats) -> pl.DataFrame:
    """T of each goal from its scales: goal, t, t_baseline, t_change, worst, best, n, n_known, in the order of goals.

    As ``gas.attained``, for many goals at once: NaN levels drop out of T; the change is over the scales known at both times.

    >>> goal_scores(np.array([4, 4, 4]), np.array([1.0, 1.0, 0.0]), np.array([-1.0, np.nan, -1.0]), np.array([2.0, 1.0, 1.0]))["t"].item()
    60.0
    """
    order, at = np.unique(goal, return_inverse=True)
    known = ~np.isnan(level)
    both = known & ~np.isnan(baseline)
    t, worst, best = (_t(at, len(order), each, weight, kept) for each, kept in (
        (level, known), (np.where(known, level, -2.0), np.ones_like(known)), (np.where(known, level, 2.0), np.ones_like(known))))
    now, before = (_t(at, len(order), each, weight, both) for each in (level, baseline))
    columns = {"t": t, "t_baseline": before, "t_change": now - before, "worst": worst, "best": best}
    frame = pl.DataFrame({"goal": order, **{name: pl.Series(values).fill_nan(None) for name, values in columns.items()}})
    return frame.with_columns(n=np.bincount(at, minlength=len(order)), n_known=np.bincount(at, known, len(order)).astype(np.int64))


def _t(at: NDArray[np.intp], n: int, level: Floats, weight: Floats, kept: NDArray[np.bool_]) -> Floats:
    w = np.where(kept, weight, 0.0)
    top = np.bincount(at, w * np.where(kept, level, 0.0), n)
    below = np.sqrt((1 - RHO) * np.bincount(at, w**2, n) + RHO * np.bincount(at, w, n) ** 2)
    return np.asarray(50.0 + 10.0 * ratio(top, below), np.float64)
