"""A damped LC filter before the stage, and whether the stage stays stable behind it (Middlebrook 1976; Erickson and Maksimović, ch. 10).

A stage that is regulated takes less current from more voltage: to the filter it is a negative resistance -Vin² η / Po. The filter's output
impedance has to stay well under it at every frequency. Damping: a capacitor ``n`` times the filter's with a resistor in series (R_d C_d).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from lifeworld_power.core.compiled import compiled

MARGIN_DB = 6.0


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: inductor ``l`` (H), its capacitor ``c``, the damping branch ``r_d`` (Ω) with ``c_d`` (F); peak of its output impedance
    ``z_peak``, size of the stage's input impedance ``z_in`` (Ω), ``margin`` (dB) between them; ``attenuation`` (dB) of the ripple.
    """

    l: float  # noqa: E741
    c: float
    r_d: float
    c_d: float
    z_peak: float
    z_in: float
    margin: float
    attenuation: float

    @property
    def holds(self) -> bool:
        """Whether the filter's impedance stays under the stage's by 6 dB."""
        return self.margin >= MARGIN_DB


@compiled
def input_resistance(vin: float, efficiency: float, p_out: float) -> float:
    """Size (Ω) of the stage's negative input resistance.

    >>> round(input_resistance(12.0, 0.9, 6.6), 3)
    19.636
    """
    return vin * vin * efficiency / p_out


@compiled
def best_damping(l: float, c: float, n: float) -> tuple[float, float]:  # noqa: E741
    """Resistor (Ω) of the damping branch with n times the filter's capacitance at which the peak impedance is least, and that peak (Ω).

    >>> r, peak = best_damping(1e-6, 10e-6, 4.0)
    >>> round(r, 4), round(peak, 4)
    (0.1936, 0.2739)
    """
    r_0 = math.sqrt(l / c)
    return r_0 * math.sqrt((2.0 + n) * (4.0 + 3.0 * n) / (2.0 * n * n * (4.0 + n))), r_0 * math.sqrt(2.0 * (2.0 + n)) / n


@compiled
def output_impedance(f: float, l: float, c: float, r_d: float, c_d: float) -> float:  # noqa: E741
    """Size (Ω) of the filter's output impedance at ``f`` hertz: inductor, capacitor and damping branch side by side."""
    s = 2j * math.pi * f
    return abs(1.0 / (1.0 / (s * l) + s * c + 1.0 / (r_d + 1.0 / (s * c_d))))


@compiled
def attenuation(f: float, l: float, c: float, r_d: float, c_d: float) -> float:  # noqa: E741
    """How much less of the stage's ripple current reaches the source at ``f`` hertz (dB).

    >>> round(attenuation(500e3, 1e-6, 10e-6, 0.2, 40e-6), 1)
    40.0
    """
    z = output_impedance(f, l, c, r_d, c_d)
    return -20.0 * math.log10(z / (2.0 * math.pi * f * l))


def damped_filter(vin: float, efficiency: float, p_out: float, f: float, c: float, attenuation_db: float, n: float = 4.0) -> Filter:
    """The filter with capacitor ``c`` (the stage's input capacitor) that weakens ripple at ``f`` by ``attenuation_db``, damped at best.

    >>> found = damped_filter(12.0, 0.9, 6.6, 500e3, 10e-6, 40.0)
    >>> found.holds, round(found.attenuation, 0)
    (True, 40.0)
    """
    low, high = 1e-10, 1.0
    for _ in range(80):  # attenuation rises with the inductance
        l = math.sqrt(low * high)  # noqa: E741
        r_d, peak = best_damping(l, c, n)
        reached = attenuation(f, l, c, r_d, n * c)
        low, high = (l, high) if reached < attenuation_db else (low, l)
    z_in = input_resistance(vin, efficiency, p_out)
    return Filter(l, c, r_d, n * c, peak, z_in, 20.0 * math.log10(z_in / peak), reached)
