"""Load steps: how far the output dips and overshoots, and the capacitance that holds it (TI SLVA477; power.md 1.5). V, A, Hz, F, H, Ω."""

from __future__ import annotations

import math

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.values import BUCK


@compiled
def loop_dip(step: float, fc: float, c: float, esr: float) -> float:
    """Dip (V) after a load step of ``step`` amperes where the loop's bandwidth limits it.

    >>> round(loop_dip(1.0, 50e3, 47e-6, 3e-3), 4)
    0.0707
    """
    return step / (2.0 * math.pi * fc * c) + esr * step


@compiled
def slew_voltage(vin: float, vout: float, d_max: float) -> float:
    """What raises a buck's inductor current at its largest duty, on average (V).

    >>> slew_voltage(12.0, 4.0, 0.75)
    6.0
    """
    return (vin - vout) * d_max


@compiled
def slew_dip(step: float, l: float, slew: float, c: float, esr: float) -> float:  # noqa: E741
    """Dip (V) of a buck where the inductor's slope limits it: the charge that lacks until its current has risen by ``step``.

    >>> round(slew_dip(1.0, 6.8e-6, 7.83, 47e-6, 0.0), 5)
    0.00924
    """
    return step * step * l / (2.0 * slew * c) + esr * step


@compiled
def overshoot(step: float, l: float, vout: float, c: float, esr: float) -> float:  # noqa: E741
    """Overshoot (V) when ``step`` amperes are taken away: the inductor's energy goes to the capacitor.

    >>> round(overshoot(2.0, 6.8e-6, 3.3, 47e-6, 0.0), 4)
    0.0866
    """
    return math.sqrt(vout * vout + l * step * step / c) - vout + esr * step


@compiled
def dip(topology: int, step: float, l: float, slew: float, fc: float, c: float, esr: float) -> float:  # noqa: E741
    """Dip (V) after a load step: what the loop allows, for a buck also its slope (others cross over far below theirs, for their zero)."""
    slow = loop_dip(step, fc, c, esr)
    return max(slow, slew_dip(step, l, slew, c, esr)) if topology == BUCK else slow


@compiled
def rise(topology: int, step: float, l: float, vout: float, fc: float, c: float, esr: float) -> float:  # noqa: E741
    """Overshoot (V) after ``step`` amperes are taken away: what the loop allows, for a buck also the energy of its inductor."""
    slow = loop_dip(step, fc, c, esr)
    return max(slow, overshoot(step, l, vout, c, esr)) if topology == BUCK else slow


@compiled
def c_for_dip(step: float, l: float, slew: float, fc: float, esr: float, most: float) -> float:  # noqa: E741
    """Capacitance (F) that keeps the dip within ``most`` volts; infinite where the series resistance alone exceeds it.

    >>> round(1e6 * c_for_dip(1.0, 6.8e-6, 7.83, 50e3, 3e-3, 0.05), 2)
    67.73
    """
    left = most - esr * step
    if left <= 0.0:
        return math.inf
    return max(step / (2.0 * math.pi * fc * left), step * step * l / (2.0 * slew * left))


@compiled
def c_for_overshoot(step: float, l: float, vout: float, esr: float, most: float) -> float:  # noqa: E741
    """Capacitance (F) that keeps the overshoot within ``most`` volts, by energy: L dI² / (2 Vo Vos + Vos²).

    >>> round(1e6 * c_for_overshoot(2.0, 6.8e-6, 3.3, 0.0, 0.05), 2)
    81.8
    """
    left = most - esr * step
    return step * step * l / (left * (2.0 * vout + left)) if left > 0.0 else math.inf


@compiled
def c_for_overshoot_app_note(step: float, l: float, vout: float, most: float) -> float:  # noqa: E741
    """As SLVA477 prints it, dI² L / (2 Vo Vos): a little more than energy asks.

    >>> round(1e6 * c_for_overshoot_app_note(2.0, 6.8e-6, 3.3, 0.05), 2)
    82.42
    """
    return step * step * l / (2.0 * vout * most)
