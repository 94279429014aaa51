"""Times as files write them, as microseconds since 1970 in UTC: ISO 8601 with or without a zone, seconds since 1970, columns of times."""

from __future__ import annotations

import polars as pl

ISO = (r"^(?<date>\d{4}-\d{2}-\d{2})"
       r"(?:[T ](?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d)(?:[.,](?<fraction>\d{1,9}))?)?"
       r"\s?(?<zone>Z|z|[+-]\d{2}(?::?\d{2})?)?)?$")
COMPACT_DATE = r"^(19|20)\d{6}$"
SECONDS_BELOW, MILLIS_BELOW, MICROS_BELOW = 1e11, 1e14, 1e17
"""A number below the first counts seconds since 1970, below the second milliseconds, below the third microseconds, else nanoseconds."""
US = pl.Datetime("us", "UTC")


def times_us(column: pl.Series, timezone: str, time_format: str = "") -> pl.Series:
    """Microseconds since 1970 in UTC (Int64[n]); null for an empty cell and for what is no time.

    A time without a zone is read by the clock ``timezone``; of an hour that the clock shows twice, the first; one that the clock skips is
    no time.

    >>> times_us(pl.Series(["1970-01-01T00:00:01Z", "1970-01-01 02:00", "60", "soon"]), "Europe/Berlin").to_list()
    [1000000, 3600000000, 60000000, None]
    """
    dtype = column.dtype
    if isinstance(dtype, pl.Datetime):
        times = _zoned(column.cast(pl.Datetime("us", dtype.time_zone)), timezone) if dtype.time_zone is None else column.cast(
            pl.Datetime("us", dtype.time_zone)).dt.convert_time_zone("UTC")
        return times.to_physical()
    if dtype == pl.Date:
        return _zoned(column.cast(pl.Datetime("us")), timezone).to_physical()
    if dtype.is_numeric():
        return _epoch(column)
    texts = column.cast(pl.String).str.strip_chars()
    if time_format:
        return _formatted(texts, timezone, time_format)
    compact = texts.str.contains(COMPACT_DATE)
    numbers = _epoch(texts.cast(pl.Float64, strict=False))
    dates = _zoned(texts.str.to_date("%Y%m%d", strict=False).cast(pl.Datetime("us")), timezone).to_physical()
    frame = pl.DataFrame({"iso": _iso(texts, timezone), "number": numbers, "date": dates, "compact": compact})
    return frame.select(pl.coalesce("iso", pl.when("compact").then("date").otherwise("number"))).to_series()


def _formatted(texts: pl.Series, timezone: str, time_format: str) -> pl.Series:
    times = texts.str.to_datetime(time_format, strict=False, time_unit="us")
    zone = times.dtype.time_zone if isinstance(times.dtype, pl.Datetime) else None
    return (_zoned(times, timezone) if zone is None else times.dt.convert_time_zone("UTC")).to_physical()


def _zoned(times: pl.Series, timezone: str) -> pl.Series:
    return times.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")


def _epoch(numbers: pl.Series) -> pl.Series:
    """Numbers since 1970 in the unit that their size tells."""
    value, size = pl.col("number").cast(pl.Float64), pl.col("number").cast(pl.Float64).abs()
    whole = (pl.when(size < SECONDS_BELOW).then((value * 1e6).round()).when(size < MILLIS_BELOW).then((value * 1e3).round())
             .when(size < MICROS_BELOW).then(value.round()).otherwise((value / 1e3).round()))
    fine = value.is_finite() & (size < MICROS_BELOW * 1e3)
    return pl.DataFrame({"number": numbers}).select(pl.when(fine).then(whole).cast(pl.Int64, strict=False)).to_series()


def _iso(texts: pl.Series, timezone: str) -> pl.Series:
    parts = pl.DataFrame({"text": texts}).select(pl.col("text").str.extract_groups(ISO).struct.unnest())
    digits = pl.col("zone").str.to_uppercase().replace("Z", "+0000").str.slice(1).str.replace(":", "", literal=True).str.pad_end(4, "0")
    ahead = (_whole(digits.str.slice(0, 2)) * 60 + _whole(digits.str.slice(2, 2))) * pl.when(
        pl.col("zone").str.starts_with("-")).then(-1).otherwise(1)
    midnight = pl.col("date").str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    clock = midnight + pl.duration(hours=_whole(pl.col("hour")), minutes=_whole(pl.col("minute")), seconds=_whole(pl.col("second")),
                                   microseconds=_whole(pl.col("fraction").str.pad_end(9, "0").str.slice(0, 6)))
    frame = parts.select(clock.alias("clock"), ahead.alias("ahead"), pl.col("zone").is_not_null().alias("has_zone"))
    here = _zoned(frame["clock"], timezone).to_physical()
    there = pl.col("clock").to_physical() - pl.col("ahead") * 60_000_000
    return frame.with_columns(here.alias("here")).select(pl.when("has_zone").then(there).otherwise("here")).to_series()


def _whole(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int64, strict=False).fill_null(0)
