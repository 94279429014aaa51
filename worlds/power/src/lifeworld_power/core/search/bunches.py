"""Rows that are alike brought together, and the least of each column over bunches of them, so that many are judged at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lifeworld_power.core.values import Floats

BUNCH, BITS = 4, 10
"""So many rows are judged together first; how finely each column is told apart."""
Tree = tuple[Floats, Floats, Floats]
"""Rows, the least of each column over bunches of them, and over bunches of bunches."""


def alike(columns: Sequence[Floats]) -> NDArray[np.int64]:
    """An order in which rows that follow one another are alike: by the bits of all columns in turn, the highest first (Morton's curve).
    ``columns``: one unit of each is as much as one of any other.

    >>> alike([np.array([9.0, 0.0, 8.0, 1.0]), np.array([0.0, 0.0, 1.0, 1.0])]).tolist()
    [1, 3, 2, 0]
    """
    whole = [np.clip(column - column.min(initial=np.inf), 0.0, 2.0**BITS - 1.0).astype(np.int64) for column in columns]
    key = np.zeros(len(whole[0]), np.int64)
    for bit in range(BITS - 1, -1, -1):
        for column in whole:
            key = (key << 1) | ((column >> bit) & 1)
    return np.argsort(key, kind="stable")


def octaved(values: Floats, per: float) -> Floats:
    """Logarithms to the base of two, in parts of an octave; of 0 it is far below all others."""
    return np.asarray(per * np.log2(np.maximum(values, 1e-12)))


def tree(rows: Floats) -> Tree:
    """The rows with the least of each of their bunches."""
    few = _least(rows)
    return np.ascontiguousarray(rows), few, _least(few)


def _least(rows: Floats) -> Floats:
    return np.ascontiguousarray(np.minimum.reduceat(rows, np.arange(0, len(rows), BUNCH), axis=0)) if len(rows) else rows
