"""What is left of every slot and of every pair of slots at one frequency, by exact arguments; see docs/decisions/0040-exact-search.md.

A part is needless where another costs no more, takes no more area, has no worse level of stock, and loses less whatever the other parts
are: at every corner of what the rest of the stage may be (switches and coils of most and least resistance, most and least inductance,
charge and core loss, capacitors of most and no series resistance). The same holds for pairs of parts once they are combined.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld_power.core.search import stages
from lifeworld_power.core.search.bunches import alike, octaved
from lifeworld_power.core.search.families import Class, Family, Rows
from lifeworld_power.core.search.kernels import LOSS, S_IN, cores, cornered, evaluated, foremost, thinned
from lifeworld_power.core.search.pools import Pool
from lifeworld_power.core.search.stages import AT
from lifeworld_power.core.values import Floats

CELLS, SOME = (96, 64), 500
"""Cells of cost and of area in which pairs are compared first; how many points say what is usual."""


def undominated(points: Floats) -> Rows:
    """Rows that no other row makes needless, the first of equal ones. ``points`` (n, k): less is better, none below 0."""
    n = len(points)
    score = _score(points)
    order = np.lexsort((np.arange(n), score)).astype(np.int64)
    keep = np.zeros(n, np.bool_)
    thinned(np.ascontiguousarray(points), 0, np.zeros(n, np.int64), order, keep)
    return np.flatnonzero(keep)


def _score(points: Floats) -> Floats:
    """Sums of the numbers of points, each in parts of a usual one: of two points the one that is no worse in anything has no more."""
    usual = np.median(points[:: max(1, len(points) // SOME)], axis=0) if len(points) else np.ones(points.shape[1])
    return np.asarray((points / np.maximum(usual, 1e-300)).sum(axis=1))


def thin(losses: Floats, sums: Floats, groups: NDArray[np.int64] | None = None) -> Rows:
    """Rows that no other of their group makes needless. ``losses`` (n, corners); ``sums`` (n, k): cost, area, and what else counts."""
    n = len(sums)
    if n < 2:
        return np.arange(n)
    # A stage that does not work at a corner loses more there than any that does.
    points = np.ascontiguousarray(np.column_stack([np.where(np.isnan(losses), np.inf, losses), sums]))
    groups = np.zeros(n, np.int64) if groups is None else groups
    some = slice(None, None, max(1, n // SOME))
    size = np.array([min(float(np.median(points[some, 0])), 1e9), *np.maximum(np.median(sums[some, :2], axis=0), 1.0)])
    score = (
        (np.minimum(points[:, 0], 1e9) / size[0] if size[0] > 0 else 0.0)
        + sums[:, 0] / size[1]
        + sums[:, 1] / size[2]
        + sums[:, 2:].sum(axis=1)
    )
    order = np.lexsort((np.arange(n), score, groups)).astype(np.int64)
    keep = np.zeros(n, np.bool_)
    thinned(points, losses.shape[1], groups, order, keep)
    return np.flatnonzero(keep)


def corners_of(rows: Floats, columns: list[Floats]) -> Floats:
    """The rows that have the least and the most of each column, each once."""
    found = {int(np.argmin(c)) for c in columns} | {int(np.argmax(c)) for c in columns}
    return rows[sorted(found)]


def losses_at(bridges: Floats, coils: Floats, esr: tuple[float, float]) -> Floats:
    """Losses of every bridge (n) with every coil, at all corners of the capacitors' resistance: (n, 4 coils)."""
    out, made = np.empty((len(bridges), len(coils), 3)), np.empty((len(bridges), 4 * len(coils)))
    evaluated(np.ascontiguousarray(bridges), np.ascontiguousarray(coils), False, out)
    cornered(out, esr[0], esr[1], made)
    return made


def sums_of(*pools: Pool) -> Floats:
    """Cost, area and level of rows of pools of equal length."""
    return np.column_stack([sum(p.cost for p in pools), sum(p.area for p in pools), np.max([p.level for p in pools], axis=0)])


@dataclass
class Bridges:
    """Everything but coil and capacitors. ``rows``: by slot, rows of the pools; ``high``, ``low`` (n, BRIDGE); ``sums`` (n, 3)."""

    rows: dict[str, Rows]
    high: Floats
    low: Floats
    sums: Floats

    def take(self, which: Rows) -> Bridges:
        """Some of them."""
        return Bridges({slot: rows[which] for slot, rows in self.rows.items()}, self.high[which], self.low[which], self.sums[which])

    def columns(self) -> list[Floats]:
        """What the losses of a coil depend on: resistances and drops of both switches, charge that makes edges slow."""
        made = []
        for rows in (self.high, self.low):
            made += [rows[:, AT["rs"]], rows[:, AT["rd"]] + rows[:, AT["vd"]], rows[:, AT["qsw_1"]]]
        return made


def bridges(one: Family, f: float, which: Class, alive: dict[str, Rows], coils: tuple[Floats, Floats], esr: tuple[float, float]) -> Bridges:
    """The bridges of one class at a frequency that are not needless. ``coils``: corners, with most and least core loss."""
    if one.integrated:
        return _integrated(one, f, which, alive, coils, esr)
    return _outside(one, f, which, alive, coils[0], esr)


def _integrated(
    one: Family, f: float, which: Class, alive: dict[str, Rows], coils: tuple[Floats, Floats], esr: tuple[float, float]
) -> Bridges:
    at, power = one.at(one.spec.nominal), one.options("U1").take(which.power)
    low, high = stages.integrated(at, f, power)
    if not which.bounded:  # both are the same
        low = high
    rows = {"U1": which.power}
    sums = sums_of(power)
    if one.second:
        second = one.options(one.second).take(alive[one.second])
        plain = stages.write_second(stages.plain(at, f, len(second)), at, which.drive, second)
        kept = _partnered(plain, high, low, stages.SECOND, coils, esr, sums_of(second))
        second, plain, chosen = second.take(kept), plain[kept], alive[one.second][kept]
        u, d = (index.reshape(-1) for index in np.indices((len(power), len(second))))
        low, high = (stages.copied(end[u], plain[d], stages.SECOND) for end in (low, high))
        rows = {"U1": which.power[u], one.second: chosen[d]}
        sums = sums_of(power.take(u), second.take(d))
    made = Bridges(rows, high, low, sums)
    losses = losses_at(high, coils[0], esr)
    return made.take(thin(np.column_stack([losses, losses_at(low, coils[1], esr)]) if which.bounded else losses, sums))


def _partnered(
    plain: Floats, high: Floats, low: Floats, names: tuple[str, ...], coils: tuple[Floats, Floats], esr: tuple[float, float], sums: Floats
) -> Rows:
    """Options of one place of a bridge that are not needless whatever stands in the other place."""
    few, losses = _foremost(plain, names, sums), []
    plain, sums = plain[few], sums[few]
    for ends, coil in ((high, coils[0]), (low, coils[1])):
        heat = ends[:, AT["qrr_2"]] + 0.5 * (ends[:, AT["qoss_1"]] + ends[:, AT["qoss_2"]])
        drops = ends[:, AT["rs"]] if names is stages.SECOND else ends[:, AT["rd"]] + ends[:, AT["vd"]]
        partners = corners_of(ends, [drops, ends[:, AT["qsw_1"]] if names is stages.SECOND else heat])
        for partner in partners:
            rows = stages.copied(np.repeat(partner[None, :], len(plain), axis=0), plain, names)
            losses.append(losses_at(rows, coil, esr))
        if high is low:
            break
    return few[thin(np.concatenate(losses, axis=1), sums)]


def _foremost(plain: Floats, names: tuple[str, ...], sums: Floats) -> Rows:
    """Options that no other outdoes in every number through which it enters, by far in its resistance or drop: no stage is asked there."""
    if names is stages.SECOND:
        by = [plain[:, AT["rd"]] + plain[:, AT["vd"]], *(plain[:, AT[name]] for name in names)]
    else:
        charge, plateau, drive = (plain[:, AT[name]] for name in ("qsw_1", "v_plateau", "v_drive"))
        by = [*(plain[:, AT[name]] for name in ("rs", "qg_1", "qoss_1", "theta_1")), charge / plateau, charge / (drive - plateau)]
    points = np.ascontiguousarray(np.column_stack([*by, sums]))
    keep = np.zeros(len(points), np.bool_)
    foremost(points, np.lexsort((np.arange(len(points)), _score(points))).astype(np.int64), keep)
    return np.flatnonzero(keep)


def _outside(one: Family, f: float, which: Class, alive: dict[str, Rows], coils: Floats, esr: tuple[float, float]) -> Bridges:
    at, drive, slot = one.at(one.spec.nominal), which.drive, one.second
    control, second = one.options("Q1").take(alive["Q1"]), one.options(slot).take(alive[slot])
    first = stages.write_control(stages.plain(at, f, len(control)), at, drive, control)
    other = stages.write_second(stages.plain(at, f, len(second)), at, drive, second)
    for rows in (first, other):
        rows[:, AT["v_drive"]], rows[:, AT["r_gate"]] = drive.v_drive, drive.r_gate
    kept_1 = _partnered(first, other, other, stages.CONTROL, (coils, coils), esr, sums_of(control))
    kept_2 = _partnered(other, first, first, stages.SECOND, (coils, coils), esr, sums_of(second))
    control, first, second, other = control.take(kept_1), first[kept_1], second.take(kept_2), other[kept_2]
    a, b = (index.reshape(-1) for index in np.indices((len(control), len(second))))
    rows = stages.copied(first[a], other[b], stages.SECOND)
    sums = sums_of(control.take(a), second.take(b))
    losses = losses_at(rows, coils, esr)
    kept = thin(losses, sums)
    a, b, rows, sums, losses = a[kept], b[kept], rows[kept], sums[kept], losses[kept]
    power = one.options("U1").take(which.power)
    own = stages.write_power(stages.plain(at, f, len(power)), power)
    iq = at.vin * own[:, AT["iq"]]
    kept = thin(iq[:, None], sums_of(power))
    u, pair = (index.reshape(-1) for index in np.indices((len(kept), len(rows))))
    u = kept[u]
    total = np.column_stack([power.cost[u] + sums[pair, 0], power.area[u] + sums[pair, 1], np.maximum(power.level[u], sums[pair, 2])])
    left = thin(losses[pair] + iq[u][:, None], total)
    u, pair, total = u[left], pair[left], total[left]
    whole = stages.copied(rows[pair], own[u], stages.POWER)
    return Bridges({"U1": which.power[u], "Q1": alive["Q1"][kept_1][a[pair]], slot: alive[slot][kept_2][b[pair]]}, whole, whole, total)


@dataclass
class Cores:
    """Designs without capacitors. ``rows``: by slot; ``numbers`` (n, 9) as ``tables.finished`` takes them."""

    rows: dict[str, Rows]
    numbers: Floats


def cored(one: Family, f: float, which: Class, made: Bridges, inductors: Rows, esr: tuple[float, float]) -> Cores:
    """Bridges with inductors that are not needless."""
    pool = one.options("L1").take(inductors)
    middle, little, much = stages.coils(pool, f)
    high_coils, low_coils = (much, little) if which.bounded else (middle, middle)
    ends = corners_of(np.arange(len(made.high), dtype=np.float64)[:, None], made.columns())[:, 0].astype(np.int64)
    losses = _coil_losses(made.high[ends], high_coils, esr)
    if which.bounded:
        losses = np.column_stack([losses, _coil_losses(made.low[ends], low_coils, esr)])
    # The larger an inductance the smaller the ripple, of which less is better as of cost.
    distinct = np.unique(-pool.columns["l"])
    number = np.searchsorted(distinct, -pool.columns["l"])
    kept = thin(losses, np.column_stack([sums_of(pool), number]))
    kept = kept[np.argsort(number[kept], kind="stable")]
    pool, number, high_coils, low_coils, chosen = pool.take(kept), number[kept], high_coils[kept], low_coils[kept], inductors[kept]
    most = np.empty((len(made.high), len(pool), 3))
    evaluated(made.high, np.ascontiguousarray(high_coils), False, most)
    least = most
    if which.bounded:
        least = np.empty_like(most)
        evaluated(made.low, np.ascontiguousarray(low_coils), False, least)
    coil = np.column_stack([sums_of(pool), number])
    i, j = _kept(most, least, esr, made.sums, coil)
    high, low = most[i, j], least[i, j]
    numbers = np.column_stack(
        [
            high[:, LOSS],
            low[:, LOSS],
            np.maximum(high[:, S_IN:], low[:, S_IN:]),
            one.s.ripple(pool.columns["l"][j], f),
            made.sums[i, :2] + coil[j, :2],
            np.maximum(made.sums[i, 2], coil[j, 2]),
            np.full(len(i), float(which.bounded)),
        ]
    )
    share = numbers[:, 0] / (one.spec.vout * one.spec.iout + numbers[:, 0])
    order = alike([octaved(numbers[:, 5], 16), octaved(numbers[:, 6], 16), 800 * share, octaved(numbers[:, 4], 8), 8 * numbers[:, 7]])
    return Cores({slot: held[i[order]] for slot, held in made.rows.items()} | {"L1": chosen[j[order]]}, numbers[order])


def _coil_losses(ends: Floats, coils: Floats, esr: tuple[float, float]) -> Floats:
    """Losses of coils at corners of the bridges: (coils, corners)."""
    losses = losses_at(ends, coils, esr)
    return np.ascontiguousarray(losses.reshape(len(ends), -1, len(coils)).reshape(-1, len(coils)).T)


def _kept(most: Floats, least: Floats, esr: tuple[float, float], bridge: Floats, coil: Floats) -> tuple[Rows, Rows]:
    """Pairs of the two that are not needless, by cells."""
    n, m, _ = most.shape
    if n * m == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    scale = []
    for column, cells in zip((0, 1), CELLS, strict=True):
        start = bridge[:, column].min() + coil[:, column].min()
        end = np.quantile(bridge[:, column], 0.9) + np.quantile(coil[:, column], 0.9)
        scale += [start, max((end - start) / (cells - 2), 1.0)]
    levels = int(max(bridge[:, 2].max(), coil[:, 2].max())) + 1
    table = np.full((levels, CELLS[1], CELLS[0], 6), np.inf)
    rows = np.empty((n * m, 2), np.int32)
    count = cores(most, least, np.array(esr), np.ascontiguousarray(bridge), np.ascontiguousarray(coil), table, np.array(scale), rows)
    found = rows[:count].astype(np.int64)
    return found[:, 0], found[:, 1]
