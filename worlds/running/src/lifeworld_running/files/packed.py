"""Gzipped files, unpacked in memory up to a bound."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from lifeworld_running.files.limits import MIB, Limits

OVER = "Unpacked it is over {:,} MiB, more than a run can be."
BOMB = "It unpacks to hundreds of times its size, as no recording does: it is not unpacked further."


@dataclass(frozen=True)
class Unpacked:
    """What came out: ``whole`` False where the packed file breaks off; ``code`` and ``reason`` where nothing may be taken from it."""

    data: bytes
    whole: bool = True
    code: str = ""
    reason: str = ""


def unzipped(packed: bytes, limits: Limits) -> Unpacked:
    """All members of a gzipped file one after another. A bomb is refused before it is unpacked any further than the bounds."""
    parts: list[bytes] = []
    size, rest = 0, packed
    while rest.startswith(b"\x1f\x8b"):
        stream = zlib.decompressobj(wbits=31)
        try:
            while not stream.eof:
                part = stream.decompress(rest, MIB)
                rest = stream.unconsumed_tail
                size += len(part)
                parts.append(part)
                if size > limits.file_bytes:
                    return Unpacked(b"", False, "too_large", OVER.format(limits.file_bytes // MIB))
                if size > limits.ratio_from_bytes and size > limits.ratio * len(packed):
                    return Unpacked(b"", False, "bomb", BOMB)
                if not rest and not part and not stream.eof:
                    return Unpacked(b"".join(parts), False)
            rest = stream.unused_data
        except zlib.error:
            return Unpacked(b"".join(parts), False)
    return Unpacked(b"".join(parts))
