"""What one definition of a FIT file says: which fields, how wide, in which byte order; and the messages that follow it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lifeworld_running.files.fit.profile import BASES, Base


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message: its number, where it begins after the header byte's own place (from 0), and its bytes."""

    number: int
    offset: int
    size: int
    base: int

    @property
    def numeric(self) -> Base | None:
        """The base type, if the bytes are whole numbers of it; a list of several is read by its first."""
        base = BASES.get(self.base)
        return base if base is not None and self.size >= base.size and self.size % base.size == 0 else None


@dataclass(frozen=True, slots=True)
class DeveloperField:
    """A field that the file itself describes: its number, the developer's, where it begins and its bytes."""

    number: int
    developer: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Definition:
    """The form of a message: which one, its byte order, its bytes with the header byte, and its fields' raw triples."""

    message: int
    big: bool
    size: int
    raw: bytes
    raw_developer: bytes = field(default=b"")

    @property
    def order(self) -> str:
        """The letter of the byte order, for ``struct`` and for NumPy."""
        return ">" if self.big else "<"

    def fields(self) -> list[Field]:
        """The profile's fields in their order; the header byte is at 0, the first field at 1."""
        found, offset = [], 1
        for number, size, base in zip(self.raw[::3], self.raw[1::3], self.raw[2::3], strict=True):
            found.append(Field(number, offset, size, base))
            offset += size
        return found

    def developer_fields(self) -> list[DeveloperField]:
        """The fields that the file describes itself, after the others."""
        found, offset = [], 1 + sum(self.raw[1::3])
        for number, size, developer in zip(self.raw_developer[::3], self.raw_developer[1::3], self.raw_developer[2::3], strict=True):
            found.append(DeveloperField(number, developer, offset, size))
            offset += size
        return found


def definition_at(data: bytes | memoryview, at: int) -> tuple[Definition, int] | None:
    """The definition whose header byte is at ``at``, and where the next message begins; None where the bytes end before it does."""
    end = len(data)
    after = at + 6
    if after > end:
        return None
    big = data[at + 2] == 1
    message = data[at + 3] << 8 | data[at + 4] if big else data[at + 4] << 8 | data[at + 3]
    first, after = after, after + 3 * data[at + 5]
    developer_first = after
    if data[at] & 0x20:
        if after >= end:
            return None
        developer_first = after + 1
        after += 1 + 3 * data[after]
    if after > end:
        return None
    raw = bytes(data[first:first + 3 * data[at + 5]])
    raw_developer = bytes(data[developer_first:after])
    return Definition(message, big, 1 + sum(raw[1::3]) + sum(raw_developer[1::3]), raw, raw_developer), after


def local_of(head: int) -> int:
    """Which of the sixteen forms in use a message's header byte names."""
    return (head >> 5) & 3 if head & 0x80 else head & 15


def is_definition(head: int) -> bool:
    """Whether a header byte begins a definition."""
    return head & 0xC0 == 0x40
