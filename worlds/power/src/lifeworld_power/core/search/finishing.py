"""Cores with output capacitors: the exact front over efficiency, cost, area, ripple and stock, by tables of steps."""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from lifeworld_power.core.search.areas import area_limit
from lifeworld_power.core.search.bunches import tree
from lifeworld_power.core.search.counted import Counted
from lifeworld_power.core.search.families import SLOTS, Rows
from lifeworld_power.core.search.measures import Steps
from lifeworld_power.core.search.tables import NONE, OF, Frame, bars, finished, held, joined, losses_most, octave, spread_steps
from lifeworld_power.core.stress import ripple_limit
from lifeworld_power.core.values import Floats, Spec

TURNS, ROOM = (0, 1, 8, 64, 512, OF), 1 << 18
"""Of every ``OF`` cores these are finished in a turn, each turn knowing what the turns before it found; so many designs are kept without
asking for more room."""


@dataclass
class Finished:
    """Designs of the front: number of the family-and-frequency, number of its class, rows of its cores and of its capacitors."""

    where: Rows
    part: Rows
    core: Rows
    caps: Rows

    def take(self, which: Rows) -> Finished:
        """Some of them."""
        return Finished(self.where[which], self.part[which], self.core[which], self.caps[which])

    def by_part(self) -> list[tuple[int, int, Rows]]:
        """Number of family-and-frequency, of class, and which designs are theirs."""
        pairs = sorted(set(zip(self.where.tolist(), self.part.tolist(), strict=True)))
        return [(k, p, np.flatnonzero((self.where == k) & (self.part == p))) for k, p in pairs]


@dataclass
class Table:
    """Where tables begin and how fine they are, their shape (levels, ripples, areas, costs), and what each cell holds of designs with known
    figures and of those with bounds: the least step of loss, and the least cost of those that have it.
    """

    frame: Frame
    shape: tuple[int, int, int, int]
    steps: Steps

    def made(self, fill: float, kind: type[np.generic]) -> tuple[Any, Any]:
        """A table for known figures and one for bounds."""
        return np.full(self.shape, fill, kind), np.full(self.shape, fill, kind)


def table_of(found: Sequence[Counted], spec: Spec, levels: int, steps: Steps) -> Table | None:
    """A table that holds every step that occurs; None where nothing is feasible."""
    ends: list[tuple[float, ...]] = []
    for one in found:
        if one.capacitors is None or not len(one.capacitors.numbers):
            continue
        caps, way = one.capacitors.numbers, one.capacitors.way
        for core in one.cores:
            if len(core.numbers):
                n = core.numbers
                drives = way[0] + way[1] * np.array([n[:, 4].min(), n[:, 4].max()])
                ripples = caps[:, 0] + drives[:, None] * caps[:, 1]
                sums = [float(end(n[:, 5 + k]) + end(caps[:, 4 + k])) for k in (1, 0) for end in (np.min, np.max)]
                ends.append((float(ripples.min()), float(ripples.max()), *sums))
    if not ends:
        return None
    limit = ripple_limit(spec)
    low, high = np.min(ends, axis=0), np.max(ends, axis=0)
    fine = tuple(shift_of(per) for per in (steps.ripple, steps.area, steps.cost))
    first = [octave(float(value), per) for value, per in zip(low[[0, 2, 4]], fine, strict=True)]
    top = (min(high[1], max(limit, low[0])), high[3], high[5])
    shape = [octave(float(value), per) - start + 1 for value, per, start in zip(top, fine, first, strict=True)]
    frame = Frame(limit, area_limit(spec), spec.vout * spec.iout, steps.efficiency, *first, *fine, *shape)
    return Table(frame, (levels, shape[0], shape[1], shape[2]), steps)


def finish(found: Sequence[Counted], spec: Spec, levels: int, threads: int, steps: Steps) -> Finished:
    """The front. The same whatever the number of threads: tables hold least steps, and what is found is put in order afterwards."""
    table = table_of(found, spec, levels, steps)
    nothing = np.zeros(0, np.int64)
    if table is None:
        return Finished(nothing, nothing, nothing, nothing)
    work = [
        (len(core.numbers), k, part)
        for k, one in enumerate(found)
        if one.capacitors is not None and len(one.capacitors.numbers)
        for part, core in enumerate(one.cores)
        if len(core.numbers)
    ]
    (best, seen, bar), cheapest = (table.made(NONE, np.int16) for _ in range(3)), table.made(np.inf, np.float32)
    most = table.made(np.inf, np.float32)
    parts: list[Finished] = []
    with ThreadPoolExecutor(threads) as pool:
        for turn in itertools.pairwise(TURNS):
            left = deque(sorted(work, reverse=True))
            own = [(*(one.copy() for one in best), *(one.copy() for one in cheapest)) for _ in range(threads)]
            for kept in pool.map(partial(_turned, found, left, turn, table.frame, most), own):
                parts += kept
            for mine in own:
                for k in (0, 1):
                    joined(best[k].reshape(-1), cheapest[k].reshape(-1), mine[k].reshape(-1), mine[2 + k].reshape(-1))
            for one, other in zip(seen, best, strict=True):
                np.copyto(one, other)
            list(pool.map(spread_steps, seen))
            bars(*seen, *bar)
            for one, other in zip(bar, most, strict=True):
                losses_most(one.reshape(-1), table.frame.p_out, steps.efficiency, other.reshape(-1))
        front = [np.where(one <= barred, one, NONE) for one, barred in zip(best, bar, strict=True)]
        parts = list(pool.map(lambda one: _held(found, one, table.frame, front), parts))
    if not parts:
        return Finished(nothing, nothing, nothing, nothing)
    names = ("where", "part", "core", "caps")
    whole = Finished(*(np.concatenate([getattr(one, name) for one in parts]) for name in names))
    return whole.take(_chosen(found, whole, table, seen[0]))


def _turned(
    found: Sequence[Counted],
    left: deque[tuple[int, int, int]],
    turn: tuple[int, int],
    frame: Frame,
    most: tuple[Any, Any],
    own: tuple[Any, ...],
) -> list[Finished]:
    """One turn of what is left, the largest first, until another thread has taken the last of it."""
    kept, rows = [], np.empty((ROOM, 2), np.int32)
    while left:
        try:
            _, k, part = left.popleft()
        except IndexError:
            break
        o, numbers = found[k].capacitors, found[k].cores[part].numbers
        assert o is not None  # noqa: S101 - work holds what has them
        at = np.arange(len(numbers)) % OF
        these = np.flatnonzero((at >= turn[0]) & (at < turn[1]))
        cores, is_bounded = tree(numbers[these]), int(numbers[0, 8])
        flat = (one.reshape(-1) for one in (most[is_bounded], own[is_bounded], own[2 + is_bounded]))
        asked: list[Any] = [*cores, *o.tree, o.way, frame, *flat]
        count = int(finished(*[*asked, rows]))
        while count > len(rows):  # the tables know more by now, so that this ends
            rows = np.empty((count, 2), np.int32)
            count = int(finished(*[*asked, rows]))
        if count:
            kept.append(Finished(np.full(count, k), np.full(count, part), these[rows[:count, 0]], rows[:count, 1].astype(np.int64)))
    return kept


def _held(found: Sequence[Counted], some: Finished, frame: Frame, front: Sequence[Any]) -> Finished:
    """Those that the front holds."""
    one, part = found[int(some.where[0])], int(some.part[0])
    o = one.capacitors
    assert o is not None  # noqa: S101 - work holds what has them
    rows = np.ascontiguousarray(np.column_stack([some.core, some.caps]), dtype=np.int32)
    known, bounded = (table.reshape(-1) for table in front)
    count = held(one.cores[part].numbers, o.numbers, o.way, frame, known, bounded, rows)
    left = rows[:count].astype(np.int64)
    return Finished(some.where[:count], some.part[:count], left[:, 0], left[:, 1])


def figures(found: Sequence[Counted], front: Finished) -> Floats:
    """(n, 7): loss at most and at least, ripple, area, cost, level, 1 where bounded."""
    made = np.zeros((len(front.where), 7))
    for k, p, here in front.by_part():
        o = found[k].capacitors
        assert o is not None  # noqa: S101 - designs have them
        n, caps = found[k].cores[p].numbers[front.core[here]], o.numbers[front.caps[here]]
        high, low = (n[:, end] + caps[:, 2] * n[:, 2] + caps[:, 3] * n[:, 3] for end in (0, 1))
        ripple = caps[:, 0] + (o.way[0] + o.way[1] * n[:, 4]) * caps[:, 1]
        level = np.maximum(n[:, 7], caps[:, 6])
        made[here] = np.column_stack([high, low, ripple, n[:, 6] + caps[:, 5], n[:, 5] + caps[:, 4], level, n[:, 8]])
    return made


def ordered_rows(found: Sequence[Counted], front: Finished) -> list[Rows]:
    """What breaks ties, in this order: family and frequency, then the parts by slot, each by its key."""
    columns = {slot: np.full(len(front.where), -1, np.int64) for slot in SLOTS}
    for k, p, here in front.by_part():
        o = found[k].capacitors
        assert o is not None  # noqa: S101 - designs have them
        for slot, rows in found[k].cores[p].rows.items():
            columns[slot][here] = rows[front.core[here]]
        columns["Cin"][here], columns["Cout"][here] = o.into[front.caps[here]], o.out[front.caps[here]]
    return [front.where, *columns.values()]


def _input_farads(found: Sequence[Counted], front: Finished) -> Floats:
    """Capacitance at the input (F): of designs with the same figures the one with more is kept."""
    made = np.zeros(len(front.where))
    for k, _, here in front.by_part():
        o = found[k].capacitors
        assert o is not None  # noqa: S101 - designs have them
        made[here] = found[k].one.capacitance["Cin"][0][o.into[front.caps[here]]]
    return made


def _chosen(found: Sequence[Counted], front: Finished, table: Table, known: Any) -> Rows:
    """One design for each cell of the front: by exact cost, loss, area, ripple, input capacitance; then by parts. Bounded ones
    that a known one beats go.
    """
    n = figures(found, front)
    steps = np.column_stack(
        [
            n[:, 5].astype(np.int64),
            octaves(n[:, 2], table.steps.ripple) - table.frame.first_ripple,
            octaves(n[:, 3], table.steps.area) - table.frame.first_area,
            octaves(n[:, 4], table.steps.cost) - table.frame.first_cost,
        ]
    )
    p_out, most = table.frame.p_out, table.steps.efficiency
    best = np.minimum((n[:, 1] / (p_out + n[:, 1]) * most).astype(np.int64), most)
    left = np.flatnonzero(~((n[:, 6] > 0) & (known[tuple(steps.T)] <= best)))
    ties = ordered_rows(found, front.take(left))
    cell = np.ravel_multi_index(tuple(steps[left].T), table.shape) * 2 + n[left, 6].astype(np.int64)
    m = n[left]
    order = np.lexsort((*ties[::-1], -_input_farads(found, front.take(left)), m[:, 2], m[:, 3], m[:, 0], m[:, 4], cell))
    first = np.ones(len(order), np.bool_)
    first[1:] = cell[order][1:] != cell[order][:-1]
    chosen = order[first]
    return left[chosen[np.lexsort([column[chosen] for column in ties[::-1]])]]


def shift_of(steps: int) -> int:
    """How far the bits of a number are moved so that ``steps`` (a power of two) of them are left to an octave."""
    return 52 - int(math.log2(steps))


def octaves(values: Floats, steps: int) -> Rows:
    """``tables.octave`` of columns."""
    return np.asarray(np.ascontiguousarray(values, np.float64).view(np.int64) >> shift_of(steps), np.int64)
