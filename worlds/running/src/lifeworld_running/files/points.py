"""Points of a file as columns, and what readers make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lifeworld_running.core.values import COLUMNS, UNTIMED, Floats, Ints
from lifeworld_running.files.numbers import moment, number

TIME = "time"
"""The name of the column of times beside those of ``COLUMNS``."""


@dataclass(frozen=True)
class Points:
    """Points in the order of the file: ``time_us`` (``UNTIMED`` unknown), columns of ``COLUMNS`` that have a value anywhere, and ``piece``.

    ``faults``: how many values could not be read ("unreadable"), how many times had no zone ("zoneless").
    """

    time_us: Ints
    columns: Mapping[str, Floats]
    piece: Ints
    faults: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.time_us)


def points(n: int, columns: Mapping[str, tuple[Ints, Floats | Ints]], piece: int | Ints = 0,
           faults: Mapping[str, int] | None = None) -> Points:
    """Points from values that some of them have: by column, which points and their values. The last value of a point counts."""
    times = np.full(n, UNTIMED, dtype=np.int64)
    full: dict[str, Floats] = {}
    for name, (at, values) in columns.items():
        if name == TIME:
            times[at] = values
        elif len(at):
            full[name] = np.full(n, np.nan)
            full[name][at] = values
    return Points(times, full, np.broadcast_to(np.asarray(piece, dtype=np.int64), (n,)), faults or {})


def together(parts: Sequence[Points]) -> Points:
    """Points of several stretches, one after another."""
    if len(parts) == 1:
        return parts[0]
    faults: dict[str, int] = {}
    for part in parts:
        for name, n in part.faults.items():
            faults[name] = faults.get(name, 0) + n
    names = [name for name in COLUMNS if any(name in part.columns for part in parts)]
    if not parts:
        return points(0, {})
    return Points(
        np.concatenate([part.time_us for part in parts]),
        {name: np.concatenate([part.columns.get(name, np.full(len(part), np.nan)) for part in parts]) for name in names},
        np.concatenate([part.piece for part in parts]), faults)


class Gathered:
    """Points gathered one by one, as a reader meets them; turned into columns in blocks, so that texts do not pile up."""

    BLOCK = 20_000

    def __init__(self) -> None:
        """None yet."""
        self.done: list[Points] = []
        self._texts: dict[str, tuple[list[int], list[str]]] = {}
        self._pieces: list[int] = []
        self._open: list[tuple[str, str]] = []

    def __len__(self) -> int:
        return sum(len(part) for part in self.done) + len(self._pieces)

    def begin(self, **texts: str | None) -> None:
        """A point begins, with what its own element says."""
        self._open = [(name, text) for name, text in texts.items() if text is not None]

    def add(self, name: str, text: str) -> None:
        """The point that was begun has this value."""
        self._open.append((name, text))

    def end(self, piece: int) -> None:
        """The point is whole."""
        at = len(self._pieces)
        for name, text in self._open:
            where, texts = self._texts.setdefault(name, ([], []))
            where.append(at)
            texts.append(text)
        self._pieces.append(piece)
        self._open = []
        if len(self._pieces) >= self.BLOCK:
            self.flush()

    def take(self, part: Points) -> None:
        """Points that are columns already."""
        self.flush()
        self.done.append(part)

    def flush(self) -> None:
        """Turn what was gathered into columns."""
        if not self._pieces:
            return
        faults = {"unreadable": 0, "zoneless": 0}
        read = {name: _read(name, where, texts, faults) for name, (where, texts) in self._texts.items()}
        self.done.append(points(len(self._pieces), read, np.array(self._pieces, dtype=np.int64), faults))
        self._texts, self._pieces = {}, []

    def all(self) -> Points:
        """All points so far."""
        self.flush()
        return together(self.done)


def _read(name: str, where: Sequence[int], texts: Sequence[str], faults: dict[str, int]) -> tuple[Ints, Floats | Ints]:
    """The values that can be read, and which points have them; empty texts are unknown, not faults."""
    at: list[int] = []
    values: list[float] = []
    for index, text in zip(where, texts, strict=True):
        value: float | None
        if not text.strip():
            continue
        if name == TIME:
            found = moment(text)
            value = None if found is None else found[0]
            faults["zoneless"] += found is not None and not found[1]
        else:
            value = number(text)
        if value is None:
            faults["unreadable"] += 1
        else:
            at.append(index)
            values.append(value)
    return np.array(at, dtype=np.int64), np.array(values, dtype=np.int64) if name == TIME else np.array(values, dtype=np.float64)
