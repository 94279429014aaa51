"""A table of text cells whose refusals name the file, the row and the cell; for the small files that people write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames import read_table

TRUE = ("true", "yes", "1")
FALSE = ("false", "no", "0")


@dataclass(frozen=True)
class Cells:
    """``frame`` holds stripped strings, null where a cell is empty; ``row`` counts from 1 after the header."""

    label: str
    frame: pl.DataFrame
    row: pl.Series

    def require(self, names: Sequence[str]) -> None:
        """Refuse a file that lacks one of the columns; the message names those that exist and the nearest."""
        for name in names:
            if name not in self.frame.columns:
                near = nearest(name, self.frame.columns)
                hint = f"Rename «{near}» to «{name}», if that is what it holds." if near else f"Add a column «{name}»."
                raise InputRefused("missing_column", f"«{self.label}» has no column «{name}»; its columns are "
                                   f"{listed(self.frame.columns)}.", hint)

    def text(self, name: str) -> pl.Series:
        """The column as text with single spaces; all null where the file lacks it."""
        if name not in self.frame.columns:
            return pl.Series(name, [None] * self.frame.height, pl.String)
        return self.frame[name]

    def refuse(self, wrong: pl.Series, code: str, says: str, next_step: str, shows: str | None = None) -> None:
        """Refuse the file when any row is ``wrong``; ``says`` continues "Row 3 of «maps.csv» ...".

        ``{}`` in ``says`` stands for the cell of the column ``shows``.
        """
        wrong = wrong.fill_null(False)
        if not wrong.any():
            return
        first = int(wrong.arg_true()[0])
        cell = self.frame[shows][first] if shows else ""
        n = int(wrong.sum())
        more = f" {n - 1} more row{'s have' if n > 2 else ' has'} the same trouble." if n > 1 else ""
        raise InputRefused(code, f"Row {self.row[first]} of «{self.label}» {says.format(cell)}.{more}", next_step)

    def number(self, name: str, low: float, high: float, meaning: str) -> pl.Series:
        """The column as Float64, null where empty; refuses text, infinities and values outside low .. high."""
        text = self.text(name)
        value = text.cast(pl.Float64, strict=False)
        unreadable = text.is_not_null() & (value.is_null() | ~value.is_finite())
        self.refuse(unreadable, "not_a_number", f"has «{{}}» in «{name}», which is not a number",
                    f"Write {meaning}, with a point before decimals.", name)
        self.refuse((value < low) | (value > high), "number_out_of_range", f"has «{{}}» in «{name}»",
                    f"Write {meaning}.", name)
        return value

    def whole(self, name: str, low: int, meaning: str) -> pl.Series:
        """The column as Int32, null where empty; 3 and 3.0 are whole, 3.5 is refused."""
        value = self.number(name, low, 1e6, meaning)
        self.refuse(value != value.floor(), "not_whole", f"has «{{}}» in «{name}», which is not a whole number",
                    f"Write {meaning}.", name)
        return value.cast(pl.Int32)

    def truth(self, name: str, default: bool) -> pl.Series:
        """The column as Boolean, ``default`` where empty; true, yes, 1, false, no and 0 are understood."""
        text = self.text(name).str.to_lowercase()
        self.refuse(text.is_not_null() & ~text.is_in([*TRUE, *FALSE]), "not_true_or_false", f"has «{{}}» in «{name}»",
                    "Write true or false.", name)
        return text.is_in(list(TRUE)).fill_null(default)


def read_cells(path: str | Path) -> Cells:
    """The table at ``path`` ("-" is standard input) as text cells; one damaged row refuses the file.

    Errors: InputRefused.
    """
    table = read_table(path)
    if table.damaged.height:
        row, reason = table.damaged.row(0)
        raise InputRefused("damaged_rows", f"Row {row} of «{table.label}» does not fit the table: {reason}",
                           "Correct the row, or quote cells that hold the separator.")
    nested = [name for name, kind in table.frame.schema.items() if kind.is_nested()]
    text = table.frame.drop(nested).with_columns(pl.all().cast(pl.String)).select(
        pl.all().str.replace_all(r"\s+", " ").str.strip_chars().replace({"": None}).name.map(str.strip)
    )
    return Cells(table.label, text, table.row)
