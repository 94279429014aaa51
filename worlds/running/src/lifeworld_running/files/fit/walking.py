"""Where the messages of a FIT file begin: one tight pass, which leaps over stretches whose header bytes repeat.

All messages of one form have one width, so whoever knows the forms finds the next message by adding. Where the last header bytes repeat
with a period, the next ones are compared with that period for thousands of messages at once: if at every place where the pattern needs
a header byte that byte stands, the messages begin there, because each step follows from the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.values import Ints
from lifeworld_running.files.fit.content import DAMAGED, PER_DEFINITION, PER_NEW, TOO_MANY, TRUNCATED, WORK_MAX, Fault
from lifeworld_running.files.fit.layout import Definition, definition_of, end_of_definition, is_definition, local_of

STEPS, STEPS_MAX, LOOK_BACK, PERIOD_MAX = 64, 4096, 24, 8
LOCALS: npt.NDArray[np.intp] = np.array([local_of(head) for head in range(256)], dtype=np.intp)


@dataclass(frozen=True)
class Walk:
    """Where messages begin (int64, rising), their header bytes, and of which form (a number in ``definitions``) each is."""

    at: Ints
    heads: npt.NDArray[np.uint8]
    which: npt.NDArray[np.int32]
    definitions: tuple[Definition, ...]
    fault: Fault | None
    work: int


class _Forms:
    """The forms in use while walking, and when each was declared."""

    def __init__(self) -> None:
        self.sizes: list[Any] = [None] * 256
        self.numbers: dict[bytes, int] = {}
        self.definitions: list[Definition] = []
        self.declared: dict[int, list[tuple[int, int]]] = {}
        self.work = 0

    def declare(self, at: int, raw: bytes) -> None:
        """From here on messages of this definition's local number have its form."""
        number = self.numbers.get(raw)
        if number is None:
            number = self.numbers[raw] = len(self.numbers)
            self.definitions.append(definition_of(raw))
            self.work += PER_NEW + len(raw) // 3
        self.work += PER_DEFINITION
        definition, local = self.definitions[number], raw[0] & 15
        for first in range(0, 64, 16):
            self.sizes[first + local] = definition.size
        if local < 4:
            self.sizes[128 + 32 * local:160 + 32 * local] = [definition.size] * 32
        self.declared.setdefault(local, []).append((at, number))

    def which(self, at: Ints, heads: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
        """The form of each message: the last one that was declared for its local number before it."""
        locals_ = LOCALS[heads]
        if all(len(said) == 1 for said in self.declared.values()):
            table = np.zeros(16, dtype=np.int32)
            for local, said in self.declared.items():
                table[local] = said[0][1]
            return table[locals_]
        which = np.zeros(len(at), dtype=np.int32)
        for local, said in self.declared.items():
            rows = np.flatnonzero(locals_ == local)
            times = np.array(said, dtype=np.int64)
            which[rows] = times[np.searchsorted(times[:, 0], at[rows]) - 1, 1]
        return which


def _leap(data: bytes | memoryview, at: int, before: list[int], left: int) -> Ints | None:
    """Where the next messages begin if the pattern of the last ones goes on; None where it does not, or there is none."""
    heads = bytes([data[place] for place in before])
    period = next((p for p in range(1, PERIOD_MAX + 1) if heads[p:] == heads[:-p]), 0)
    if not period:
        return None
    first = before[-period]
    span, offsets = at - first, np.array([place - first for place in before[-period:]], dtype=np.int64)
    wanted = np.frombuffer(heads[-period:], dtype=np.uint8)
    values = np.frombuffer(data, dtype=np.uint8)
    rounds, block, most = 0, 256, min((len(data) - at) // span, left // period)
    while rounds < most:
        n = min(block, most - rounds)
        begin = at + rounds * span
        same = (values[begin:begin + n * span].reshape(n, span)[:, offsets] == wanted).all(axis=1)
        good = n if same.all() else int(same.argmin())
        rounds += good
        if good < n:
            break
        block *= 8
    return ((at + span * np.arange(rounds, dtype=np.int64))[:, None] + offsets).ravel() if rounds else None


def walked(data: bytes | memoryview, most: int = WORK_MAX) -> Walk:
    """Walk over the messages of one FIT file's body (header and checksum taken off), up to its end, the first fault or ``most`` work."""
    forms = _Forms()
    sizes = forms.sizes
    pieces: list[Ints] = []
    found: list[int] = []
    add = found.append
    at, done, steps, fresh = 0, 0, STEPS, 0
    fault: Fault | None = None
    while fault is None:
        try:
            for _ in repeat(None, steps):
                add(at)
                at += sizes[data[at]]
        except TypeError:  # a header byte without a form: a definition, or damage
            found.pop()
            after = end_of_definition(data, at) if is_definition(data[at]) else None
            if after is None:
                fault = Fault(TRUNCATED if is_definition(data[at]) else DAMAGED, at)
            elif done + len(found) + forms.work >= most:
                fault = Fault(TOO_MANY, at)
            else:
                forms.declare(at, bytes(data[at:after]))
                at, fresh = after, len(found)
            continue
        except IndexError:  # the end of the bytes, or one message beyond it
            found.pop()
            if at > len(data):
                fault = Fault(TRUNCATED, found.pop())
            break
        work = done + len(found) + forms.work
        if work >= most:
            fault = Fault(TOO_MANY, at if at <= len(data) else found.pop())
        elif len(found) - fresh >= LOOK_BACK and at < len(data):
            leapt = _leap(data, at, found[-LOOK_BACK:], most - work)
            steps = min(2 * steps, STEPS_MAX) if leapt is None else STEPS
            if leapt is not None:
                pieces += [np.array(found, dtype=np.int64), leapt]
                at = int(leapt[-1]) + sizes[data[int(leapt[-1])]]
                done += len(found) + len(leapt)
                found.clear()
                fresh = 0
    pieces.append(np.array(found, dtype=np.int64))
    starts = np.concatenate(pieces)
    heads = np.frombuffer(data, dtype=np.uint8)[starts]
    return Walk(starts, heads, forms.which(starts, heads), tuple(forms.definitions), fault, len(starts) + forms.work)
