"""How invented numbers are drawn: from keyed streams, so that a part has the same ones whatever else is in the catalogue."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from lifeworld.plugin import stream_keys, uniforms
from lifeworld_power.core.units import written

SEED = 8
Row = dict[str, str]


class Drawn:
    """The draws of one part (or offer), by its name."""

    def __init__(self, name: str) -> None:
        number = np.array([int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")], np.uint64)
        self._uniforms = iter(uniforms(stream_keys(SEED, number), 32)[0].tolist())

    def about(self, value: float, spread: float = 0.1) -> float:
        """A value within ``spread`` of ``value``, evenly by ratio."""
        return value * float((1 + spread) ** (2 * next(self._uniforms) - 1))

    def share(self) -> float:
        """A number between 0 and 1."""
        return float(next(self._uniforms))


def cell(value: float, unit: str = "", digits: int = 3) -> str:
    """A value as a readable cell in so many digits.

    >>> cell(4.6789e-6, "H"), cell(0.2)
    ('4.68 µH', '0.2')
    """
    return written(float(f"{value:.{digits}g}"), unit)


def row(kind: str, mpn: str, maker: str, package: str, about: str, **cells: str) -> Row:
    """One line of the catalogue."""
    return {"kind": kind, "mpn": mpn, "maker": maker, "package": package, "about": about, **cells}


def code(value: float, point: str) -> str:
    """A value of two digits as part numbers write it: 4.7 is 4R7, 47 is 470, 470 is 471.

    >>> code(4.7, "R"), code(47, "R"), code(470, "R"), code(0.47, "R")
    ('4R7', '470', '471', 'R47')
    """
    if value < 1:
        return f"{point}{round(value * 100):02d}"
    if value < 10:
        return f"{value:.1f}".replace(".", point)
    zeros = len(str(round(value))) - 2
    return f"{round(value / 10**zeros)}{zeros}"
