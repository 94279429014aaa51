"""One message read by itself: the laps, events, sessions and devices of a file, of which there are few."""

from __future__ import annotations

from collections.abc import Mapping
from struct import Struct
from typing import NamedTuple

from lifeworld_running.files.fit.content import Message
from lifeworld_running.files.fit.layout import Definition
from lifeworld_running.files.fit.profile import BEYOND, STRING, Scaled


class Spot(NamedTuple):
    """Where one wanted number stands in a message and how it is read; ``unpack`` is None for a string."""

    name: str
    offset: int
    size: int
    unpack: Struct | None
    invalid: int | None
    scale: float
    less: float


def spots(definition: Definition, wanted: Mapping[int, Scaled]) -> tuple[Spot, ...]:
    """The wanted fields of a definition. Fields of a width that their base type does not have are left out: their meaning is unknown.

    Of a field that comes twice the last one counts.
    """
    found = []
    for f in {f.number: f for f in definition.fields()}.values():
        scaled, base = wanted.get(f.number), f.numeric
        if scaled is None:
            continue
        if base is not None:
            unpack = Struct(definition.order + base.letter)
            found.append(Spot(scaled.name, f.offset, base.size, unpack, base.invalid, scaled.scale, scaled.offset))
        elif f.base == STRING:
            found.append(Spot(scaled.name, f.offset, f.size, None, None, 1.0, 0.0))
    return tuple(found)


def number(spot: Spot, data: bytes | memoryview, at: int) -> float | None:
    """The number at a spot of the message whose header byte is at ``at``; None where it is unknown, too large or no number."""
    if spot.unpack is None:
        return None
    raw = spot.unpack.unpack_from(data, at + spot.offset)[0]
    if raw == spot.invalid:
        return None
    value = float(raw) / spot.scale - spot.less
    return value if abs(value) < BEYOND else None


def message(where: tuple[Spot, ...], data: bytes | memoryview, at: int) -> Message:
    """The known fields of the message at ``at``."""
    found: Message = {}
    for spot in where:
        if spot.unpack is None:
            text = bytes(data[at + spot.offset:at + spot.offset + spot.size]).split(b"\0", 1)[0].decode("utf-8", "replace").strip()
            if text:
                found[spot.name] = text
        else:
            value = number(spot, data, at)
            if value is not None:
                found[spot.name] = value
    return found
