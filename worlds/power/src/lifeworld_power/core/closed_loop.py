"""Start-up and load steps of a stage with its loop closed, for charts: exact between switching instants, cycle by cycle."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np

from lifeworld_power.core.loop.compensators import Compensator
from lifeworld_power.core.netlist.bode import Modulator
from lifeworld_power.core.solver.closed import followed
from lifeworld_power.core.solver.rows import DIODE, IOUT, TOPOLOGY, VIN, VOUT, F, L
from lifeworld_power.core.solver.solved import solved
from lifeworld_power.core.values import BOOST, BUCK, Floats

SETTLING = 300
HEADROOM = 0.3
"""How far above the steady duty a boost or inverting stage in voltage mode may go, as a share of the rest: at more it delivers less, and
the loop would hold it there; controllers limit it for that reason."""


@dataclass(frozen=True, eq=False)
class Followed:
    """Columns of equal length: time (s), inductor current (A), output voltage (V, its size), ripple and all."""

    t: Floats
    i_l: Floats
    v_out: Floats


def load_step(row: Floats, loop: Compensator, modulator: Modulator, low: float, before: int = 20, after: int = 200) -> Followed:
    """The load goes from ``low`` amperes to the row's at time 0 and back after ``after`` periods, which are shown as well as ``before``
    ones. A row of solver.solved.asked with a stiff source; the loop as ``loop.designing.Loop.made.transfer()``. 300 periods are followed
    first and not shown, in which the loop settles. Nothing comes of a row that has no steady state.
    """
    light = row.copy()
    light[IOUT] = low
    found = solved(light)
    if not found.found:
        return Followed(*(np.zeros(0) for _ in range(3)))
    numbers, control, highest = _loop(row, loop, modulator, found.duty, found.i_peak)
    x = np.array([found.start_i, found.start_v, control, control, control, row[VOUT]])
    which = np.concatenate([np.zeros(SETTLING + before), np.ones(after), np.zeros(after)])
    rows = followed(np.stack([light, row]), which, numbers, np.zeros(len(which)), row[VOUT], highest, x)
    parts = len(rows) // len(which)
    shown = rows[SETTLING * parts:]
    return Followed(shown[:, 0] - (SETTLING + before) / row[F], shown[:, 1].copy(), shown[:, 2].copy())


def start_up(row: Floats, loop: Compensator, modulator: Modulator, ramp: float = 1e-3, after: int = 200) -> Followed:
    """From an empty output (a boost's: from its input) along a reference that rises in ``ramp`` seconds, and ``after`` periods more. The
    rectifier carries no negative current meanwhile. The load is the row's resistance. A slow loop lags behind a fast reference: ``ramp``
    and ``after`` want to be several of its time constants.
    """
    found = solved(row)
    if not found.found:
        return Followed(*(np.zeros(0) for _ in range(3)))
    one_way = row.copy()
    one_way[DIODE] = 1.0
    begin = row[VIN] if int(row[TOPOLOGY]) == BOOST else 0.0
    rising = max(int(np.ceil(ramp * row[F])), 1)
    slopes = np.concatenate([np.full(rising, (row[VOUT] - begin) * row[F] / rising), np.zeros(after)])
    numbers, _, highest = _loop(row, loop, modulator, found.duty, found.i_peak)
    x = np.array([0.0, begin, 0.0, 0.0, 0.0, begin])
    rows = followed(one_way[None, :].copy(), np.zeros(len(slopes)), numbers, slopes, row[VOUT], highest, x)
    return Followed(*(rows[:, at].copy() for at in range(3)))


def _loop(row: Floats, loop: Compensator, modulator: Modulator, duty: float, peak: float) -> tuple[Floats, float, float]:
    """The loop as numbers (closed.whole), the control voltage of the steady state, and the highest that the integrator may take."""
    if not isnan(modulator.v_ramp):
        most = 1.0 if int(row[TOPOLOGY]) == BUCK else duty + HEADROOM * (1.0 - duty)
        return np.array([*loop, 0.0, modulator.v_ramp]), modulator.v_ramp * duty, modulator.v_ramp * most
    rising = (row[VIN] - row[VOUT] if int(row[TOPOLOGY]) == BUCK else row[VIN]) * modulator.r_sense / row[L]
    ramp = (modulator.m_c - 1.0) * rising / row[F]
    control = modulator.r_sense * peak + ramp * duty
    return np.array([*loop, modulator.r_sense, ramp]), control, 2.0 * control
