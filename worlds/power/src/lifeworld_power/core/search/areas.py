"""How many feasible combinations are over the limit of area, counted exactly without looking at each: areas are whole, and few differ."""

from __future__ import annotations

import numpy as np

from lifeworld_power.core.search.counted import Counted, Feasible
from lifeworld_power.core.search.families import Family, Rows
from lifeworld_power.core.search.pools import SQUARE
from lifeworld_power.core.search.sampling import Outputs
from lifeworld_power.core.values import Floats, Spec

SPLIT = 20


def area_limit(spec: Spec) -> float:
    """The limit of area in the whole units of pools; infinite without one."""
    return float(np.rint(spec.area * SQUARE)) if spec.area == spec.area else float("inf")


def histogram(values: Floats, counts: Rows) -> tuple[Floats, Rows]:
    """Distinct values and how often they occur."""
    distinct, numbers = np.unique(values, return_inverse=True)
    summed = np.zeros(len(distinct), np.int64)
    np.add.at(summed, numbers, counts)
    return distinct, summed


def added(one: tuple[Floats, Rows], other: tuple[Floats, Rows]) -> tuple[Floats, Rows]:
    """The histogram of sums."""
    return histogram((one[0][:, None] + other[0][None, :]).reshape(-1), (one[1][:, None] * other[1][None, :]).reshape(-1))


def of_slot(one: Family, slot: str, rows: Rows) -> tuple[Floats, Rows]:
    """Areas of options."""
    return histogram(one.options(slot).area[rows], np.ones(len(rows), np.int64))


def over_area(found: Counted, ready: Feasible, limit: float) -> tuple[int, float]:
    """How many combinations of a class are over the limit, and the least area of all of them (whole units)."""
    one = found.one
    base = of_slot(one, "Cin", ready.alive["Cin"])
    for slot in one.slots[:-3]:
        base = added(base, of_slot(one, slot, ready.alive[slot]))
    areas, counts = base
    above = np.concatenate([np.cumsum(counts[::-1])[::-1], [0]])
    over, least, outputs = 0, float("inf"), Outputs(one, found.f)
    for l, inductors, _ in ready.by_l:  # noqa: E741
        sums, many = added(of_slot(one, "L1", inductors), of_slot(one, "Cout", outputs.left(l)))
        least = min(least, float(areas[0] + sums[0]))
        held = above[np.searchsorted(areas, limit - sums, side="right")]
        # Products may be larger than 64 bits: the upper and the lower part are summed apart.
        upper, lower = int((many * (held >> SPLIT)).sum()), int((many * (held & ((1 << SPLIT) - 1))).sum())
        over += (upper << SPLIT) + lower
    return over, least
