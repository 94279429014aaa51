"""The checksum at the end of a FIT file: CRC-16 with the polynomial x^16 + x^15 + x^2 + 1, taken as columns.

A checksum is the remainder of the file's bits, read as a polynomial. The powers of x come round after 32,767 bits, because the
polynomial is (x + 1)(x^15 + x + 1) and the second factor is primitive; so blocks of 32,767 bytes may be laid over one another with XOR,
and of the 32,767 bits that are left each contributes a remainder that a table holds.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

ROUND = 32_767


@lru_cache(maxsize=1)
def _powers() -> npt.NDArray[np.uint16]:
    """uint16[ROUND]: the remainder of x^i, lowest power in the highest bit as FIT writes it."""
    powers = np.empty(ROUND, dtype=np.uint16)
    power = 0x8000
    for i in range(ROUND):
        powers[i] = power
        power = power >> 1 ^ (0xA001 if power & 1 else 0)
    return powers


def _laid_over(values: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """uint8[ROUND]: blocks of ROUND values laid over one another, so that the last value stays last."""
    whole = len(values) // ROUND * ROUND
    folded = np.zeros(ROUND, dtype=np.uint8)
    first = len(values) - whole
    if whole:
        folded ^= np.bitwise_xor.reduce(values[first:].reshape(-1, ROUND), axis=0)
    if first:
        folded[ROUND - first:] ^= values[:first]
    return folded


def checksum(data: bytes | memoryview) -> int:
    """The CRC of ``data``; of a whole FIT file with its checksum at the end it is 0.

    >>> hex(checksum(b"123456789"))
    '0xbb3d'
    """
    values = np.frombuffer(data, dtype=np.uint8)
    if not len(values):
        return 0
    bits = np.unpackbits(_laid_over(values) if len(values) > ROUND else values, bitorder="little")
    present = (_laid_over(bits) if len(bits) > ROUND else bits)[::-1]
    exponents = np.flatnonzero(present) + 16
    exponents[exponents >= ROUND] -= ROUND
    return int(np.bitwise_xor.reduce(_powers()[exponents])) if len(exponents) else 0
