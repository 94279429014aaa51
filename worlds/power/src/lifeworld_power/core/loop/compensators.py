"""Compensators of type II and III by the K factor: what their parts have to be for a crossover and a phase margin.

Sources: Venable 1983, The K factor; TI SLVA662. Angles in degrees, Hz, Ω, F. ``boost`` is the phase that the compensator adds over its
integrator; a type II gives less than 90°, a type III less than 180°.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from lifeworld_power.core.compiled import compiled


class Compensator(NamedTuple):
    """(1 + s z1)(1 + s z2) / (s t_0 (1 + s p1)(1 + s p2)): time constants (s)."""

    t_0: float
    z1: float
    z2: float
    p1: float
    p2: float


@dataclass(frozen=True, slots=True)
class TypeTwo:
    """Op-amp type II: input ``r1``; feedback ``r2`` with ``c1`` in series, ``c2`` across both."""

    r1: float
    r2: float
    c1: float
    c2: float

    def transfer(self) -> Compensator:
        """What these parts do."""
        return Compensator(self.r1 * (self.c1 + self.c2), self.r2 * self.c1, 0.0, self.r2 * self.c1 * self.c2 / (self.c1 + self.c2), 0.0)


@dataclass(frozen=True, slots=True)
class TypeTwoOta:
    """Transconductance type II: amplifier ``gm`` (S) behind a divider ``h`` (Vref/Vo); ``rc`` with ``cz`` in series, ``cp`` across both."""

    gm: float
    h: float
    rc: float
    cz: float
    cp: float

    def transfer(self) -> Compensator:
        """What these parts do."""
        both = self.cz + self.cp
        return Compensator(both / (self.h * self.gm), self.rc * self.cz, 0.0, self.rc * self.cz * self.cp / both, 0.0)


@dataclass(frozen=True, slots=True)
class TypeThree:
    """Op-amp type III: as type II, and ``r3`` with ``c3`` in series across ``r1``."""

    r1: float
    r2: float
    r3: float
    c1: float
    c2: float
    c3: float

    def transfer(self) -> Compensator:
        """What these parts do."""
        both = self.c1 + self.c2
        return Compensator(self.r1 * both, self.r2 * self.c1, (self.r1 + self.r3) * self.c3, self.r2 * self.c1 * self.c2 / both,
                           self.r3 * self.c3)


@compiled
def compensated(parts: Compensator, f: float) -> tuple[float, float]:
    """Magnitude and phase (degrees, the inversion of the feedback left out) of a compensator at ``f`` hertz."""
    w = 2.0 * math.pi * f
    up = math.hypot(1.0, w * parts.z1) * math.hypot(1.0, w * parts.z2)
    down = w * parts.t_0 * math.hypot(1.0, w * parts.p1) * math.hypot(1.0, w * parts.p2)
    phase = math.atan(w * parts.z1) + math.atan(w * parts.z2) - math.atan(w * parts.p1) - math.atan(w * parts.p2)
    return up / down, math.degrees(phase) - 90.0


def boost_for(phase_margin: float, plant_phase: float) -> float:
    """Phase (degrees) that the compensator has to add.

    >>> round(boost_for(60.0, -171.61), 2)
    141.61
    """
    return phase_margin - plant_phase - 90.0


def k_two(boost: float) -> float:
    """K of type II: zero at fc/K, pole at fc K.

    >>> round(k_two(73.92), 3)
    7.08
    """
    return math.tan(math.radians(0.5 * boost + 45.0))


def k_three(boost: float) -> float:
    """K of type III: both zeros at fc/√K, both poles at fc √K.

    >>> round(k_three(141.61), 2)
    34.97
    """
    return math.tan(math.radians(0.25 * boost + 45.0)) ** 2


def type_two(fc: float, boost: float, plant_magnitude: float, r1: float) -> TypeTwo:
    """Parts of an op-amp type II.

    >>> made = type_two(10e3, 60.0, 0.5, 10e3)
    >>> magnitude, phase = compensated(made.transfer(), 10e3)
    >>> round(magnitude, 3), round(phase + 90, 2)
    (2.0, 60.0)
    """
    k, w = k_two(boost), 2.0 * math.pi * fc
    c2 = plant_magnitude / (w * k * r1)
    c1 = c2 * (k * k - 1.0)
    return TypeTwo(r1, k / (w * c1), c1, c2)


def type_two_ota(fc: float, boost: float, plant_magnitude: float, gm: float, h: float) -> TypeTwoOta:
    """Parts of a transconductance type II.

    >>> made = type_two_ota(50e3, 73.92, 1.0341, 1e-3, 0.6 / 3.3)
    >>> round(made.rc, 0), round(1e9 * made.cz, 2), round(1e12 * made.cp, 1)
    (5319.0, 4.24, 86.3)
    """
    k, w = k_two(boost), 2.0 * math.pi * fc
    rc = 1.0 / (h * gm * plant_magnitude)  # zero and pole lie at the same ratio from fc: their shares of the gain cancel
    cz = k / (w * rc)
    return TypeTwoOta(gm, h, rc, cz, cz / (k * k - 1.0))


def type_three(fc: float, boost: float, plant_magnitude: float, r1: float) -> TypeThree:
    """Parts of an op-amp type III.

    >>> made = type_three(50e3, 141.61, 0.62380, 10e3)
    >>> round(1e12 * made.c2, 1), round(made.r3, 1)
    (198.6, 294.3)
    """
    k, w = k_three(boost), 2.0 * math.pi * fc
    c2 = plant_magnitude / (w * r1)
    c1 = c2 * (k - 1.0)
    r3 = r1 / (k - 1.0)
    root = math.sqrt(k)
    return TypeThree(r1, root / (w * c1), r3, c1, c2, 1.0 / (w * root * r3))
