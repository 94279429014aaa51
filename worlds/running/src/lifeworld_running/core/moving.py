"""When a runner moves, and when she stands: at a light, at a fountain, at the end."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

MOVING_M_S = 0.7
"""Slower than this is standing: between the .5 and .8 of running.md 4.2, and of what Strava calls resting."""
STAND_S = 3.0
"""A change that lasts less is none."""


def runs_of(flags: Truths) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where runs of equal flags begin and end (half-open).

    >>> [each.tolist() for each in runs_of(np.array([True, True, False]))]
    [[0, 2], [2, 3]]
    """
    cuts = np.flatnonzero(np.diff(flags)) + 1
    return np.concatenate([[0], cuts]).astype(np.int64), np.concatenate([cuts, [len(flags)]]).astype(np.int64)


def _without_short(flags: Truths, seconds: Floats, value: bool) -> Truths:
    """Runs of ``value`` that last less than ``STAND_S`` take the other value, unless they are all there is."""
    if not len(flags):
        return flags
    starts, ends = runs_of(flags)
    if len(starts) == 1:
        return flags
    so_far = np.concatenate([[0.0], np.cumsum(seconds)])
    short = (so_far[ends] - so_far[starts] < STAND_S) & (flags[starts] == value)
    return np.where(np.repeat(short, ends - starts), not value, flags)


def moving(speed_m_s: Floats, seconds: Floats, *, limit_m_s: float = MOVING_M_S) -> Truths:
    """Whether each step was moved: bool[n], from its speed and how long it lasts; an unknown speed is not moved.

    >>> moving(np.array([3, 3, 3, 0, 3, 3, 3, 0, 0, 0, 0, 3.0, 0, 0]), np.ones(14)).astype(int).tolist()
    [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    """
    flags = np.asarray(speed_m_s > limit_m_s)
    return _without_short(_without_short(flags, seconds, True), seconds, False)
