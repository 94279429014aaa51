"""Where on each run's way the places of another way are: in order, nearest by least squares, with no jump ahead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lifeworld_running.core.routes.following import AHEAD, edged
from lifeworld_running.core.routes.values import Floats, Ints

_STEPS_MAX = 4
"""A run's point may be up to so many points on where the way goes on by one."""
_UNEVEN = 10.0
"""Square metres that each step off the even one costs: it keeps the places apart where somebody stood about."""
_FAR = 1e30


def aligned(x: Floats, y: Floats, other_x: Sequence[Floats], other_y: Sequence[Floats], free: int) -> tuple[Floats, Floats]:
    """For n points of a way (plane metres): where on each of m other ways of n points they are, and how far off.

    Returns float64[m, n] twice: places as fractions of point numbers, never falling, and distances in metres. ``free``: how many points
    of the others may be left out before their first and after their last place. Dynamic time warping (Sakoe & Chiba 1978) with a band.
    """
    n, m = len(x), len(other_x)
    if not m:
        return np.zeros((0, n)), np.zeros((0, n))
    bx, by = (np.stack([np.asarray(each, np.float32) for each in side], axis=1) for side in (other_x, other_y))
    costs_x, costs_y = edged(bx, np.inf), edged(by, np.inf)
    band, places = 2 * AHEAD + 1, np.arange(2 * AHEAD + 1)
    total = np.where((places >= AHEAD) & (places <= AHEAD + free), 0.0, _FAR).astype(np.float32)[:, None] + np.zeros((1, m), np.float32)
    back = np.zeros((n, band, m), np.uint8)
    padded = np.full((band + _STEPS_MAX, m), _FAR, np.float32)
    for row in range(n):
        if row:
            # The band itself moves on by one with each row: a step of one stays at its place in it.
            padded[_STEPS_MAX - 1:_STEPS_MAX - 1 + band] = total
            choices = np.stack([padded[_STEPS_MAX - step:][:band] + np.float32(_UNEVEN * (step - 1) ** 2)
                                for step in range(_STEPS_MAX + 1)])
            back[row] = choices.argmin(axis=0)
            total = choices.min(axis=0)
        squares = (costs_x[row:row + band] - np.float32(x[row])) ** 2 + (costs_y[row:row + band] - np.float32(y[row])) ** 2
        total = np.minimum(total + np.minimum(squares, _FAR), _FAR)
    here = np.where((places >= AHEAD - free)[:, None] & (places <= AHEAD)[:, None], total, np.inf).argmin(axis=0)
    at = np.empty((m, n), dtype=np.int64)
    every = np.arange(m)
    for row in range(n - 1, -1, -1):
        at[:, row] = np.clip(here + row - AHEAD, 0, n - 1)
        here = np.clip(here + 1 - back[row, here, every], 0, band - 1)
    return _between(np.asarray(x), np.asarray(y), bx.T.astype(np.float64), by.T.astype(np.float64), at)


def _between(x: Floats, y: Floats, other_x: Floats, other_y: Floats, at: Ints) -> tuple[Floats, Floats]:
    """Places made exact: the foot of each point on the pieces of way before and behind its place."""
    m, n = at.shape
    rows = np.arange(m)[:, None]
    best, where = np.full((m, n), np.inf), at.astype(np.float64)
    for first in (np.maximum(at - 1, 0), np.minimum(at, n - 2)):
        ax, ay = other_x[rows, first], other_y[rows, first]
        dx, dy = other_x[rows, first + 1] - ax, other_y[rows, first + 1] - ay
        size = dx**2 + dy**2
        share = np.clip(((x - ax) * dx + (y - ay) * dy) / np.where(size > 0, size, 1), 0, 1)
        off = np.hypot(ax + share * dx - x, ay + share * dy - y)
        better = off < best
        best, where = np.where(better, off, best), np.where(better, first + share, where)
    return np.maximum.accumulate(where, axis=1), best

