"""The fast path: all records of a file read as columns, a field of a form at a time; all other messages one by one.

It vouches for what it reads as columns and raises ``Unvouched`` for the rest, which the plain path reads: packed speed and distance,
a time that is not one 32-bit number, and files with very many forms of record.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.values import Floats, Ints
from lifeworld_running.files.fit.content import (
    PER_ALONE,
    READ_ALONE_MAX,
    RECORDS_MAX,
    TOO_MANY,
    UNKNOWN_TIME,
    WORK_MAX,
    Content,
    Developer,
    Fault,
    Message,
    Records,
    Unvouched,
    developer_columns,
    no_records,
)
from lifeworld_running.files.fit.layout import Definition, Field
from lifeworld_running.files.fit.messages import message, spots
from lifeworld_running.files.fit.profile import (
    BASES,
    BEYOND,
    COMPRESSED,
    FIELD_DESCRIPTION,
    MESSAGES,
    RECORD,
    RECORD_FIELDS,
    TIMESTAMP,
)
from lifeworld_running.files.fit.walking import Walk, walked

FORMS_MAX = 64
AT_ONCE = 100_000
"""Records whose bytes are gathered at once, so that a large file is not held twice."""
TIME_BASES = frozenset({0x86, 0x8C})
Block = npt.NDArray[np.uint8]


def _gathered(data: bytes | memoryview, at: Ints, size: int) -> Block:
    """uint8[n * size]: the messages of one form beside one another."""
    windows = np.ndarray((max(len(data) - size + 1, 0),), dtype=f"V{size}", buffer=data, strides=(1,))
    return windows[at].view(np.uint8)


def _numbers(block: Block, n: int, size: int, offset: int, kind: str) -> npt.NDArray[np.generic]:
    """One number of each of n messages."""
    return np.ndarray((n,), dtype=kind, buffer=block, offset=offset, strides=(size,))


def _scaled(raw: npt.NDArray[np.generic], invalid: int | None, scale: float, offset: float) -> Floats:
    """Raw / scale - offset as float64, NaN where it is unknown or too large."""
    values = raw.astype(np.float64)
    if scale != 1.0:
        values /= scale
    if offset != 0.0:
        values -= offset
    if invalid is not None:
        values[raw == np.array(invalid, dtype=raw.dtype)] = np.nan
    if invalid is None or raw.itemsize > 4:
        values[~(np.abs(values) < BEYOND)] = np.nan
    return values


def _times(data: bytes | memoryview, definition: Definition, at: Ints) -> Ints | None:
    """int64[n]: the times that messages of one form carry, UNKNOWN_TIME where unknown; None for a form without one."""
    stamps = [f for f in definition.fields() if f.number == TIMESTAMP]
    if not stamps:
        return None
    if len(stamps) > 1 or stamps[0].base not in TIME_BASES or stamps[0].size != 4:
        raise Unvouched("a time that is not one 32-bit number")
    block = _gathered(data, at, definition.size)
    raw = _numbers(block, len(at), definition.size, stamps[0].offset, definition.order + "u4")
    times = raw.astype(np.int64)
    times[raw == (BASES[stamps[0].base].invalid or 0)] = UNKNOWN_TIME
    return times


def _all_times(data: bytes | memoryview, walk: Walk, rows: Ints) -> Ints:
    """int64[len(rows)]: the times of these messages, where some carry only the last five bits in their header byte.

    Such a message is the first moment with these bits at or after the last known time of any message of the file.
    """
    stamps = np.full(len(walk.at), UNKNOWN_TIME, dtype=np.int64)
    for number, definition in enumerate(walk.definitions):
        mine = np.flatnonzero(walk.which == number)
        if len(mine):
            times = _times(data, definition, walk.at[mine])
            if times is not None:
                stamps[mine] = times
    short = walk.heads >= 0x80
    said = stamps != UNKNOWN_TIME
    steps = short | said
    where = np.flatnonzero(steps)
    low = np.where(said[where], stamps[where], walk.heads[where]) & 31
    rise = np.diff(low, prepend=0) & 31
    rise[said[where]] = 0
    total = np.cumsum(rise)
    anchors = np.maximum.accumulate(np.where(said[where], np.arange(len(where)), -1))
    base = np.where(anchors >= 0, stamps[where][anchors] - total[anchors], 0)
    stamps[where] = base + total
    return stamps[rows]


def _vouched(definition: Definition, data: bytes | memoryview, at: Ints) -> list[Field]:
    """The fields of a form of record that become columns, if this path may read them."""
    fields = {f.number: f for f in definition.fields()}
    for f in (f for f in definition.fields() if f.number == COMPRESSED):
        block = _gathered(data, at, definition.size).reshape(-1, definition.size)
        if (block[:, f.offset:f.offset + f.size] != 0xFF).any():
            raise Unvouched("packed speed and distance")
    return [f for f in fields.values() if f.number in RECORD_FIELDS and f.numeric is not None]


def _records(data: bytes | memoryview, walk: Walk, rows: Ints, descriptions: list[Message]) -> Records:
    """All records as columns, in the order of the file; ``rows``: which messages are records."""
    n = len(rows)
    if not n:
        return no_records()
    which = walk.which[rows]
    numbers = [int(i) for i in np.flatnonzero(np.bincount(which))]
    if len(numbers) > FORMS_MAX:
        raise Unvouched(f"more than {FORMS_MAX} forms of record")
    short = bool((walk.heads[rows] >= 0x80).any())
    time = _all_times(data, walk, rows) if short else np.full(n, UNKNOWN_TIME, dtype=np.int64)
    developer = developer_columns(descriptions)
    found: tuple[dict[str, Floats], dict[str, Floats]] = ({}, {})
    for number in numbers:
        definition = walk.definitions[number]
        mine = np.flatnonzero(which == number) if len(numbers) > 1 else np.arange(n)
        for first in range(0, len(mine), AT_ONCE):
            part = mine[first:first + AT_ONCE]
            at = walk.at[rows[part]]
            if not short:
                times = _times(data, definition, at)
                if times is not None:
                    time[part] = times
            for own, name, values in _columns_of(data, definition, at, developer):
                if len(part) == n:
                    found[own][name] = values
                else:
                    found[own].setdefault(name, np.full(n, np.nan))[part] = values
    return Records(time, found[0], found[1])


def _columns_of(data: bytes | memoryview, definition: Definition, at: Ints, developer: dict[tuple[int, int], Developer]
                ) -> list[tuple[int, str, Floats]]:
    """The columns of the records of one form: whether the developer's (1) or the profile's (0), the name, the values."""
    wanted = _vouched(definition, data, at)
    block, order = _gathered(data, at, definition.size), definition.order
    found = []
    for f in wanted:
        base = BASES[f.base]
        raw = _numbers(block, len(at), definition.size, f.offset, f"{order}{base.kind}{base.size}")
        scaled = RECORD_FIELDS[f.number]
        found.append((0, scaled.name, _scaled(raw, base.invalid, scaled.scale, scaled.offset)))
    for d in {(d.developer, d.number): d for d in definition.developer_fields()}.values():
        way = developer.get((d.developer, d.number))
        if way is not None and d.size >= way.base.size:
            raw = _numbers(block, len(at), definition.size, d.offset, f"{order}{way.base.kind}{way.base.size}")
            found.append((1, way.column, _scaled(raw, way.base.invalid, way.scale, way.offset) * way.factor))
    return found


def content(data: bytes | memoryview, most: int = WORK_MAX) -> Content:
    """What the body of one FIT file holds, for at most ``most`` work. Errors: Unvouched, for a file that the plain path is to read."""
    walk = walked(data, most)
    alone = [spots(d, MESSAGES[d.message]) if d.message in MESSAGES else None for d in walk.definitions]
    is_alone = np.array([where is not None for where in alone], dtype=bool)
    is_record = np.array([d.message == RECORD for d in walk.definitions], dtype=bool)
    none = np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero(is_alone[walk.which]) if len(walk.at) else none
    messages: dict[int, list[Message]] = defaultdict(list)
    for at, number in zip(walk.at[rows[:READ_ALONE_MAX]].tolist(), walk.which[rows[:READ_ALONE_MAX]].tolist(), strict=True):
        where = alone[number]
        if where is not None:
            messages[walk.definitions[number].message].append(message(where, data, at))
    counts: dict[int, int] = defaultdict(int)
    for number, n in enumerate(np.bincount(walk.which, minlength=len(walk.definitions)).tolist()):
        counts[walk.definitions[number].message] += n
    points = np.flatnonzero(is_record[walk.which]) if len(walk.at) else none
    fault = Fault(TOO_MANY, int(walk.at[points[RECORDS_MAX]])) if len(points) > RECORDS_MAX else walk.fault
    records = _records(data, walk, points[:RECORDS_MAX], messages.get(FIELD_DESCRIPTION, []))
    n_alone = min(len(rows), READ_ALONE_MAX)
    return Content(records, dict(messages), dict(counts), fault, dropped=len(rows) - n_alone, work=walk.work + PER_ALONE * n_alone)
