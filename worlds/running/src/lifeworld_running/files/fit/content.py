"""What one FIT file holds, whichever path read it: its records as columns, its other messages one by one, and where it breaks off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lifeworld_running.core.values import Floats, Ints
from lifeworld_running.files.fit.profile import BASES, DEVELOPER_NAMES, DEVELOPER_UNITS, NATIVE_COLUMNS, RECORD, Base

TRUNCATED, DAMAGED, TOO_MANY = "truncated", "damaged", "too-many-messages"
WORK_MAX = 1_200_000
"""What one file may cost: a message counts one, so that this is two weeks of one a second; what takes longer to read counts more."""
PER_DEFINITION, PER_NEW, PER_ALONE = 8, 20, 20
"""A definition; one that was not there before, to which each of its fields adds one; a message that is read alone."""
RECORDS_MAX = 400_000
"""More than four days of one a second, whose columns stay under 100 MB while they are made."""
READ_ALONE_MAX = 20_000
"""Laps, events, devices and the like that are read one by one."""
UNKNOWN_TIME = -1

Message = dict[str, float | str]
"""A message read by itself: only the fields that are known."""


class Unvouched(Exception):
    """The fast path met something that it leaves to the plain one; the message says what."""


class Fault(NamedTuple):
    """Why reading ended before the end: what (one of the codes above), and at which byte of the file."""

    code: str
    at: int


@dataclass(frozen=True)
class Records:
    """``time``: int64[n] FIT seconds, UNKNOWN_TIME where unknown; columns float64[n] by the profile's names; developer's own by column."""

    time: Ints
    columns: Mapping[str, Floats]
    developer: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.time)


@dataclass(frozen=True)
class Content:
    """The messages of the profile that are read, by their number and in the file's order; ``counts``: of all messages, by number.

    ``plainly``: why the plain path read it, "" where the fast one did. ``dropped``: messages read alone beyond their limit, left out.
    ``work``: what reading it cost, in the units of WORK_MAX.
    """

    records: Records
    messages: Mapping[int, list[Message]]
    counts: Mapping[int, int]
    fault: Fault | None = None
    plainly: str = ""
    dropped: int = 0
    work: int = 0


class Developer(NamedTuple):
    """How a field that the file describes itself is read into a column: (raw / scale - offset) times factor."""

    column: str
    base: Base
    scale: float
    offset: float
    factor: float


def developer_columns(descriptions: list[Message]) -> dict[tuple[int, int], Developer]:
    """Which developer fields stand for which columns, by (developer, field).

    A field stands for a column if it says so by a number of the profile, or by a name and a unit that are known; the first described
    field of a column has it. Of two descriptions of one field the first holds.
    """
    chosen: dict[tuple[int, int], Developer] = {}
    seen: set[tuple[int, int]] = set()
    taken: set[str] = set()
    for said in descriptions:
        number, place = said.get("developer"), said.get("field")
        key = (int(number) if isinstance(number, float) else -1, int(place) if isinstance(place, float) else -1)
        if min(key) < 0 or key in seen:
            continue
        seen.add(key)
        found = _developer(said)
        if found is not None and found.column not in taken:
            taken.add(found.column)
            chosen[key] = found
    return chosen


def _developer(said: Message) -> Developer | None:
    """One description as the way to read its column, or None."""
    base_number, native, message = said.get("base"), said.get("native_field"), said.get("native_message")
    base = BASES.get(int(base_number)) if isinstance(base_number, float) else None
    if base is None or (message is not None and message != RECORD):
        return None
    units = str(said.get("units", "")).strip().lower()
    named = DEVELOPER_NAMES.get(str(said.get("name", "")).strip().lower())
    column = NATIVE_COLUMNS.get(int(native)) if isinstance(native, float) else named
    if column is None:
        return None
    factor = DEVELOPER_UNITS[column].get(units, 1.0 if isinstance(native, float) and not units else None)
    if factor is None:
        return None
    scale, offset = said.get("scale"), said.get("offset")
    scale = scale if isinstance(scale, float) and 1 <= scale < 255 else 1.0
    return Developer(column, base, scale, offset if isinstance(offset, float) and abs(offset) <= 128 else 0.0, factor)


def no_records() -> Records:
    """The records of a file that has none."""
    return Records(np.zeros(0, dtype=np.int64), {}, {})
