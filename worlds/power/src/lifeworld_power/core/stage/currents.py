"""Currents of the stage in continuous conduction: averages, ripple, root mean squares (power.md's table, Erickson and Maksimović)."""

from __future__ import annotations

import math

from lifeworld_power.core.compiled import inlined
from lifeworld_power.core.values import BOOST, BUCK


@inlined
def inductor_average(topology: int, iout: float, duty: float) -> float:
    """Mean current of the inductor (A): the load's for a buck, Io/(1-D) else.

    >>> inductor_average(1, 0.5, 0.75)
    2.0
    """
    return iout if topology == BUCK else iout / (1.0 - duty)


@inlined
def on_voltage(topology: int, vin: float, vout: float, i_l: float, rs: float, dcr: float) -> float:
    """What lies on the inductor while the control switch is on (V).

    >>> on_voltage(0, 12.0, 4.0, 2.0, 0.1, 0.1)
    7.6
    """
    applied = vin - vout if topology == BUCK else vin
    return applied - i_l * (rs + dcr)


@inlined
def ripple_current(v_on: float, duty: float, l: float, f: float) -> float:  # noqa: E741
    """Peak-to-peak ripple of the inductor's current (A).

    >>> ripple_current(8.0, 0.25, 10e-6, 500e3)
    0.4
    """
    return v_on * duty / (l * f)


@inlined
def mean_square(i_l: float, di: float) -> float:
    """Mean square of a current that is ``i_l`` with a triangle of ``di`` on it (A²).

    >>> mean_square(2.0, 0.0)
    4.0
    """
    return i_l * i_l + di * di / 12.0


@inlined
def cin_mean_square(topology: int, duty: float, iout: float, i_l: float, di: float) -> float:
    """Mean square of the input capacitor's current (A²), the source giving the mean only."""
    if topology == BOOST:
        return di * di / 12.0
    carried = iout if topology == BUCK else i_l
    return duty * ((1.0 - duty) * carried * carried + di * di / 12.0)


@inlined
def cout_mean_square(topology: int, duty: float, iout: float, i_l: float, di: float) -> float:
    """Mean square of the output capacitor's current (A²), the load taking the mean only."""
    if topology == BUCK:
        return di * di / 12.0
    return max((1.0 - duty) * mean_square(i_l, di) - iout * iout, 0.0)


@inlined
def cin_rms(topology: int, duty: float, iout: float, i_l: float, di: float) -> float:
    """Root mean square of the input capacitor's current (A).

    >>> round(cin_rms(0, 0.29146, 2.0, 2.0, 0.72521), 4)
    0.9159
    """
    return math.sqrt(cin_mean_square(topology, duty, iout, i_l, di))


@inlined
def cout_rms(topology: int, duty: float, iout: float, i_l: float, di: float) -> float:
    """Root mean square of the output capacitor's current (A).

    >>> round(cout_rms(1, 0.59677, 0.5, 1.23998, 0.48127), 4)
    0.6146
    """
    return math.sqrt(cout_mean_square(topology, duty, iout, i_l, di))


@inlined
def voltage_stress(topology: int, vin: float, vout: float) -> float:
    """What the switches block (V): Vin, Vo, or their sum.

    >>> voltage_stress(2, 12.0, 5.0)
    17.0
    """
    if topology == BUCK:
        return vin
    return vout if topology == BOOST else vin + vout
