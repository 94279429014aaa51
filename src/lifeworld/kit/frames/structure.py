"""Where rows and cells begin and end in a block of delimited text, found with whole-array operations.

Polars parses well-formed blocks fast, but it fills short rows silently and may misread broken quotation. This scan
decides which blocks are well formed, and how many cells each row has, before polars sees them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

QUOTE, NEWLINE, RETURN = 0x22, 0x0A, 0x0D


@dataclass(frozen=True)
class Structure:
    """Rows of a block: ``ends`` (offset after each complete row's line end), ``cells`` and ``lines`` per row.

    ``lines`` counts the text lines that a row spans. ``regular`` is False when a quotation mark stands where RFC 4180
    has none; the other fields are then meaningless.
    """

    ends: NDArray[np.int64]
    cells: NDArray[np.int64]
    lines: NDArray[np.int64]
    blank: NDArray[np.bool_]
    regular: bool


def structure(block: bytes, separator: str, quoted: bool) -> Structure:
    r"""The structure of ``block`` up to its last complete row; a row without its line end is not part of it.

    >>> found = structure(b'1,"a\nb"\n2\n\n3', ",", True)
    >>> found.ends.tolist(), found.cells.tolist(), found.lines.tolist(), found.blank.tolist()
    ([8, 10, 11], [2, 1, 1], [2, 1, 1], [False, False, True])
    """
    codes = np.frombuffer(block, np.uint8)
    newlines = np.flatnonzero(codes == NEWLINE)
    separators = np.flatnonzero(codes == ord(separator))
    row_ends = newlines
    if quoted:
        quotes = np.flatnonzero(codes == QUOTE)
        if not _well_formed(codes, quotes, ord(separator)):
            nothing = np.empty(0, np.int64)
            return Structure(nothing, nothing, nothing, nothing.astype(bool), False)
        if quotes.size:
            row_ends = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
            separators = separators[np.searchsorted(quotes, separators) % 2 == 0]
    starts = np.concatenate(([0], row_ends[:-1] + 1)) if row_ends.size else row_ends
    cells = 1 + np.diff(np.searchsorted(separators, row_ends), prepend=0)
    lines = np.diff(np.searchsorted(newlines, row_ends, side="right"), prepend=0)
    lengths = row_ends - starts
    # A row of nothing but CR is the blank line of a CRLF file.
    blank = (lengths == 0) | ((lengths == 1) & (codes[np.minimum(starts, codes.size - 1)] == RETURN))
    return Structure(row_ends + 1, cells, lines, blank, True)


def _well_formed(codes: NDArray[np.uint8], quotes: NDArray[np.int64], separator: int) -> bool:
    """Whether marks open only at the start of a cell and close only at its end; a doubled mark is close plus open."""
    if not quotes.size:
        return True
    opening, closing = quotes[0::2], quotes[1::2]
    before = codes[opening[opening > 0] - 1]
    closing = closing[closing < codes.size - 1]
    after, then = codes[closing + 1], codes[np.minimum(closing + 2, codes.size - 1)]
    ends_cell = np.isin(after, (separator, NEWLINE, QUOTE)) | ((after == RETURN) & np.isin(then, (NEWLINE, RETURN)))
    return bool(np.isin(before, (separator, NEWLINE, QUOTE)).all() and ends_cell.all())
