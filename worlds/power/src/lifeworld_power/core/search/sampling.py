"""Feasible designs as they come: all of them where they are few, else a fair sample, in which every one is as likely."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from itertools import product

import numpy as np

from lifeworld.plugin import stream_keys, uniforms
from lifeworld_power.core import rules
from lifeworld_power.core.search.counted import Counted, Feasible, slopes
from lifeworld_power.core.search.families import Family, Rows
from lifeworld_power.core.stress import ripple_limit
from lifeworld_power.core.values import Floats

Drawn = tuple[Family, dict[str, Rows], Floats]


class Outputs:
    """Output capacitors that an inductance leaves feasible at a frequency; what does not depend on it is reckoned once."""

    def __init__(self, one: Family, f: float) -> None:
        self.one, self.f = one, f
        self.rows = one.static["Cout"].alive
        farads, esr = (column[self.rows] for column in one.capacitance["Cout"])
        self.base, self.slope, self.way = slopes(one, f, farads, esr)
        self.fits = np.ones(len(self.rows), np.bool_)
        for rule in rules.output_rules(one.spec, one.s, f, 0.0, farads, esr)[1:]:
            self.fits &= rule.holds

    def left(self, l: float) -> Rows:  # noqa: E741
        """Their rows."""
        drive = self.way[0] + self.way[1] * self.one.s.ripple(l, self.f)
        kept: Rows = self.rows[self.fits & (self.base + drive * self.slope <= ripple_limit(self.one.spec))]
        return kept


def by_family(found: list[Counted], made: Mapping[int, list[tuple[dict[str, Rows], Floats]]]) -> list[Drawn]:
    """Designs family by family, in the order of the families."""
    drawn: list[Drawn] = []
    for number in dict.fromkeys(id(one.one) for one in found):
        family = next(one.one for one in found if id(one.one) == number)
        parts = made.get(number, [])
        rows = {slot: np.concatenate([part[0][slot] for part in parts]) if parts else np.zeros(0, np.int64) for slot in family.slots}
        drawn.append((family, rows, np.concatenate([part[1] for part in parts]) if parts else np.zeros(0)))
    return drawn


def everything(found: list[Counted]) -> list[Drawn]:
    """Every feasible design."""
    made: dict[int, list[tuple[dict[str, Rows], Floats]]] = {}
    for one in found:
        outputs = Outputs(one.one, one.f)
        for ready in one.feasible:
            for l, inductors, _ in ready.by_l:  # noqa: E741
                lists = [ready.alive[slot] for slot in one.one.slots[:-3]] + [inductors, ready.alive["Cin"], outputs.left(l)]
                grid = np.array(list(product(*lists)), np.int64).reshape(-1, len(lists))
                made.setdefault(id(one.one), []).append(
                    ({slot: grid[:, k] for k, slot in enumerate(one.one.slots)}, np.full(len(grid), one.f))
                )
    return by_family(found, made)


def sampled(found: list[Counted], size: int, pool: Executor) -> list[Drawn]:
    """``size`` designs drawn from all feasible ones, each as likely as the other. Random numbers depend on nothing but their place."""
    ready = [(one, each) for one in found for each in one.feasible]
    counts = np.array([float(each.count) for _, each in ready])
    if not size or not ready:
        return by_family(found, {})
    draws = uniforms(stream_keys(8, np.arange(9, dtype=np.uint64)), size)
    which = np.searchsorted(np.cumsum(counts) / counts.sum(), draws[0], side="right").clip(0, len(ready) - 1)
    made: dict[int, list[tuple[dict[str, Rows], Floats]]] = {}
    drawn = np.unique(which).tolist()
    for k, rows in zip(drawn, pool.map(lambda k: _drawn(*ready[k], draws[:, which == k]), drawn), strict=True):
        one, _ = ready[k]
        made.setdefault(id(one.one), []).append((rows, np.full(len(rows["L1"]), one.f)))
    return by_family(found, made)


def _drawn(one: Counted, each: Feasible, draws: Floats) -> dict[str, Rows]:
    """One design of a class for each column of draws."""
    rows: dict[str, Rows] = {}
    for k, slot in enumerate((*one.one.slots[:-3], "Cin")):
        options = each.alive[slot]
        rows[slot] = options[np.minimum((draws[1 + k] * len(options)).astype(np.int64), len(options) - 1)]
    weights = np.array([len(inductors) * float(n) for _, inductors, n in each.by_l])
    group = np.searchsorted(np.cumsum(weights) / weights.sum(), draws[6], side="right").clip(0, len(weights) - 1)
    rows["L1"], rows["Cout"] = (np.zeros(draws.shape[1], np.int64) for _ in range(2))
    outputs = Outputs(one.one, one.f)
    for g in np.unique(group).tolist():
        here = np.flatnonzero(group == g)
        l, inductors, _ = each.by_l[g]  # noqa: E741
        outs = outputs.left(l)
        for slot, options, number in (("L1", inductors, 7), ("Cout", outs, 8)):
            rows[slot][here] = options[np.minimum((draws[number, here] * len(options)).astype(np.int64), len(options) - 1)]
    return rows
