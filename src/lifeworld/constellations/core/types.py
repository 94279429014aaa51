"""Ecosystem types: the three rows of Lipkin & Heinonen's Table 5 as graded conditions (method.md, section 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

TYPES = ("individual-driven", "brand-driven", "socially driven")
UNDETERMINED = "undetermined"
CONDITIONS = ("size", "role", "drivers", "proximity")
WEIGHTS = (1.0, 2.0, 2.0, 1.0)
"""Weights of the four conditions in a grade."""

NO_TYPE = -1
"""The label where the best two tie, in a draw or over all draws."""

_TIE = 1e-6
"""Grades closer than this are equal: two sums of the same float32 numbers may differ in the last place."""


@dataclass(frozen=True)
class Traits:
    """What the three rows look at, each float32[G, D] for G customers and D draws (or 1 column where it is constant).

    ``role`` and ``drivers`` hold three arrays in the order of TYPES; ``near`` holds three arrays in which NaN means that
    no proximity is known.
    """

    size: Array
    role: tuple[Array, Array, Array]
    drivers: tuple[Array, Array, Array]
    near: tuple[Array, Array, Array]


def dominance(values: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
    """dom(v_t) = clip(.5 + 2 (v_t - max of the other two), 0, 1), for each of the three.

    >>> [float(x[0]) for x in dominance((np.array([0.5]), np.array([0.25]), np.array([0.0])))]
    [1.0, 0.0, 0.0]
    """
    a, b, c = values
    half, two = np.float32(0.5), np.float32(2)
    return (
        np.clip(half + two * (a - np.maximum(b, c)), 0, 1),
        np.clip(half + two * (b - np.maximum(a, c)), 0, 1),
        np.clip(half + two * (c - np.maximum(a, b)), 0, 1),
    )


def smallness(size: Array) -> Array:
    """Small = clip((6 - size) / 3, 0, 1): 1 up to three actors, 0 from six on."""
    return np.asarray(np.clip((np.float32(6) - size) / np.float32(3), 0, 1), np.float32)


def conditions(traits: Traits) -> tuple[tuple[Array | None, ...], ...]:
    """The conditions of each type in the order of CONDITIONS; None where Table 5 names none for that row."""
    small = smallness(traits.size)
    role, drivers = dominance(traits.role), dominance(traits.drivers)
    size_of: tuple[Array | None, ...] = (small, None, np.float32(1) - small)
    return tuple((size_of[t], role[t], drivers[t], traits.near[t]) for t in range(3))


def grades(held: tuple[tuple[Array | None, ...], ...]) -> tuple[Array, Array, Array]:
    """Weighted mean of each row's conditions; unknown ones (None or NaN) drop out and the rest is renormalised."""
    found = []
    for row in held:
        total, weight = np.zeros((1, 1), np.float32), np.zeros((1, 1), np.float32)
        for condition, w in zip(row, WEIGHTS, strict=True):
            if condition is None:
                continue
            known = ~np.isnan(condition)
            total = total + np.where(known, np.float32(w) * condition, np.float32(0))
            weight = weight + np.float32(w) * known.astype(np.float32)
        found.append(np.asarray(total / weight, np.float32))
    return found[0], found[1], found[2]


def best(three: tuple[Array, Array, Array]) -> NDArray[np.int8]:
    """The index of the best grade in each draw; NO_TYPE where the best two tie. int8[G, D]

    >>> best((np.array([0.9, 0.5]), np.array([0.1, 0.5]), np.array([0.3, 0.2]))).tolist()
    [0, -1]
    """
    a, b, c = three
    label = np.full(np.broadcast_shapes(a.shape, b.shape, c.shape), NO_TYPE, np.int8)
    tie = np.float32(_TIE)
    label[(a > b + tie) & (a > c + tie)] = 0
    label[(b > a + tie) & (b > c + tie)] = 1
    label[(c > a + tie) & (c > b + tie)] = 2
    return label


def size_class(small: NDArray[np.float32]) -> NDArray[np.str_]:
    """The word for a size, from the mean over draws of the condition "small": the same that the reasons speak of.

    >>> size_class(np.array([0.9, 0.3])).tolist()
    ['small', 'large']
    """
    return np.where(small >= 0.5, "small", "large")
