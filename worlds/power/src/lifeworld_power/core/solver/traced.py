"""Waveforms of a repeating period, exact at every point: each interval of the period is followed by its series."""

from __future__ import annotations

import numpy as np

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.solver.circuits import Y_ICIN, Y_IIN, Y_VIN, Y_VOUT, circuit
from lifeworld_power.core.solver.period import stretch
from lifeworld_power.core.solver.rows import DIODE, OFF, ON, RD, RS, TOPOLOGY, VD
from lifeworld_power.core.solver.scratch import Scratch, scratch
from lifeworld_power.core.solver.series import halvings, terms
from lifeworld_power.core.values import BOOST, BUCK, Floats

COLUMNS = ("t", "i_l", "v_out", "v_switch", "i_in", "i_cin", "v_in", "i_rectifier")


@compiled
def switch_node(p: Floats, s: int, i_l: float, v_out: float, v_in: float) -> float:
    """Voltage of the node between switches and inductor; that of an inverting stage swings below ground."""
    topology, drop = int(p[TOPOLOGY]), p[RD] * i_l + (p[VD] if p[DIODE] > 0 else 0.0)
    if s == ON:
        return float(p[RS] * i_l if topology == BOOST else v_in - p[RS] * i_l)
    if s == OFF:
        return float(-drop if topology == BUCK else v_out + drop if topology == BOOST else -v_out - drop)
    return v_out if topology == BUCK else v_in if topology == BOOST else 0.0


@compiled
def read(p: Floats, w: Scratch, s: int, x: Floats, row: Floats) -> None:
    """Fills row[1:] (COLUMNS) from a state."""
    for column, i in ((2, Y_VOUT), (4, Y_IIN), (5, Y_ICIN), (6, Y_VIN)):
        row[column] = w.y[s, i, 0] * x[0] + w.y[s, i, 1] * x[1] + w.y[s, i, 2] * x[2] + w.y[s, i, 3]
    row[1], row[7] = x[0], x[0] if s == OFF else 0.0
    row[3] = switch_node(p, s, x[0], row[2], row[6])


@compiled
def traced(p: Floats, start: Floats, times: Floats, parts: Floats, i_in: float) -> Floats:
    """One period: for each interval of ``times`` (3,) its ``parts`` + 1 points, both ends among them, so that steps stand upright.

    ``start`` (3,): the state at turn-on; ``i_in``: average input current, for a stiff source. Rows are points, columns as COLUMNS.
    """
    w = scratch()
    total = 0
    for s in range(3):
        total += int(parts[s]) + 1 if times[s] > 0 else 0
    rows, at, begun = np.zeros((total, 8)), 0, 0.0
    x = w.x[0]
    x[0], x[1], x[2] = start[0], start[1], start[2]
    for s in range(3):
        if times[s] <= 0:
            continue
        bound = circuit(p, s, i_in, w.a[s], w.b[s], w.y[s])
        h = times[s] / parts[s]
        halved = halvings(bound * h)
        count = terms(bound * h / 2.0**halved)
        for k in range(int(parts[s]) + 1):
            rows[at, 0] = begun + k * h
            read(p, w, s, x, rows[at])
            at += 1
            if k < parts[s]:
                for _ in range(2**halved):
                    stretch(w, s, count, h / 2.0**halved, x)
        begun += times[s]
    return rows

