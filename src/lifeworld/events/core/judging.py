"""What a batch of events must be before it comes near a table: texts that are texts, times that can be, days of the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from lifeworld.events.core.refusals import AHEAD_DAYS, DEPTH, EVENT_BYTES, KEY_CHARS, SOURCE_CHARS, SUBJECT_CHARS, TYPE_CHARS
from lifeworld.events.core.values import FUTURE, LATE, SKEWED, UNDECLARED, UNTIMED

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
LATE_US, FUTURE_US = DAY_US, 5 * 60 * SECOND_US

BATCH: dict[str, type[pl.DataType]] = {
    "source": pl.String, "key": pl.String, "type": pl.String, "subject": pl.String, "at_us": pl.Int64, "data": pl.String,
    "anonymous": pl.Boolean, "corrected": pl.Boolean, "code": pl.String, "about": pl.String}
"""The columns of a batch on its way in. ``data`` is JSON of an object; ``code`` (null: none) why the event is refused already, and
``about`` what of it that is about."""

WIDTHS = {"source": SOURCE_CHARS, "key": KEY_CHARS, "type": TYPE_CHARS, "subject": SUBJECT_CHARS}
NAMES = {"source": "source", "key": "id", "type": "type", "subject": "subject"}
"""What senders call the columns."""
Reason = tuple[pl.Expr, str, str]
"""Where it holds, its code, and what of the event it is about."""
SUSPECT, OPENS = r"\\u0000|[0-9]{19}", r"[\[{]"
"""JSON in which something could be that no column holds, or that is nested; all other is spared a closer look."""


def days_of(times_us: pl.Expr, timezone: str) -> pl.Expr:
    """Days since 1970 by the clock of a place (Int32) of microseconds since 1970 in UTC; unknown stays unknown.

    >>> noon_and_late = pl.DataFrame({"at_us": [12 * 3600 * SECOND_US, 23 * 3600 * SECOND_US]})
    >>> noon_and_late.select(days_of(pl.col("at_us"), "Europe/Berlin")).to_series().to_list()
    [0, 1]
    """
    return times_us.cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(timezone).dt.date().to_physical().cast(pl.Int32)


def judged(batch: pl.DataFrame, now_us: int, timezone: str, declared: Mapping[str, int | None]) -> pl.DataFrame:
    """The batch with ``code`` and ``about`` of what cannot be taken in, and with ``i`` (UInt32, from 0), ``day`` (Int32), ``flags``
    (Int16), ``suspect`` (whether its data needs a closer look).

    ``batch``: the columns of ``BATCH``; an unknown time counts as ``now_us``. ``declared``: the declared types, and for how many days each
    is kept (None: for good). The first reason found is the one that is told. Every row is judged alone, so that no division into
    batches changes anything.
    """
    at, untimed = pl.col("at_us"), pl.col("untimed")
    timely = tuple(_time_reasons(now_us, {name: days for name, days in declared.items() if days is not None}))
    flags = ((at < now_us - LATE_US) * LATE + (at > now_us + FUTURE_US) * FUTURE + pl.col("corrected") * SKEWED + untimed * UNTIMED
             + (~pl.col("type").is_in(pl.Series(list(declared), dtype=pl.String).implode())) * UNDECLARED)
    told = batch.lazy().with_row_index("i").with_columns(at.fill_null(now_us), at.is_null().alias("untimed")).with_columns(
        pl.coalesce(TEXT_WRONG, _first(timely, len(TEXT_REASONS))).alias("wrong"), flags.cast(pl.Int16).alias("flags"),
        days_of(at.clip(0, now_us + 2 * AHEAD_DAYS * DAY_US), timezone).alias("day"), IS_SUSPECT).collect()
    if told["wrong"].null_count() < told.height:
        said = list(enumerate((*TEXT_REASONS, *timely)))
        codes, abouts = {i: code for i, (_, code, _) in said}, {i: about for i, (_, _, about) in said}
        found = pl.when(pl.col("code").is_null()).then("wrong")
        told = told.with_columns(pl.coalesce("code", found.replace_strict(codes, default=None, return_dtype=pl.String)),
                                 pl.coalesce("about", found.replace_strict(abouts, default=None, return_dtype=pl.String)))
    return told.drop("wrong", "untimed")


def _time_reasons(now_us: int, keep_days: Mapping[str, int]) -> Iterator[Reason]:
    yield pl.col("at_us") < 0, "time_before_1970", ""
    yield pl.col("at_us") > now_us + AHEAD_DAYS * DAY_US, "time_too_far_ahead", ""
    for name, days in keep_days.items():
        yield (pl.col("type") == name) & (pl.col("at_us") < now_us - days * DAY_US), "past_keeping", str(days)


def _text_reasons() -> Iterator[Reason]:
    for column in ("source", "key", "type"):
        yield pl.col(column).is_null() | (pl.col(column) == ""), "attribute_missing", NAMES[column]
    for column, name in NAMES.items():
        yield pl.col(column).str.contains("\0", literal=True), "not_text", name
        yield pl.col(column).str.len_chars() > WIDTHS[column], "attribute_too_long", name
    yield pl.col("data").str.len_bytes() > EVENT_BYTES, "too_large", ""


def _first(reasons: Sequence[Reason], number: int) -> pl.Expr:
    """The number of the first reason that holds, counted from ``number``; null where none does."""
    return pl.coalesce(*(pl.when(holds).then(pl.lit(i, pl.UInt16)) for i, (holds, _, _) in enumerate(reasons, start=number)))


TEXT_REASONS = tuple(_text_reasons())
TEXT_WRONG = _first(TEXT_REASONS, 0)
IS_SUSPECT = (pl.col("data").str.contains(SUSPECT) | (pl.col("data").str.count_matches(OPENS) > DEPTH)).alias("suspect")
