"""Losses of the switches, their drive and their controller, one term each (W), so that they add up to input minus output.

Sources: power.md 1.5; the switching terms as in the data sheet of IRF7832; Erickson and Maksimović, chapter 4. No term is negative: a
term whose current turns round (a synchronous stage at light load) is zero, not a gain.
"""

from __future__ import annotations

from lifeworld_power.core.compiled import inlined
from lifeworld_power.core.values import NAN


@inlined
def hot(r_25: float, coefficient: float, celsius: float) -> float:
    """Resistance (Ω) at a temperature, from that at 25 °C and its coefficient (1/K).

    >>> hot(0.1, 0.004, 125.0)
    0.13999999999999999
    """
    return r_25 * (1.0 + coefficient * (celsius - 25.0))


@inlined
def edge_times(q_switch: float, v_drive: float, v_plateau: float, r_gate: float) -> tuple[float, float]:
    """Turn-on and turn-off time (s) of the control switch: Qgs2 + Qgd over what the driver gives at the plateau; NaN if it is never there.

    >>> [round(1e9 * t, 2) for t in edge_times(5e-9, 5.0, 2.5, 3.0)]
    [6.0, 6.0]
    """
    on, off = (v_drive - v_plateau) / r_gate, v_plateau / r_gate
    return (q_switch / on if on > 0.0 else NAN), (q_switch / off if off > 0.0 else NAN)


@inlined
def switching(v_switch: float, f: float, i_valley: float, i_peak: float, t_on: float, t_off: float) -> float:
    """Overlap of voltage and current (W): valley current at turn-on, peak at turn-off.

    >>> round(switching(12.0, 500e3, 1.6, 2.4, 6e-9, 6e-9), 4)
    0.072
    """
    return 0.5 * v_switch * f * (max(i_valley, 0.0) * t_on + max(i_peak, 0.0) * t_off)


@inlined
def output_charge(v_switch: float, f: float, qoss_1: float, qoss_2: float) -> float:
    """Charging both output capacitances (W), dissipated where the current flows: in the control switch.

    >>> round(output_charge(12.0, 500e3, 10e-9, 10e-9), 4)
    0.06
    """
    return 0.5 * (qoss_1 + qoss_2) * v_switch * f


@inlined
def recovery(v_switch: float, f: float, qrr: float, t_rr: float, i_valley: float) -> float:
    """Reverse recovery of the rectifier (W), in the control switch. Its charge is what it carried when the switch turned on over ``t_rr``
    (s), ``qrr`` (A s) at most; none where it carried nothing.

    >>> round(recovery(12.0, 500e3, 10e-9, 12e-9, 1.0), 4), round(recovery(12.0, 500e3, 10e-9, 12e-9, 0.5), 4)
    (0.06, 0.036)
    >>> recovery(12.0, 500e3, 10e-9, 12e-9, -0.1)
    0.0
    """
    carried = t_rr * i_valley
    return 0.0 if i_valley <= 0.0 else (carried if carried < qrr else qrr) * v_switch * f  # an unknown charge stays unknown


@inlined
def dead_time(v_body: float, f: float, t_dead: float, i_valley: float, i_peak: float) -> float:
    """The body diode conducts for ``t_dead`` after each edge (W): Vf IL 2 td f while the current is positive.

    >>> round(dead_time(0.8, 500e3, 20e-9, 1.6, 2.4), 4)
    0.032
    """
    return v_body * f * t_dead * (abs(i_valley) + abs(i_peak))


@inlined
def gate(vin: float, v_drive: float, f: float, charge: float) -> float:
    """Gate charge, with the linear regulator that makes the drive voltage from the input (W): the charge comes from the higher of both.

    >>> round(gate(12.0, 5.0, 500e3, 20e-9), 4)
    0.12
    """
    return charge * (vin if vin > v_drive else v_drive) * f  # an unknown drive stays unknown
