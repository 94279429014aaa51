"""How a delimited text table is written: its separator and what a quotation mark means in it.

Quoting is one of five conventions, tried in this order on the beginning of the file:
``doubled`` (RFC 4180: a mark inside a quoted cell is written twice), ``spaced`` (the same with a space after each
separator), ``escaped`` (a backslash before the mark), ``literal`` (marks mean nothing: every line is a row) and
``lenient`` (doubled, but with broken marks here and there, repaired cell by cell).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Any, Literal

Quoting = Literal["doubled", "spaced", "escaped", "literal", "lenient"]

SEPARATORS = (",", ";", "\t", "|")
NO_SEPARATOR = "\x1f"
"""Separator of a table with one column: a control character that separates nothing in a text."""

SAMPLE_CHARS = 1 << 18
CELL_CHARS_MAX = 1 << 26
"""A longer cell can only come from a quotation mark that is never closed."""

LONE_RETURN = re.compile("\r(?!\n)")
RETURN_STAND_IN = "\ufdd0"
"""A character that no text holds; the csv module would take a carriage return inside an unquoted cell for an error."""

SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\r?\n', re.IGNORECASE)
"""The first line by which spreadsheets announce a separator; it is not part of the table."""

CSV_OPTIONS: dict[Quoting, dict[str, Any]] = {
    "doubled": {"doublequote": True, "strict": True},
    "spaced": {"doublequote": True, "skipinitialspace": True, "strict": True},
    "escaped": {"doublequote": False, "escapechar": "\\", "strict": True},
    "literal": {"quoting": csv.QUOTE_NONE},
    "lenient": {"doublequote": True, "strict": False},
}


@dataclass(frozen=True)
class Dialect:
    """Separator (one ASCII character) and quoting convention of a delimited table."""

    separator: str = ","
    quoting: Quoting = "doubled"


@dataclass(frozen=True)
class Layout:
    """What every row of a file shares: the name in messages, the dialect and the column names."""

    label: str
    dialect: Dialect
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Trial:
    """One way to read the sample: rows with as many cells as the header, other rows, rows with marks left over."""

    cells: int
    fitting: int
    ragged: int
    broken: bool
    left_over: int

    @property
    def share(self) -> float:
        return self.fitting / max(1, self.fitting + self.ragged)


def detect_dialect(sample: str, whole: bool = True) -> Dialect:
    r"""The dialect in which ``sample`` (the beginning of a file; ``whole`` where it is all of it) reads as a table.

    >>> detect_dialect('id;text\n1;"one; two"\n')
    Dialect(separator=';', quoting='doubled')
    >>> detect_dialect('id\ttext\n1\t"Great" watch\n2\t5" screen\n')
    Dialect(separator='\t', quoting='literal')
    """
    announced = SEPARATOR_LINE.match(sample)
    if announced:
        sample = sample[announced.end():]
    separators = (announced[1],) if announced and announced[1].isascii() else SEPARATORS
    trials = {separator: _tried(sample, separator, "lenient", whole) for separator in separators}
    best = max(separators, key=lambda separator: _merit(trials[separator]))
    separator = best if trials[best].cells > 1 else NO_SEPARATOR
    return Dialect(separator, _quoting(sample, separator, whole))


def _merit(trial: _Trial) -> tuple[bool, float, int]:
    return trial.cells > 1, round(trial.share, 1), trial.cells


def _quoting(sample: str, separator: str, whole: bool) -> Quoting:
    if '"' not in sample:
        return "doubled"
    lenient = _tried(sample, separator, "lenient", whole)
    mark = re.escape(separator)
    # A mark after separator and space that opens a cell; inside a quoted cell it would be doubled or close the cell.
    spaced = len(re.findall(rf'{mark} +"(?!["\r\n]|{mark}|\Z)', sample))
    for quoting in ("doubled", "spaced", "escaped", "literal"):
        trial = _tried(sample, separator, quoting, whole)
        if trial.broken or trial.share < max(0.9, lenient.share) or trial.cells < lenient.cells:
            continue
        if quoting == "escaped" and '\\"' not in sample:
            continue
        # Cells that would still wear their marks on both ends say that the marks are meant as quotation.
        left_over = {"doubled": spaced, "literal": trial.left_over}.get(quoting, 0)
        if left_over > 0.2 * trial.fitting:
            continue
        return quoting
    return "lenient"


def _tried(sample: str, separator: str, quoting: Quoting, whole: bool) -> _Trial:
    """Reads the sample in one dialect; that a sample cut in the middle ends inside a row is not held against it."""
    lines = LONE_RETURN.sub(RETURN_STAND_IN, sample).split("\n")
    lines = [line + "\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]
    rows: list[list[str]] = []
    broken = False
    allow_long_cells()
    reader = csv.reader(lines, delimiter=separator, **CSV_OPTIONS[quoting])
    try:
        rows.extend(row for row in reader if row)
    except csv.Error:
        broken = whole or reader.line_num < len(lines)
    if not rows:
        return _Trial(0, 0, 0, True, 0)
    cells, body = len(rows[0]), rows[1:] if whole else rows[1:-1]
    fitting = sum(len(row) == cells for row in body)
    left_over = sum(any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in row) for row in body)
    return _Trial(cells, fitting, len(body) - fitting, broken, left_over)


def allow_long_cells() -> None:
    """Lets the csv module read cells of up to CELL_CHARS_MAX characters; its own limit is 131,072.

    The limit belongs to the process and is not put back, because several files may be read in turns.
    """
    if csv.field_size_limit() < CELL_CHARS_MAX:
        csv.field_size_limit(CELL_CHARS_MAX)
