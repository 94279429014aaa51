"""What an oscilloscope would show of a stage in its steady state, from exact series: currents and voltages over periods, for charts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lifeworld_power.core.solver.rows import SOURCE, F
from lifeworld_power.core.solver.solved import Solved
from lifeworld_power.core.solver.traced import traced
from lifeworld_power.core.values import Floats


@dataclass(frozen=True, eq=False)
class Waveforms:
    """Columns of equal length (s, A, V) from the moment the control switch turns on; where something jumps, two points share their time.

    ``v_out`` is the size of an inverting stage's output; ``v_switch`` the node between switches and inductor; ``i_in`` what the switches
    draw, ``i_cin`` what the input capacitor takes up of it; ``i_rectifier`` the current of diode or second switch.
    """

    t: Floats
    i_l: Floats
    v_out: Floats
    v_switch: Floats
    i_in: Floats
    i_cin: Floats
    v_in: Floats
    i_rectifier: Floats


def waveforms(row: Floats, found: Solved, periods: int = 2, points: int = 240) -> Waveforms:
    """Waveforms of a solved row (solver.solved.asked) over ``periods``, of about ``points`` points each; none where no period was found.

    >>> from lifeworld_power.core.solver.solved import asked, solved
    >>> from lifeworld_power.core.values import Stage
    >>> row = asked(Stage(0, True, 500e3, 6.8e-6, 0.03, 0.09, 0.06, 0.0, 30e-6, 3e-3, 10e-6, 2e-3), 12.0, 3.3, 2.0)
    >>> shown = waveforms(row, solved(row))
    >>> round(float(shown.i_l.max() - shown.i_l.min()), 5), round(float(shown.t[-1]), 12)
    (0.72545, 4e-06)
    """
    if not found.found:
        return Waveforms(*(np.zeros(0) for _ in range(8)))
    period = 1.0 / row[F]
    shares = np.array([found.duty, found.duty_2, max(0.0, 1.0 - found.duty - found.duty_2) if found.dcm else 0.0])
    parts = np.maximum(np.ceil(points * shares), 8.0)
    start = np.array([found.start_i, found.start_v, found.start_vin if row[SOURCE] > 0 else 0.0])
    rows = traced(row, start, shares * period, parts, found.i_in)
    if not row[SOURCE] > 0:  # the capacitor's own ripple is about its average
        one = rows[:, 6]
        rows[:, 6] = one - np.trapezoid(one, rows[:, 0]) / period + found.start_vin
    repeated = np.concatenate([rows + np.array([n * period, *[0.0] * 7]) for n in range(periods)])
    return Waveforms(*(np.ascontiguousarray(column) for column in repeated.T))
