"""The wave that a time belongs to: "2026 Q1", "2026-03" or "2026", from dates as people write them."""

from __future__ import annotations

import polars as pl

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}
_ISO = r"^\s*((?:19|20)\d{2})[-/.](\d{1,2})(?:[-/.]\d{1,2})?(?:\D|$)"
_COMPACT = r"^\s*((?:19|20)\d{2})(\d{2})(?:[0-3]\d)(?:T.*)?\s*$"
_QUARTER = r"^\s*(?:(?:(19\d{2}|20\d{2})[\s/-]*Q([1-4]))|(?:Q([1-4])[\s/-]*(19\d{2}|20\d{2})))\s*$"
_DOTTED = r"^\s*\d{1,2}\.\s?(\d{1,2})\.\s?((?:19|20)\d{2})(?:\D|$)"
_SLASHED = r"^\s*(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d{2})(?:\D|$)"
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th|\.)?,?\s+)?"
_WORD = rf"(?i)^\s*(?:[a-z]+,\s*)?{_DAY}([a-zä]{{3}})[a-zä]*\.?,?\s+{_DAY}((?:19|20)\d{{2}})(?:\D|$)"
_YEAR = r"^\s*((?:19|20)\d{2})\s*$"


def wave_of(time: pl.Expr, period: str) -> pl.Expr:
    """The quarter, month or year of a time as text, null where it cannot be told.

    Dates are read as they are written, without a change of time zone: 2026-02-14, 14.02.2026, 14 Feb 2026, 2026 Q1,
    and 02/14/2026 or 14/02/2026 where only one of the two can be the month.

    >>> times = pl.DataFrame({"t": ["2026-02-14T09:00", "14.5.2026", "May 3, 2026", "03/04/2026", "soon"]})
    >>> times.select(wave_of(pl.col("t"), "quarter")).to_series().to_list()
    ['2026 Q1', '2026 Q2', '2026 Q2', None, None]
    """
    year = _first(time, (_ISO, 1), (_COMPACT, 1), (_QUARTER, 1), (_QUARTER, 4), (_DOTTED, 2), (_SLASHED, 3), (_WORD, 2), (_YEAR, 1))
    if period == "year":
        return year
    word = time.str.extract(_WORD, 1).str.to_lowercase().replace_strict(MONTHS, default=None, return_dtype=pl.Int64)
    one, two = (time.str.extract(_SLASHED, n).cast(pl.Int64, strict=False) for n in (1, 2))
    slashed = pl.when((one > 12) & (two <= 12)).then(two).when((two > 12) & (one <= 12)).then(one).when(one == two).then(one)
    month = pl.coalesce(_first(time, (_ISO, 2), (_COMPACT, 2), (_DOTTED, 1)).cast(pl.Int64, strict=False), slashed, word)
    month = pl.when(month.is_between(1, 12)).then(month)
    if period == "month":
        return pl.concat_str(year, pl.lit("-"), month.cast(pl.String).str.zfill(2))
    quarter = pl.coalesce(_first(time, (_QUARTER, 2), (_QUARTER, 3)).cast(pl.Int64), (month - 1) // 3 + 1)
    return pl.concat_str(year, pl.lit(" Q"), quarter.cast(pl.String))


def _first(time: pl.Expr, *patterns: tuple[str, int]) -> pl.Expr:
    return pl.coalesce([time.str.extract(pattern, group) for pattern, group in patterns])
