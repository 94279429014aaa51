"""From points to a recording: what every reader of texts sees to in the same way, and the sentences that it says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from lifeworld_running.core.values import (
    PARTIAL,
    PLANNED,
    READ,
    RECORDED,
    REFUSED,
    UNTIMED,
    FileRead,
    Floats,
    Notice,
    Provenance,
    Recording,
)
from lifeworld_running.files.limits import MOST_RECORDINGS
from lifeworld_running.files.markup import Fault
from lifeworld_running.files.points import Points
from lifeworld_running.files.sports import ON_FOOT

EARLIEST_US, LATEST_US = 315_532_800_000_000, 4_102_444_800_000_000
"""1980, before which there was no satellite to be found by, and 2100."""
BOTH_FEET = 120.0
"""A usual cadence on foot below this counts one foot: nobody runs at 100 steps a minute, and watches that say 85 mean strides."""


def provenance(name: str, data: bytes, kind: str, sha256: str, path: str, part: int, **said: str) -> Provenance:
    """Where a recording of this file is from."""
    digest = sha256 or hashlib.sha256(data).hexdigest()
    return Provenance(name, kind, digest, len(data), part, path, read_by=f"lifeworld {kind} 1",
                      **{key: " ".join(text.split())[:120] for key, text in said.items()})


def recording(where: Provenance, found: Points, *, sport: str = "", title: str = "", kind: str | None = None,
              notices: tuple[Notice, ...] = (), one_foot: bool | None = None, **more: Any) -> Recording:
    """The recording of some points; see ``Recording.of`` for what is in ``more``.

    ``one_foot``: whether cadence counts one foot; None: where it looks so and the sport is on foot. ``kind`` None: PLANNED where no
    point has a time.
    """
    columns = dict(found.columns)
    notes = list(notices)
    if (n := _out_of_range(columns)):
        notes.append(Notice("positions_out_of_range", "Positions that are not on the globe were left out.", n))
    timed = found.time_us != UNTIMED
    untold = kind is None
    kind = kind or (RECORDED if timed.any() else PLANNED)
    strange = int(np.count_nonzero(timed & ((found.time_us < EARLIEST_US) | (found.time_us > LATEST_US))))
    if strange:
        said = "Points say that they were recorded before 1980 or after 2100: the clock was not set."
        notes.append(Notice("times_implausible", said, strange))
    if kind == RECORDED and not timed.all():
        notes.append(Notice("no_times", "Points without a time.", int((~timed).sum())))
    elif untold and kind == PLANNED:
        notes.append(Notice("no_times", "No point has a time: it is read as a planned route, not as a run.", len(found)))
    for fault, code, said in (("unreadable", "unreadable_values", "Values that are no numbers or times were left out."),
                              ("zoneless", "no_zone", "Times without a zone were read as UTC.")):
        if found.faults.get(fault):
            notes.append(Notice(code, said, found.faults[fault]))
    if "cadence" in columns and (one_foot or (one_foot is None and sport in ON_FOOT and _counts_one_foot(columns["cadence"]))):
        columns["cadence"] = columns["cadence"] * 2
    piece = found.piece - found.piece[0] if len(found) else found.piece
    return Recording.of(where, found.time_us, **columns, piece=piece, sport=sport, title=" ".join(title.split())[:300], kind=kind,
                        notices=tuple(notes), **more)


def retold(one: Recording, *, sport: str = "", title: str = "", notices: tuple[Notice, ...] = ()) -> Recording:
    """The recording with what the export around it says of it: its title and its sport, and what follows from the sport."""
    changes: dict[str, Any] = {"notices": (*one.notices, *notices)}
    if title.strip():
        changes["title"] = " ".join(title.split())[:300]
    if sport:
        changes["sport"] = sport
        late = sport in ON_FOOT and one.sport not in ON_FOOT and one.provenance.format in ("gpx", "tcx")
        if late and _counts_one_foot(one.cadence):
            changes["cadence"] = one.cadence * 2
    return replace(one, **changes)


def _out_of_range(columns: dict[str, Floats]) -> int:
    """Positions off the globe become unknown in place; how many."""
    lat, lon = columns.get("lat"), columns.get("lon")
    if lat is None or lon is None:
        return 0
    off = (np.abs(lat) > 90) | (np.abs(lon) > 180)
    if n := int(np.count_nonzero(off)):
        columns["lat"], columns["lon"] = np.where(off, np.nan, lat), np.where(off, np.nan, lon)
    return n


def _counts_one_foot(cadence: Floats) -> bool:
    moving = cadence[cadence > 0]
    return bool(len(moving) and np.median(moving) < BOTH_FEET)


def verdict(name: str, found: tuple[Recording, ...], fault: Fault | None, nothing: str, notices: tuple[Notice, ...] = (), *,
            over: int = 0) -> FileRead:
    """What reading said. ``nothing``: the sentence for a whole file that holds no points; ``over``: how many recordings were left out."""
    if fault is None and over and found:
        said = f"The file holds {over + MOST_RECORDINGS:,} tracks; the first {MOST_RECORDINGS:,} were read. Split it."
        return FileRead(name, PARTIAL, found, "too_many_recordings", said, (*notices, Notice("too_many_recordings", said, over)))
    if fault is None:
        if found:
            return FileRead(name, READ, found, notices=notices)
        return FileRead(name, REFUSED, (), "no_points", nothing, notices)
    place = f" in line {fault.line:,}" if fault.line else ""
    if not found:
        what = "breaks off before its first point" if fault.broken_off else f"cannot be read{place}: {fault.message}"
        return FileRead(name, REFUSED, (), fault.code, f"The file {what}. Export it again from where it was recorded.", notices)
    n = sum(len(one) for one in found)
    how = "breaks off" if fault.broken_off else f"is broken{place} ({fault.message})"
    said = f"The file {how}; its {n:,} points before that were read."
    return FileRead(name, PARTIAL, found, fault.code, said, (*notices, Notice(fault.code, said)))


def refused(name: str, code: str, reason: str, notices: tuple[Notice, ...] = ()) -> FileRead:
    """Nothing of it was taken in, and why."""
    return FileRead(name, REFUSED, (), code, reason, notices)


def known(totals: Mapping[str, float | None]) -> dict[str, float]:
    """The totals that are numbers."""
    return {name: value for name, value in totals.items() if value is not None and np.isfinite(value)}
