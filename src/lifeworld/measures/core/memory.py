"""Indicators on a frame of events: the same answers as the database gives (``queries.sql``), for previews, notebooks and tests.

A frame of events has the columns subject (i64: under whom days are kept), type (str), source (str), at_us (i64), day (i32) and data (JSON
text). Readings are whole millionths of the unit, so every sum is exact and no order of events changes anything.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.measures.core.terms import MICRO, MINUTE_US, READING_MAX, SPAN_DAYS, SPAN_MAX_S, SPAN_UNITS, TOTAL_MAX, WHOLE
from lifeworld.measures.core.values import Condition, Indicator, Scalar

DAYS: dict[str, type[pl.DataType]] = {"subject": pl.Int64, "day": pl.Int32, "n": pl.Int64, "total": pl.Int64, "low": pl.Int64,
                                      "high": pl.Int64, "last": pl.Int64, "last_us": pl.Int64}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
DAY_US = 86_400_000_000


def days(indicator: Indicator, events: pl.DataFrame, clock: pl.DataFrame | None = None) -> pl.DataFrame:
    """The days of each subject by an indicator: the columns of ``DAYS``, in the order of (subject, day).

    ``clock``: day, begins_us and ends_us of every day by the place's clock, for stretches of time, which are cut at midnight; None: UTC.

    >>> steps = Indicator.from_json({"slug": "s", "title": "Steps", "types": ["steps"], "field": "n", "aggregation": "sum"})
    >>> events = pl.DataFrame({"subject": [7, 7], "type": ["steps", "steps"], "source": ["watch", "phone"], "at_us": [1, 2],
    ...                        "day": [0, 0], "data": ['{"n": 10}', '{"n": "many"}']})
    >>> days(steps, events).select("subject", "day", "n", "total").rows()
    [(7, 0, 1, 10000000)]
    """
    read = readings(indicator, events)
    active = pl.col("active") if indicator.zero_when_active else pl.lit(False)
    read = read.filter(pl.col("m").is_not_null() | active)
    counted = _merged(read, clock) if indicator.spans else read.filter("counted")
    m, kind = pl.col("m"), indicator.aggregation
    none = pl.lit(None, pl.Int64)
    close = m.cast(pl.Float64).sum()
    summed = pl.when(close > TOTAL_MAX).then(TOTAL_MAX).when(close < -TOTAL_MAX).then(-TOTAL_MAX).otherwise(m.sum())
    total = {"sum": summed, "mean": summed, "count": m.count().cast(pl.Int64) * MICRO}.get(kind, pl.lit(0, pl.Int64))
    if indicator.spans:
        factor = SPAN_UNITS[indicator.spans]
        total = (m.sum() + factor // 2) // factor
    made = counted.group_by("subject", "day").agg(
        m.count().cast(pl.Int64).alias("n"), total.alias("total"), (m.min() if kind == "lowest" else none).alias("low"),
        (m.max() if kind == "highest" else none).alias("high"),
        (m.filter(pl.col("at_us") == pl.col("at_us").max()).max() if kind == "last" else none).alias("last"),
        pl.col("at_us").max().alias("last_us"))
    made = made if indicator.zero_when_active else made.filter(pl.col("n") > 0)
    return made.select(pl.col(name).cast(dtype) for name, dtype in DAYS.items()).sort("subject", "day")


def readings(indicator: Indicator, events: pl.DataFrame) -> pl.DataFrame:
    """Every event of the indicator's types with ``m`` (i64, null: nothing is read), ``counted`` and ``active``, in the frame's order."""
    events = events.filter(pl.col("type").is_in(list(indicator.counted_types)))
    own = events["type"].is_in(list(indicator.types)).to_numpy()
    needs_data = indicator.field or indicator.where
    bodies = [json.loads(text) for text in events["data"]] if needs_data else []
    met = own.copy()
    for condition in indicator.where:
        met &= np.fromiter((_meets(condition, _at(body, condition.field)) for body in bodies), bool, len(bodies))
    value, known = _micro(indicator, bodies, events.height)
    m = pl.Series("m", value, pl.Int64).to_frame().select(pl.when(pl.Series(known & met)).then("m").alias("m")).to_series()
    read = events.with_columns(m, pl.col("type").is_in(list(indicator.zero_when_active)).alias("active"))
    if not indicator.minute_priority:
        return read.with_columns(pl.lit(True).alias("counted"))
    names = sorted(read["source"].unique().to_list(), key=indicator.rank)
    place = read["source"].replace_strict(names, range(len(names)), return_dtype=pl.Int64) if names else pl.Series([], dtype=pl.Int64)
    read = read.with_columns(place.alias("place"), (pl.col("at_us") // MINUTE_US).alias("minute"))
    first = pl.col("place").filter(pl.col("m").is_not_null()).min().over("subject", "minute")
    return read.with_columns((pl.col("m").is_null() | (pl.col("place") == first)).alias("counted")).drop("place", "minute")


def _micro(indicator: Indicator, bodies: list[Any], n: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """What each event says, in millionths of the unit (stretches: in microseconds), and whether it says anything."""
    if not indicator.field:
        return np.full(n, MICRO, np.int64), np.ones(n, bool)
    numbers = np.fromiter((_number(_at(body, indicator.field)) for body in bodies), np.float64, n)
    most, least, factor = READING_MAX, -READING_MAX, 1
    if indicator.spans:
        factor = SPAN_UNITS[indicator.spans]
        most, least = SPAN_MAX_S / factor, 0.0
    known = (numbers >= least) & (numbers <= most)
    if indicator.aggregation == "active_days":
        return np.full(n, MICRO, np.int64), known
    y = np.where(known, numbers, 0.0) * float(MICRO * factor)
    return np.where(np.abs(y) < WHOLE, np.trunc(y + np.sign(y) * 0.5), y).astype(np.int64), known


def _merged(read: pl.DataFrame, clock: pl.DataFrame | None) -> pl.DataFrame:
    """Stretches cut at midnight; of each only what no earlier one of its day covers, in microseconds."""
    clock = utc_days(int(read["day"].min() or 0), int(read["day"].max() or 0) + SPAN_DAYS) if clock is None else clock  # type: ignore[arg-type]
    pieces = []
    for later in range(SPAN_DAYS + 1):
        piece = read.with_columns((pl.col("day") + later).cast(pl.Int32)).join(clock, on="day", how="inner")
        pieces.append(piece if not later else piece.filter(pl.col("at_us") + pl.col("m") > pl.col("begins_us")))
    end = pl.min_horizontal(pl.col("at_us") + pl.col("m"), "ends_us")
    cut = pl.concat(pieces).with_columns(pl.max_horizontal("at_us", "begins_us").alias("a"), end.alias("b")).sort("a", "b")
    until = pl.col("b").filter(pl.col("m").is_not_null()).cum_max().shift(1)
    stretches = cut.filter(pl.col("m").is_not_null()).with_columns(until.over("subject", "day").alias("until"))
    own = pl.col("b") - pl.max_horizontal("a", pl.col("until").fill_null(pl.col("a")))
    stretches = stretches.with_columns(pl.max_horizontal(own, pl.lit(0, pl.Int64)).alias("m"))
    columns = ("subject", "day", "at_us", "m")
    return pl.concat([stretches.select(columns), cut.filter(pl.col("m").is_null()).select(columns)])


def utc_days(first: int, last: int) -> pl.DataFrame:
    """The days from the first to the last by UTC: day (i32), begins_us, ends_us."""
    number = pl.int_range(first, last + 1, eager=True).alias("day")
    return pl.DataFrame({"day": number.cast(pl.Int32), "begins_us": number * DAY_US, "ends_us": (number + 1) * DAY_US})


def _at(body: Any, path: str) -> Any:
    """The field of an event's data, or None; a field that is null is as one that is not there."""
    for part in path.split("."):
        body = body.get(part) if isinstance(body, dict) else None
    return body


def _number(found: Any) -> float:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return float("nan")
    try:
        return float(found)
    except OverflowError:
        return float("inf")


def _meets(condition: Condition, found: Any) -> bool:
    if condition.op == "is known":
        return found is not None
    if condition.op == "in":
        return any(_compares("==", found, one) for one in condition.value or ())  # type: ignore[union-attr]
    return _compares(condition.op, found, condition.value)  # type: ignore[arg-type]


def _compares(op: str, found: Any, value: Scalar) -> bool:
    """Whether a comparison holds; what is of another kind answers none."""
    if isinstance(value, bool) or isinstance(found, bool):
        return isinstance(value, bool) and isinstance(found, bool) and COMPARE[op](found, value)
    if isinstance(value, str):
        return isinstance(found, str) and COMPARE[op](found, value)
    return isinstance(found, int | float) and COMPARE[op](_number(found), value)
