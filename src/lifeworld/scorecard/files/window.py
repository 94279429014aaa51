"""The days that are asked for: rows that happened on other days are left out, and counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from lifeworld.kit.errors import InputRefused
from lifeworld.scorecard.core.frames import Frames

TIMED = ("uses", "earnings", "starts")
"""Frames whose rows happened at a time; the others hold what was true in the window."""


def day(text: str, option: str) -> str:
    """A day as ISO writes it, "" for none. Errors: InputRefused where it is no day."""
    if not text:
        return ""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise InputRefused("no_day", f"«{text[:40]}» after {option} is no day.", "Write a day as 2026-05-01.") from None


def within(frames: Frames, since: str, until: str) -> tuple[Frames, tuple[str, ...]]:
    """The frames without rows before ``since`` or after ``until`` (both days belong to it, in UTC), and how many those were.

    Rows without a time stay. Errors: InputRefused where the window ends before it begins.
    """
    if since and until and since > until:
        raise InputRefused("window_backwards", f"The window ends on {until}, before it begins on {since}.", "Give --since the earlier day.")
    if not (since or until):
        return frames, ()
    tables: dict[str, Any] = dict(frames.by_name)
    notes = []
    for name in TIMED:
        if name not in tables:
            continue
        on = pl.col("at").dt.date()
        inside = (on >= date.fromisoformat(since or "0001-01-01")) & (on <= date.fromisoformat(until or "9999-12-31"))
        kept = tables[name].filter(inside.fill_null(True))
        lost, tables[name] = tables[name].height - kept.height, kept
        if lost:
            notes.append(f"{lost:,} {'row' if lost == 1 else 'rows'} of «{name}» happened on other days and "
                         f"{'was' if lost == 1 else 'were'} left out.")
    return Frames(tables, frames.simulated), tuple(notes)
