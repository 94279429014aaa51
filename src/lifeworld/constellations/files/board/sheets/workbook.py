"""Writing the workbook: row by row, so that its size does not matter; a text is a text, whatever it begins with."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.board.clean import visible
from lifeworld.constellations.files.board.sheets.tables import Table, tables

ROWS_MAX = 1_048_574
"""Rows of a sheet below its header, less one for the line that says what was left out."""
CELL_MAX = 32_767
CUT = " [cut: the cell is full]"
_EPOCH = datetime(2000, 1, 1)
"""A fixed moment: the same study gives the same bytes."""
_WIDTHS = {pl.String: (12, 60), pl.Boolean: (8, 12)}
_PROBE = 200


def write_workbook(study: MappedStudy, path: Path) -> None:
    """Write all tables of a study to ``path``.

    Strings never become formulas or links; a text over 32,767 characters is cut and says so; a table with more rows than
    a sheet can hold is cut, and its last row says where the whole is.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": visible(study.title)[:255], "comments": visible(study.label)[:255], "created": _EPOCH})
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "bg_color": "#F2EEE6"})
        body = book.add_format({"valign": "top"})
        for table in tables(study):
            _sheet(book, table, head, body)


def _sheet(book: Any, table: Table, head: Any, body: Any) -> None:
    """One table with a frozen header, widths after its first rows, and a filter."""
    sheet, frame = book.add_worksheet(table.name), table.frame
    sheet.freeze_panes(1, 1)
    for c, name in enumerate(frame.columns):
        sheet.set_column(c, c, _width(frame.get_column(name)), body)
        sheet.write_string(0, c, name, head)
    shown = min(frame.height, ROWS_MAX)
    if frame.width:
        sheet.autofilter(0, 0, max(shown, 1), frame.width - 1)
    for r, row in enumerate(frame.head(shown).iter_rows(), start=1):
        for c, value in enumerate(row):
            _write(sheet, r, c, value)
    if shown < frame.height:
        sheet.write_string(shown + 1, 0, f"{frame.height - shown:,} more rows do not fit into a sheet; they are in {table.elsewhere}.")


def _write(sheet: Any, row: int, column: int, value: object) -> None:
    """One cell: empty where unknown, a number as a number, everything else as a text."""
    if value is None or (isinstance(value, float) and math.isnan(value)) or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value)
    else:
        text = str(value)
        sheet.write_string(row, column, text if len(text) <= CELL_MAX else text[: CELL_MAX - len(CUT)] + CUT)


def _width(column: pl.Series) -> float:
    """The width of a column in characters: that of its longest line among the first rows, within bounds."""
    least, most = _WIDTHS.get(type(column.dtype), (9, 14))
    longest = 0
    if column.dtype == pl.String:
        longest = int(str(column.head(_PROBE).str.len_chars().max() or 0))
    return float(min(max(least if longest else 9, longest, len(column.name) + 3), most))
