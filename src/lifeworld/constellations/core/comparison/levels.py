"""Levels in the order in which people expect them, and no more of them than a reader can hold against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from lifeworld.constellations.core.comparison.values import By
from lifeworld.kit.errors import listed

LEVELS_MAX = 12
PLURAL: Mapping[By, str] = {
    "group": "segments", "wave": "waves", "brand": "brands", "outcome": "bands of the outcome", "study": "studies",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STAGES = ("baseline", "pre", "before", "then", "old", "during", "mid", "post", "after", "new", "now", "follow-up")
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ].*)?)?)?$")
_PART = re.compile(r"(?P<year>\d{4})\W*(?P<kind>[QqHh])(?P<n>[1-4])$|(?P<kind2>[QqHh])(?P<n2>[1-4])\W*(?P<year2>\d{4})$")
_MONTH = re.compile(r"([A-Za-z]{3,9})\W*(\d{4})$")


def _when(name: str) -> tuple[int, float, int] | None:
    """Year, month and day of a date, a month, a quarter or half of a year; None for anything else."""
    text = name.strip()
    if found := _DATE.match(text):
        return int(found[1]), float(found[2] or 0), int(found[3] or 0)
    if found := _PART.match(text):
        kind, n = (found["kind"] or found["kind2"]).lower(), int(found["n"] or found["n2"])
        months = 3 if kind == "q" else 6
        return int(found["year"] or found["year2"]), months * (n - 1) + 0.5, 0
    if (found := _MONTH.match(text)) and found[1][:3].lower() in _MONTHS:
        return int(found[2]), float(_MONTHS.index(found[1][:3].lower()) + 1), 0
    return None


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which "wave 2" stands before "wave 10"."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", name.casefold()) if part)


def in_order(names: Iterable[str], seen: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Names in time where they are dates, quarters or stages; else numbered; else as first ``seen``; else by letter.

    ``seen`` gives the first time at which each name occurs, as text that sorts (ISO dates).

    >>> in_order(["2026 Q1", "2025 Q4"]), in_order(["wave 10", "wave 2"]), in_order(["after", "before"])
    (('2025 Q4', '2026 Q1'), ('wave 2', 'wave 10'), ('before', 'after'))
    """
    by_letter = sorted(set(names), key=lambda name: (_natural(name), name))
    times = {name: when for name in by_letter if (when := _when(name))}
    if len(times) == len(by_letter):
        return tuple(sorted(by_letter, key=times.__getitem__))
    if all(name.strip().casefold() in _STAGES for name in by_letter):
        return tuple(sorted(by_letter, key=lambda name: _STAGES.index(name.strip().casefold())))
    numbered = len({re.sub(r"\d+", "", name.casefold()) for name in by_letter}) == 1
    if numbered or not seen or any(not _when(seen.get(name) or "") for name in by_letter):
        return tuple(by_letter)
    return tuple(sorted(by_letter, key=lambda name: (seen[name], name)))


def first_seen(level: pl.Series, time: pl.Series) -> dict[str, str]:
    """The earliest time of each level, as given; levels without any are absent."""
    frame = pl.DataFrame({"level": level.cast(pl.String), "time": time.cast(pl.String)}).drop_nulls()
    return dict(frame.group_by("level").agg(pl.col("time").min()).rows())


def kept_levels(level: pl.Series, speaker: pl.Series, by: By, time: pl.Series | None = None) -> tuple[tuple[str, ...], str]:
    """The levels to compare, in order, and a sentence on those that are left out ("" where none is).

    ``level`` is one name a statement (null = at none), ``speaker`` who made it. The twelve with most speakers are kept.
    """
    frame = pl.DataFrame({"level": level.cast(pl.String), "speaker": speaker}).drop_nulls("level")
    sizes = frame.group_by("level").agg(pl.col("speaker").n_unique()).sort("speaker", "level", descending=[True, False])
    names: list[str] = sizes["level"].to_list()
    kept, rest = names[:LEVELS_MAX], names[LEVELS_MAX:]
    seen = first_seen(level, time) if by == "wave" and time is not None else None
    most = "customers" if speaker.str.starts_with("customer ").any() else "statements"
    note = (
        f"Of {len(names):,} {PLURAL[by]} the {LEVELS_MAX} with most {most} are compared; left out are "
        f"{listed(sorted(rest), 6)}." if rest else ""
    )
    return in_order(kept, seen), note
