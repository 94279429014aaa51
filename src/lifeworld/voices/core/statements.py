"""From rows of a table to statements: one text of one customer, with an id that does not depend on the file.

A statement's text is the cell with LF line ends and nothing else changed (no Unicode normalisation), because every
offset is counted over it. Whatever is left out is counted and listed with its row, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.ids import content_ids
from lifeworld.voices.core.columns import NOT_USED, ROLES, Columns, detect_columns
from lifeworld.voices.core.consent import consent_of
from lifeworld.voices.core.waves import wave_of

__all__ = ["NOT_USED", "Columns", "Gathered", "Prepared", "as_text", "detect_columns", "gathered", "prepare", "settled",
           "skips"]

TEXT_CHARS_MAX = 1_000_000
STATEMENT_SCHEMA = {
    "id": pl.String, "customer": pl.String, "field": pl.String, "text": pl.String, "time": pl.String,
    "source": pl.String, "focal": pl.String, "group": pl.String, "outcome": pl.Float64, "language": pl.String,
    "wave": pl.String, "consent": pl.Boolean, "context": pl.String, "start_s": pl.Float64, "end_s": pl.Float64, "line": pl.Int64,
    "row": pl.Int64, "file": pl.String,
}
PLACE_SCHEMA = {"start_s": pl.Float64, "end_s": pl.Float64, "line": pl.Int64}
"""Where in a recording and a transcript a text stands; null for tables."""
SKIPPED_SCHEMA = {"file": pl.String, "row": pl.Int64, "id": pl.String, "field": pl.String, "reason": pl.String,
                  "detail": pl.String}

EMPTY_ID, DUPLICATE_ID = "empty id", "duplicate id"
BAD_CHARACTER, TOO_LONG, DAMAGED = "NUL or lone surrogate", "over a million characters", "cells do not fit the header"
DETAILS = {
    EMPTY_ID: "The cell of its id is empty.",
    DUPLICATE_ID: "Another row has the same id; the one whose text comes first in order was kept.",
    BAD_CHARACTER: "The cell holds a NUL character or half of a surrogate pair, so it is damaged.",
    TOO_LONG: f"The text has more than {TEXT_CHARS_MAX:,} characters.",
}
OTHERS = ("source", "focal", "group", "outcome", "language", "wave", "consent", "context")
ROW = ("part", "row")


@dataclass(frozen=True, eq=False)
class Gathered:
    """Statements of one table before ids are settled, in row order, and what was left out of it.

    ``rows`` has the columns of STATEMENT_SCHEMA (``id`` null where the table has none) and ``part``, the number of
    the table; ``several`` says that there is more than one text column.
    """

    rows: pl.DataFrame
    skipped: pl.DataFrame
    several: bool
    n_rows: int
    n_without_text: int
    n_bad_outcomes: int
    n_bad_consents: int = 0
    n_bad_times: int = 0


@dataclass(frozen=True, eq=False)
class Prepared:
    """Statements ready to be coded, in the order of (customer, id), and an account of everything else.

    ``statements`` has the columns of STATEMENT_SCHEMA, ``skipped`` those of SKIPPED_SCHEMA. ``n_rows`` counts all
    rows of the tables, ``n_without_text`` cells of text columns that were empty, ``n_bad_outcomes`` cells of the
    outcome that are no number (they are unknown, not zero). ``notes`` are sentences that a reader should see;
    ``outcome_name`` is what the input calls the outcome, "" where it has none.
    """

    statements: pl.DataFrame
    skipped: pl.DataFrame
    n_rows: int
    n_without_text: int
    n_bad_outcomes: int
    notes: tuple[str, ...] = ()
    columns: tuple[Columns, ...] = field(default=())
    outcome_name: str = ""

    @property
    def skipped_by_reason(self) -> dict[str, int]:
        """How many rows or texts were skipped for which reason, the most frequent first."""
        counts = self.skipped.group_by("reason").len().sort("len", "reason", descending=[True, False])
        return dict(counts.rows())


def prepare(frame: pl.DataFrame, columns: Columns, focal_name: str | None = None, file_label: str = "",
            language: str | None = None) -> Prepared:
    """The statements of one table; see ``gathered`` and ``settled``.

    >>> frame = pl.DataFrame({"who": ["ana", "ben"], "good": ["Runs.", ""], "bad": ["Rain.", "Cold."]})
    >>> found = prepare(frame, Columns(("good", "bad"), customer="who"))
    >>> found.statements.select("customer", "field", "text").rows(), found.n_without_text
    ([('ana', 'bad', 'Rain.'), ('ana', 'good', 'Runs.'), ('ben', 'bad', 'Cold.')], 1)
    """
    return settled([gathered(frame, columns, focal_name, file_label, language=language)])


def gathered(
    frame: pl.DataFrame, columns: Columns, focal_name: str | None = None, file_label: str | pl.Series = "", *,
    language: str | None = None, row: pl.Series | None = None, part: int | pl.Series = 0, keep_blank: bool = False,
    place: pl.DataFrame | None = None,
) -> Gathered:
    """Each text cell of ``frame`` as a row, with what cannot be used set aside.

    ``row`` gives the rows' numbers in their file (1, 2, ... by default); ``file_label`` and ``part`` are one value or one
    a row, and ``place`` has the columns of PLACE_SCHEMA. ``focal_name`` and ``language`` stand where
    a row has none of its own. ``keep_blank`` keeps cells without text as "" (one output row per input row).
    Errors: InputRefused when a column holds lists or other nested values.
    """
    numbers = row if row is not None else pl.int_range(1, frame.height + 1, eager=True)
    wide = _wide(as_text(frame), columns, focal_name, language).with_columns(
        numbers.cast(pl.Int64).alias("row"), _each(file_label, pl.String).alias("file"), _each(part, pl.Int64).alias("part"),
        *(pl.lit(None, kind).alias(name) if place is None else place[name].cast(kind).alias(name)
          for name, kind in PLACE_SCHEMA.items()))
    usable, row_skips = _row_skips(wide, columns)
    names = [f"text:{name}" for name in columns.text]
    long = pl.concat([
        usable.select(pl.exclude(*names), pl.lit(name.removeprefix("text:")).alias("field"), pl.col(name).alias("text"))
        for name in names])
    long = long.with_columns(_lf(pl.col("text")).fill_null(""))
    too_long = pl.col("text").str.len_chars() > TEXT_CHARS_MAX
    blank = pl.col("text").str.strip_chars() == ""
    text_skips = skips(long.filter(too_long), pl.lit(TOO_LONG))
    n_blank = int(long.select(blank.sum()).item())
    kept = long.filter(~too_long) if keep_blank else long.filter(~too_long & ~blank)
    return Gathered(
        kept.select(*STATEMENT_SCHEMA, "part").sort("row", maintain_order=True), pl.concat([row_skips, text_skips]),
        len(columns.text) > 1, frame.height, n_blank, *(int(wide[name].sum()) for name in ("bad_outcome", "bad_consent", "bad_time")))


def settled(parts: Iterable[Gathered]) -> Prepared:
    """The statements of all tables with their ids, in the order of (customer, id); independent of the tables' order.

    Where a table has ids, a statement's id is that of its row, with ":field" when there are several text columns, and
    of rows that share an id one is kept. Elsewhere it is a hash of (customer, time, field, text), with "-2", "-3" for
    the second and third of the same.
    """
    gathered_parts = list(parts)
    own, alike = [], []
    for one in gathered_parts:
        suffix = pl.concat_str(pl.lit(":"), "field") if one.several else pl.lit("")
        marked = one.rows.with_columns(suffix.alias("suffix"))
        own.append(marked.filter(pl.col("id").is_not_null()))
        alike.append(marked.filter(pl.col("id").is_null()))
    with_id, repeated = _without_duplicates(pl.concat(own))
    by_content, n_alike = _content_named(pl.concat(alike))
    every = pl.concat([with_id, by_content]).with_columns(pl.concat_str("id", "suffix").alias("id"))
    # "a" with ":b" and "a:b" without a field are rare, but an id must name one statement.
    every = every.sort("id", "text", "customer", *OTHERS, "time", "field", *ROW, nulls_last=True)
    clash = pl.struct("id").is_first_distinct()
    skipped = pl.concat([*(one.skipped for one in gathered_parts), repeated,
                         skips(every.filter(~clash), pl.lit(DUPLICATE_ID))])
    statements = every.filter(clash).select(*STATEMENT_SCHEMA).sort("customer", "id", nulls_last=True)
    return Prepared(
        statements, skipped.sort("file", "row", "field", "id", nulls_last=False),
        sum(one.n_rows for one in gathered_parts), sum(one.n_without_text for one in gathered_parts),
        sum(one.n_bad_outcomes for one in gathered_parts), _notes(gathered_parts, n_alike))


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every column that can be text as String; whole numbers lose their ".0", nested columns stay.

    >>> as_text(pl.DataFrame({"id": [1.0, 2.5], "ok": [True, None]})).rows()
    [('1', 'true'), ('2.5', None)]
    """
    exprs = []
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if dtype.is_float():
            whole = column.is_finite() & (column == column.floor()) & (column.abs() < 2**53)
            text = pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(
                column.cast(pl.String))
            exprs.append(text.alias(name))
        elif isinstance(dtype, pl.Datetime):
            exprs.append(column.dt.to_string("iso:strict"))
        elif dtype != pl.String and not dtype.is_nested() and dtype not in {pl.Binary, pl.Object}:
            exprs.append(column.cast(pl.String))
    return frame.with_columns(exprs)


def _wide(frame: pl.DataFrame, columns: Columns, focal_name: str | None, language: str | None) -> pl.DataFrame:
    """One row per row of the table: every role under its own name, each text column as ``text:name``."""
    named = columns.named()
    for name in (*columns.text, *named.values()):
        if frame.schema[name] != pl.String:
            raise InputRefused("nested_column", f"The column «{name}» holds {frame.schema[name]}, not text or numbers.",
                               "Name another column, or flatten it before.")
    defaults = {"focal": focal_name, "language": language}
    cells = [
        pl.coalesce(_cell(pl.col(named[role])) if role in named else pl.lit(None, pl.String),
                    pl.lit(defaults.get(role), pl.String)).alias(role)
        for role in ROLES]
    wide = frame.select(*cells, *(pl.col(name).alias(f"text:{name}") for name in columns.text))
    number, consent = _number(pl.col("outcome")), consent_of(pl.col("consent"))
    wave = wave_of(pl.col("time"), columns.wave_by) if columns.wave_by else pl.col("wave")
    return wide.with_columns(
        number.alias("outcome"), (number.is_null() & pl.col("outcome").is_not_null()).alias("bad_outcome"),
        consent.alias("consent"), (consent.is_null() & pl.col("consent").is_not_null()).alias("bad_consent"),
        wave.alias("wave"), (wave.is_null() & pl.lit(columns.wave_by is not None)).alias("bad_time"),
        _lf(pl.col("context")).alias("context"))


def _each(value: object, kind: type[pl.DataType]) -> pl.Expr:
    """One value for all rows, or a column of them."""
    return pl.lit(value).cast(kind)


def _cell(column: pl.Expr) -> pl.Expr:
    """A cell without surrounding space; null when nothing is left."""
    trimmed = column.str.strip_chars()
    return pl.when(trimmed != "").then(trimmed)


def _number(column: pl.Expr) -> pl.Expr:
    """A finite number from its text; "4,5" is read with a decimal comma."""
    point = pl.when(column.str.contains(r"^[+-]?\d+,\d+$")).then(column.str.replace(",", ".", literal=True))
    number = point.otherwise(column).cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _lf(column: pl.Expr) -> pl.Expr:
    return column.str.replace_all("\r\n", "\n", literal=True).str.replace_all("\r", "\n", literal=True)


def _row_skips(wide: pl.DataFrame, columns: Columns) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that can be used, and the list of the others: a damaged cell, or no id where the table has ids."""
    labels = {**{role: name for role, name in columns.named().items() if role not in {"outcome", "consent"}},
              **{f"text:{name}": name for name in columns.text}}
    bad = pl.coalesce([pl.when(pl.col(key).str.contains("\x00", literal=True)).then(pl.lit(name))
                       for key, name in labels.items()])
    no_id = pl.col("id").is_null() if columns.id else pl.lit(False)
    marked = wide.with_columns(bad.alias("field")).with_columns(
        pl.when(pl.col("field").is_not_null()).then(pl.lit(BAD_CHARACTER))
        .when(no_id).then(pl.lit(EMPTY_ID)).alias("reason"))
    listed_rows = marked.filter(pl.col("reason").is_not_null())
    return marked.filter(pl.col("reason").is_null()).drop("field", "reason"), skips(listed_rows, pl.col("reason"))


def skips(rows: pl.DataFrame, reason: pl.Expr) -> pl.DataFrame:
    """Entries of the list of skipped rows (columns of SKIPPED_SCHEMA) for rows with file, row, id and field.

    ``reason`` is one of the keys of DETAILS; damaged ids are shown without their damage.
    """
    return rows.select(
        "file", "row", pl.col("id").str.replace_all("\x00", "\ufffd", literal=True), "field", reason.alias("reason"),
    ).with_columns(pl.col("reason").replace_strict(DETAILS, return_dtype=pl.String).alias("detail"))


def _without_duplicates(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of table rows that share an id, the one with the smallest text (then customer and the rest) stays."""
    places = rows.select("id", *ROW).unique()
    shared = places.filter(pl.col("id").is_duplicated()).select("id").unique()
    if not shared.height:
        return rows, skips(rows.clear(), pl.lit(DUPLICATE_ID))
    doubtful = rows.join(shared, on="id", how="semi")
    whole = (
        doubtful.sort("field").group_by("id", *ROW, maintain_order=True)
        .agg(pl.col("text").str.join("\x00").alias("whole"), pl.col("field").str.join("\x00").alias("fields"),
             pl.col("customer", "time", *OTHERS, "file").first())
        .sort("id", "whole", "fields", "customer", "time", *OTHERS, *ROW, nulls_last=True))
    kept = pl.struct("id").is_first_distinct()
    losers = whole.filter(~kept).with_columns(pl.lit(None, pl.String).alias("field"))
    return rows.join(losers, on=ROW, how="anti", maintain_order="left"), skips(losers, pl.lit(DUPLICATE_ID))


def _content_named(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Ids from content; the n-th of statements that are alike gets "-n". Also how many are not the first of theirs."""
    ids = content_ids(rows["customer"], rows["time"], rows["field"], rows["text"])
    ordered = rows.with_columns(ids.alias("id")).sort("id", *OTHERS, *ROW, nulls_last=True)
    nth = (pl.int_range(pl.len()).over("id") + 1).cast(pl.String)
    repeated = ~pl.struct("id").is_first_distinct()
    suffix = pl.when(repeated).then(pl.concat_str(pl.lit("-"), nth)).otherwise(pl.lit(""))
    return ordered.with_columns(pl.concat_str("id", suffix).alias("id")), int(ordered.select(repeated.sum()).item())


def _notes(parts: list[Gathered], n_alike: int) -> tuple[str, ...]:
    bad = sum(one.n_bad_outcomes for one in parts)
    notes = []
    if n_alike:
        notes.append(f"{n_alike:,} statements without an id repeat another one's customer, time and text; "
                     "they were kept as statements of their own.")
    if bad:
        notes.append(f"{bad:,} cells of the outcome are no number; they count as unknown.")
    if unsaid := sum(one.n_bad_consents for one in parts):
        notes.append(f"{unsaid:,} cells of the consent say neither yes nor no; they count as unknown.")
    if untimed := sum(one.n_bad_times for one in parts):
        notes.append(f"{untimed:,} rows have no time from which a wave can be told, so their wave is unknown; "
                     "write dates as 2026-03-31.")
    return tuple(notes)
