"""The state that repeats after a period, by Newton's method with exact derivatives; for continuous and for discontinuous conduction."""

from __future__ import annotations

import numpy as np

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.solver.circuits import Y_VOUT, circuit
from lifeworld_power.core.solver.rows import DUTY, IDLE, IOUT, OFF, ON, SOURCE, VOUT, F, L
from lifeworld_power.core.solver.scratch import Scratch
from lifeworld_power.core.solver.series import advance
from lifeworld_power.core.values import NAN, Floats

ITERATIONS = 40
CLOSE = 1e-7
"""The last step of Newton's method, as a share of the stage's own figures: what is left after it is of the order of its square."""


@compiled
def eliminated(j: Floats, r: Floats, n: int) -> bool:
    """Solves j x = r by elimination with pivots; x is left in r. False where there is none."""
    for c in range(n):
        best = c
        for i in range(c + 1, n):
            if abs(j[i, c]) > abs(j[best, c]):
                best = i
        if not abs(j[best, c]) > 0:
            return False
        if best != c:
            for k in range(n):
                j[c, k], j[best, k] = j[best, k], j[c, k]
            r[c], r[best] = r[best], r[c]
        for i in range(c + 1, n):
            share = j[i, c] / j[c, c]
            for k in range(c, n):
                j[i, k] -= share * j[c, k]
            r[i] -= share * r[c]
    for c in range(n - 1, -1, -1):
        for k in range(c + 1, n):
            r[c] -= j[c, k] * r[k]
        r[c] /= j[c, c]
    return True


@compiled
def applied(e: Floats, x: Floats, constant: float, after: Floats) -> None:
    """The map e of a state x (``constant`` 1) or of a change of one (0), into ``after``: three states and the integral of what is read."""
    for i in range(3):
        after[i] = e[i, 0] * x[0] + e[i, 1] * x[1] + e[i, 2] * x[2] + e[i, 3] * constant
    after[3] = e[4, 0] * x[0] + e[4, 1] * x[1] + e[4, 2] * x[2] + e[4, 3] * constant


@compiled
def rate(w: Scratch, s: int, x: Floats, d: Floats) -> None:
    """How fast the state and the integral change at x in the interval s, into d (4,)."""
    for i in range(3):
        d[i] = w.a[s, i, 0] * x[0] + w.a[s, i, 1] * x[1] + w.a[s, i, 2] * x[2] + w.b[s, i]
    d[3] = w.y[s, Y_VOUT, 0] * x[0] + w.y[s, Y_VOUT, 1] * x[1] + w.y[s, Y_VOUT, 2] * x[2] + w.y[s, Y_VOUT, 3]


@compiled
def sensitivities(w: Scratch, discontinuous: bool, n: int, at_duty: int, at_stop: int, period: float) -> None:
    """Newton's matrix, at the states of w.x: how what must vanish changes with the start, with the on-time, with the rectifier's time."""
    j, d = w.j, w.d
    for c in range(n):
        for i in range(3):
            d[0, i] = 1.0 if i == c else 0.0
        applied(w.e[ON], d[0], 0.0, d[1])
        applied(w.e[OFF], d[1], 0.0, d[2])
        total, end = d[1, 3] + d[2, 3], d[2]
        if discontinuous:
            applied(w.e[IDLE], d[2], 0.0, d[3])
            j[at_stop, c] = d[2, 0]
            total, end = total + d[3, 3], d[3]
        for i in range(n):
            j[i, c] = end[i] - (1.0 if i == c else 0.0)
        if at_duty >= 0:
            j[at_duty, c] = total / period
    rate(w, OFF, w.x[2], d[5])
    if at_duty >= 0:  # a longer on-time; what comes last is shorter by it
        rate(w, ON, w.x[1], d[4])
        applied(w.e[OFF], d[4], 0.0, d[1])
        if discontinuous:
            j[at_stop, at_duty] = d[1, 0]
            shifted(w, d[1], d[4, 3] + d[1, 3], n, at_duty, at_duty, period)
        else:
            for i in range(n):
                j[i, at_duty] = d[1, i] - d[5, i]
            j[at_duty, at_duty] = (d[4, 3] + d[1, 3] - d[5, 3]) / period
    if discontinuous:
        j[at_stop, at_stop] = d[5, 0]
        shifted(w, d[5], d[5, 3], n, at_stop, at_duty, period)


@compiled
def shifted(w: Scratch, change: Floats, integral: float, n: int, column: int, at_duty: int, period: float) -> None:
    """A column of Newton's matrix: a change of the state as the rectifier stops, carried through an idle time shorter by as much."""
    applied(w.e[IDLE], change, 0.0, w.d[6])
    rate(w, IDLE, w.x[3], w.d[7])
    for i in range(n):
        w.j[i, column] = w.d[6, i] - w.d[7, i]
    if at_duty >= 0:
        w.j[at_duty, column] = (integral + w.d[6, 3] - w.d[7, 3]) / period


@compiled
def stepped(p: Floats, w: Scratch, n: int, at_duty: int, at_stop: int) -> float:
    """Takes the step in w.r, of at most a fifth of a period in time, and gives its size relative to the stage's own figures."""
    period, share, u, r = 1.0 / p[F], 1.0, w.u, w.r
    for at in (at_duty, at_stop):
        if at >= 0 and abs(r[at]) > 0.2 * period:
            share = min(share, 0.2 * period / abs(r[at]))
    size = abs(r[0]) / max(p[IOUT], p[VOUT] * period / p[L])
    for i in range(n):
        u[i] += share * r[i]
        if i > 0:
            size = max(size, abs(r[i]) / p[VOUT])
    if at_duty >= 0:
        u[3] = min(max(u[3] + share * r[at_duty], 1e-9 * period), (1.0 - 1e-9) * period)
        size = max(size, abs(r[at_duty]) / period)
    if at_stop >= 0:
        u[4] = max(u[4] + share * r[at_stop], 1e-9 * period)
        size = max(size, abs(r[at_stop]) / period)
    return size if size < np.inf else np.inf


@compiled
def repeating(p: Floats, discontinuous: bool, w: Scratch) -> bool:
    """Improves w.u until the state repeats, the rectifier's current ends at zero where the conduction is discontinuous, and, where no duty
    is given, the average output voltage is as asked. False where no period was found.
    """
    period, n, u, x = 1.0 / p[F], 3 if p[SOURCE] > 0 else 2, w.u, w.x
    free = not p[DUTY] >= 0
    at_duty, at_stop = n if free else -1, n + (1 if free else 0) if discontinuous else -1
    size = n + (1 if free else 0) + (1 if discontinuous else 0)
    last = IDLE if discontinuous else OFF
    for s in range(last + 1):
        w.bounds[s] = circuit(p, s, NAN, w.a[s], w.b[s], w.y[s])
    for _ in range(ITERATIONS):
        off = u[4] if discontinuous else period - u[3]
        times = (u[3], off, period - u[3] - off)
        x[0, 0], x[0, 1], x[0, 2] = u[0], u[1], u[2]
        volts = 0.0
        for s in range(last + 1):
            if not advance(w.a[s], w.b[s], w.y[s, Y_VOUT], w.bounds[s], times[s], w.e[s], w.spare):
                return False
            applied(w.e[s], x[s], 1.0, x[s + 1])
            volts += x[s + 1, 3]
        for i in range(n):
            w.r[i] = u[i] - x[last + 1, i]
        if free:
            w.r[at_duty] = p[VOUT] - volts / period
        if discontinuous:
            w.r[at_stop] = -x[2, 0]
        sensitivities(w, discontinuous, n, at_duty, at_stop, period)
        if not eliminated(w.j, w.r, size):
            return False
        if stepped(p, w, n, at_duty, at_stop) < CLOSE or size == n:  # with the duty given and no instant to find, one step is exact
            if not discontinuous:
                u[4] = period - u[3]
            return bool(min(u[3], u[4]) > 2e-9 * period and u[3] + u[4] < period * (1.0 + 1e-9))
    return False
