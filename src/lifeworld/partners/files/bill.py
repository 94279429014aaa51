"""A bill of materials as a file: the ``bom.csv`` that designs leave, or any CSV with items and quantities."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from lifeworld.kit.errors import InputRefused

BYTES_MAX = 4 * 1024**2
DIGITS_MAX = 9
NAMES = {"quantity": ("quantity", "qty", "pieces"), "item": ("item",), "mpn": ("mpn", "part number"),
         "manufacturer": ("manufacturer", "maker")}


@dataclass(frozen=True)
class BillRow:
    """One line of a bill: what is in it for one design. ``called``: how people call it; nothing else where no item is named."""

    quantity: int
    item: str
    mpn: str
    manufacturer: str
    called: str


def read_bill(path: Path) -> list[BillRow]:
    """The lines with a quantity above 0, in the order of the file. Columns: ``item`` or ``mpn`` (with ``manufacturer``), and ``quantity``.

    Errors: InputRefused names the row.
    """
    if path.stat().st_size > BYTES_MAX:
        raise InputRefused("file_too_large", f"«{path.name}» has more than {BYTES_MAX // 1024**2} MiB.", "Give one bill of materials.")
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputRefused("no_bill", f"«{path.name}» is no CSV in UTF-8.", "Save it as CSV, in UTF-8.") from error
    heads = {str(name).strip().lower(): name for name in (rows[0] if rows else {}) if name}
    column = {key: next((heads[name] for name in names if name in heads), None) for key, names in NAMES.items()}
    if not column["quantity"] or not (column["item"] or column["mpn"]):
        raise InputRefused("no_bill", f"«{path.name}» has no line, or no columns that say what and how many.",
                           "Name them item (or mpn and manufacturer) and quantity.")
    found = []
    for number, row in enumerate(rows, start=2):
        cell = {key: _plain(row.get(name)) if name else "" for key, name in column.items()}
        digits = cell["quantity"] or "0"
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > DIGITS_MAX:
            raise InputRefused("bad_quantity", f"Row {number} of «{path.name}» wants «{digits[:20]}» pieces.", "Write a whole number.")
        if int(digits):
            called = cell["item"] or cell["mpn"] or _plain(row.get("title")) or _plain(row.get("slot")) or f"row {number}"
            found.append(BillRow(int(digits), cell["item"], cell["mpn"], cell["manufacturer"], called))
    return found


def _plain(text: str | None) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    told = (text or "").strip()
    return told[1:] if told[:1] == "'" and told[1:2] in {"=", "+", "-", "@"} else told
