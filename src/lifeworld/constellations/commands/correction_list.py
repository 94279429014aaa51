"""Corrections as people read them at the terminal: the line, who and why, and what it did on the last run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import polars as pl

from lifeworld.constellations.core.corrections.rules import COLUMNS
from lifeworld.constellations.core.corrections.values import Correction

NOT_YET = "Not replayed yet: run `lifeworld map` again."


def lines_of(lines: Sequence[Correction], applied: pl.DataFrame | None) -> list[str]:
    """Three lines of text for each correction: what, who and why, what it did (``applied``: see ``read_applied``)."""
    if not lines:
        return ["There are no corrections."]
    did = {} if applied is None else {
        tuple(cells[: len(COLUMNS)]): cells[-1] or cells[-2] for cells in applied.select(*COLUMNS, "says", "problem").iter_rows()
    }
    found = []
    for line in lines:
        cells = asdict(line)
        when = f", {line.when}" if line.when else ""
        found += [
            f"{line.row:>4}  {what(line)}", f"      {line.who}{when}: {line.why}",
            f"      {did.get(tuple(cells[name] for name in COLUMNS), NOT_YET)}",
        ]
    return found


def what(line: Correction) -> str:
    """A correction in one line, without who and why.

    >>> what(Correction(2, "merge", "ana", "family_friends:lena", to="family_friends:sister"))
    'merge «family_friends:lena» -> «family_friends:sister», customer «ana»'
    """
    subject = " ".join(f"«{cell}»" for cell in (line.actor, line.statement, line.code) if cell)
    where = f", where the words hold «{line.where}»" if line.where else ""
    scope = f", customer «{line.customer}»" if line.customer else ""
    return f"{line.action} {subject}" + (f" -> «{line.to}»" if line.to else "") + where + scope
