"""The plain path: a file read message by message, with no columns and no leaps. Slow, short, and what the fast path is held against.

It reads all that the fast path reads, by the same tables of the profile, and what that one leaves to it: packed speed and distance,
times of other widths, and files with very many forms of record.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from struct import Struct

import numpy as np

from lifeworld_running.files.fit.content import (
    DAMAGED,
    PER_ALONE,
    PER_DEFINITION,
    PER_NEW,
    READ_ALONE_MAX,
    TOO_MANY,
    TRUNCATED,
    UNKNOWN_TIME,
    WORK_MAX,
    Content,
    Developer,
    Fault,
    Message,
    Records,
    developer_columns,
)
from lifeworld_running.files.fit.layout import Definition, definition_of, end_of_definition, is_definition, local_of
from lifeworld_running.files.fit.messages import Spot, message, number, spots
from lifeworld_running.files.fit.profile import COMPRESSED, FIELD_DESCRIPTION, MESSAGES, RECORD, RECORD_FIELDS, TIMES, TIMESTAMP, Scaled

PLAINLY_MAX = 100_000
"""The work that this path does before it gives up; a record of eight fields counts three."""
FIELDS_AT_ONE = 4
NAN = math.nan


class Form:
    """A definition prepared for reading its messages one by one."""

    def __init__(self, definition: Definition) -> None:
        wanted = RECORD_FIELDS if definition.message == RECORD else MESSAGES.get(definition.message, {})
        self.definition = definition
        self.spots = spots(definition, wanted)
        self.time = spots(definition, {TIMESTAMP: Scaled("time")})
        self.packed = [f.offset for f in definition.fields() if f.number == COMPRESSED and f.size == 3]
        fields = {(d.developer, d.number): d for d in definition.developer_fields()} if definition.message == RECORD else {}
        self.developer = list(fields.values())
        self.work = 1 + (len(self.spots) + len(self.developer)) // FIELDS_AT_ONE


class _Reading:
    """What has been read so far, and the two numbers that go from message to message: the last time and the packed distance."""

    def __init__(self, data: bytes | memoryview, developer: dict[tuple[int, int], Developer]) -> None:
        self.data, self.ways = data, developer
        self.messages: dict[int, list[Message]] = defaultdict(list)
        self.counts: dict[int, int] = defaultdict(int)
        self.times = array("q")
        self.columns: tuple[dict[str, array[float]], dict[str, array[float]]] = ({}, {})
        self.last, self.packed_distance = 0, 0
        self.alone = self.dropped = self.walked = 0

    def time_of(self, form: Form, head: int, at: int) -> int:
        """The time of a message: its own, or the first moment with the five bits of its header byte since the last known one."""
        known = [value for spot in form.time if spot.unpack is not None and (value := number(spot, self.data, at)) is not None]
        if known and 0 <= known[-1] < TIMES:
            self.last = int(known[-1])
            return self.last
        if head & 0x80:
            self.last += (head - self.last) & 31
            return self.last
        return UNKNOWN_TIME

    def take(self, form: Form, head: int, at: int) -> None:
        """Read one message."""
        kind = form.definition.message
        self.counts[kind] += 1
        time = self.time_of(form, head, at)
        if kind == RECORD:
            self.record(form, at, time)
        elif kind in MESSAGES:
            self.alone += 1
            if self.alone <= READ_ALONE_MAX:
                self.messages[kind].append(message(form.spots, self.data, at))
            else:
                self.dropped += 1

    def record(self, form: Form, at: int, time: int) -> None:
        """One record: a row of the columns."""
        row = message(form.spots, self.data, at)
        for offset in form.packed:
            self.unpack(row, at + offset)
        developer: Message = {}
        for d in form.developer:
            way = self.ways.get((d.developer, d.number))
            if way is not None and d.size >= way.base.size:
                spot = Spot("", d.offset, d.size, Struct(form.definition.order + way.base.letter), way.base.invalid, way.scale, way.offset)
                value = number(spot, self.data, at)
                if value is not None:
                    developer[way.column] = value * way.factor
        n = len(self.times)
        self.times.append(time)
        for columns, values in zip(self.columns, (row, developer), strict=True):
            for name, said in values.items():
                column = columns.setdefault(name, array("d"))
                column.extend([NAN] * (n - len(column)))
                column.append(float(said))

    def unpack(self, row: Message, at: int) -> None:
        """Twelve bits of speed (1/100 m/s) and twelve of distance (1/16 m, which start anew after 256 m)."""
        low, middle, high = self.data[at], self.data[at + 1], self.data[at + 2]
        if low == middle == high == 0xFF:
            return
        self.packed_distance += ((high << 4 | middle >> 4) - self.packed_distance) & 0xFFF
        row.setdefault("speed", (low | (middle & 15) << 8) / 100)
        row.setdefault("distance", self.packed_distance / 16)

    def content(self, fault: Fault | None, why: str) -> Content:
        """All of it."""
        n = len(self.times)
        columns = [{name: np.array([*column, *[NAN] * (n - len(column))], dtype=np.float64) for name, column in part.items()}
                   for part in self.columns]
        records = Records(np.array(self.times, dtype=np.int64), columns[0], columns[1])
        work = self.walked + PER_ALONE * min(self.alone, READ_ALONE_MAX)
        return Content(records, dict(self.messages), dict(self.counts), fault, why, self.dropped, work)


def _walk(data: bytes | memoryview, reading: _Reading, most: int) -> Fault | None:
    """Hand each message to the reading, until the end, the first fault or ``most`` work."""
    forms: dict[int, Form] = {}
    prepared: dict[bytes, Form] = {}
    at = 0
    while at < len(data):
        head = data[at]
        if is_definition(head):
            after = end_of_definition(data, at)
            if after is None:
                return Fault(TRUNCATED, at)
            if reading.walked >= most:
                return Fault(TOO_MANY, at)
            raw = bytes(data[at:after])
            reading.walked += PER_DEFINITION + (0 if raw in prepared else PER_NEW + len(raw) // 3)
            forms[local_of(head)] = prepared.get(raw) or prepared.setdefault(raw, Form(definition_of(raw)))
            at = after
            continue
        form = forms.get(local_of(head))
        if form is None:
            return Fault(DAMAGED, at)
        if at + form.definition.size > len(data):
            return Fault(TRUNCATED, at)
        if reading.walked >= most:
            return Fault(TOO_MANY, at)
        reading.walked += form.work
        reading.take(form, head, at)
        at += form.definition.size
    return None


def _descriptions(data: bytes | memoryview, most: int) -> list[Message]:
    """The fields that the file describes itself, wherever it does."""
    reading = _Described(data, {})
    _walk(data, reading, most)
    return reading.messages.get(FIELD_DESCRIPTION, [])


class _Described(_Reading):
    """Reads only descriptions of fields."""

    def take(self, form: Form, head: int, at: int) -> None:
        """One message, if it describes a field."""
        if form.definition.message == FIELD_DESCRIPTION and len(self.messages[FIELD_DESCRIPTION]) < READ_ALONE_MAX:
            self.messages[FIELD_DESCRIPTION].append(message(form.spots, self.data, at))


def content(data: bytes | memoryview, most: int = WORK_MAX, why: str = "asked for") -> Content:
    """What the body of one FIT file holds, read message by message; ``why`` it is read so."""
    most = min(most, PLAINLY_MAX)
    reading = _Reading(data, developer_columns(_descriptions(data, most)))
    return reading.content(_walk(data, reading, most), why)
