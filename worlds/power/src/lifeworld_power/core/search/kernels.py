"""The compiled loops of the selection. All of them give the same whatever runs beside them; none holds Python's lock."""

from __future__ import annotations

import math
from typing import Any

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.losses_bounds import bounds_for
from lifeworld_power.core.point import point_lean
from lifeworld_power.core.stage.fixed import stage_constants

BRIDGE = (
    "topology",
    "synchronous",
    "integrated",
    "light_load",
    "vin",
    "vout",
    "iout",
    "ambient",
    "f",
    "rs",
    "rd",
    "vd",
    "a_fet",
    "a_cu",
    "qg_1",
    "qg_2",
    "qsw_1",
    "qoss_1",
    "qoss_2",
    "qrr_2",
    "v_drive",
    "v_plateau",
    "r_gate",
    "t_dead",
    "v_body",
    "iq",
    "theta_1",
    "theta_2",
    "theta_ic",
    "esr_in",
    "cin",
    "t_rr",
)
"""Columns of a bridge: what ``stage_constants`` asks for, in its order."""
COIL = ("l", "dcr", "core_kf", "core_b", "theta_l", "esr")
"""Columns of a coil: ``core_kf`` is core_k f^core_a; ``esr``: of the output capacitor, 0 where its loss is added afterwards."""
LEAN = ("loss", "s_in", "s_out", "di", "temperature", "t_1", "t_2", "t_l", "t_ic")
LOSS, S_IN, S_OUT, DI, HOTTEST, T_1, T_2, T_L, T_IC = range(9)
EQUAL = 1e-6
"""Losses closer than this share are not told apart, save where they are the same number: what is left of the rounds of heating."""


@compiled
def evaluated(bridges: Any, coils: Any, paired: bool, out: Any) -> None:
    """The full model of every bridge (n, BRIDGE) with every coil (m, COIL) into ``out`` (n, m, LEAN or its first columns); with ``paired``
    each bridge with the coil of its own row, into (n, 1, ...). Where a coil's ``esr`` is 0 the
    losses of capacitors add to this.
    """
    width = out.shape[2]
    for i in range(bridges.shape[0]):
        b = bridges[i]
        fixed = stage_constants(
            int(b[0]),
            b[1] > 0.5,
            b[2] > 0.5,
            int(b[3]),
            b[4],
            b[5],
            b[6],
            b[7],
            b[8],
            b[9],
            b[10],
            b[11],
            b[12],
            b[13],
            b[14],
            b[15],
            b[16],
            b[17],
            b[18],
            b[19],
            b[20],
            b[21],
            b[22],
            b[23],
            b[24],
            b[25],
            b[26],
            b[27],
            b[28],
            b[29],
            b[30],
            b[31],
        )
        for k in range(1 if paired else coils.shape[0]):
            j = i if paired else k
            lean = point_lean(fixed, coils[j, 0], coils[j, 1], coils[j, 2], coils[j, 3], coils[j, 4], 1.0, coils[j, 5])
            out[i, k, LOSS] = lean.loss
            if width > S_OUT:
                out[i, k, S_IN] = lean.i_cin_rms * lean.i_cin_rms
                out[i, k, S_OUT] = lean.i_cout_rms * lean.i_cout_rms
            if width > HOTTEST:
                out[i, k, DI] = lean.di
                out[i, k, HOTTEST] = max(lean.t_1, lean.t_2, lean.t_l, lean.t_ic)
                out[i, k, T_1], out[i, k, T_2], out[i, k, T_L], out[i, k, T_IC] = lean.t_1, lean.t_2, lean.t_l, lean.t_ic


@compiled
def cornered(out: Any, esr_in: float, esr_out: float, made: Any) -> None:
    """Losses (n, m, 3, as ``evaluated``) with no and with the largest resistance of input and output capacitors, into ``made`` (n, 4 m)."""
    n, m, _ = out.shape
    for i in range(n):
        for k in range(m):
            for corner in range(4):
                more = (corner // 2) * esr_in * out[i, k, S_IN] + (corner % 2) * esr_out * out[i, k, S_OUT]
                made[i, corner * m + k] = out[i, k, LOSS] + more


@compiled
def declared(i_rated: Any, vin_rated: Any, f: float, synchronous: bool, out: Any) -> None:
    """Both ends of the declared ranges of regulators into ``out`` (2, n, fields of ``Declared``)."""
    for i in range(len(i_rated)):
        low, high = bounds_for(i_rated[i], vin_rated[i], f, synchronous)
        for k in range(len(low)):
            out[0, i, k], out[1, i, k] = low[k], high[k]


@compiled
def thinned(points: Any, probes: int, groups: Any, order: Any, keep: Any) -> None:
    """Marks what no other point of its group makes needless. ``points`` (n, k): less is better; the first ``probes`` are losses, which
    have to be less by more than ``EQUAL``, or the same in all of them. ``order``: groups together, and inside of them every point before
    all that it may make needless; of equal ones the first stays.
    """
    n, k = points.shape
    kept = order.copy()
    count, begin, group = 0, 0, -1
    for position in range(n):
        i = order[position]
        if groups[i] != group:
            group, begin = groups[i], count
        needless = False
        for at in range(begin, count):
            j = kept[at]
            no_worse = True
            for c in range(probes, k):
                if points[j, c] > points[i, c]:
                    no_worse = False
                    break
            if not no_worse:
                continue
            same = less = True
            for c in range(probes):
                same = same and points[j, c] == points[i, c]
                less = less and points[j, c] <= points[i, c] * (1.0 - EQUAL)
                if not (same or less):
                    break
            if same or less:
                needless = True
                if at > begin:  # what beats one often beats the next
                    middle = begin + (at - begin) // 2
                    kept[at], kept[middle] = kept[middle], kept[at]
                break
        if not needless:
            kept[count] = i
            count += 1
            keep[i] = True


@compiled
def foremost(points: Any, order: Any, keep: Any) -> None:
    """Marks what no other point is no worse than in every number and better than by a hundredth in the first. ``points`` (n, k): less is
    better; ``order``: every point before all that are so much worse. A hundredth: what lies that far apart is told apart by any stage.
    """
    n, k = points.shape
    kept = order.copy()
    count = 0
    for position in range(n):
        i = order[position]
        needless = False
        for at in range(count):
            j = kept[at]
            needless = points[j, 0] <= points[i, 0] * 0.99
            for c in range(1, k):
                if not needless or points[j, c] > points[i, c]:
                    needless = False
                    break
            if needless:
                break
        if not needless:
            kept[count] = i
            count += 1
            keep[i] = True


@compiled
def cores(  # noqa: PLR0912 - one loop, hot
    most: Any, least: Any, esr: Any, bridge: Any, coil: Any, table: Any, scale: Any, rows: Any
) -> int:
    """Pairs of bridges and coils that no other pair makes needless, into ``rows``; gives how many.

    ``most``, ``least`` (n, m, 3): losses without capacitors and the mean squares of their currents; ``esr``: the largest
    series resistances that input and output capacitors may have. ``bridge`` (n, 3), ``coil`` (m, 4): cost, area, level of stock (less is
    better); coils in order of the number of their inductance, the largest first. ``table``: (levels, areas, costs, 6), infinite;
    ``scale``: least cost, width of a cell, least area, width. For each cell the table holds the pair of least loss among all that are in
    no worse a cell and have no smaller an inductance. Such a pair makes another needless if it costs no more, takes no more area, and
    loses less whatever the capacitors are: their loss is linear in their resistance.
    """
    count, start = 0, 0
    n_area, n_cost = table.shape[1], table.shape[2]
    while start < coil.shape[0]:
        end = start
        while end < coil.shape[0] and coil[end, 3] == coil[start, 3]:
            end += 1
        for emit in range(2):
            for i in range(bridge.shape[0]):
                for j in range(start, end):
                    high, low = most[i, j, LOSS], least[i, j, LOSS]
                    if not high < math.inf:
                        continue
                    s_in, s_out = max(most[i, j, S_IN], least[i, j, S_IN]), max(most[i, j, S_OUT], least[i, j, S_OUT])
                    cost, area, level = bridge[i, 0] + coil[j, 0], bridge[i, 1] + coil[j, 1], int(max(bridge[i, 2], coil[j, 2]))
                    c = min(int((cost - scale[0]) / scale[1]), n_cost - 1)
                    a = min(int((area - scale[2]) / scale[3]), n_area - 1)
                    if emit == 0:
                        if high < table[level, a, c, 0]:
                            table[level, a, c, 0], table[level, a, c, 1] = high, low
                            table[level, a, c, 2], table[level, a, c, 3] = s_in, s_out
                            table[level, a, c, 4], table[level, a, c, 5] = cost, area
                        continue
                    needless = False
                    for way in range(4):
                        y, x = max(a - way // 2, 0), max(c - way % 2, 0)
                        rival = table[level, y, x, 0]
                        if rival < high and table[level, y, x, 4] <= cost and table[level, y, x, 5] <= area:
                            more = esr[0] * max(table[level, y, x, 2] - s_in, 0.0)
                            more += esr[1] * max(table[level, y, x, 3] - s_out, 0.0)
                            if rival + more < high * (1.0 - EQUAL) and table[level, y, x, 1] + more < low * (1.0 - EQUAL):
                                needless = True
                                break
                    if not needless:
                        rows[count, 0], rows[count, 1] = i, j
                        count += 1
            if emit == 0:
                spread(table)
        start = end
    return count


@compiled
def spread(table: Any) -> None:
    """Every cell (level, area, cost) gets what loses least in all cells that are no worse."""
    for s in range(table.shape[0]):
        for a in range(table.shape[1]):
            for c in range(table.shape[2]):
                for way in range(3):
                    t, y, x = s - (way == 2), a - (way == 1), c - (way == 0)
                    if min(t, y, x) >= 0 and table[t, y, x, 0] < table[s, a, c, 0]:
                        for k in range(6):
                            table[s, a, c, k] = table[t, y, x, k]


@compiled
def within(base: Any, slope: Any, dip: Any, options: Any, drives: Any, limits: Any, counts: Any, nearest: Any) -> None:
    """Output capacitors at ripple currents: how many break the rule of ripple, and of the rest that of the dip, by ripple current, into
    ``counts`` (m, 2); ``nearest`` (2, 3): the least value of each that is over its limit, its row and its ripple current.

    Ripple is base + drive · slope; ``options``: for how many options a row stands; ``limits``: of ripple and dip.
    """
    for k in range(len(drives)):
        for i in range(len(base)):
            ripple = base[i] + drives[k] * slope[i]
            rule = 0 if not ripple <= limits[0] else (1 if not dip[i] <= limits[1] else 2)
            if rule == 2:
                continue
            counts[k, rule] += options[i]
            value = ripple if rule == 0 else dip[i]
            if value < nearest[rule, 0]:
                nearest[rule, 0], nearest[rule, 1], nearest[rule, 2] = value, i, k
