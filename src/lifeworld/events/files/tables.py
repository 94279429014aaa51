"""Events files: read strictly, because a misread event would tie a customer to the wrong actor."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lifeworld.events.core import CATEGORIES, EVENT_FIELDS, EVENT_SCHEMA
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames import Table, read_table

ISO = (r"^(?<date>\d{4}-\d{2}-\d{2})"
       r"(?:[T ](?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d)(?:[.,](?<fraction>\d{1,9}))?)?"
       r"\s?(?<zone>Z|z|[+-]\d{2}(?::?\d{2})?)?)?$")
COUNT_MAX = 10**12


def read_events(path: str | Path) -> pl.DataFrame:
    """The events of a file ("-" is standard input) with the columns of ``core.EVENT_SCHEMA``, in file order.

    Optional columns may be missing; other columns are ignored.
    Errors: InputRefused names the file, row and column for a missing column or customer, an unknown category, a time
    that is not ISO 8601, a count that is no whole number from 1, a damaged row.
    """
    table = read_table(path)
    frame = _named_columns(table)
    if table.damaged.height:
        row, reason = table.damaged.row(0)
        raise _refused(table, "damaged_rows", f"row {row} does not fit the header: {reason.rstrip('.')}",
                       "Correct the row.")
    cells = frame.with_columns(pl.when(pl.all().str.strip_chars() != "").then(pl.all().str.strip_chars()))
    for name in cells.columns:
        _refuse_rows(table, cells[name].str.contains("\x00", literal=True), name, cells,
                     "a NUL character or half of a surrogate pair", next_step="Correct the cell.")
    _refuse_rows(table, cells["customer"].is_null(), "customer", cells, "no customer",
                 next_step="Give every event its customer.")
    categories = cells["category"].str.to_lowercase()
    unknown = ~categories.is_in(CATEGORIES).fill_null(False)
    if unknown.any():
        said = cells["category"].filter(unknown)[0]
        near = nearest(said or "", CATEGORIES)
        _refuse_rows(table, unknown, "category", cells, f"the unknown category «{said or ''}»",
                     next_step=(f"Did you mean «{near}»? " if near else "") + f"The six are {listed(CATEGORIES)}.")
    times = iso_times(cells["time"])
    _refuse_rows(table, times.is_null() & cells["time"].is_not_null(), "time", cells, "no ISO 8601 time",
                 next_step="Write times as 2026-05-01 or 2026-05-01T07:30+02:00.")
    counts = _counts(cells["count"])
    _refuse_rows(table, counts.is_null(), "count", cells, "no whole number from 1",
                 next_step="Leave it empty for 1.")
    events = cells.with_columns(times.alias("time"), categories.alias("category"), counts.alias("count"))
    return events.select(EVENT_SCHEMA.names()).cast(EVENT_SCHEMA)


def iso_times(texts: pl.Series) -> pl.Series:
    """Times in UTC from ISO 8601 texts, null where a text is none: Datetime("us", "UTC")[n].

    >>> [str(time) for time in iso_times(pl.Series(["2026-05-01", "2026-05-01T07:30+02:00", "soon"]))]
    ['2026-05-01 00:00:00+00:00', '2026-05-01 05:30:00+00:00', 'None']
    """
    parts = pl.DataFrame({"text": texts.cast(pl.String)}).select(
        pl.col("text").str.extract_groups(ISO).struct.unnest())
    zone = pl.col("zone").str.to_uppercase().replace("Z", None)
    digits = zone.str.slice(1).str.replace(":", "", literal=True).str.pad_end(4, "0")
    offset = (_whole(digits.str.slice(0, 2)) * 60 + _whole(digits.str.slice(2, 2))) * pl.when(
        zone.str.starts_with("-")).then(-1).otherwise(1)
    midnight = pl.col("date").str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    micros = _whole(pl.col("fraction").str.pad_end(9, "0").str.slice(0, 6))
    time = midnight + pl.duration(
        minutes=_whole(pl.col("hour")) * 60 + _whole(pl.col("minute")) - offset.fill_null(0),
        seconds=_whole(pl.col("second")), microseconds=micros)
    return parts.select(time.dt.replace_time_zone("UTC").alias("time")).to_series()


def _whole(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int64, strict=False).fill_null(0)


def _counts(texts: pl.Series) -> pl.Series:
    numbers = texts.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    fine = (numbers >= 1) & (numbers <= COUNT_MAX)
    frame = pl.DataFrame({"text": texts, "number": numbers, "fine": fine})
    return frame.select(pl.when(pl.col("text").is_null()).then(1).when("fine").then("number")).to_series()


def _named_columns(table: Table) -> pl.DataFrame:
    """The known columns as text; a known one that the file does not have is null."""
    names = table.frame.columns
    missing = [field.name for field in EVENT_FIELDS if field.required and field.name not in names]
    if missing:
        hints = [f"«{near}»" for name in missing if (near := nearest(name, names))]
        raise _refused(table, "no_such_column", f"it has no column {listed(missing)}; it has {listed(names, 30)}",
                       f"Did you name it {' or '.join(hints)}? Rename it." if hints else "Add the column.")
    known = [field.name for field in EVENT_FIELDS]
    texts = []
    for name in known:
        column = table.frame[name] if name in names else pl.Series(name, [None] * table.frame.height, dtype=pl.String)
        if column.dtype.is_nested():
            raise _refused(table, "nested_column", f"its column «{name}» holds {column.dtype}", "Flatten it.")
        texts.append(column.dt.to_string("iso:strict") if isinstance(column.dtype, pl.Datetime)
                     else column.cast(pl.String))
    return pl.DataFrame(texts)


def _refuse_rows(table: Table, wrong: pl.Series, name: str, cells: pl.DataFrame, what: str, *,
                 next_step: str) -> None:
    """Refuses the file when a row is wrong: says the first one, how many more, and what to do."""
    wrong = wrong.fill_null(False)
    if not wrong.any():
        return
    first = int(wrong.arg_max() or 0)
    said = cells[name][first]
    shown = f" («{said[:40]}»)" if said and "\x00" not in said and f"«{said}»" not in what else ""
    more = f", and {int(wrong.sum()) - 1:,} more rows have the same trouble" if wrong.sum() > 1 else ""
    raise _refused(table, "wrong_events", f"row {table.row[first]} has {what} in the column «{name}»{shown}{more}",
                   next_step)


def _refused(table: Table, code: str, what: str, next_step: str) -> InputRefused:
    return InputRefused(code, f"The events file «{table.label}» cannot be used: {what}.", next_step)
