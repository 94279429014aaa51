"""The words that definitions of indicators are made of, and the grain in which readings are kept."""

from __future__ import annotations

MICRO = 1_000_000
"""Readings are kept in whole millionths of their unit: sums of whole numbers are the same in any order and in any database."""
READING_MAX = 1e12
"""A number beyond this, either way, is no reading: it counts as missing."""
MINUTE_US = 60_000_000

AGGREGATIONS = ("count", "sum", "mean", "lowest", "highest", "last", "active_days")
STATED = {"count": ("total", "per_day_known"), "sum": ("total", "per_day_known"), "active_days": ("total", "per_day_known"),
          "mean": ("readings",), "lowest": ("readings",), "highest": ("readings",), "last": ("readings",)}
"""How the value of a window may be stated, by aggregation; the first is what is meant where nothing is said."""
OPS = ("==", "!=", "<", "<=", ">", ">=", "in", "is known")
DIRECTIONS = ("more", "less", "within")
TRUSTS = ("measured", "reported", "estimated", "unknown")
"""How far a source is trusted, the most first."""
SPAN_UNITS = {"s": 1, "min": 60, "h": 3600}
SPAN_MAX_S = 86_400.0
"""A stretch of time longer than a day is no reading: it counts as missing."""
SPAN_DAYS = 2
"""A stretch reaches at most so many days past the one on which it begins: the clock's change makes days of 23 hours."""
TOTAL_MAX = 9 * 10**18
"""Totals of a day stop here, either way, in millionths: no database's whole numbers hold much more."""
WHOLE = 4503599627370496.0
"""From 2 ** 52 on a double is whole."""
