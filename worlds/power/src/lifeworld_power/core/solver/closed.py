"""A stage with its loop closed, followed switching instant by switching instant: start-up, and steps of the load.

Between two instants stage and compensator together are one linear circuit, whose state is carried by its power series. The control switch
turns on with each period, and off where the compensator's voltage meets the ramp (voltage mode) or the sensed current with its ramp
(current mode): a root of the series, not a point of a grid. The output itself is followed, with its ripple.
"""

from __future__ import annotations

import numpy as np

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.solver.circuits import Y_VOUT, circuit
from lifeworld_power.core.solver.rows import DIODE, IDLE, OFF, ON, F
from lifeworld_power.core.solver.series import level
from lifeworld_power.core.values import NAN, Floats

STATES, TERMS_CLOSED, PARTS, MOST_DUTY = 6, 20, 32, 0.95
"""States: inductor current, output capacitor's voltage, integrator, two sections of the compensator, the reference (as output voltage)."""


@compiled
def whole(p: Floats, interval: int, loop: Floats, slope: float, a: Floats, b: Floats, read: Floats) -> None:
    """Fills dx/dt = A x + b of stage and compensator (6 states), and ``read`` (2, 6): output voltage, and the voltage of the control minus
    the sensed current. ``loop``: t_0, z1, z2, p1, p2 (s), ohms of sensing, volts of ramp a period; ``slope`` of the reference (V/s).
    """
    small, constant, y = np.zeros((3, 3)), np.zeros(3), np.zeros((5, 4))
    circuit(p, interval, NAN, small, constant, y)
    for i in range(STATES):
        for m in range(STATES):
            a[i, m] = 0.0
        read[0, i], read[1, i] = 0.0, 0.0
    for i in range(2):
        a[i, 0], a[i, 1], b[i] = small[i, 0], small[i, 1], constant[i]
        read[0, i] = y[Y_VOUT, i]
    a[2, 0], a[2, 1], a[2, 5] = -read[0, 0] / loop[0], -read[0, 1] / loop[0], 1.0 / loop[0]
    b[2], b[3], b[4], b[5] = 0.0, 0.0, 0.0, slope
    first = loop[1] / loop[3] if loop[3] > 0 else 0.0  # each section: q' = (u - q)/p, and q + (z/p)(u - q) goes on
    second = loop[2] / loop[4] if loop[4] > 0 else 0.0
    if loop[3] > 0:
        a[3, 2], a[3, 3] = 1.0 / loop[3], -1.0 / loop[3]
    else:
        first = 1.0
    if loop[4] > 0:
        a[4, 2], a[4, 3], a[4, 4] = first / loop[4], (1.0 - first) / loop[4], -1.0 / loop[4]
    else:
        second = 1.0
    read[1, 2], read[1, 3], read[1, 4] = second * first, second * (1.0 - first), 1.0 - second
    read[1, 0] = -loop[5]


@compiled
def unrolled(a: Floats, b: Floats, x: Floats, h: float, c: Floats) -> None:
    """The series of the state over h seconds, into c (6, 20)."""
    for i in range(STATES):
        c[i, 0] = x[i]
    for k in range(1, TERMS_CLOSED):
        for i in range(STATES):
            total = b[i] if k == 1 else 0.0
            for m in range(STATES):
                total += a[i, m] * c[m, k - 1]
            c[i, k] = total * h / k


@compiled
def crossing(g: Floats) -> float:
    """Where in (0, 1] a series that is positive at 0 and not at 1 reaches zero."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        if level(g, TERMS_CLOSED, middle) > 0:
            low = middle
        else:
            high = middle
    return high


@compiled
def watched(c: Floats, control: Floats, ramp: float, rise: float, on: bool, g: Floats) -> None:
    """The series of what ends the interval at zero, into g: control over ramp and sensed current while on, else the inductor current."""
    for k in range(TERMS_CLOSED):
        g[k] = c[0, k]
        if on:
            g[k] = 0.0
            for i in range(STATES):
                g[k] += control[i] * c[i, k]
    if on:
        g[0] -= ramp
        g[1] -= rise


@compiled
def period_followed(p: Floats, loop: Floats, slope: float, x: Floats, parts: int, rows: Floats, begun: float) -> None:
    """Carries x (6,) over one period, and writes ``parts`` points of time, inductor current and output voltage into ``rows`` (parts, 3)."""
    period = 1.0 / p[F]
    a, b, read = np.zeros((3, STATES, STATES)), np.zeros((3, STATES)), np.zeros((3, 2, STATES))
    c, g = np.zeros((STATES, TERMS_CLOSED)), np.zeros(TERMS_CLOSED)
    for interval in range(3):
        whole(p, interval, loop, slope, a[interval], b[interval], read[interval])
    s, t, at = ON, 0.0, 0
    control = 0.0
    for i in range(STATES):
        control += read[ON, 1, i] * x[i]
    if not control > 0:
        s = OFF if x[0] > 0 or p[DIODE] <= 0 else IDLE
    while at < parts:
        end = (at + 1) * period / parts
        if s == ON:
            end = min(end, MOST_DUTY * period) if t < MOST_DUTY * period else end
        h = end - t
        unrolled(a[s], b[s], x, h, c)
        stop = 1.0
        if s == ON or (s == OFF and p[DIODE] > 0):
            watched(c, read[s, 1], loop[6] * t / period, loop[6] * h / period, s == ON, g)
            stop = crossing(g) if level(g, TERMS_CLOSED, 1.0) <= 0 else 1.0
        for i in range(STATES):
            x[i] = level(c[i], TERMS_CLOSED, stop)
        t += stop * h
        if s == OFF and stop < 1.0:
            s, x[0] = IDLE, 0.0
        elif s == ON and (stop < 1.0 or t >= MOST_DUTY * period * (1.0 - 1e-12)):
            s = OFF if x[0] > 0 or p[DIODE] <= 0 else IDLE
        if t >= (at + 1) * period / parts * (1.0 - 1e-12):
            rows[at, 0], rows[at, 1], rows[at, 2] = begun + t, x[0], read[s, 0, 0] * x[0] + read[s, 0, 1] * x[1]
            at += 1


@compiled
def followed(loads: Floats, which: Floats, loop: Floats, slopes: Floats, target: float, highest: float, x: Floats) -> Floats:
    """Periods in a row: ``loads`` (k, 17) are rows of the stage, ``which`` (n,) the one of each period, ``slopes`` (n,) the reference's
    slope (V/s) in it, until ``target``. The integrator stays between 0 and ``highest``. Gives (n PARTS', 3): time, current, output.
    """
    period = 1.0 / loads[0, F]
    fastest = max(1.0 / loop[3] if loop[3] > 0 else 0.0, 1.0 / loop[4] if loop[4] > 0 else 0.0)
    parts = max(PARTS, int(min(2.0 * fastest * period, 4096.0)) + 1)
    rows = np.zeros((len(which) * parts, 3))
    for n in range(len(which)):
        period_followed(loads[int(which[n])], loop, slopes[n], x, parts, rows[n * parts:(n + 1) * parts], n * period)
        x[2] = min(max(x[2], 0.0), highest)
        x[5] = min(x[5], target)
    return rows
