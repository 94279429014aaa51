"""Duty of a lossy stage in closed form. ``vout`` is the size of the output voltage; unknown (NaN) in, NaN out.

Sources: TI SLVA477 (buck), SLVA372 (boost), SLVA721 (inverting); Erickson and Maksimović, Fundamentals of Power Electronics, chapter 3.
The mean voltage of the inductor is zero over a period; with resistances that makes the duty of boost and inverting stages the root of
a quadratic in x = 1 - D. Its larger root is the stable one; where there is none the stage cannot deliver the load.
"""

from __future__ import annotations

import math

from lifeworld_power.core.compiled import inlined
from lifeworld_power.core.values import BOOST, BUCK


@inlined
def larger_root(a: float, b: float, c: float) -> float:
    """The larger root of a x² - b x + c = 0 for a, b > 0; NaN where it has none.

    >>> larger_root(1.0, 3.0, 2.0)
    2.0
    """
    discriminant = b * b - 4.0 * a * c
    return (b + math.sqrt(discriminant)) / (2.0 * a) if discriminant >= 0.0 else math.nan


@inlined
def duty(topology: int, vin: float, vout: float, iout: float, rs: float, rd: float, vd: float, dcr: float, esr: float) -> float:
    """On-share D of the control switch in continuous conduction, or NaN: the stage cannot deliver ``iout`` at all.

    V, A, Ω. A diode stage has ``rd`` 0 and the diode's drop ``vd``; a synchronous one has ``vd`` 0. ``esr``: of the output capacitor; it
    carries the difference of inductor and load current, and so raises what boost and inverting stages see while their rectifier
    conducts (0 gives the equations as the application reports print them).

    >>> round(duty(0, 12.0, 3.3, 2.0, 0.09, 0.06, 0.0, 0.03, 0.0), 5), round(duty(1, 5.0, 12.0, 0.5, 0.08, 0.08, 0.0, 0.05, 0.0), 5)
    (0.29146, 0.59677)
    """
    if topology == BUCK:
        d = (vout + vd + iout * (rd + dcr)) / (vin + vd - iout * (rs - rd))
        return d if 0.0 < d < 1.0 else math.nan
    size = vout + vd - iout * esr
    if topology != BOOST:
        size += vin
    x = larger_root(size, vin + iout * (rs - rd - esr), iout * (dcr + rs))
    return 1.0 - x if 0.0 < x < 1.0 else math.nan


@inlined
def iout_max(topology: int, vin: float, vout: float, rs: float, rd: float, vd: float, dcr: float, esr: float) -> float:
    """The largest load (A) that the stage can deliver at any duty: buck at D = 1, others where the discriminant is zero.

    0 where the topology cannot make this voltage at all (a buck upwards, a boost downwards), infinite without resistance.

    >>> round(iout_max(0, 5.0, 3.3, 0.1, 0.1, 0.0, 0.07, 0.0), 3)
    10.0
    """
    if topology == BUCK:
        return (vin - vout) / (rs + dcr) if vin > vout else 0.0
    size = vout + vd
    if topology != BOOST:
        size += vin
    elif size <= vin:
        return 0.0
    slope, pull = rs - rd - esr, dcr + rs  # (vin + io slope)² = 4 (size - io esr) io pull
    a, b = slope * slope + 4.0 * esr * pull, 4.0 * size * pull - 2.0 * vin * slope
    discriminant = b * b - 4.0 * a * vin * vin
    if discriminant < 0.0 or b <= 0.0:
        return math.inf
    return 2.0 * vin * vin / (b + math.sqrt(discriminant))


@inlined
def duty_app_note(topology: int, vin: float, vout: float, efficiency: float) -> float:
    """Duty as application reports estimate it from a guessed efficiency (a share): a cross-check, not what designs rest on.

    >>> round(duty_app_note(1, 5.0, 12.0, 0.9), 3)
    0.625
    """
    if topology == BUCK:
        return vout / (vin * efficiency)
    if topology == BOOST:
        return 1.0 - vin * efficiency / vout
    return vout / (vin * efficiency + vout)
