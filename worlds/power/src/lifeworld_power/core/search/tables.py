"""The compiled loops of the front: figures as steps, tables of the least step of loss, and the designs that such tables hold.

A table is int16 by level of stock, ripple, area and cost. Spread, each of its cells holds the least step of all cells that are no worse.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lifeworld_power.core.compiled import compiled, inlined
from lifeworld_power.core.search.bunches import BUNCH

NONE = 30000
"""In tables of steps: nothing there."""
OF = 4096
ROOMY = 1.0 + 1e-6
"""Losses that are held against a limit first, and told apart by their steps afterwards, may be over it by this."""


@inlined
def octave(value: Any, shift: int) -> int:
    """Number of the step that a positive value falls into: 2^(52 - ``shift``) steps to an octave, evenly inside it. The bits of a number
    say it.
    """
    return int(np.float64(value).view(np.int64) >> shift)


@inlined
def lacking(loss: float, p_out: float, steps: int) -> int:
    """Number of the step of efficiency, counted from 100 % downwards: ``steps`` from there to 0; the last one holds what is unknown."""
    share = loss / (p_out + loss)
    return min(int(share * steps), steps) if share >= 0.0 else steps


class Frame(NamedTuple):
    """Limits and tables. ``ripple``, ``area``: what is over them is left out; ``p_out`` (W); ``steps`` of efficiency; ``first_*``: steps at
    which tables begin; ``shift_*``: see ``octave``; ``n_*``: how many cells tables have.
    """

    ripple: float
    area: float
    p_out: float
    steps: int
    first_ripple: int
    first_area: int
    first_cost: int
    shift_ripple: int
    shift_area: int
    shift_cost: int
    n_ripple: int
    n_area: int
    n_cost: int


@inlined
def cell_of(frame: Frame, ripple: float, area: float, cost: float, level: float) -> int:
    """Number of the cell in a table; -1: over a limit. Numbers, not arrays, go in: handing an array on costs more than all of this."""
    if not ripple <= frame.ripple or area > frame.area:
        return -1
    # The least base and the least slope of a bunch may belong to two pairs: no pair has a ripple before the table's begin.
    r = max(octave(ripple, frame.shift_ripple) - frame.first_ripple, 0)
    a, c = octave(area, frame.shift_area) - frame.first_area, octave(cost, frame.shift_cost) - frame.first_cost
    return ((int(level) * frame.n_ripple + r) * frame.n_area + a) * frame.n_cost + c


@compiled
def losses_most(bar: Any, p_out: float, steps: int, most: Any) -> None:
    """The largest losses (W) whose steps are no larger than those of ``bar``, a little roomy, into ``most``: a comparison with one of them
    spares a division.
    """
    for cell in range(len(bar)):
        over = bar[cell] + 1
        most[cell] = np.inf if over >= steps else (p_out * over / (steps - over) * ROOMY if over > 0 else -1.0)


@compiled
def sifted(cores: Any, i: int, caps: Any, drive: float, frame: Frame, most: Any, among: Any, n: int, fan: int, found: Any) -> int:
    """Of the ``fan`` children of each of ``n`` rows of capacitors those that are not hopeless with row ``i`` of the cores: even with the
    least of each a design would be over a limit or beaten. They go into ``found``; gives how many they are.
    """
    count, loss, s_in, s_out, cost, area, level = 0, cores[i, 0], cores[i, 2], cores[i, 3], cores[i, 5], cores[i, 6], cores[i, 7]
    for at in range(n):
        for j in range(among[at] * fan, min((among[at] + 1) * fan, caps.shape[0])):
            cell = cell_of(frame, caps[j, 0] + drive * caps[j, 1], area + caps[j, 5], cost + caps[j, 4], max(level, caps[j, 6]))
            if cell >= 0 and loss + caps[j, 2] * s_in + caps[j, 3] * s_out <= most[cell]:
                found[count] = j
                count += 1
    return count


@compiled
def finished(
    core: Any, few: Any, many: Any, caps: Any, bunch: Any, heap: Any, way: Any, frame: Frame, most: Any,
    table: Any, cheapest: Any, rows: Any,
) -> int:
    """Cores with capacitors: their least steps of loss by cell into ``table``, the least cost of those into ``cheapest``, and those that
    were the cheapest of the least so far, or equal to it, into ``rows``; gives how many of these there are.

    ``core`` (n, 9): loss at most and at least, mean squares of the capacitors' currents (input, output), ripple current, cost, area, level,
    1 where bounded. ``caps`` (m, 7): base and slope of ripple, series resistances (input, output), cost, area, level. ``few`` and ``many``,
    ``bunch`` and ``heap``: see ``bunches.tree``. ``way``: offset and factor: ripple is base + (offset + factor di) slope. ``most``: by
    cell the largest loss that what is found already leaves, see ``bars`` and ``losses_most``.
    """
    count, every = 0, np.arange(heap.shape[0])
    room = np.empty((4, len(caps)), np.int64)
    heaps, near, left, own = room[0], room[1], room[2], room[3]
    for g in range(many.shape[0]):
        n_heaps = sifted(many, g, heap, way[0] + way[1] * many[g, 4], frame, most, every, len(every), 1, heaps)
        for e in range(g * BUNCH, min((g + 1) * BUNCH, few.shape[0]) if n_heaps else 0):
            drive = way[0] + way[1] * few[e, 4]
            n_near = sifted(few, e, heap, drive, frame, most, heaps, n_heaps, 1, near)
            n_left = sifted(few, e, bunch, drive, frame, most, near, n_near, BUNCH, left)
            for i in range(e * BUNCH, min((e + 1) * BUNCH, core.shape[0]) if n_left else 0):
                drive, known = way[0] + way[1] * core[i, 4], core[i, 8] < 0.5
                loss, s_in, s_out, own_cost, area, level = core[i, 0], core[i, 2], core[i, 3], core[i, 5], core[i, 6], core[i, 7]
                n_own = sifted(core, i, bunch, drive, frame, most, left, n_left, 1, own)
                for at in range(n_own):
                    for j in range(own[at] * BUNCH, min((own[at] + 1) * BUNCH, caps.shape[0])):
                        cost = own_cost + caps[j, 4]
                        cell = cell_of(frame, caps[j, 0] + drive * caps[j, 1], area + caps[j, 5], cost, max(level, caps[j, 6]))
                        lost = loss + caps[j, 2] * s_in + caps[j, 3] * s_out
                        if cell < 0 or not lost <= most[cell]:
                            continue
                        step, near_cost = lacking(lost, frame.p_out, frame.steps), np.float32(cost)
                        if step > table[cell] or (step == table[cell] and near_cost > cheapest[cell]):
                            continue
                        table[cell] = step
                        if known:
                            cheapest[cell] = near_cost
                        if count < rows.shape[0]:
                            rows[count, 0], rows[count, 1] = i, j
                        count += 1
    return count


@compiled
def joined(table: Any, cheapest: Any, other: Any, other_cheapest: Any) -> None:
    """What another table knows, written into the first: the least step of each cell and what it costs at least."""
    for cell in range(len(table)):
        if other[cell] < table[cell]:
            table[cell], cheapest[cell] = other[cell], other_cheapest[cell]
        elif other[cell] == table[cell]:
            cheapest[cell] = min(cheapest[cell], other_cheapest[cell])


@compiled
def held(core: Any, caps: Any, way: Any, frame: Frame, known: Any, bounded: Any, rows: Any) -> int:
    """Those of ``rows`` (core, capacitors) that tables made into fronts hold, moved to its beginning; gives how many."""
    count = 0
    for k in range(rows.shape[0]):
        i, j = rows[k, 0], rows[k, 1]
        ripple = caps[j, 0] + (way[0] + way[1] * core[i, 4]) * caps[j, 1]
        cell = cell_of(frame, ripple, core[i, 6] + caps[j, 5], core[i, 5] + caps[j, 4], max(core[i, 7], caps[j, 6]))
        step = lacking(core[i, 0] + caps[j, 2] * core[i, 2] + caps[j, 3] * core[i, 3], frame.p_out, frame.steps)
        if step == (bounded[cell] if core[i, 8] > 0.5 else known[cell]):
            rows[count, 0], rows[count, 1] = i, j
            count += 1
    return count


@compiled
def spread_steps(table: Any) -> None:
    """Every cell (level, ripple, area, cost) gets the least step of all cells that are no worse."""
    n_s, n_r, n_a, n_c = table.shape
    for s in range(n_s):
        for r in range(n_r):
            for a in range(n_a):
                for c in range(n_c):
                    best = table[s, r, a, c]
                    if c > 0:
                        best = min(best, table[s, r, a, c - 1])
                    if a > 0:
                        best = min(best, table[s, r, a - 1, c])
                    if r > 0:
                        best = min(best, table[s, r - 1, a, c])
                    if s > 0:
                        best = min(best, table[s - 1, r, a, c])
                    table[s, r, a, c] = best


@compiled
def bars(seen_known: Any, seen_bounded: Any, known: Any, bounded: Any) -> None:
    """The largest step of each cell that spread tables do not beat with less in it, or as little in a better one, into ``known`` and
    ``bounded``. What has bounds is beaten by its like only.
    """
    n_s, n_r, n_a, n_c = seen_known.shape
    for s in range(n_s):
        for r in range(n_r):
            for a in range(n_a):
                for c in range(n_c):
                    k, b = seen_known[s, r, a, c], seen_bounded[s, r, a, c]
                    if c > 0:
                        k, b = min(k, seen_known[s, r, a, c - 1] - 1), min(b, seen_bounded[s, r, a, c - 1] - 1)
                    if a > 0:
                        k, b = min(k, seen_known[s, r, a - 1, c] - 1), min(b, seen_bounded[s, r, a - 1, c] - 1)
                    if r > 0:
                        k, b = min(k, seen_known[s, r - 1, a, c] - 1), min(b, seen_bounded[s, r - 1, a, c] - 1)
                    if s > 0:
                        k, b = min(k, seen_known[s - 1, r, a, c] - 1), min(b, seen_bounded[s - 1, r, a, c] - 1)
                    known[s, r, a, c], bounded[s, r, a, c] = min(k, b), b
