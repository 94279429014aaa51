"""What a repeating period amounts to: averages, mean squares, exact extremes, and the losses that add up to input minus output."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.solver.circuits import Y_ICIN, Y_ICOUT, Y_IIN, Y_VIN, Y_VOUT, circuit
from lifeworld_power.core.solver.guess import guess
from lifeworld_power.core.solver.periodic import repeating
from lifeworld_power.core.solver.rows import (
    CIN,
    DCR,
    DIODE,
    ESR_IN,
    ESR_OUT,
    IDLE,
    IOUT,
    O_DCM,
    O_DI,
    O_DUTY,
    O_DUTY_2,
    O_EFFICIENCY,
    O_I_L,
    O_ICIN_RMS,
    O_ICOUT_RMS,
    O_ID,
    O_ID_RMS,
    O_IIN,
    O_IL_RMS,
    O_IS_RMS,
    O_P_DCR,
    O_P_ESR_IN,
    O_P_ESR_OUT,
    O_P_IN,
    O_P_OUT,
    O_P_RD,
    O_P_RS,
    O_P_VD,
    O_PEAK,
    O_START_I,
    O_START_V,
    O_START_VIN,
    O_VALLEY,
    O_VIN_PP,
    O_VOUT,
    O_VOUT_PP,
    OFF,
    ON,
    RD,
    RS,
    SOURCE,
    VD,
    VIN,
    VOUT,
    F,
)
from lifeworld_power.core.solver.scratch import Scratch, scratch
from lifeworld_power.core.solver.series import halvings, mean_square, terms, widen
from lifeworld_power.core.values import NAN, Floats

VOUT_SUM, VOUT_SQUARE, ICOUT_SQUARE, ICIN_SQUARE, IL_ON, IL_OFF, IL_SQUARE_ON, IL_SQUARE_OFF, IIN_SUM, SOURCE_SUM = range(10)


@compiled
def stretch(w: Scratch, s: int, count: int, h: float, x: Floats) -> None:
    """The series of the state from x over h seconds into w.c[0..2], those of what is read into w.c[3..7], and the state after into x."""
    c, a, b, y = w.c, w.a, w.b, w.y
    for i in range(3):
        c[i, 0] = x[i]
    for k in range(1, count):
        g = h / k
        for i in range(3):
            c[i, k] = g * (a[s, i, 0] * c[0, k - 1] + a[s, i, 1] * c[1, k - 1] + a[s, i, 2] * c[2, k - 1] + (b[s, i] if k == 1 else 0.0))
    for i in range(5):
        for k in range(count):
            c[3 + i, k] = y[s, i, 0] * c[0, k] + y[s, i, 1] * c[1, k] + y[s, i, 2] * c[2, k] + (y[s, i, 3] if k == 0 else 0.0)
    for i in range(3):
        total = 0.0
        for k in range(count - 1, -1, -1):
            total += c[i, k]
        x[i] = total


@compiled
def gathered(w: Scratch, s: int, count: int, h: float, sums: Floats, spans: Floats) -> None:
    """Adds a stretch to the sums (times seconds) and widens the ranges: inductor current, output voltage, input voltage (low, high)."""
    c = w.c
    for k in range(count):
        g = h / (k + 1)
        sums[VOUT_SUM] += g * c[3 + Y_VOUT, k]
        sums[IIN_SUM] += g * c[3 + Y_IIN, k]
        sums[SOURCE_SUM] += g * (c[3 + Y_IIN, k] + c[3 + Y_ICIN, k])
        if s == ON:
            sums[IL_ON] += g * c[0, k]
        if s == OFF:
            sums[IL_OFF] += g * c[0, k]
    sums[VOUT_SQUARE] += h * mean_square(c[3 + Y_VOUT], count)
    sums[ICOUT_SQUARE] += h * mean_square(c[3 + Y_ICOUT], count)
    sums[ICIN_SQUARE] += h * mean_square(c[3 + Y_ICIN], count)
    if s != IDLE:
        sums[IL_SQUARE_ON if s == ON else IL_SQUARE_OFF] += h * mean_square(c[0], count)
    for i in range(3):
        widen(c[0 if i == 0 else 3 + Y_VOUT if i == 1 else 3 + Y_VIN], count, spans[i])


@compiled
def walked(p: Floats, w: Scratch, i_in: float, sums: Floats, spans: Floats) -> None:
    """One period from w.u, gathered. With a stiff source, ``i_in`` is the average input current; NaN asks for that alone."""
    period, x = 1.0 / p[F], w.x[0]
    for i in range(len(sums)):
        sums[i] = 0.0
    for i in range(3):
        spans[i, 0], spans[i, 1] = np.inf, -np.inf
    x[0], x[1], x[2] = w.u[0], w.u[1], w.u[2]
    if p[SOURCE] <= 0:
        x[2] = 0.0
    times = (w.u[3], w.u[4], period - w.u[3] - w.u[4])
    for s in range(3):
        if times[s] < 1e-12 * period:
            continue
        bound = circuit(p, s, i_in, w.a[s], w.b[s], w.y[s])
        halved = halvings(bound * times[s])
        parts = 2**halved
        h = times[s] / parts
        count = terms(bound * h)
        for _ in range(parts):
            stretch(w, s, count, h, x)
            if not isnan(i_in) or p[SOURCE] > 0:
                gathered(w, s, count, h, sums, spans)
            elif w.y[s, Y_IIN, 0] > 0:
                for k in range(count):
                    sums[IIN_SUM] += h * w.c[0, k] / (k + 1)
        if s == OFF and times[2] >= 1e-12 * period:
            x[0] = 0.0


@compiled
def reckoned(p: Floats, w: Scratch, sums: Floats, spans: Floats, found: Floats) -> None:
    """The row of what is found, of a repeating period in w.u and its sums and ranges."""
    f, load = p[F], p[VOUT] / p[IOUT]
    found[O_DUTY], found[O_DUTY_2] = w.u[3] * f, w.u[4] * f
    found[O_DCM] = 1.0 if found[O_DUTY] + found[O_DUTY_2] < 1.0 - 1e-12 else 0.0
    found[O_VOUT], found[O_I_L], found[O_ID] = sums[VOUT_SUM] * f, (sums[IL_ON] + sums[IL_OFF]) * f, sums[IL_OFF] * f
    found[O_VALLEY], found[O_PEAK] = 0.0 if found[O_DCM] else spans[0, 0], spans[0, 1]
    found[O_DI] = found[O_PEAK] - found[O_VALLEY]
    on, off = sums[IL_SQUARE_ON] * f, sums[IL_SQUARE_OFF] * f
    found[O_IL_RMS], found[O_IS_RMS], found[O_ID_RMS] = sqrt(on + off), sqrt(on), sqrt(off)
    found[O_IIN] = sums[IIN_SUM] * f
    found[O_ICIN_RMS], found[O_ICOUT_RMS] = sqrt(sums[ICIN_SQUARE] * f), sqrt(sums[ICOUT_SQUARE] * f)
    found[O_VOUT_PP] = spans[1, 1] - spans[1, 0]
    found[O_VIN_PP] = spans[2, 1] - spans[2, 0] if p[CIN] > 0 else NAN
    found[O_P_OUT] = sums[VOUT_SQUARE] * f / load
    found[O_P_RS], found[O_P_RD], found[O_P_DCR] = p[RS] * on, p[RD] * off, p[DCR] * (on + off)
    found[O_P_VD] = p[VD] * found[O_ID] if p[DIODE] > 0 else 0.0
    found[O_P_ESR_OUT], found[O_P_ESR_IN] = p[ESR_OUT] * sums[ICOUT_SQUARE] * f, p[ESR_IN] * sums[ICIN_SQUARE] * f
    losses = found[O_P_RS] + found[O_P_RD] + found[O_P_DCR] + found[O_P_VD] + found[O_P_ESR_OUT] + found[O_P_ESR_IN]
    found[O_P_IN] = found[O_P_OUT] + losses
    found[O_EFFICIENCY] = found[O_P_OUT] / found[O_P_IN]
    found[O_START_I], found[O_START_V], found[O_START_VIN] = w.u[0], w.u[1], w.u[2] if p[SOURCE] > 0 else p[VIN]


@compiled
def solved_row(p: Floats, w: Scratch, sums: Floats, spans: Floats, found: Floats) -> None:
    """One stage (rows.ASKED) to what is found of it (rows.FOUND)."""
    for i in range(len(found)):
        found[i] = NAN
    if not (p[VOUT] > 0 and p[IOUT] > 0 and p[VIN] > 0 and p[F] > 0):
        return
    for discontinuous in (False, True):
        guess(p, discontinuous, w.u)
        if (not discontinuous or p[DIODE] > 0) and repeating(p, discontinuous, w):
            if discontinuous:
                w.u[0] = 0.0
            walked(p, w, NAN, sums, spans)
            if p[SOURCE] <= 0:
                walked(p, w, sums[IIN_SUM] * p[F], sums, spans)
            if discontinuous or p[DIODE] <= 0 or spans[0, 0] >= 0.0:
                reckoned(p, w, sums, spans, found)
                return


@compiled
def solved_rows(asked: Floats, found: Floats) -> None:
    """Every row of ``asked`` (n, len(ASKED)) to one of ``found`` (n, len(FOUND)); each by itself, so order and division are free."""
    w, sums, spans = scratch(), np.zeros(10), np.zeros((3, 2))
    for i in range(len(asked)):
        solved_row(asked[i], w, sums, spans, found[i])
