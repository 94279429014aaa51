"""From statements as they are read to rows of the tables: what does not fit a table is set aside with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from lifeworld.voices.core.statements import SKIPPED_SCHEMA
from lifeworld.voices.core.waves import MONTHS

KEY_CHARS_MAX = 200
LONG_ID, LONG_CUSTOMER, KNOWN = "id over 200 characters", "customer over 200 characters", "in the study already"
WHY = {
    LONG_ID: "An id may have at most 200 characters.",
    LONG_CUSTOMER: "The id of a customer may have at most 200 characters.",
    KNOWN: "A statement of the same id, or of the same customer, time and text, is in this study already; that one stays.",
}
FACTS = ("field", "time", "source", "focal", "group", "outcome", "language", "wave", "consent", "start_s", "end_s", "line", "row", "file")
_DATE = r"^\s*((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})"
_CLOCK = r"[T ](\d{1,2}):(\d{2})(?::(\d{2}))?"
_ZONE = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})\s*$"
_DOTTED = r"^\s*(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d{2})"
_WORDS = r"(?i)^\s*(?:(\d{1,2})\.?\s+)?([a-zä]{3})[a-zä]*\.?,?\s+(?:(\d{1,2}),?\s+)?((?:19|20)\d{2})"


@dataclass(frozen=True, eq=False)
class Fitting:
    """``statements``: those that fit, with ``at`` (UTC, null where unknown); ``skipped``: the others, columns of SKIPPED_SCHEMA."""

    statements: pl.DataFrame
    skipped: pl.DataFrame


def fitting(statements: pl.DataFrame, known: Iterable[str] = ()) -> Fitting:
    """The statements with a text that fit the tables and are not in the study yet; ``known`` are keys that are.

    >>> frame = pl.DataFrame({"id": ["a", "b", "c"], "customer": ["x", None, "y" * 201], "text": ["Ran.", "Sat.", "Ran."], "file": "f",
    ...     "row": [1, 2, 3], "field": "t", "time": "2026-02-03T10:00:00+02:00"})
    >>> found = fitting(frame, ["b"])
    >>> found.statements["at"].to_list()[0].isoformat(), found.skipped["reason"].to_list()
    ('2026-02-03T08:00:00+00:00', ['in the study already', 'customer over 200 characters'])
    """
    reason = (
        pl.when(pl.col("id").str.len_chars() > KEY_CHARS_MAX).then(pl.lit(LONG_ID))
        .when(pl.col("customer").str.len_chars() > KEY_CHARS_MAX).then(pl.lit(LONG_CUSTOMER))
        .when(pl.col("id").is_in(pl.Series(list(known), dtype=pl.String).implode())).then(pl.lit(KNOWN)))
    marked = statements.filter(pl.col("text").str.strip_chars() != "").with_columns(reason.alias("reason"))
    left = marked.filter(pl.col("reason").is_not_null()).with_columns(
        pl.col("reason").replace_strict(WHY, return_dtype=pl.String).alias("detail"), pl.col("id").str.head(KEY_CHARS_MAX))
    kept = marked.filter(pl.col("reason").is_null()).drop("reason").with_columns(moment(pl.col("time")).alias("at"))
    return Fitting(kept, left.select(pl.col(name).cast(kind) for name, kind in SKIPPED_SCHEMA.items()))


def moment(time: pl.Expr) -> pl.Expr:
    """The moment that a time names, in UTC; a day alone is its midnight, null where it cannot be told without guessing.

    Read are 2026-02-14 (also with a clock and a zone), 14.02.2026, 14 Feb 2026 and Feb 14, 2026; a clock without a zone is taken as UTC.

    >>> times = pl.DataFrame({"t": ["2026-02-14", "14.5.2026", "May 3, 2026", "03/04/2026", "2026-02-30"]})
    >>> [at and at.date().isoformat() for at in times.select(moment(pl.col("t"))).to_series()]
    ['2026-02-14', '2026-05-14', '2026-05-03', None, None]
    """
    month = time.str.extract(_WORDS, 2).str.to_lowercase().replace_strict(MONTHS, default=None, return_dtype=pl.Int64)
    y = _first(time, (_DATE, 1), (_DOTTED, 3), (_WORDS, 4))
    m = pl.coalesce(_first(time, (_DATE, 2), (_DOTTED, 2)), month)
    d = pl.coalesce(_first(time, (_DATE, 3), (_DOTTED, 1)), _first(time, (_WORDS, 1), (_WORDS, 3)))
    day = pl.concat_str(y, m, d, separator="-").str.to_date("%Y-%m-%d", strict=False)
    clock = [time.str.extract(_CLOCK, part).cast(pl.Int64, strict=False).fill_null(0) for part in (1, 2, 3)]
    zone = time.str.extract(_ZONE, 1).str.replace(":", "", literal=True)
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    shift = (zone.str.slice(1, 2).cast(pl.Int64, strict=False) * 60 + zone.str.slice(3, 2).cast(pl.Int64, strict=False)) * sign
    at = day.cast(pl.Datetime("us")) + pl.duration(hours=clock[0], minutes=clock[1], seconds=clock[2]) - pl.duration(
        minutes=shift.fill_null(0))
    return at.dt.replace_time_zone("UTC")


def _first(time: pl.Expr, *patterns: tuple[str, int]) -> pl.Expr:
    return pl.coalesce([time.str.extract(pattern, group) for pattern, group in patterns]).cast(pl.Int64, strict=False)


def facts_of(statements: pl.DataFrame) -> list[dict[str, Any]]:
    """What came with each statement, without what is unknown.

    >>> facts_of(pl.DataFrame({"field": ["text"], "wave": [None], "row": [3]}))
    [{'field': 'text', 'row': 3}]
    """
    names = [name for name in FACTS if name in statements.columns]
    return [{name: value for name, value in row.items() if value is not None} for row in statements.select(names).iter_rows(named=True)]
