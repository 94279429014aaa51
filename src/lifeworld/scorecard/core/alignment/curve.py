"""Earnings beside contributions: the curve of one against the other, the area between, and how much money would move.

Partners stand in the order of their contributions, smallest first; the curve is their part of all earnings against their part of all
positive contributions. On the diagonal everybody earns its part. The area is above 0 where those who contribute less earn more than their
part.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.scorecard.core.partners.concentration import shares

Floats = NDArray[np.float64]


def curve(earned: Floats, phi: Floats) -> tuple[Floats, Floats]:
    """Parts of contributions and of earnings from the smallest contribution on, float64[rows, p + 1] each; NaN where nothing is positive.

    >>> x, y = curve(np.array([[1.0, 3.0]]), np.array([[3.0, 1.0]]))
    >>> x.tolist(), y.tolist()
    ([[0.0, 0.25, 1.0]], [[0.0, 0.75, 1.0]])
    """
    order = np.argsort(phi, axis=1, kind="stable")
    parts = [np.take_along_axis(shares(one), order, 1) for one in (phi, earned)]
    x, y = (np.concatenate([np.zeros((len(one), 1)), np.cumsum(one, axis=1)], axis=1) for one in parts)
    return x, y


def area(earned: Floats, phi: Floats) -> Floats:
    """Twice the area between the curve and the diagonal, float64[rows]: from -1 to 1, 0 where everybody earns its part.

    >>> area(np.array([[1.0, 3.0], [1.0, 3.0]]), np.array([[3.0, 1.0], [1.0, 3.0]])).tolist()
    [0.5, 0.0]
    """
    x, y = curve(earned, phi)
    return np.asarray((np.diff(x, axis=1) * (y[:, 1:] + y[:, :-1])).sum(axis=1) - 1)


def moved(earned: Floats, phi: Floats) -> Floats:
    """Share of all earnings that would move if the same money were paid in proportion to positive contributions, float64[rows].

    >>> moved(np.array([[1.0, 3.0]]), np.array([[3.0, 1.0]])).tolist()
    [0.5]
    """
    return np.asarray(np.abs(shares(earned) - shares(phi)).sum(axis=1) / 2)



def known(earned: Floats, phi: Floats) -> bool:
    """Whether anybody earned and contributed anything above 0."""
    return bool((earned > 0).any() and (phi > 0).any())
