"""Small-signal plants in continuous conduction: control to output, as one rational function of all topologies.

G(s) = gain (1 + s t_esr)(1 - s t_rhp) / ((1 + a1 s + a2 s²)(1 + b1 s + b2 s²)). Sources: Erickson and Maksimović, chapter 8 (voltage
mode, with the resistances of the stage); Ridley 1991, A new continuous-time model for current-mode control (peak current mode: his
sampling pole pair at half the switching frequency; boost and inverting by the same low-frequency model, which agrees with Basso's tables).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.values import BOOST, BUCK


class Plant(NamedTuple):
    """A plant: gain at zero frequency, time constants (s) of the zeros, coefficients (s, s²) of both pole pairs."""

    gain: float
    t_esr: float
    t_rhp: float
    a1: float
    a2: float
    b1: float
    b2: float


@compiled
def voltage_mode(
    topology: int, vin: float, v_ramp: float, duty: float, l: float, r: float, c: float, esr: float, load: float  # noqa: E741
) -> Plant:
    """Voltage to the modulator (ramp of ``v_ramp`` volts) to output voltage. ``r``: what lies in series with the inductor on average
    (DCR + D R_s + x R_d, Ω); ``load``: Vo/Io (Ω).

    >>> plant = voltage_mode(0, 12.0, 1.0, 0.2915, 6.8e-6, 0.1, 30e-6, 3e-3, 1.65)
    >>> magnitude, phase = response(plant, 50e3)
    >>> round(20 * math.log10(magnitude), 3), round(phase, 2)
    (-4.099, -171.61)
    """
    if topology == BUCK:
        gain, t_rhp, x = vin * load / (load + r), 0.0, 1.0
    else:
        x = 1.0 - duty
        drop = x * x + r / load
        vout = (1.0 if topology == BOOST else duty) * vin * x / drop
        blocked = vout if topology == BOOST else vin + vout
        current = vout / (x * load)
        reach = x * blocked - current * r
        gain, t_rhp = reach / drop, l * current / reach
    l_seen, r_seen = l / (x * x), r / (x * x)
    whole = load + r_seen
    a1 = (l_seen + r_seen * c * (load + esr) + load * c * esr) / whole
    return Plant(gain / v_ramp, esr * c, t_rhp, a1, l_seen * c * (load + esr) / whole, 0.0, 0.0)


@compiled
def peak_current_mode(
    topology: int, duty: float, f: float, l: float, r_sense: float, m_c: float, c: float, esr: float, load: float  # noqa: E741
) -> Plant:
    """Voltage that sets the peak current (through ``r_sense``, V/A) to output voltage. ``m_c`` = 1 + Se/Sn: slope compensation.

    Subharmonic oscillation unless m_c x > 0.5 (then b1 > 0). The resistances of the stage are left out.

    >>> plant = peak_current_mode(0, 0.2915, 500e3, 6.8e-6, 0.1, 1.5, 30e-6, 3e-3, 1.65)
    >>> magnitude, phase = response(plant, 50e3)
    >>> round(magnitude, 4), round(phase, 2)
    (1.0341, -103.92)
    """
    x, period = 1.0 - duty, 1.0 / f
    sampling = m_c * x - 0.5
    if topology == BUCK:
        carried, own, k, t_rhp = 1.0, 1.0, period * sampling / l, 0.0
    else:
        carried, k = x, x**3 * period * (m_c - 0.5) / l
        own = 2.0 if topology == BOOST else 1.0 + duty
        t_rhp = l * (1.0 if topology == BOOST else duty) / (x * x * load)
    leads = own / load + k
    w_n = math.pi * f
    return Plant(carried / (r_sense * leads), esr * c, t_rhp, (c - k * t_rhp) / leads, 0.0, math.pi * sampling / w_n, 1.0 / (w_n * w_n))


@compiled
def slope_needed(duty: float, q: float) -> float:
    """m_c at which the sampling pole pair has the quality ``q`` (2/π halves the slope of the falling current: a usual choice).

    >>> round(slope_needed(0.5, 1.0), 4)
    1.6366
    """
    return (1.0 / (math.pi * q) + 0.5) / (1.0 - duty)


@compiled
def response(plant: Plant, f: float) -> tuple[float, float]:
    """Magnitude and phase (degrees, continuous from 0 Hz on) at ``f`` hertz."""
    w = 2.0 * math.pi * f
    up = math.hypot(1.0, w * plant.t_esr) * math.hypot(1.0, w * plant.t_rhp)
    a, b = 1.0 - w * w * plant.a2, 1.0 - w * w * plant.b2
    down = math.hypot(a, w * plant.a1) * math.hypot(b, w * plant.b1)
    phase = math.atan(w * plant.t_esr) - math.atan(w * plant.t_rhp) - math.atan2(w * plant.a1, a) - math.atan2(w * plant.b1, b)
    return plant.gain * up / down, math.degrees(phase)


def rhp_zero(plant: Plant) -> float:
    """Frequency (Hz) of the zero in the right half plane; infinite where there is none."""
    return math.inf if plant.t_rhp == 0 else 1.0 / (2.0 * math.pi * plant.t_rhp)
