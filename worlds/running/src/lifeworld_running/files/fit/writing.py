"""Write a recording as a FIT file that any program reads: records, pauses, laps, session, and a checksum that holds."""

from __future__ import annotations

from struct import pack

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.values import PLANNED, UNTIMED, Floats, Recording
from lifeworld_running.files.fit.checksum import checksum
from lifeworld_running.files.fit.layout import Definition
from lifeworld_running.files.fit.names import ACTIVITY, BOTH_FEET, COURSE_FILE, SPORTS
from lifeworld_running.files.fit.profile import BASES, COURSE, EPOCH_S, EVENT, FILE_ID, LAP, RECORD, SEMICIRCLES, SESSION, TIMESTAMP
from lifeworld_running.files.fit.timeline import START, TIMER

ACTIVITY_MESSAGE, STOP_ALL, MAKER = 34, 4, 255
FORMS: dict[int, tuple[tuple[int, int], ...]] = {
    FILE_ID: ((0, 0x00), (1, 0x84), (2, 0x84), (3, 0x8C), (4, 0x86)),
    EVENT: ((TIMESTAMP, 0x86), (0, 0x00), (1, 0x00)),
    RECORD: ((TIMESTAMP, 0x86), (0, 0x85), (1, 0x85), (78, 0x86), (5, 0x86), (73, 0x86), (3, 0x02), (4, 0x02), (53, 0x02), (7, 0x84),
             (13, 0x01)),
    LAP: ((TIMESTAMP, 0x86), (2, 0x86), (7, 0x86), (8, 0x86)),
    SESSION: ((TIMESTAMP, 0x86), (2, 0x86), (7, 0x86), (8, 0x86), (9, 0x86), (59, 0x86), (11, 0x84), (16, 0x02), (17, 0x02), (20, 0x84),
              (22, 0x84), (23, 0x84), (18, 0x02), (92, 0x02), (124, 0x86), (5, 0x00), (0, 0x00), (1, 0x00), (26, 0x84)),
    ACTIVITY_MESSAGE: ((TIMESTAMP, 0x86), (0, 0x86), (1, 0x84), (2, 0x00), (3, 0x00), (4, 0x00)),
}
"""The messages that are written, each with its fields and their base types, under the local number of its place; a course is last."""
LOCAL = {number: local for local, number in enumerate([*FORMS, COURSE])}


def _definition(number: int, fields: tuple[tuple[int, int, int], ...]) -> bytes:
    """A definition in little-endian order: (field, size, base type) each."""
    raw = b"".join(bytes(field) for field in fields)
    form = Definition(number, big=False, size=0, raw=raw)
    return pack("<BBBHB", 0x40 | LOCAL[number], 0, 0, form.message, len(fields)) + raw


def _defined(number: int) -> bytes:
    """The definition of one of FORMS."""
    return _definition(number, tuple((field, BASES[base].size, base) for field, base in FORMS[number]))


def _message(number: int, *values: float | None) -> bytes:
    """A message of one of FORMS; None and what does not fit its field are unknown."""
    out = bytes([LOCAL[number]])
    for (_, base), value in zip(FORMS[number], values, strict=True):
        kind = BASES[base]
        low, high = (0, 2 ** (8 * kind.size) - 1) if kind.kind == "u" else (-(2 ** (8 * kind.size - 1)), 2 ** (8 * kind.size - 1) - 1)
        whole = None if value is None else round(value)
        out += pack("<" + kind.letter, whole if whole is not None and low <= whole <= high else kind.invalid)
    return out


def _column(values: Floats, kind: str, invalid: int, scale: float = 1.0, offset: float = 0.0) -> npt.NDArray[np.generic]:
    """A column as whole numbers of a field; what is unknown or does not fit is the field's own unknown."""
    limits = np.iinfo(np.dtype(kind))
    scaled = np.rint((values + offset) * scale)
    fits = (scaled >= limits.min) & (scaled <= limits.max)
    return np.where(fits, np.where(fits, scaled, 0).astype(np.int64), invalid).astype(kind)


def _records(recording: Recording, feet: float) -> npt.NDArray[np.void]:
    """All records, with the time as it is written."""
    kinds = [f"<{BASES[base].kind}{BASES[base].size}" for _, base in FORMS[RECORD]]
    names = [f"f{field}" for field, _ in FORMS[RECORD]]
    rows = np.zeros(len(recording), dtype=[("head", "u1"), *zip(names, kinds, strict=True)])
    steps = recording.cadence / feet
    whole = np.floor(steps)
    seconds = np.where(recording.time_us == UNTIMED, np.nan, recording.time_us // 1_000_000 - EPOCH_S)
    rows["head"] = LOCAL[RECORD]
    for field, values, scale, offset in (
            (TIMESTAMP, seconds, 1, 0), (0, recording.lat, SEMICIRCLES, 0), (1, recording.lon, SEMICIRCLES, 0),
            (78, recording.altitude_m, 5, 500), (5, recording.distance_m, 100, 0), (73, recording.speed_m_s, 1000, 0),
            (3, recording.heart_rate, 1, 0), (4, whole, 1, 0), (53, np.minimum(np.rint((steps - whole) * 128), 127) / 128, 128, 0),
            (7, recording.power_w, 1, 0), (13, recording.temperature_c, 1, 0)):
        base = BASES[dict(FORMS[RECORD])[field]]
        rows[f"f{field}"] = _column(np.asarray(values, dtype=np.float64), f"{base.kind}{base.size}", base.invalid or 0, scale, offset)
    return rows


def write_fit(recording: Recording) -> bytes:
    """A recording as the bytes of a FIT file: an activity, or a course if it is PLANNED.

    FIT keeps whole seconds, positions to 1e-7 degrees, altitudes to .2 m, distances to 1 cm, speeds to 1 mm/s, cadence to 1/128 and whole
    beats, watts and degrees Celsius; what is unknown stays unknown, and what does not fit becomes so. Pauses are written as events of the
    timer, so that pieces come back where a pause lies between them.

    >>> from lifeworld_running.core.values import Provenance, Recording
    >>> from lifeworld_running.files.fit import read_fit
    >>> moments = [1_700_000_000_000_000, 1_700_000_001_000_000]
    >>> run = Recording.of(Provenance("a.fit", "fit", "", 0), moments, heart_rate=[120, 121], sport="running")
    >>> read_fit("a.fit", write_fit(run)).recordings[0].heart_rate
    array([120., 121.])
    """
    feet = 2.0 if recording.sport in BOTH_FEET else 1.0
    planned = recording.kind == PLANNED
    known = recording.time_us[recording.time_us != UNTIMED]
    begin_us = recording.started_us if recording.started_us is not None else int(known[0]) if len(known) else EPOCH_S * 1_000_000
    end_us = max([int(known.max()) if len(known) else begin_us, begin_us, *(to for _, to in recording.paused)])
    begin, end = _seconds(begin_us), _seconds(end_us)
    parts = [_defined(FILE_ID), _message(FILE_ID, COURSE_FILE if planned else ACTIVITY, MAKER, 0, None, begin)]
    if planned:
        parts.append(_course(recording))
    parts += [_defined(EVENT), _message(EVENT, begin, TIMER, START), _defined(RECORD), *_points(recording, feet),
              _message(EVENT, end, TIMER, STOP_ALL), _defined(LAP)]
    elapsed = (end_us - begin_us) / 1000
    starts = [at for at in recording.laps if begin_us <= at <= end_us] or [begin_us]
    for start, stop in zip(starts, [*starts[1:], end_us], strict=True):
        parts.append(_message(LAP, _seconds(stop), _seconds(start), (stop - start) / 1000, (stop - start) / 1000))
    if not planned:
        parts += [_defined(SESSION), _session(recording, feet, begin, end, elapsed, len(starts)),
                  _defined(ACTIVITY_MESSAGE), _message(ACTIVITY_MESSAGE, end, elapsed, 1, 0, 26, 1)]
    return _closed(b"".join(parts))


def _seconds(moment_us: int) -> int:
    """A moment as FIT writes it."""
    return moment_us // 1_000_000 - EPOCH_S


def _points(recording: Recording, feet: float) -> list[bytes]:
    """The records, with the events of each pause between the points that it parts."""
    rows, found, first = _records(recording, feet), [], 0
    for begin, end in recording.paused:
        after = first + int(np.searchsorted(recording.time_us[first:], end))
        stop, start = _message(EVENT, _seconds(begin), TIMER, STOP_ALL), _message(EVENT, _seconds(end), TIMER, START)
        found += [rows[first:after].tobytes(), stop, start]
        first = after
    return [*found, rows[first:].tobytes()]


def _session(recording: Recording, feet: float, begin: int, end: int, elapsed: float, laps: int) -> bytes:
    """What is said of the whole: the recording's totals, as far as it has them."""
    said = recording.totals
    paused = sum(to - since for since, to in recording.paused) / 1000

    def milli(name: str, otherwise: float | None = None) -> float | None:
        return said[name] * 1000 if name in said else otherwise

    cadence = said["cadence_mean"] / feet if "cadence_mean" in said else None
    sport = next((number for number, name in SPORTS.items() if name == recording.sport), 0)
    return _message(
        SESSION, end, begin, milli("elapsed_s", elapsed), milli("timer_s", elapsed - paused),
        said["distance_m"] * 100 if "distance_m" in said else None, milli("moving_s"), said.get("calories"), said.get("heart_rate_mean"),
        said.get("heart_rate_max"), said.get("power_mean"), said.get("ascent_m"), said.get("descent_m"),
        None if cadence is None else int(cadence), None if cadence is None else min(round(cadence % 1 * 128), 127), milli("speed_mean_m_s"),
        sport, 8, 1, laps)


def _course(recording: Recording) -> bytes:
    """The name and the sport of a course."""
    name = recording.title.encode("utf-8")[:254].decode("utf-8", "ignore").encode("utf-8") + b"\0"
    sport = next((number for number, known in SPORTS.items() if known == recording.sport), 0)
    return _definition(COURSE, ((4, 1, 0x00), (5, len(name), 0x07))) + bytes([LOCAL[COURSE], sport]) + name


def _closed(body: bytes) -> bytes:
    """Header and checksums around a body."""
    header = pack("<BBHI4s", 14, 0x20, 2100, len(body), b".FIT")
    whole = header + pack("<H", checksum(header)) + body
    return whole + pack("<H", checksum(whole))
