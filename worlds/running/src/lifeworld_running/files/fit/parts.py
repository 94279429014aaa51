"""The files that lie one behind the other in a FIT file, each with its header, its body and its checksum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lifeworld_running.files.fit.checksum import checksum

HEADER, MARK, PARTS_MAX = 12, b".FIT", 64
COPIED_MAX = 16 * 2**20
"""A larger body is looked at in place; smaller ones are copied, because Python reads bytes faster than views of them."""


class Part(NamedTuple):
    """One file of the chain: its body, where that begins, whether bytes are missing, and whether its checksum holds (None: absent)."""

    body: bytes | memoryview
    begin: int
    missing: bool
    checked: bool | None


class Chain(NamedTuple):
    """All files of a chain, and what is left behind the last one."""

    parts: tuple[Part, ...]
    left: bytes


def is_fit(head: bytes) -> bool:
    """Whether a file's first bytes (twelve or more) say that it is FIT.

    >>> is_fit(bytes([14, 32, 0, 0, 0, 0, 0, 0]) + b".FIT"), is_fit(b"<?xml version")
    (True, False)
    """
    return len(head) >= HEADER and head[8:HEADER] == MARK and head[0] >= HEADER


def chain_of(data: bytes) -> Chain:
    """The files in ``data``, in their order. A header that claims no bytes at all, as devices leave it that died, is taken to the end."""
    parts, at = [], 0
    for part, after in _parts(data):
        parts.append(part)
        at = after
    return Chain(tuple(parts), data[at:])


def _parts(data: bytes) -> Iterator[tuple[Part, int]]:
    """Each file of the chain and where the next one would begin."""
    at, n, view = 0, len(data), memoryview(data)
    for _ in range(PARTS_MAX):
        if not is_fit(data[at:at + HEADER]):
            return
        begin = at + data[at]
        size = int.from_bytes(data[at + 4:at + 8], "little")
        end = begin + size
        unclosed = size == 0 and n > begin + 2 and not is_fit(data[begin + 2:begin + 2 + HEADER])
        missing = unclosed or end > n
        end = n if missing else end
        checked = None if missing or end + 2 > n else checksum(view[at:end + 2]) == 0
        yield Part(view[begin:end] if end - begin > COPIED_MAX else data[begin:end], begin, missing, checked), min(end + 2, n)
        at = end + 2
