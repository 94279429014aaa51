"""Voltage ripple of capacitors with series resistance, exact for currents of straight pieces.

The parts of the capacitance and of the series resistance do not peak at the same time: their sum is a bound. Exact is the swing of
v(t) = ESR i(t) + (1/C) ∫ i dt, whose extremes lie at the ends of pieces, or where i = -ESR C di/dt inside one.
"""

from __future__ import annotations

from lifeworld_power.core.compiled import inlined
from lifeworld_power.core.values import BOOST, BUCK


@inlined
def ripple_parts(topology: int, duty: float, f: float, di: float, i_l: float, iout: float, c: float, esr: float) -> tuple[float, float]:
    """Peak-to-peak output ripple by capacitance and by series resistance (V), continuous conduction; their sum is a bound.

    >>> [round(1e3 * v, 2) for v in ripple_parts(0, 0.29146, 500e3, 0.72521, 2.0, 2.0, 30e-6, 3e-3)]
    [6.04, 2.18]
    """
    if topology == BUCK:
        return di / (8.0 * f * c), di * esr
    return iout * duty / (f * c), (i_l + 0.5 * di) * esr


@inlined
def triangle_swing(duty: float, f: float, di: float, c: float, esr: float) -> float:
    """Exact swing (V) of a capacitor that carries a triangle of ``di`` peak-to-peak, rising for ``duty`` of the period."""
    period, tau, x = 1.0 / f, esr * c, 1.0 - duty
    rise, fall = duty * period, x * period
    if 2.0 * tau < min(rise, fall):  # the usual case of both lines below, in one
        return di * (0.125 * period + 0.5 * tau * tau / (rise * x)) / c
    low = di * (0.125 * rise + 0.5 * tau * tau / rise) / c if 2.0 * tau < rise else 0.5 * di * esr
    high = di * (0.125 * fall + 0.5 * tau * tau / fall) / c if 2.0 * tau < fall else 0.5 * di * esr
    return low + high


@inlined
def output_ripple(topology: int, duty: float, f: float, di: float, i_l: float, iout: float, c: float, esr: float) -> float:
    """Exact peak-to-peak output ripple (V) in continuous conduction, negative valley included.

    >>> round(1e3 * output_ripple(0, 0.29146, 500e3, 0.72521, 2.0, 2.0, 30e-6, 3e-3), 2)
    6.28
    >>> round(1e3 * output_ripple(1, 0.59677, 600e3, 0.48127, 1.23998, 0.5, 20e-6, 3e-3), 1)
    27.9
    """
    if topology == BUCK:
        return triangle_swing(duty, f, di, c, esr)
    period = 1.0 / f
    droop, off, surplus = iout * duty * period / c, (1.0 - duty) * period, i_l + 0.5 * di - iout
    end = esr * (surplus - di)
    if off * (surplus - di) >= esr * c * di:  # the capacitor is charged to the end
        return end + iout * esr + droop
    when = min(max(off * surplus / di - esr * c, 0.0), off)  # the rectifier's current falls: one maximum
    high = esr * (surplus - di * when / off) + (surplus - 0.5 * di * when / off) * when / c - droop
    return max(high, -iout * esr) - min(-iout * esr - droop, end)


@inlined
def piece_swing(i_0: float, i_1: float, time: float, charge: float, c: float, esr: float) -> tuple[float, float, float]:
    """Lowest and highest voltage (V) over one straight piece of current from ``i_0`` to ``i_1``, and the charge after it (A s)."""
    start, after = esr * i_0 + charge / c, charge + 0.5 * (i_0 + i_1) * time
    end = esr * i_1 + after / c
    low, high = min(start, end), max(start, end)
    slope = (i_1 - i_0) / time if time > 0.0 else 0.0
    if slope != 0.0:
        when = -i_0 / slope - esr * c
        if 0.0 < when < time:
            inside = esr * (i_0 + slope * when) + (charge + (i_0 + 0.5 * slope * when) * when) / c
            low, high = min(low, inside), max(high, inside)
    return low, high, after


@inlined
def pieces_swing(
    a_0: float, a_1: float, t_a: float, b_0: float, b_1: float, t_b: float, rest: float, t_rest: float, c: float, esr: float
) -> float:
    """Exact swing (V) of a capacitor whose current has three straight pieces: a, b, and a constant rest.

    >>> pieces_swing(-1.0, -1.0, 1e-6, 1.0, 1.0, 1e-6, 0.0, 0.0, 1e-6, 0.0)
    1.0
    """
    low_a, high_a, charge = piece_swing(a_0, a_1, t_a, 0.0, c, esr)
    low_b, high_b, charge = piece_swing(b_0, b_1, t_b, charge, c, esr)
    low, high = min(low_a, low_b), max(high_a, high_b)
    if t_rest > 0.0:
        low_c, high_c, charge = piece_swing(rest, rest, t_rest, charge, c, esr)
        low, high = min(low, low_c), max(high, high_c)
    return high - low


@inlined
def output_swing(
    topology: int, on: float, share: float, f: float, i_0: float, i_1: float, iout: float, c: float, esr: float
) -> float:
    """Exact output ripple (V) in any mode: the inductor's current goes from ``i_0`` to ``i_1`` in ``on``, back in ``share``, then rests."""
    rest = max(1.0 - on - share, 0.0)
    if rest < 1e-12:
        rest = 0.0
    a_0, a_1 = (i_0 - iout, i_1 - iout) if topology == BUCK else (-iout, -iout)
    return pieces_swing(a_0, a_1, on / f, i_1 - iout, i_0 - iout, share / f, -iout, rest / f, c, esr)


@inlined
def input_swing(
    topology: int, on: float, share: float, f: float, i_0: float, i_1: float, i_in: float, c: float, esr: float
) -> float:
    """Exact ripple of the input capacitor's voltage (V) in any mode, the source giving its mean current ``i_in`` only."""
    rest = max(1.0 - on - share, 0.0)
    if rest < 1e-12:
        rest = 0.0
    if topology == BOOST:
        return pieces_swing(i_in - i_0, i_in - i_1, on / f, i_in - i_1, i_in - i_0, share / f, i_in, rest / f, c, esr)
    return pieces_swing(i_in - i_0, i_in - i_1, on / f, i_in, i_in, share / f, i_in, rest / f, c, esr)
