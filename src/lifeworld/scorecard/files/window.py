"""The days that are asked for: rows that happened on other days are left out, and counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.figure import n_units
from lifeworld.scorecard.core.frames import Frames

TIMED = ("uses", "earnings", "starts")
"""Frames whose rows happened at a time."""
GOALS, DECLARED = "goals", "declared_at"
UNTIMED = ("answers", "trials", "designs", "choices")
"""Frames of what customers did or said, whose rows have no time; the others say how things are."""


def day(text: str, option: str) -> str:
    """A day as ISO writes it, "" for none. Errors: InputRefused where it is no day."""
    if not text:
        return ""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise InputRefused("no_day", f"«{text[:40]}» after {option} is no day.", "Write a day as 2026-05-01.") from None


def within(frames: Frames, since: str, until: str, as_of: str = "") -> tuple[Frames, tuple[str, ...]]:
    """The frames without rows before ``since`` or after ``until`` (both days belong to it, in UTC), how many those were, and which tables
    have no time by which they could be cut. Goals are those that were declared before the window.

    Rows without a time stay. Errors: InputRefused where the window ends before it begins, or begins after the day it is seen from.
    """
    if since and until and since > until:
        raise InputRefused("window_backwards", f"The window ends on {until}, before it begins on {since}.", "Give --since the earlier day.")
    if since and as_of and since > as_of:
        raise InputRefused("window_ahead", f"The window begins on {since}, after {as_of}, the day from which it is seen.",
                           "Give --since an earlier day, or --as-of a later one.")
    if not (since or until):
        return frames, ()
    tables: dict[str, Any] = dict(frames.by_name)
    begins, ends = (date.fromisoformat(day) for day in (since or "0001-01-01", until or "9999-12-31"))
    notes = []
    for name, column, inside, why in (
            *((name, "at", pl.col("at").dt.date().is_between(begins, ends), "happened on other days") for name in TIMED),
            (GOALS, DECLARED, pl.col(DECLARED).dt.date() < begins if since else pl.col(DECLARED).dt.date() <= ends,
             "were declared in the window or after it" if since else "were declared after the window")):
        if name not in tables:
            continue
        kept = tables[name].filter(inside.fill_null(True))
        lost, tables[name] = tables[name].height - kept.height, kept
        if lost:
            one = why.replace("were", "was") if lost == 1 else why
            notes.append(f"{n_units(lost, 'rows')} of «{name}» {one} and {'was' if lost == 1 else 'were'} left out.")
        if timeless := kept[column].null_count():
            notes.append(f"{n_units(timeless, 'rows')} of «{name}» {'has' if timeless == 1 else 'have'} no time and counted.")
    whole = [name for name in UNTIMED if name in tables and tables[name].height]
    if whole:
        notes.append(f"{listed(whole)} {'has' if len(whole) == 1 else 'have'} no time by which to cut: all rows counted, of whatever day.")
    return Frames(tables, frames.simulated), tuple(notes)
