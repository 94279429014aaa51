"""Temperatures of parts that heat themselves: losses rise with resistance, resistance with temperature.

For a given current the loss of a part is linear in its temperature, so the fixed point T = Ta + θ P(T) is a quotient, not a search.
Where θ dP/dT reaches 1 there is none: thermal runaway.
"""

from __future__ import annotations

import math

from lifeworld_power.core.compiled import inlined


@inlined
def gain(theta: float, at_25: float, coefficient: float) -> float:
    """θ dP/dT of a part that loses ``at_25`` W at 25 °C by resistance; from 1 on it runs away.

    >>> round(gain(40.0, 1.0, 0.005), 3)
    0.2
    """
    return theta * at_25 * coefficient


@inlined
def settled(ambient: float, theta: float, at_25: float, coefficient: float, steady: float) -> float:
    """Temperature (°C) of a part with ``at_25`` W at 25 °C by resistance and ``steady`` W beside it; infinite where it runs away.

    θ in K/W, the coefficient of resistance in 1/K. NaN in, NaN out.

    >>> settled(30.0, 40.0, 1.0, 0.005, 0.5)
    106.25
    >>> settled(30.0, 200.0, 1.0, 0.005, 0.5)
    inf
    """
    around = 1.0 - gain(theta, at_25, coefficient)
    return 25.0 + (ambient - 25.0 + theta * (at_25 + steady)) / around if around > 0.0 or math.isnan(around) else math.inf
