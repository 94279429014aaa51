"""Core loss of an inductor that somebody winds, from the material's Steinmetz coefficients, as the columns ``core_k``, ``core_a``,
``core_b``.

Catalogue inductors tell neither material nor turns: their core loss stays unknown unless the source states it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Steinmetz:
    """P = k f^alpha B^beta (W/m³, Hz, T peak of a sine) between two frequencies (Hz; 0 and infinity where they are not told)."""

    k: float
    alpha: float
    beta: float
    f_min: float = 0.0
    f_max: float = math.inf


@dataclass(frozen=True, slots=True)
class Material:
    """A core material: its name, who makes it, what it is made of, and its coefficients by rising frequency."""

    name: str
    maker: str
    made_of: str
    ranges: tuple[Steinmetz, ...]

    def at(self, f: float) -> Steinmetz | None:
        """The coefficients that hold at a frequency; None outside of all ranges, because they must not be drawn out.

        >>> Material("A", "", "ferrite", (Steinmetz(1.0, 1.5, 2.5, 1e5, 1e6),)).at(2e6) is None
        True
        """
        return next((one for one in self.ranges if one.f_min <= f <= one.f_max), None)


def wound(material: Steinmetz, inductance: float, turns: int, area: float, volume: float) -> tuple[float, float, float]:
    """``core_k``, ``core_a``, ``core_b`` (W = core_k f^core_a dI^core_b) of an inductor (H) with so many turns on a core of a
    cross-section (m²) and volume (m³): half of the ripple current swings the flux to its peak, B = L dI / (2 N A).

    >>> k, a, b = wound(Steinmetz(2.0, 1.4, 2.4), 10e-6, 12, 20e-6, 1e-6)
    >>> round(k * 500e3**a * 1.0**b, 4)
    0.0176
    """
    peak_per_ampere = inductance / (2 * turns * area)
    return volume * material.k * math.pow(peak_per_ampere, material.beta), material.alpha, material.beta
