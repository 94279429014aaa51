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


def end_of_definition(data: bytes | memoryview, at: int) -> int | None:
    """Where the definition whose header byte is at ``at`` ends; None where the bytes end before it does."""
    end, after = len(data), at + 6
    if after > end:
        return None
    after += 3 * data[at + 5]
    if data[at] & 0x20:
        if after >= end:
            return None
        after += 1 + 3 * data[after]
    return after if after <= end else None


def definition_of(raw: bytes) -> Definition:
    """The definition in these bytes, its header byte first."""
    big = raw[2] == 1
    message = raw[3] << 8 | raw[4] if big else raw[4] << 8 | raw[3]
    after = 6 + 3 * raw[5]
    fields, developer = raw[6:after], raw[after + 1:]
    return Definition(message, big, 1 + sum(fields[1::3]) + sum(developer[1::3]), fields, developer)


def local_of(head: int) -> int:
    """Which of the sixteen forms in use a message's header byte names."""
    return (head >> 5) & 3 if head & 0x80 else head & 15


def is_definition(head: int) -> bool:
    """Whether a header byte begins a definition."""
    return head & 0xC0 == 0x40
