"""Sizes of inductor and capacitors for a wanted ripple, in continuous conduction (power.md 1.5)."""

from __future__ import annotations

from lifeworld_power.core.compiled import inlined
from lifeworld_power.core.stage.currents import inductor_average
from lifeworld_power.core.values import BOOST, BUCK


@inlined
def inductance_for(topology: int, vin: float, vout: float, iout: float, duty: float, f: float, ratio: float) -> float:
    """Inductance (H) at which the ripple is ``ratio`` of the inductor's mean current (0.2 to 0.4 is usual).

    >>> round(1e6 * inductance_for(0, 12.0, 3.3, 2.0, 0.275, 500e3, 0.3), 3)
    7.975
    """
    applied = vin - vout if topology == BUCK else vin
    return applied * duty / (ratio * inductor_average(topology, iout, duty) * f)


@inlined
def cin_for(topology: int, iout: float, duty: float, f: float, di: float, ripple: float) -> float:
    """Input capacitance (F) for an input ripple of ``ripple`` volts peak-to-peak, without series resistance.

    >>> round(1e6 * cin_for(0, 2.0, 0.5, 500e3, 0.6, 0.1), 3)
    10.0
    """
    if topology == BUCK:
        return iout * duty * (1.0 - duty) / (f * ripple)
    return di / (8.0 * f * ripple) if topology == BOOST else iout * duty / (f * ripple)


@inlined
def cout_for(topology: int, iout: float, duty: float, f: float, di: float, ripple: float) -> float:
    """Output capacitance (F) for an output ripple of ``ripple`` volts peak-to-peak, without series resistance.

    >>> round(1e6 * cout_for(0, 2.0, 0.3, 500e3, 0.8, 0.01), 3)
    20.0
    """
    return di / (8.0 * f * ripple) if topology == BUCK else iout * duty / (f * ripple)
