"""Which statements people read: a random sample inside each model label, with the probability of each statement recorded.

Seven tenths of the budget are spread evenly over all statements, three tenths over the finds of rare codes: that lowers the
error of rare codes most (more would leave the misses unseen that hide among the quiet statements). Statements lie in the order
of their labels and customers, and every so manyth is taken, so that each label and customer gets its part.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.streams import stream_keys, uniforms

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

RARE = 0.3
"""Part of the budget that goes to finds of rare codes."""
RARE_BELOW = 0.2
"""A code that the model finds in a smaller share of statements is rare."""


def inclusion(found: NDArray[np.bool_], n: int, rare: float = RARE) -> Floats:
    """The probability with which each statement is drawn, float64[N], adding up to n (to N where n is larger).

    ``found`` bool[N, K] are the model's labels. It depends on the labels alone, so a share corrected inside each label stays
    unbiased. Errors: InputRefused where n is below 1.

    >>> inclusion(np.array([[True], [False], [False], [False], [False], [False]]), 2).round(2).tolist()
    [0.83, 0.23, 0.23, 0.23, 0.23, 0.23]
    """
    if n < 1:
        raise InputRefused("sample_size", f"A sample of {n} statements was asked for.", "Ask for at least one statement.")
    size = len(found)
    if n >= size:
        return np.ones(size)
    counts = found.sum(axis=0)
    scarce = (counts > 0) & (counts < RARE_BELOW * size)
    part = np.full(size, 1 / size)
    if scarce.any():
        extra = (found[:, scarce] / counts[scarce]).sum(axis=1) / int(scarce.sum())
        part = (1 - rare) * part + rare * extra
    return _capped(part, n)


def _capped(part: Floats, n: int) -> Floats:
    """The parts times n, none above 1: what is cut off goes to the others in proportion."""
    sure = np.zeros(len(part), bool)
    chance = n * part
    while (chance[~sure] > 1).any():
        sure |= chance > 1
        rest = part[~sure].sum()
        chance = np.where(sure, 1.0, part * ((n - int(sure.sum())) / rest))
    return np.asarray(chance)


def drawn(found: NDArray[np.bool_], customer: Keys, statement: Keys, chance: Floats, seed: int) -> NDArray[np.int64]:
    """The rows that are drawn, int64[about n], ascending: systematic sampling with these probabilities.

    ``customer`` and ``statement`` uint64[N] are hashes of their ids: the draw depends on these and the labels, never on the
    order of the rows.

    >>> rows = np.arange(6, dtype=np.uint64)
    >>> len(drawn(np.zeros((6, 1), bool), rows, rows, np.full(6, 0.5), 0))
    3
    """
    pattern = np.zeros(len(found), np.uint64)
    for column in found.T[:63]:
        pattern = pattern * np.uint64(2) + column.astype(np.uint64)
    order = np.lexsort((stream_keys(seed, 73, statement), stream_keys(seed, 72, customer), pattern))
    start = float(uniforms(stream_keys(seed, 71), 1)[0, 0])
    reached = np.floor(np.cumsum(chance[order]) + start + 1e-9)
    hit = np.diff(reached, prepend=np.floor(start + 1e-9)) > 0
    return np.asarray(np.sort(order[hit]), np.int64)
