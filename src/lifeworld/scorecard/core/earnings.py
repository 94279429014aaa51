"""Rows of a file of earnings: which of them can be taken in, as events of the type partner.earned, and why the others cannot."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lifeworld.events.core.filetimes import times_us
from lifeworld.events.core.judging import days_of
from lifeworld.events.core.repeats import Repeats
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.ids import content_ids
from lifeworld.scorecard.core.deeds import AMOUNT, CURRENCY, EARNED, OUTCOMES

SOURCE = "scorecard/earnings"
"""Where events of such files come from: one for all files, so that an earning that stands in two of them counts once."""
COLUMNS: tuple[tuple[str, str, bool], ...] = (
    ("partner", "key of the partner", True), ("at", "when, as 2026-05-01 or 2026-05-01T07:30:00Z", True),
    ("amount", "decimal number with a point; below 0 for what was paid back", True),
    ("currency", "code of three letters; without it, the currency of the scorecard", False),
    ("customer", "key of the customer by whom it was earned", False), ("outcome", "attained, failed or declined", False),
    ("outcome_days", "whole days until that was known; without it, it counts whenever it was", False),
    ("earning", "the partner's number of the earning; without it, what the row says tells rows apart", False))
"""Columns of a file of earnings: what each holds, and whether it is needed. Others are not read."""
ALSO: Mapping[str, str] = {"time": "at", "date": "at", "when": "at", "id": "earning", "seller": "partner", "supplier": "partner"}
KEY_CHARS_MAX, EARNING_CHARS_MAX = 200, 100
DAYS = r"^(?:0|[1-9][0-9]{0,4})$"
TELLS = ("customer", "clock_us", "partner", "amount", "own_currency", "outcome", "outcome_days")
"""What tells rows without a number apart; ``clock_us``: the time as it is written, whatever clock the place has."""
REFUSED = {"row": pl.Int64, "field": pl.String, "code": pl.String, "reason": pl.String, "next_step": pl.String}
"""Rows that are not taken in."""


@dataclass(frozen=True)
class Judged:
    """Rows of a file: ``events`` (source, key, type, subject, at_us, data, and row, currency, day beside), and ``refused``."""

    events: pl.DataFrame
    refused: pl.DataFrame


def columns_of(names: Sequence[str], label: str, *, strict: bool = True) -> dict[str, str]:
    """Which column of a file is which, by name. Errors: InputRefused where one that is needed is missing, and ``strict``.

    >>> columns_of(["Partner", "date", "amount", "note"], "a.csv")
    {'Partner': 'partner', 'date': 'at', 'amount': 'amount'}
    """
    own = {name for name, _, _ in COLUMNS}
    found: dict[str, str] = {}
    for name in names:
        plain = name.strip().lower()
        means = plain if plain in own else ALSO.get(plain, "")
        if means and means not in found.values():
            found[name] = means
    lost = [name for name, _, needed in COLUMNS if needed and name not in found.values()]
    if lost and strict:
        near = nearest(lost[0], names)
        raise InputRefused("no_such_column", f"«{label}» has no column «{lost[0]}»; it has {listed(names)}.",
                           f"Rename «{near}» to «{lost[0]}»." if near else f"Give the columns {listed(lost)}.")
    return found


def judged(frame: pl.DataFrame, row: pl.Series, *, currency: str, partners: Collection[str], timezone: str, repeats: Repeats) -> Judged:
    """The rows of a piece whose columns are named as in ``COLUMNS``; ``currency``: of rows that say none; ``partners``: known keys.

    Errors of rows, in this order: no partner, unknown partner, no time, no amount, no currency, unknown outcome, no days, a key too long.
    """
    texts = {name: _text(frame, name) for name, _, _ in COLUMNS if name != "at"}
    said = frame["at"] if "at" in frame.columns and frame["at"].dtype != pl.Null else pl.Series("at", [None] * frame.height, pl.String)
    at = times_us(said, timezone)
    rows = pl.DataFrame({"row": row, **texts, "at_us": at, "clock_us": times_us(said, "UTC")}).with_columns(
        pl.col("currency").str.to_uppercase().alias("own_currency"), pl.col("currency").str.to_uppercase().fill_null(currency),
        pl.col("outcome").str.to_lowercase(), pl.col("amount").str.strip_prefix("+"), pl.col("customer").fill_null(""))
    known = pl.Series(sorted(partners), dtype=pl.String).implode()
    checks = (
        ("partner", "no_partner", pl.col("partner").is_null(), pl.lit("The row names no partner.")),
        ("partner", "unknown_partner", ~pl.col("partner").is_in(known), pl.format("There is no partner «{}» here.", _short("partner"))),
        ("at", "no_time", pl.col("at_us").is_null(), pl.lit("The row has no time, or one that cannot be read.")),
        ("amount", "no_amount", ~pl.col("amount").str.contains(AMOUNT).fill_null(False),
         pl.format("«{}» is no amount.", _short("amount"))),
        ("currency", "bad_currency", ~pl.col("currency").str.contains(CURRENCY), pl.format("«{}» is no currency.", _short("currency"))),
        ("outcome", "bad_outcome", pl.col("outcome").is_not_null() & ~pl.col("outcome").is_in(OUTCOMES),
         pl.format("«{}» is no outcome.", _short("outcome"))),
        ("outcome_days", "bad_days", pl.col("outcome_days").is_not_null() & ~pl.col("outcome_days").str.contains(DAYS),
         pl.format("«{}» is no number of days.", _short("outcome_days"))),
        ("earning", "too_long", (pl.col("earning").str.len_chars().fill_null(0) > EARNING_CHARS_MAX)
         | (pl.col("customer").str.len_chars() > KEY_CHARS_MAX), pl.lit("The number of the earning, or the customer's key, is too long.")))
    code = pl.coalesce(*(pl.when(wrong.fill_null(True)).then(pl.lit(name)) for _, name, wrong, _ in checks))
    marked = rows.with_columns(code.alias("code"))
    refused = [marked.filter(pl.col("code") == name).select(
        "row", pl.lit(field).alias("field"), "code", words.alias("reason"), pl.lit(NEXT[name]).alias("next_step"))
        for field, name, _, words in checks]
    good = marked.filter(pl.col("code").is_null())
    return Judged(_events(good, timezone, repeats), pl.concat([pl.DataFrame(schema=REFUSED), *refused]).sort("row"))


NEXT: Mapping[str, str] = {
    "no_partner": "Write the key of the partner.", "unknown_partner": "Write the key under which the partner is known, or invite it first.",
    "no_time": "Write times as 2026-05-01 or 2026-05-01T07:30:00Z.",
    "no_amount": "Write digits with a point, as 12.50, with up to six decimals and no sign for thousands.",
    "bad_currency": "Write the code of three letters, as EUR.", "bad_outcome": f"Write {listed(OUTCOMES)}, or leave it empty.",
    "bad_days": "Write whole days, as 12, or leave it empty.",
    "too_long": f"Shorten the number to {EARNING_CHARS_MAX} characters, and the key to {KEY_CHARS_MAX}.",
    "no_rate": "Write the rates of that day down on the page of rates, and give the file again."}
"""What to do about a row that was refused, by its code."""


def _events(good: pl.DataFrame, timezone: str, repeats: Repeats) -> pl.DataFrame:
    """Good rows as events; all that goes into the data was checked to hold no sign that JSON would escape.

    A row without a number is told by what it says itself, so that it stays the same whatever currency or clock the place has by then.
    Partners number their own earnings, so a number holds with its partner.
    """
    outcome = pl.when(pl.col("outcome").is_not_null()).then(pl.format(',"outcome":"{}"', "outcome")).otherwise(pl.lit(""))
    days = pl.when(pl.col("outcome_days").is_not_null()).then(pl.format(',"outcome_days":{}', "outcome_days")).otherwise(pl.lit(""))
    data = pl.concat_str(pl.lit('{"partner":"'), "partner", pl.lit('","amount":"'), "amount", pl.lit('","currency":"'), "currency",
                         pl.lit('"'), outcome, days, pl.lit("}"))
    rows = good.with_columns(data.alias("data"))
    ids = content_ids(*rows.select(*TELLS))
    said = rows["earning"].is_not_null()
    hashes = np.array([int(one, 16) for one in ids], np.uint64)
    before = pl.Series("before", np.zeros(len(hashes), np.int64))
    if (~said).any():
        before = before.scatter(np.flatnonzero(~said.to_numpy()), repeats.before(hashes[~said.to_numpy()]))
    made = pl.DataFrame({"id": ids, "before": before}).select(
        pl.when(pl.col("before") > 0).then(pl.concat_str("id", pl.lit("-"), pl.col("before") + 1)).otherwise("id")).to_series()
    key = pl.coalesce(pl.concat_str("partner", pl.lit("/"), "earning"), made)
    return rows.select(
        "row", pl.lit(SOURCE).alias("source"), key.alias("key"), pl.lit(EARNED).alias("type"), pl.col("customer").alias("subject"),
        "at_us", "data", "currency", days_of(pl.col("at_us"), timezone).cast(pl.Int64).alias("day"))


def _text(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column as text without spaces around it, null where it is empty or not there."""
    if name not in frame.columns:
        return pl.Series(name, [None] * frame.height, pl.String)
    column = frame[name]
    if name in {"customer", "earning", "outcome_days"} and column.dtype.is_float():
        column = column.cast(pl.Int64, strict=False)
    stripped = column.cast(pl.String).str.strip_chars()
    return pl.DataFrame({name: stripped}).select(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)).to_series()


def _short(name: str) -> pl.Expr:
    return pl.col(name).fill_null("").str.slice(0, 40)
