"""Designs as a tool tells them: figures in full, bounds, groups, and the rule with the least margin of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import Group
from lifeworld_power.core import assembly
from lifeworld_power.core.rules import T_MAX, Rule, area_rule, together_rule
from lifeworld_power.core.search import stages
from lifeworld_power.core.search.counting import Near, Tally
from lifeworld_power.core.search.families import Family, Rows, clocked_rules, static_rules
from lifeworld_power.core.search.kernels import BRIDGE, DI, HOTTEST, LEAN, LOSS, S_IN, S_OUT, T_1, T_IC, evaluated
from lifeworld_power.core.search.pools import MICRO, MM2, SQUARE, Pool
from lifeworld_power.core.values import TOPOLOGIES, Floats

Marks = NDArray[np.bool_]
Inside = Callable[[stages.Situation, float, Pool], tuple[Floats, Floats]]
OPEN = ("efficiency", "temperature")
SLOTS = ("U1", "Q1", "Q2", "D1", "L1", "Cin", "Cout")
SIZES = (0.0, 10e-6, 25e-6, 60e-6, 150e-6)
SIZE_LABELS = ("up to 10 mm²", "10 to 25 mm²", "25 to 60 mm²", "60 to 150 mm²", "over 150 mm²")


@dataclass
class Told:
    """Designs of one family as columns. ``rows``: by slot, rows of the family's pools; ``f`` (Hz) by design; ``ends``: the lower and the
    upper bound of what parts leave open, by measure in ``OPEN`` (NaN: known); ``warmth``: by part (control switch, rectifier, inductor,
    regulator or controller), °C once the losses of all parts meet, at little loss where no figure is known.
    """

    one: Family
    rows: Mapping[str, Rows]
    f: Floats
    loss: Floats
    low: Floats
    bounded: Marks
    values: dict[str, Floats]
    ends: tuple[dict[str, Floats], ...]
    warmth: Floats
    binding: tuple[list[str], Rows]

    def take(self, which: Marks) -> Told:
        """Some of the designs."""
        return Told(
            self.one,
            {slot: held[which] for slot, held in self.rows.items()},
            self.f[which],
            self.loss[which],
            self.low[which],
            self.bounded[which],
            {key: held[which] for key, held in self.values.items()},
            tuple({key: held[which] for key, held in end.items()} for end in self.ends),
            self.warmth[which],
            (self.binding[0], self.binding[1][which]),
        )


def evaluated_rows(one: Family, rows: Mapping[str, Rows], f: Floats) -> tuple[list[Floats], list[Floats]]:
    """The full model of designs, one by one, at the nominal input: (n, LEAN) at much and little loss, as the search compares designs (the
    loss of capacitors added; with full figures both are the middle of what is declared), then with the capacitors inside, as a single
    design is reckoned: at the same much loss, and at much and little of everything that parts leave open.
    """
    low, high, bounded = bridges_of(one, rows, f)
    best, worst = (low, high) if bounded.all() or not one.integrated else bridges_of(one, rows, f, stages.open_ends)[:2]
    middle, little, much = stages.coils(one.options("L1").take(rows["L1"]), f)
    ohms = {slot: one.capacitance[slot][1][rows[slot]] for slot in ("Cin", "Cout")}
    compared = [(high, np.where(bounded[:, None], much, middle)), (low, np.where(bounded[:, None], little, middle))]

    def reckoned(bridge: Floats, coil: Floats) -> Floats:
        out = np.full((len(f), 1, len(LEAN)), np.nan)
        evaluated(np.ascontiguousarray(bridge), np.ascontiguousarray(coil), True, out)
        return np.asarray(out[:, 0])

    first = reckoned(*compared[0])
    split = [first, reckoned(*compared[1]) if bounded.any() else first.copy()]  # with full figures both are the same
    s_in, s_out = np.maximum(split[0][:, S_IN], split[1][:, S_IN]), np.maximum(split[0][:, S_OUT], split[1][:, S_OUT])
    for out in split:
        out[:, LOSS] = (out[:, LOSS] + ohms["Cin"] * s_in) + ohms["Cout"] * s_out
    inside = []
    for bridge, coil in (compared[0], (worst, much), (best, little)):
        whole, wound_too = bridge.copy(), coil.copy()
        whole[:, stages.AT["esr_in"]], wound_too[:, -1] = ohms["Cin"], ohms["Cout"]
        inside.append(reckoned(whole, wound_too))
    return split, inside


def bridges_of(one: Family, rows: Mapping[str, Rows], f: Floats, inside: Inside = stages.integrated) -> tuple[Floats, Floats, Marks]:
    """Bridges of designs at little and much loss, and which have bounds. ``inside``: of regulators with their switches."""
    n, at = len(f), one.at(one.spec.nominal)
    power = one.options("U1").take(rows["U1"])
    low, high = np.zeros((n, len(BRIDGE))), np.zeros((n, len(BRIDGE)))
    bounded = np.zeros(n, np.bool_)
    if one.integrated:
        for step in np.unique(f):
            here = np.flatnonzero(f == step)
            low[here], high[here] = inside(at, float(step), power.take(here))
        bounded = ~stages.full(power, one.synchronous)
        if one.second:
            second = stages.write_second(
                stages.plain(at, 1e5, n),
                at,
                stages.Drive(assembly.V_DRIVE, assembly.R_GATE),
                one.options(one.second).take(rows[one.second]),
            )
            low, high = stages.copied(low, second, stages.SECOND), stages.copied(high, second, stages.SECOND)
    else:
        low = high = _outside(one, rows, power, n)
    low[:, stages.AT["f"]] = high[:, stages.AT["f"]] = f
    return low, high, bounded


def _outside(one: Family, rows: Mapping[str, Rows], power: Pool, n: int) -> Floats:
    """Bridges of controllers, written class by class of their drive."""
    at = one.at(one.spec.nominal)
    made = stages.write_power(stages.plain(at, 1e5, n), power)
    d = assembly.drives(power.parts())
    for v, r in np.unique(np.column_stack([d.v_drive, d.r_gate]), axis=0):
        here = np.flatnonzero((d.v_drive == v) & (d.r_gate == r))
        drive, base = stages.Drive(float(v), float(r)), stages.plain(at, 1e5, len(here))
        stages.write_control(base, at, drive, one.options("Q1").take(rows["Q1"][here]))
        stages.write_second(base, at, drive, one.options(one.second).take(rows[one.second][here]))
        for name in (*stages.CONTROL, *stages.SECOND):
            made[here, stages.AT[name]] = base[:, stages.AT[name]]
    return made


def told(one: Family, rows: Mapping[str, Rows], f: Floats) -> Told:
    """Designs of one family, reckoned in full."""
    split, (high, worst, best) = evaluated_rows(one, rows, f)
    spec, p_out = one.spec, one.spec.vout * one.spec.iout
    pools = {slot: one.options(slot).take(rows[slot]) for slot in one.slots}
    bounded = ~stages.full(pools["U1"], one.synchronous) if one.integrated else np.zeros(len(f), np.bool_)
    open_end = ~(worst[:, LOSS] == best[:, LOSS]) & ~np.isnan(worst[:, LOSS] + best[:, LOSS])
    heat = np.sort([best[:, HOTTEST], worst[:, HOTTEST]], axis=0)  # more loss elsewhere may cool a diode by a hair
    ends = tuple(
        {"efficiency": np.where(open_end, p_out / (p_out + loss[:, LOSS]), np.nan), "temperature": np.where(open_end, warm, np.nan)}
        for loss, warm in zip((worst, best), heat, strict=True)
    )
    ripple = one.s.ripple(pools["L1"].columns["l"], f)
    esr = one.capacitance["Cout"][1][rows["Cout"]]
    farads = one.capacitance["Cout"][0][rows["Cout"]]
    designs = np.min([pools[slot].designs for slot in one.slots], axis=0)
    values = {
        "efficiency": np.where(bounded, np.nan, p_out / (p_out + high[:, LOSS])),
        "cost": np.sum([pools[slot].cost for slot in one.slots], axis=0) / MICRO if one.pools.given else np.full(len(f), np.nan),
        "area": np.sum([pools[slot].area for slot in one.slots], axis=0) * (MM2 / SQUARE),
        "ripple": one.s.output_ripple(spec, f, ripple, farads, esr),
        "stock": designs if one.pools.given else np.full(len(f), np.nan),
        "frequency": f,
        "inductor_ripple": high[:, DI],
        "temperature": np.where(bounded, np.nan, high[:, HOTTEST]),
        "bom_count": np.sum([pools[slot].n for slot in one.slots], axis=0),
    }
    names, margins = margins_of(one, rows, f)
    values["margin"] = margins.min(axis=1) if len(names) else np.full(len(f), np.nan)
    return Told(
        one,
        rows,
        f,
        split[0][:, LOSS],
        split[1][:, LOSS],
        bounded,
        values,
        ends,
        np.where(bounded[:, None], best, high)[:, T_1 : T_IC + 1],
        (names, np.argmin(margins, axis=1) if len(names) else np.zeros(0, np.int64)),
    )


def too_hot(t: Told, some: Marks) -> tuple[Marks, Tally]:
    """Which of some designs have a part that gets too hot once the losses of all parts meet, or never settles, and how many: rules of
    single parts know nothing of one another.
    """
    hottest = np.argmax(t.warmth, axis=1)
    rule = together_rule(t.warmth[np.arange(len(hottest)), hottest])
    bad, tally, key = some & (rule.value > T_MAX), Tally(), ("", "together")
    if bad.any():
        at = int(np.flatnonzero(bad)[np.argmin(rule.value[bad])])
        slots = ("U1" if t.one.integrated else "Q1", t.one.second or "U1", "L1", "U1")
        slot = slots[hottest[at]]
        tally.counts[key], tally.titles[key] = int(bad.sum()), rule.title
        tally.nearest[key] = Near(float(rule.margin[at]), rule, at, int(t.rows[slot][at]), t.one.pools.named(slot, t.one.kind(slot)))
    return bad, tally


def margins_of(one: Family, rows: Mapping[str, Rows], f: Floats) -> tuple[list[str], Floats]:
    """Margins of every rule that has a scale, by design: titles, and (n, rules). Rules that only say yes or no are left out."""
    names: list[str] = []
    columns: list[Floats] = []
    for slot, rule in rules_of(one, rows, f):
        if rule.unit or rule.key in ("duty",):
            names.append(f"{slot} {rule.title}")
            columns.append(np.broadcast_to(np.where(np.isnan(rule.margin), np.inf, rule.margin), (len(f),)))
    return names, np.column_stack(columns) if columns else np.zeros((len(f), 0))


def rules_of(one: Family, rows: Mapping[str, Rows], f: Floats) -> list[tuple[str, Rule]]:
    """Every rule that designs of a family have to keep, in the order of counting, as columns over the designs: what ``checks`` tells of
    one and what the search counts.
    """
    pools = {slot: one.options(slot).take(rows[slot]) for slot in one.slots}
    drive = assembly.drives(pools["U1"].parts())
    di, made = one.s.ripple(pools["L1"].columns["l"], f), []
    for slot, pool in pools.items():
        made += [(slot, rule) for rule in static_rules(one, slot, pool)]
        made += [(slot, rule) for rule in clocked_rules(one, slot, pool, f, (drive.v_drive, drive.r_gate), di)]
    if one.spec.area == one.spec.area:
        area = np.sum([pool.area for pool in pools.values()], axis=0) / SQUARE
        made.append(("", area_rule(area, float(np.rint(one.spec.area * SQUARE)) / SQUARE)))
    return made


def groups_for(parts: list[Told]) -> tuple[Group, ...]:
    """Qualities by which designs are filtered."""

    def codes(of: list[Floats]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return np.concatenate(of).astype(np.int32) if of else np.zeros(0, np.int32)

    shape = [np.ones(len(t.f)) for t in parts]
    area = [t.one.options("L1").columns["area"][t.rows["L1"]] for t in parts]
    sizes = [np.asarray(np.searchsorted(SIZES[1:], a), np.float64) for a in area]
    shield = [t.one.options("L1").columns["shielded"][t.rows["L1"]] for t in parts]
    return (
        Group("topology", "Topology", TOPOLOGIES, codes([one * t.one.s.topology for one, t in zip(shape, parts, strict=True)])),
        Group(
            "controller",
            "Switches",
            ("integrated", "controller"),
            codes([one * (not t.one.integrated) for one, t in zip(shape, parts, strict=True)]),
        ),
        Group(
            "rectifier",
            "Rectifier",
            ("synchronous", "diode"),
            codes([one * (not t.one.synchronous) for one, t in zip(shape, parts, strict=True)]),
        ),
        Group("figures", "Figures", ("known", "bounds"), codes([t.bounded.astype(np.float64) for t in parts])),
        Group("inductor_size", "Area of the inductor", SIZE_LABELS, codes(sizes)),
        Group("shielded", "Inductor", ("shielded", "not shielded", "not told"), codes([np.where(np.isnan(s), 2, 1 - s) for s in shield])),
    )


__all__ = ["OPEN", "SLOTS", "Told", "bridges_of", "evaluated_rows", "groups_for", "margins_of", "rules_of", "told", "too_hot"]
