"""Delimited tables of other programs as columns of text: also tables with a header only, which say that there is nothing."""

from __future__ import annotations

import csv
import io
import re

import polars as pl

from lifeworld.constellations.core.exchange.cells import plain_cells
from lifeworld.kit.errors import InputRefused, listed

SEPARATORS = (",", ";", "\t")

_NA = re.compile(r'"(?:[^"]|"")*"|(?<![^,;\t\n])NA(?![^,;\t\r\n])')


def text_table(content: bytes, label: str) -> pl.DataFrame:
    """The table as text cells, null where empty; guarding apostrophes are undone. ``label`` names the file in messages.

    The separator is the one of comma, semicolon and tab that the header has most of; UTF-8 with or without BOM, UTF-16 with BOM, else
    Windows-1252. Where the header is in quotation marks, as R writes it, NA without them is unknown.
    Errors: InputRefused for an empty file, a header with a name twice, rows of another length than the header.

    >>> text_table("ego;x\\r\\na;'=1\\r\\n".encode(), "a.csv").rows()
    [('a', '=1')]
    """
    text = _decoded(content)
    if text.startswith('"'):
        text = _NA.sub(lambda found: found[0] if found[0].startswith('"') else "", text)
    head = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=head.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True) if row]
    except csv.Error as error:
        raise InputRefused("damaged_table", f"«{label}» is no table that can be read: {error}.", "Export it again.") from error
    if not rows:
        raise InputRefused("empty_file", f"«{label}» is empty.", "Export it again.")
    header = [name.strip() for name in rows[0]]
    if len(set(header)) < len(header):
        twice = sorted({name for name in header if header.count(name) > 1})
        raise InputRefused("column_twice", f"«{label}» has the columns {listed(twice)} more than once.", "Rename one of them.")
    if set(map(len, rows)) != {len(header)}:
        wrong = next(number for number, row in enumerate(rows) if len(row) != len(header))
        raise InputRefused("damaged_rows", f"Row {wrong} of «{label}» has {len(rows[wrong])} cells, but the header has {len(header)}.",
                           "Correct the row, or quote cells that hold the separator.")
    columns = zip(*rows[1:], strict=True) if len(rows) > 1 else ([] for _ in header)
    return plain_cells(pl.DataFrame({name: pl.Series(name, cells, pl.String) for name, cells in zip(header, columns, strict=True)}))


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
