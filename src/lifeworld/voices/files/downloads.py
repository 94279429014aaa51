"""Tables as bytes that a browser takes home: CSV and XLSX, in which no text becomes a formula."""

from __future__ import annotations

import math
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import polars as pl
import xlsxwriter

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames.writing import flat_cells, guarded

FORMATS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CELL_CHARS_MAX = 32_767


def table_bytes(sheets: Mapping[str, pl.DataFrame], kind: str) -> bytes:
    """The tables as one file; CSV takes the first one only. Errors: InputRefused for another format.

    >>> table_bytes({"a": pl.DataFrame({"code": ["=1+1"], "n": [2]})}, "csv")
    b"code,n\\n'=1+1,2\\n"
    """
    if kind not in FORMATS:
        raise InputRefused("table_format", f"Tables do not come as «{kind}».", "Use csv or xlsx.")
    if kind == "csv":
        return flat_cells(guarded(next(iter(sheets.values())))).write_csv().encode()
    held = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        for name, frame in sheets.items():
            _sheet(book.add_worksheet(name[:31]), frame, head)
    return held.getvalue()


def _sheet(sheet: Any, frame: pl.DataFrame, head: Any) -> None:
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(frame.columns):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, max(10, min(len(name) + 2, 30)))
    for number, row in enumerate(frame.iter_rows(), start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value[:CELL_CHARS_MAX])
            elif value is not None and math.isfinite(value):
                sheet.write_number(number, column, value)
