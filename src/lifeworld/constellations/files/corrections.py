"""``corrections.csv``: what people corrected, one line a correction, to be read and edited by hand or in a spreadsheet.

Its columns are those of ``core.corrections.rules.COLUMNS``. Lines are replayed in their order by every ``lifeworld map``
into the folder that holds the file; no run writes it. A cell that a spreadsheet would take for a formula has an
apostrophe before it, which reading takes away again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from lifeworld.constellations.core.corrections.rules import COLUMNS, hint, wrong
from lifeworld.constellations.core.corrections.values import Correction
from lifeworld.kit.errors import InputRefused, RunFailed, listed
from lifeworld.kit.frames import atomic_path, read_table

CORRECTIONS_FILE = "corrections.csv"
APPLIED_FILE = "corrections_applied.csv"
"""What each correction did on the last run; made anew by every run that has corrections."""

NEEDED = ("action", "who", "why")
_RISKY, _ESCAPED = r"^'*[=+\-@\t\r\n]", r"^'+[=+\-@\t\r\n]"
_NUMBER = r"^[+\-]?\d+([.,]\d+)?$"


def read_corrections(path: str | Path) -> tuple[Correction, ...]:
    """The corrections of a file, in its order; ``row`` is the line in a spreadsheet, the header being line 1.

    Errors: InputRefused for a file that cannot be read as a table, an unknown column, and for an unknown action, category,
    code or value, a missing cell, or a cell that the action does not use; it names the line and the column.
    """
    try:
        table = read_table(path)
    except InputRefused as error:
        if error.code in ("no_rows", "empty_file"):
            return ()
        raise
    if table.damaged.height:
        row, reason = table.damaged.row(0)
        raise InputRefused("wrong_correction", f"Line {row + 1} of «{path}» does not fit its header: {reason}",
                           "Correct the line; put cells with commas into quotation marks.")
    _check_header(table.frame.columns, path)
    cells = table.frame.select(_plain(name) if name in table.frame.columns else pl.lit("").alias(name) for name in COLUMNS)
    found = [Correction(row + 1, *line) for row, line in zip(table.row, cells.iter_rows(), strict=True) if any(line)]
    for line in found:
        check(line, f"Line {line.row} of «{path}»")
    return tuple(found)


def check(line: Correction, where: str) -> None:
    """Refuse a correction that says something that cannot be. Errors: InputRefused, which begins with ``where``."""
    mistake = wrong(line)
    if mistake:
        raise InputRefused("wrong_correction", f"{where}, column «{mistake.column}»: {mistake.says}", mistake.next_step)


def _check_header(names: Sequence[str], path: str | Path) -> None:
    for name in names:
        if name not in COLUMNS:
            raise InputRefused("wrong_correction", f"«{path}» has the unknown column «{name}».", hint(name, tuple(COLUMNS)))
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise InputRefused("wrong_correction", f"«{path}» has no column {listed(missing)}.",
                           f"Its header is {','.join(COLUMNS)}.")


def _plain(name: str) -> pl.Expr:
    """A cell as it was meant: without the apostrophe of a guarded cell, white space folded; "+1" is 1."""
    cell = pl.col(name).cast(pl.String).fill_null("").str.replace_all(r"\s+", " ").str.strip_chars()
    plain = pl.when(cell.str.contains(_ESCAPED)).then(cell.str.slice(1)).otherwise(cell)
    return (plain.str.replace(r"^\+?([01])$", "$1") if name == "to" else plain).alias(name)


def write_corrections(lines: Sequence[Correction], path: Path, seen: bytes | None) -> None:
    """Write all lines, atomically; ``seen`` are the bytes that the file had when it was read (None: there was none).

    Errors: RunFailed where somebody else has changed the file since, or the disk does not take it.
    """
    frame = pl.DataFrame([[getattr(line, name) for name in COLUMNS] for line in lines], schema=dict.fromkeys(COLUMNS, pl.String),
                         orient="row")
    with atomic_path(path) as work:
        frame.with_columns(_guarded(name) for name in COLUMNS).write_csv(work)
        if bytes_of(path) != seen:
            raise RunFailed("corrections_changed", f"«{path}» was changed by somebody else at this moment, so nothing was written.",
                            "Run the same command again.")


def bytes_of(path: Path) -> bytes | None:
    """The file as it stands, or None where there is none."""
    return path.read_bytes() if path.exists() else None


def _guarded(name: str) -> pl.Expr:
    """An apostrophe before what a spreadsheet would run, and before what looks as if it had one already."""
    cell = pl.col(name)
    risky = cell.str.contains(_RISKY) & ~cell.str.contains(_NUMBER)
    return pl.when(risky).then("'" + cell).when(cell != "").then(cell).alias(name)  # an empty cell stays empty in the file


def corrections_for(named: Path | None, out: Path | None) -> tuple[Correction, ...]:
    """The corrections of a run: of the file that is named, else of ``corrections.csv`` in ``out``, else none.

    Errors: InputRefused where a named file is missing, where both files have lines, and as ``read_corrections``.
    """
    own = out / CORRECTIONS_FILE if out is not None else None
    there = read_corrections(own) if own is not None and own.exists() else ()
    if named is None:
        return there
    found = read_corrections(named)
    if there and own is not None and named.resolve() != own.resolve():
        raise InputRefused(
            "two_files_of_corrections", f"There are corrections in «{named}», which the run names, and in «{own}».",
            f"Move the lines into «{named}» and remove the other file; `lifeworld correct --corrections {named} {out}` adds to it.")
    return found


def read_applied(folder: Path) -> pl.DataFrame | None:
    """What each correction did on the last run (see ``applied_frame``, all as text), or None where nothing was replayed."""
    path = folder / APPLIED_FILE
    if not path.exists():
        return None
    frame = read_table(path).frame
    return frame.with_columns(_plain(name) for name in frame.columns)
