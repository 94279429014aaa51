"""When a recording ran, stood still and was parted: moments, pauses, pieces and sessions from a FIT file's messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from lifeworld_running.core.values import UNTIMED, Ints
from lifeworld_running.files.fit.content import Message
from lifeworld_running.files.fit.profile import EPOCH_S, RELATIVE_BELOW, TIMES

TIMER, START = 0, 0
STOPS = frozenset({1, 4, 8, 9})
MULTISPORT = 18


class Pauses(NamedTuple):
    """(from, to) of each pause whose both ends are known, and the moments at which recording began again, in microseconds."""

    spans: tuple[tuple[int, int], ...]
    restarts: tuple[int, ...]


def moment_us(seconds: float | str | None, floor: int = RELATIVE_BELOW) -> int | None:
    """A time of FIT in microseconds since 1970 in UTC; None where it is unknown, or counts from when the device was switched on.

    ``floor``: the smallest time that is taken; 0 for a device whose clock was never set, whose times hold among themselves.

    >>> moment_us(1_000_000_000.0), moment_us(12.0)
    (1631065600000000, None)
    """
    return (int(seconds) + EPOCH_S) * 1_000_000 if isinstance(seconds, float) and floor <= seconds < TIMES else None


def moments_us(seconds: Ints, floor: int = RELATIVE_BELOW) -> Ints:
    """int64[n]: the same for many, UNTIMED for None."""
    return np.where(seconds >= floor, (seconds + EPOCH_S) * 1_000_000, UNTIMED)


def floor_of(seconds: Ints) -> int:
    """The floor for a file's points: 0 if all of their times count from when the device was switched on."""
    known = seconds[seconds >= 0]
    return 0 if len(known) and int(known.max()) < RELATIVE_BELOW else RELATIVE_BELOW


def pauses_of(events: Iterable[Message], floor: int = RELATIVE_BELOW) -> Pauses:
    """The pauses that the events of a file's timer tell of, in the order of time. A stop after which nothing starts is the end."""
    told = [(at, said.get("event_type")) for said in events
            if said.get("event") == TIMER and (at := moment_us(said.get("time"), floor)) is not None]
    spans, restarts, stopped = [], [], None
    for at, kind in sorted(told, key=lambda pair: pair[0]):
        if kind in STOPS:
            stopped = at if stopped is None else stopped
        elif kind == START and stopped is not None:
            if at > stopped:
                spans.append((stopped, at))
                restarts.append(at)
            stopped = None
    return Pauses(tuple(spans), tuple(restarts))


def pieces_of(time_us: Ints, restarts: tuple[int, ...]) -> Ints:
    """int64[n]: which stretch each point is in; a point without a time is in that of the point before."""
    if not restarts or not len(time_us):
        return np.zeros(len(time_us), dtype=np.int64)
    after = np.maximum.accumulate(np.searchsorted(np.array(restarts), time_us, side="right"))
    return np.cumsum(np.diff(after, prepend=after[0]) > 0)


def sessions_of(sessions: list[Message], floor: int = RELATIVE_BELOW) -> list[Message]:
    """The sessions of a file in the order of time, without the one that spans them all; one that says nothing where there is none.

    Sessions that do not say when they began, or began together, cannot be told apart: the first one then stands for all.
    """
    told = [said for said in sessions if said.get("sport") != MULTISPORT] or sessions
    starts = [moment_us(said.get("start"), floor) for said in told]
    known = [start for start in starts if start is not None]
    if len(told) > 1 and len(set(known)) < len(told):
        return told[:1]
    return [told[i] for i in np.argsort(np.array(known), kind="stable")] if len(told) > 1 else told or [{}]


def owners(moments: Ints, starts: list[int]) -> Ints:
    """int64[n]: which session each moment falls in; before the first is the first, without a time is that of the one before."""
    if len(starts) < 2 or not len(moments):
        return np.zeros(len(moments), dtype=np.int64)
    index = np.searchsorted(np.array(starts), moments, side="right") - 1
    known = moments != UNTIMED
    last = np.maximum.accumulate(np.where(known, np.arange(len(moments)), 0))
    return np.maximum(index[last], 0).astype(np.int64)
