"""Arrays that one solve writes into, made once per loop: allocating them for every stage would cost as much as the solve."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.values import Floats


class Scratch(NamedTuple):
    """``a`` (3, 3, 3), ``b`` (3, 3), ``y`` (3, 5, 4): circuits of the intervals (circuits.circuit); ``e`` (3, 5, 4) their maps over
    time, ``spare`` (5, 4); ``x`` (4, 4): states at the ends of intervals (row 0: at turn-on; column 3: integral of the output voltage
    over the interval); ``d`` (8, 4) changes of them; ``j`` (5, 5), ``r`` (5,): Newton's equations; ``u`` (5,): the three states at
    turn-on, t_on, t_rectifier; ``c`` (8, 20): power series; ``bounds`` (3,): of |A|.
    """

    a: Floats
    b: Floats
    y: Floats
    e: Floats
    spare: Floats
    x: Floats
    d: Floats
    j: Floats
    r: Floats
    u: Floats
    c: Floats
    bounds: Floats


@compiled
def scratch() -> Scratch:
    """Fresh arrays."""
    return Scratch(np.zeros((3, 3, 3)), np.zeros((3, 3)), np.zeros((3, 5, 4)), np.zeros((3, 5, 4)), np.zeros((5, 4)), np.zeros((4, 4)),
                   np.zeros((8, 4)), np.zeros((5, 5)), np.zeros(5), np.zeros(5), np.zeros((8, 20)), np.zeros(3))
