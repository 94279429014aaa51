"""One table of a file as a declared frame: columns by name, cells in their types; every refusal names file, row, column and remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import polars as pl

from lifeworld.constellations.files.cells import FALSE, TRUE
from lifeworld.events.core.filetimes import times_us
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames import Table
from lifeworld.scorecard.core.frames import FRAMES, Column, Frame, Kind

BOUNDS: dict[tuple[str, str], tuple[float, float]] = {
    ("answers", "importance"): (1, 5), ("answers", "satisfaction"): (1, 5), ("weights", "weight"): (0, 4),
    ("goals", "days"): (0, inf), ("goals", "n_days"): (0, inf), ("goals", "n_known"): (0, inf), ("goals", "n_in"): (0, inf),
    ("trials", "days"): (0, inf), ("trials", "attempts"): (0, inf), ("starts", "steps"): (0, inf), ("starts", "account_steps"): (0, inf),
    ("partners", "orders"): (0, inf), ("partners", "filled"): (0, inf), ("partners", "disputes"): (0, inf),
    ("earnings", "outcome_days"): (0, inf),
}
"""Ends of what a number may be, where the frame's words name them."""
PARTS = (("goals", "n_known", "n_days"), ("goals", "n_in", "n_known"), ("partners", "filled", "orders"), ("partners", "disputes", "orders"),
         ("starts", "account_steps", "steps"))
"""Counts that cannot be larger than the count they are a part of: frame, part, whole."""
WHOLE_MAX = 2.0**53
REMEDY: tuple[tuple[Kind, str], ...] = ((pl.String, "a text"), (pl.Float64, "a number, with a point before decimals"),
                                        (pl.Int64, "a whole number"), (pl.Boolean, "true or false"))
_TIME = "a time, as 2026-05-01 or 2026-05-01T07:30+02:00; without a zone it is read as UTC"


@dataclass(frozen=True)
class Sheet:
    """A table on its way to be ``frame``: ``label`` names its file, ``row`` counts from 1 after the header."""

    frame: Frame
    label: str
    table: pl.DataFrame
    row: pl.Series

    def refuse(self, wrong: pl.Series, column: str, says: str, next_step: str) -> None:
        """Refuse where any row is ``wrong``; ``says`` follows "Row 3 of «goals.csv»", and «{}» in it stands for the cell."""
        wrong = wrong.fill_null(False)
        if not wrong.any():
            return
        first, n = int(wrong.arg_true()[0]), int(wrong.sum())
        cell = "" if column not in self.table.columns else str(self.table[column][first])[:60]
        more = f" {n - 1:,} more {'row has' if n == 2 else 'rows have'} the same trouble." if n > 1 else ""
        raise InputRefused("frame_refused", f"Row {self.row[first]} of «{self.label}» {says.replace('{}', cell)}.{more}", next_step)


def typed(found: Table, name: str, label: str) -> tuple[pl.DataFrame, list[str]]:
    """The table as the frame ``name`` declares it, and what was passed over, in sentences.

    Column names may be written in any case and with spaces. Errors: InputRefused for a needed column that is missing, a cell that is not
    of its kind, an empty cell where one is needed, and two rows with one key.
    """
    frame = FRAMES[name]
    table, passed = _named(found.frame, frame, label)
    sheet = Sheet(frame, label, table, found.row)
    made = pl.DataFrame([_cast(sheet, one) for one in frame.columns])
    whole = Sheet(frame, label, made, found.row)
    for owner, part, of in PARTS:
        if owner == name:
            whole.refuse(made[part] > made[of], part, f"has {{}} in «{part}», which is more than its «{of}»",
                         f"Write {_about(frame, part)}, and in «{of}» {_about(frame, of)}.")
    if frame.key:
        whole.refuse(made.select(pl.struct(frame.key).is_duplicated()).to_series(), frame.key[-1],
                     f"says the same as another row in {listed(frame.key)}: «{{}}»", f"One row is {frame.row}; leave one of both out.")
    return made, passed


def _named(table: pl.DataFrame, frame: Frame, label: str) -> tuple[pl.DataFrame, list[str]]:
    """Columns under their declared names; others are left out and named."""
    own = {one.name for one in frame.columns}
    known: dict[str, str] = {}
    for given in table.columns:
        plain = given.strip().lower().replace(" ", "_").replace("-", "_")
        if plain in own:
            if plain in known.values():
                raise InputRefused("duplicate_columns", f"«{label}» has two columns that both read as «{plain}».", "Leave one of both out.")
            known[given] = plain
    lost = [one for one in frame.columns if not one.null and one.name not in known.values()]
    others = [given for given in table.columns if given not in known]
    if lost:
        near = nearest(lost[0].name, others)
        hint = f"Rename «{near}» to «{lost[0].name}», if that is what it holds" if near else f"Add the column «{lost[0].name}»"
        raise InputRefused("missing_column", f"«{label}» has no column «{lost[0].name}»; its columns are {listed(table.columns)}.",
                           f"{hint}: {lost[0].about}{_among(lost[0])}.")
    absent = [one.name for one in frame.columns if one.name not in known.values()]
    return table.select(list(known)).rename(known), _passed(others, absent, label)


def _passed(others: Sequence[str], absent: Sequence[str], label: str) -> list[str]:
    """Columns that no factor reads, in a sentence; one that looks like a declared one that is absent is asked about."""
    if not others:
        return []
    meant = [f"«{given}» looks like «{near}»: rename it if it is that." for given in others if (near := nearest(given, absent))]
    were = "a column that no factor reads: it was" if len(others) == 1 else "columns that no factor reads: they were"
    return [" ".join([f"«{label}» has {were} passed over ({listed(others)}).", *meant])]


def _cast(sheet: Sheet, column: Column) -> pl.Series:
    """One column in its type, checked against null, its values and its ends."""
    if column.name not in sheet.table.columns:
        return _nothing(len(sheet.row), column)
    given = sheet.table[column.name]
    if given.dtype.is_nested() or given.dtype == pl.Binary:
        raise InputRefused("frame_refused", f"The column «{column.name}» of «{sheet.label}» holds lists or bytes, not single values.",
                           f"It is {column.about}{_among(column)}.")
    given = _text(given) if given.dtype in (pl.String, pl.Categorical, pl.Enum, pl.Null) else given
    sheet.refuse(given.is_null() & (not column.null), column.name, f"has nothing in «{column.name}»",
                 f"It is needed: {column.about}{_among(column)}.")
    made = _made(given, column)
    remedy = f"Write {next((said for kind, said in REMEDY if column.kind == kind), _TIME)}: {column.about}."
    sheet.refuse(given.is_not_null() & made.is_null(), column.name, f"has «{{}}» in «{column.name}»", remedy)
    if column.among:
        sheet.refuse(made.is_not_null() & ~made.is_in(column.among), column.name, f"has «{{}}» in «{column.name}»",
                     f"Write one of {listed(column.among)}: {column.about}.")
    if (sheet.frame.name, column.name) in BOUNDS:
        low, high = BOUNDS[sheet.frame.name, column.name]
        ends = f"from {low:g} to {high:g}" if high < inf else f"of {low:g} or more"
        sheet.refuse((made < low) | (made > high), column.name, f"has {{}} in «{column.name}»", f"Write a number {ends}: {column.about}.")
    return made.rename(column.name)


def _text(given: pl.Series) -> pl.Series:
    """Text without spaces at its ends; nothing is null."""
    text = pl.col("text").cast(pl.String).str.strip_chars()
    return pl.DataFrame({"text": given}).select(pl.when(text != "").then(text)).to_series().alias(given.name)


def _made(given: pl.Series, column: Column) -> pl.Series:
    """The cells in the column's type; null where a cell is not of it."""
    if column.kind == pl.String:
        return given.cast(pl.String)
    if column.kind == pl.Boolean:
        return _truths(given)
    if given.dtype == pl.Boolean:
        return _nothing(len(given), column)
    if isinstance(column.kind, pl.Datetime):
        return times_us(given, "UTC").cast(column.kind)
    return _nothing(len(given), column) if given.dtype.is_temporal() else _numbers(given, column.kind == pl.Int64)


def _nothing(n: int, column: Column) -> pl.Series:
    """A column of which nothing is known."""
    return pl.repeat(None, n, dtype=column.kind, eager=True).alias(column.name)


def _truths(given: pl.Series) -> pl.Series:
    if given.dtype == pl.Boolean:
        return given
    words = given.cast(pl.Int64, strict=False).cast(pl.String) if given.dtype.is_numeric() else given.cast(pl.String).str.to_lowercase()
    return words.replace_strict({**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}, default=None, return_dtype=pl.Boolean)


def _numbers(given: pl.Series, whole: bool) -> pl.Series:
    """Finite numbers; whole ones where asked."""
    if whole and given.dtype.is_integer():
        return given.cast(pl.Int64, strict=False)
    number = given.cast(pl.Float64, strict=False)
    fine = number.is_finite() & ((number == number.floor()) & (number.abs() < WHOLE_MAX) if whole else True)
    return pl.select(pl.when(fine).then(number)).to_series().cast(pl.Int64 if whole else pl.Float64)


def _about(frame: Frame, name: str) -> str:
    return next(one.about for one in frame.columns if one.name == name)


def _among(column: Column) -> str:
    return f" ({listed(column.among)})" if column.among else ""
