"""How much a reader takes on before it refuses: every bound on files from strangers, in one place."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read. A file over one of them is refused with a sentence, or read up to it.

    ``file_bytes``: one recording, unpacked (a day at a point a second with every sensor is about 20 MiB). ``archive_bytes``: all that an
    archive unpacks to; ``members``: files in it; ``ratio``: how many times smaller a packed file above ``ratio_from_bytes`` may be than
    what it unpacks to (device files pack 3 to 30 times; a bomb 1,000 times); ``nested``: archives within archives, each at most
    ``nested_bytes``; ``depth``: elements within elements.

    >>> LIMITS.nested
    2
    """

    file_bytes: int = 256 * MIB
    archive_bytes: int = 64 * 1024 * MIB
    nested_bytes: int = 2048 * MIB
    members: int = 200_000
    ratio: int = 400
    ratio_from_bytes: int = 16 * MIB
    nested: int = 2
    depth: int = 64


MOST_RECORDINGS = 1_000
"""Tracks, routes or activities of one file that is no archive; the rest of it is left out with a reason."""


LIMITS = Limits()
"""The bounds that are used where none are given."""
