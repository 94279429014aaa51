"""Lots: the random order in which people read a study where no queue says otherwise."""

from __future__ import annotations

from hashlib import blake2b

LOT_BITS = 62
"""A lot fits the whole numbers of every database and is never negative."""


def lot(study: int, key: str) -> int:
    """The lot of a statement, 0 to 2**62 - 1, from the number of its study and its key.

    It depends on nothing else, so the order of reading is the same however statements were uploaded, and whoever stops halfway
    has read a random part. All coders of a study get the same order: what they have read can be compared.

    >>> lot(1, "a") == lot(1, "a"), lot(1, "a") != lot(2, "a"), lot(1, "a") < 2**62
    (True, True, True)
    """
    drawn = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8, key=study.to_bytes(8, "little")).digest()
    return int.from_bytes(drawn, "little") >> (64 - LOT_BITS)
