"""The linear circuit of a stage in each interval: dx/dt = A x + b of x = (inductor current, output and input capacitors' voltages)."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.solver.rows import (
    CIN,
    COUT,
    DCR,
    DIODE,
    ESR_IN,
    ESR_OUT,
    IDLE,
    IOUT,
    OFF,
    ON,
    RD,
    RS,
    SOURCE,
    TOPOLOGY,
    VD,
    VIN,
    VOUT,
    L,
)
from lifeworld_power.core.values import BOOST, BUCK, Floats

Y_VOUT, Y_ICOUT, Y_IIN, Y_VIN, Y_ICIN = 0, 1, 2, 3, 4


@compiled
def circuit(p: Floats, interval: int, i_in: float, a: Floats, b: Floats, y: Floats) -> float:
    """Fills A (3, 3), b (3,) and what is read of the state, y (5, 4): output voltage, current into the output capacitor, current drawn from
    the input, input voltage, current into the input capacitor, each as weights of the three states and of 1. Gives a bound of |A| (1/s).

    ``i_in``: with a stiff source (SOURCE 0), the average input current, which the source delivers while the capacitor takes the rest; NaN
    leaves the input capacitor out.
    """
    for i in range(5):
        for k in range(4):
            y[i, k] = 0.0
            if i < 3 and k < 3:
                a[i, k] = 0.0
        if i < 3:
            b[i] = 0.0
    topology = int(p[TOPOLOGY])
    load = p[VOUT] / p[IOUT]
    l, source, esr, esr_in = p[L], p[SOURCE], p[ESR_OUT], p[ESR_IN]  # noqa: E741
    fed = 1.0 if (topology == BUCK or interval == OFF) and interval != IDLE else 0.0
    drawn = 1.0 if (interval == ON or topology == BOOST) and interval != IDLE else 0.0
    total = load + esr
    y[Y_VOUT, 0], y[Y_VOUT, 1] = fed * esr * load / total, load / total
    y[Y_ICOUT, 0], y[Y_ICOUT, 1] = fed * load / total, -1.0 / total
    a[1, 0], a[1, 1] = y[Y_ICOUT, 0] / p[COUT], y[Y_ICOUT, 1] / p[COUT]
    y[Y_IIN, 0], y[Y_VIN, 3] = drawn, p[VIN]
    c_in = p[CIN] if p[CIN] > 0 else np.inf
    if source > 0:
        both = source + esr_in
        y[Y_ICIN, 0], y[Y_ICIN, 2], y[Y_ICIN, 3] = -drawn * source / both, -1.0 / both, p[VIN] / both
        y[Y_VIN, 0], y[Y_VIN, 2], y[Y_VIN, 3] = esr_in * y[Y_ICIN, 0], 1.0 + esr_in * y[Y_ICIN, 2], esr_in * y[Y_ICIN, 3]
        a[2, 0], a[2, 2], b[2] = y[Y_ICIN, 0] / c_in, y[Y_ICIN, 2] / c_in, y[Y_ICIN, 3] / c_in
    if interval != IDLE:
        resistance, drop = p[DCR] + (p[RS] if interval == ON else p[RD]), (p[VD] if interval == OFF and p[DIODE] > 0 else 0.0)
        for k in range(3):
            a[0, k] = (drawn * y[Y_VIN, k] - fed * y[Y_VOUT, k]) / l
        a[0, 0] -= resistance / l
        b[0] = (drawn * y[Y_VIN, 3] - drop) / l
    if source <= 0 and not isnan(i_in):
        y[Y_ICIN, 0], y[Y_ICIN, 3] = -drawn, i_in
        a[2, 0], b[2] = -drawn / c_in, i_in / c_in
        y[Y_VIN, 0], y[Y_VIN, 2], y[Y_VIN, 3] = -esr_in * drawn, 1.0, p[VIN] + esr_in * i_in
    s_0, s_1, s_2 = sqrt(l), sqrt(p[COUT]), (sqrt(c_in) if c_in < np.inf else 1.0)
    row_0 = abs(a[0, 0]) + abs(a[0, 1]) * s_0 / s_1 + abs(a[0, 2]) * s_0 / s_2
    row_1 = abs(a[1, 0]) * s_1 / s_0 + abs(a[1, 1])
    row_2 = abs(a[2, 0]) * s_2 / s_0 + abs(a[2, 2])
    return float(max(row_0, row_1, row_2))
