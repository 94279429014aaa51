"""One family at one frequency: what its rules leave, counted, and the cores that are not needless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np

from lifeworld_power.core import rules
from lifeworld_power.core.rules import Rule
from lifeworld_power.core.search import stages
from lifeworld_power.core.search.bunches import Tree, alike, octaved, tree
from lifeworld_power.core.search.counting import RULES_MAX, Broken, Judged, Tally
from lifeworld_power.core.search.families import Class, Family, Rows, classes, clocked, groups_of, inputs, switched, wound
from lifeworld_power.core.search.kernels import within
from lifeworld_power.core.search.merging import Cores, bridges, cored, corners_of, thin, undominated
from lifeworld_power.core.stress import ripple_limit
from lifeworld_power.core.values import BUCK, Floats


@dataclass
class Capacitors:
    """Pairs of input and output capacitors of a family at a frequency that are not needless: rows of the pools, and their numbers
    in bunches.
    """

    into: Rows
    out: Rows
    tree: Tree
    way: Floats

    @property
    def numbers(self) -> Floats:
        """As ``tables.finished`` takes them."""
        return self.tree[0]


@dataclass
class Feasible:
    """What is feasible in one class: options by slot, inductors by inductance, and how many output capacitors each inductance has."""

    which: Class
    alive: dict[str, Rows]
    by_l: list[tuple[float, Rows, int]]

    @property
    def bridges(self) -> int:
        """How many bridges."""
        return prod(len(rows) for slot, rows in self.alive.items() if slot not in ("L1", "Cin", "Cout"))

    @property
    def count(self) -> int:
        """How many combinations."""
        return self.bridges * len(self.alive["Cin"]) * sum(len(rows) * n for _, rows, n in self.by_l)


@dataclass
class Counted:
    """A family at a frequency: its combinations, what was ruled out, what is feasible, and what is left to finish."""

    one: Family
    f: float
    considered: int
    tally: Tally
    feasible: list[Feasible] = field(default_factory=list)
    cores: list[Cores] = field(default_factory=list)
    capacitors: Capacitors | None = None


@dataclass
class Shared:
    """Capacitors of a family that are not needless at any frequency, and distinct values of output capacitors; made once for all
    frequencies. ``beside``: what the other parts of a design usually cost and take.
    """

    kept: dict[str, Rows]
    esr: tuple[float, float]
    distinct: Floats
    many: Floats
    first: Rows
    beside: tuple[float, float]


def firsts(one: Family, slot: str) -> Rows:
    """Options that none with the same figures, at no higher cost, area and level, makes needless: the first of those that are equal."""
    rows = one.static[slot].alive
    options = one.options(slot).take(rows)
    figures = [np.where(np.isnan(column), -np.inf, column) for name, column in options.columns.items() if name not in ("area", "height")]
    order = np.lexsort(figures)
    new = np.zeros(len(rows), np.bool_)
    for column in figures:
        new[1:] |= column[order][1:] != column[order][:-1]
    groups = np.empty(len(rows), np.int64)
    groups[order] = np.cumsum(new)
    return rows[thin(np.zeros((len(rows), 1)), np.column_stack([options.cost, options.area, options.level]), groups)]


def shared(one: Family) -> Shared:
    """What families that rectify alike share at all frequencies."""
    kept, alive = {}, {slot: one.static[slot].alive for slot in ("Cin", "Cout")}
    for slot, rows in alive.items():
        (farads, esr), caps = one.capacitance[slot], one.options(slot)
        points = np.column_stack([1.0 / farads[rows], esr[rows], caps.cost[rows], caps.area[rows], caps.level[rows]])
        kept[slot] = rows[undominated(points)]
    ends = [float(one.capacitance[slot][1][kept[slot]].max(initial=0.0)) for slot in alive]
    points = np.column_stack([column[alive["Cout"]] for column in one.capacitance["Cout"]])
    order = np.lexsort(points.T[::-1])
    new = np.flatnonzero((np.diff(points[order], axis=0, prepend=np.nan) != 0).any(axis=1))
    many = np.diff(new, append=len(order)).astype(np.float64)
    return Shared(kept, (ends[0], ends[1]), np.ascontiguousarray(points[order[new]]), many, alive["Cout"][order[new]], _beside(one))


def _beside(one: Family) -> tuple[float, float]:
    """Cost and area of the middle part of every slot but those of capacitors, in all."""
    parts = [one.options(slot).take(one.static[slot].alive) for slot in one.slots[:-2] if len(one.static[slot].alive)]
    return sum(float(np.median(part.cost)) for part in parts), sum(float(np.median(part.area)) for part in parts)


def slopes(one: Family, f: float, farads: Floats, esr: Floats) -> tuple[Floats, Floats, Floats]:
    """Base and slope of the output ripple of capacitors, and offset and factor of what multiplies the slope: see
    ``Stress.output_ripple``.
    """
    if one.s.topology == BUCK:
        return np.zeros(len(farads)), 1.0 / (8.0 * f * farads) + esr, np.array([0.0, 1.0])
    return one.spec.iout * one.s.duty_high / (f * farads), esr, np.array([one.s.i_l, 0.5])


@dataclass
class Clock:
    """What families share that rectify alike, at one frequency: what is left of inductors and input capacitors; distinct inductances,
    which inductors (rows of what is left) have each, and how many output capacitors it leaves; for each rule of these how many each
    inductance rules out, and the nearest of them; ``inductors`` that have any, at most and least (rows of ``stages.coils``).
    """

    coil: Judged
    caps: Judged
    inductances: Floats
    members: Sequence[Rows]
    left: list[int]
    broken: list[tuple[Broken, Rows]]
    inductors: Rows
    esr: tuple[float, float]
    capacitors: Capacitors | None


def clock(one: Family, f: float, known: Shared, front: bool = True) -> Clock:
    """``front``: pairs of capacitors too."""
    coil, caps = wound(one, f), inputs(one, f)
    inductances, members = groups_of(one.options("L1").columns["l"][coil.alive])
    left, broken = _outputs_counted(one, f, known, inductances)
    made = Clock(coil, caps, inductances, members, left, broken, coil.alive[:0], known.esr, None)
    suits = [k for k, n in enumerate(left) if n]
    if front and suits:
        made.inductors = np.sort(np.concatenate([coil.alive[members[k]] for k in suits]))
        made.capacitors, made.esr = _capacitors(one, f, known, caps, float(one.s.ripple(inductances[suits[0]], f)))
    return made


def counted(one: Family, f: float, known: Clock) -> Counted:
    """Rules held against every option, combinations counted, and (where ``known`` has pairs of capacitors) what is left merged."""
    named = {slot: one.pools.named(slot, one.kind(slot)) for slot in one.slots}
    sizes = {slot: len(one.options(slot)) for slot in one.slots}
    found = Counted(one, f, prod(sizes.values()), Tally())

    def fails(slot: str, before: int, *judgements: Judged) -> None:
        after = one.slots[one.slots.index(slot) + 1 :]
        for turn, held in enumerate(judgements):
            found.tally.add(slot, held, before * prod(sizes[other] for other in after), named[slot], after=RULES_MAX * turn)

    power, coil, caps = clocked(one, f), known.coil, known.caps
    fails("U1", 1, one.static["U1"], power)
    ways = 0
    bridged: list[tuple[Class, dict[str, Rows]]] = []
    for which in classes(one, power.alive):
        alive, count = {"U1": which.power}, len(which.power)
        for slot in one.slots[1:-3]:
            held = switched(one, slot, f, which.drive)
            fails(slot, count, one.static[slot], held)
            alive[slot] = held.alive
            count *= len(held.alive)
        ways += count
        bridged.append((which, alive))
    fails("L1", ways, one.static["L1"], coil)
    fails("Cin", ways * len(coil.alive), one.static["Cin"], caps)
    weight = ways * len(caps.alive)
    found.tally.add("Cout", one.static["Cout"], weight * len(coil.alive), named["Cout"])
    for number, (worst, counts) in enumerate(known.broken):
        total = sum(int(n) * len(rows) for n, rows in zip(counts, known.members, strict=True)) * weight
        if total:
            found.tally.add("Cout", Judged(worst.rows, [worst]), 1, named["Cout"], False, RULES_MAX + number)
            found.tally.counts["Cout", worst.rule.key] = total
    by_l = [
        (float(henries), coil.alive[rows], left)
        for henries, rows, left in zip(known.inductances, known.members, known.left, strict=True)
        if left
    ]
    for which, alive in bridged:
        one_class = Feasible(which, alive | {"L1": coil.alive, "Cin": caps.alive}, by_l)
        if one_class.count:
            found.feasible.append(one_class)
    if known.capacitors is not None and found.feasible:
        _merge(found, known)
    return found


def _outputs_counted(one: Family, f: float, known: Shared, inductances: Floats) -> tuple[list[int], list[tuple[Broken, Rows]]]:
    """How many output capacitors are left for each inductance; and by rule the nearest that it rules out, and how many it does."""
    farads, esr = known.distinct[:, 0], known.distinct[:, 1]
    base, slope, way = slopes(one, f, farads, esr)
    drives = way[0] + way[1] * one.s.ripple(inductances, f)
    held = rules.output_rules(one.spec, one.s, f, 0.0, farads, esr)
    dip = held[1].value if len(held) > 1 else np.zeros(len(farads))
    limits = np.array([ripple_limit(one.spec), one.spec.transient_dip if len(held) > 1 else 0.0])
    counts, nearest = np.zeros((len(drives), 2)), np.full((2, 3), np.inf)
    within(base, slope, np.asarray(dip, np.float64), known.many, drives, limits, counts, nearest)
    broken = []
    for number, rule in enumerate(held):
        if counts[:, number].any():
            value, at = nearest[number, 0], int(nearest[number, 1])
            worst = Rule(rule.key, rule.title, rule.unit, rule.sense, np.array([value]), limits[number], rule.change)
            row = known.first[at : at + 1]
            broken.append((Broken(worst, row, (int(row[0]), 0), float(worst.margin[0]), number), counts[:, number].astype(np.int64)))
    passing = int(known.many.sum())
    return [passing - int(ruled_out.sum()) for ruled_out in counts], broken


def _capacitors(one: Family, f: float, known: Shared, caps: Judged, di: float) -> tuple[Capacitors, tuple[float, float]]:
    """Pairs of capacitors that are not needless at the smallest ripple current (A), and their largest resistances (Ω)."""
    suits = np.zeros(len(one.options("Cin")), np.bool_)
    suits[caps.alive] = True
    ins = known.kept["Cin"][suits[known.kept["Cin"]]]
    pool, ohms = one.options("Cin").take(ins), one.capacitance["Cin"][1]
    ins = ins[undominated(np.column_stack([pool.cost, pool.area, pool.level, ohms[ins]]))]
    ins = ins[np.argsort(-one.capacitance["Cin"][0][ins], kind="stable")]
    outs = _outputs(one, f, known.kept["Cout"], di)
    esr = float(ohms[ins].max(initial=0.0)), float(one.capacitance["Cout"][1][outs].max(initial=0.0))
    return _paired(one, f, ins, outs, di, known.beside), esr


def _merge(found: Counted, known: Clock) -> None:
    """Cores that are not needless."""
    one, f = found.one, found.f
    found.capacitors = known.capacitors
    inductors = one.firsts("L1", known.inductors)
    middle, little, much = stages.coils(one.options("L1").take(inductors), f)
    number = np.arange(len(inductors), dtype=np.float64)[:, None]
    ends = corners_of(number, [middle[:, 0], middle[:, 1], much[:, 2] * much[:, 0] ** -much[:, 3]])[:, 0].astype(np.int64)
    for ready in found.feasible:
        coils = (much[ends], little[ends]) if ready.which.bounded else (middle[ends], middle[ends])
        alive = {slot: one.firsts(slot, rows) if slot in ("Q1", "Q2", "D1") else rows for slot, rows in ready.alive.items()}
        made = bridges(one, f, ready.which, alive, coils, known.esr)
        found.cores.append(cored(one, f, ready.which, made, inductors, known.esr))


def _outputs(one: Family, f: float, outs: Rows, di: float) -> Rows:
    """Output capacitors that suffice at the smallest ripple current ``di`` (A) and are not needless."""
    farads, esr = (column[outs] for column in one.capacitance["Cout"])
    base, slope, way = slopes(one, f, farads, esr)
    pool = one.options("Cout").take(outs)
    fits = base + (way[0] + way[1] * di) * slope <= ripple_limit(one.spec)
    for rule in rules.output_rules(one.spec, one.s, f, di, farads, esr)[1:]:
        fits &= rule.holds
    kept: Rows = outs[fits][undominated(np.column_stack([base, slope, esr, pool.cost, pool.area, pool.level])[fits])]
    return kept


def _paired(one: Family, f: float, ins: Rows, outs: Rows, di: float, beside: tuple[float, float]) -> Capacitors:
    """Pairs of capacitors, those together that are alike at a ripple current (A) beside other parts of this cost and area."""
    i, o = (index.reshape(-1) for index in np.indices((len(ins), len(outs))))
    into, out = one.options("Cin").take(ins[i]), one.options("Cout").take(outs[o])
    ohms_in, ohms_out = one.capacitance["Cin"][1][ins[i]], one.capacitance["Cout"][1][outs[o]]
    base, slope, way = slopes(one, f, one.capacitance["Cout"][0][outs[o]], ohms_out)
    sums = [into.cost + out.cost, into.area + out.area, np.maximum(into.level, out.level)]
    numbers = np.column_stack([base, slope, ohms_in, ohms_out, *sums])
    ripples = base + (way[0] + way[1] * di) * slope
    cost, area = beside
    order = alike([octaved(numbers[:, 4] + cost, 16), octaved(numbers[:, 5] + area, 16), octaved(ripples, 16), 8 * numbers[:, 6]])
    return Capacitors(ins[i[order]], outs[o[order]], tree(numbers[order]), way)


__all__ = ["Capacitors", "Clock", "Counted", "Feasible", "Shared", "clock", "counted", "firsts", "shared", "slopes"]
