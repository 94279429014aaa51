"""What a reader can reckon of hidden cells from sums: the least and the most that each may be, by narrowing bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROUNDS_MAX = 50
Cell = tuple[str, str]


@dataclass(frozen=True)
class Sum:
    """Hidden cells that add up to ``total`` customers."""

    cells: tuple[Cell, ...]
    total: int


def reckoned(sums: Sequence[Sum], most: Mapping[Cell, int]) -> dict[Cell, tuple[int, int]]:
    """The least and most customers of each cell of ``most`` that all ``sums`` allow; ``most`` bounds each cell by itself.

    Bounds are narrowed one sum at a time, so what only several sums together tell may be missed.

    >>> a, b, c = ("mood", "big"), ("status", "big"), ("mood", "small")
    >>> list(reckoned([Sum((a, b), 0), Sum((a, c), 2)], {a: 5, b: 5, c: 3}).values())
    [(0, 0), (0, 0), (2, 2)]
    """
    bounds = {cell: (0, n) for cell, n in most.items()}
    for _ in range(ROUNDS_MAX):
        before = dict(bounds)
        for one in sums:
            least, largest = (sum(bounds[cell][end] for cell in one.cells) for end in (0, 1))
            for cell in one.cells:
                low, high = bounds[cell]
                bounds[cell] = (max(low, one.total - (largest - high)), min(high, one.total - (least - low)))
                least, largest = least + bounds[cell][0] - low, largest + bounds[cell][1] - high
        if bounds == before:
            break
    return bounds
