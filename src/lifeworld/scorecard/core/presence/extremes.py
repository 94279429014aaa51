"""The least and the most even that first beginnings can be where it is not known which journeys are a new customer's.

At each place between none and all of the journeys without a customer may be new customers, whatever holds at other places. The entropy of
the shares of a vector of counts is quasi-concave in the counts (counts whose entropy is at least h form a convex cone), so that it is
greatest where places are filled to one level as far as they can be, and least at a corner: at each place none or all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.scorecard.core.presence.entropy import entropy

Floats = NDArray[np.float64]
CORNERS_MAX = 12
"""Places with journeys without a customer up to which every corner is looked at; of more, corners are searched from many beginnings."""
BEGINNINGS_MAX = 64
_STEPS = 200


def most_even(known: Floats, unknown: Floats) -> Floats:
    """How many new customers at each place make entropy greatest: the level t at which log t is the mean of log c over customers.

    >>> most_even(np.array([10.0, 2, 30]), np.array([0.0, 100, 5])).round(2)
    array([ 0. , 20.8,  0. ])
    """
    top = known + unknown
    low, high = np.log(max(float(top[top > 0].min(initial=np.inf)), 1.0)) - 40.0, np.log(float(top.max(initial=1.0)) + 1.0)
    for _ in range(_STEPS):  # n log t - sum of c log c rises with t
        middle = (low + high) / 2
        if middle in (low, high):  # no number lies between
            break
        counts = np.clip(np.exp(middle), known, top)
        low, high = (low, middle) if counts.sum() * middle >= _whole(counts).sum() else (middle, high)
    return np.asarray(np.clip(np.exp(high), known, top) - known, np.float64)


def least_even(known: Floats, unknown: Floats) -> Floats:
    """How many new customers at each place make entropy least: none or all of them at each.

    >>> least_even(np.array([200.0, 200]), np.array([1000.0, 1000]))
    array([1000.,    0.])
    """
    free = np.flatnonzero(unknown > 0)
    if len(free) <= CORNERS_MAX:
        taken = (np.arange(1 << len(free))[:, None] >> np.arange(len(free))) & 1 == 1
    else:
        taken = _searched(known, unknown, free)
    each = np.zeros((len(taken), len(known)))
    each[:, free] = np.where(taken, unknown[free], 0.0)
    counts = known + each
    found = np.where(counts.sum(axis=1) > 0, entropy(counts.T), np.inf)
    return np.asarray(each[int(np.argmin(found))], np.float64)


def _searched(known: Floats, unknown: Floats, free: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Corners [beginnings, free] that no change at one place makes less even: from each of the greatest places alone, from the greatest
    places together, and from none.
    """
    order = np.argsort(-(known + unknown)[free], kind="stable")[:BEGINNINGS_MAX]
    alone = np.arange(len(free)) == order[:, None]
    taken = np.concatenate([alone, np.cumsum(alone, axis=0) > 0, np.zeros((1, len(free)), np.bool_)])
    gain = _whole((known + unknown)[free]) - _whole(known[free])
    rows = np.arange(len(taken))
    for _ in range(_STEPS):
        n = known.sum() + taken @ unknown[free]
        whole = _whole(known).sum() + taken @ gain
        sign = np.where(taken, -1.0, 1.0)
        now, then = _entropy(n, whole), _entropy(n[:, None] + sign * unknown[free], whole[:, None] + sign * gain)
        best = then.argmin(axis=1)
        better = then[rows, best] < now - 1e-12
        if not better.any():
            break
        taken[rows[better], best[better]] ^= True
    return taken


def _whole(counts: Floats) -> Floats:
    """Each count times its logarithm, 0 for 0."""
    return np.asarray(counts * np.log(np.where(counts > 0, counts, 1.0)), np.float64)


def _entropy(n: Floats, whole: Floats) -> Floats:
    """Entropy of counts by their sum and the sum of c log c; infinite for nothing."""
    some = np.where(n > 0, n, 1.0)
    return np.asarray(np.where(n > 0, np.log(some) - whole / some, np.inf), np.float64)
