"""The four ways to build a supply (switches inside or outside, second switch or diode), each with its pools and what is left of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import Supply
from lifeworld_power.core import assembly, rules
from lifeworld_power.core.rules import Rule
from lifeworld_power.core.search import stages
from lifeworld_power.core.search.counting import Judged, judged
from lifeworld_power.core.search.kernels import LEAN, T_1, T_2, T_IC, T_L, evaluated
from lifeworld_power.core.search.pools import PIECES, Pool, pool
from lifeworld_power.core.search.stages import Drive, Situation
from lifeworld_power.core.stress import Stress, stress, topology_of
from lifeworld_power.core.values import Catalogue, Floats, Spec

Rows = NDArray[np.int64]
SLOTS = ("U1", "Q1", "Q2", "D1", "L1", "Cin", "Cout")


@dataclass(frozen=True)
class Pools:
    """Every option of every kind, in order of keys; capacitors once for each number of pieces."""

    catalogue: Catalogue
    by_kind: dict[str, Pool]
    given: bool

    @staticmethod
    def of(catalogue: Catalogue, supply: Supply, stock_min: int) -> Pools:
        """Priced by a market."""
        kinds = ("regulator", "controller", "mosfet", "diode", "inductor")
        made = {kind: pool(catalogue, kind, supply, stock_min) for kind in kinds}
        return Pools(catalogue, made | {"capacitor": pool(catalogue, "capacitor", supply, stock_min, PIECES)}, supply.given)

    def named(self, slot: str, kind: str) -> Callable[[int], str]:
        """Options as people read them: "L1 SWPA3015S1R5NT", "2 of Cout ..."."""
        texts, options = self.catalogue.kinds[kind].texts["mpn"], self.by_kind[kind]
        return lambda row: f"{slot} {texts[options.row[row]]}" + (f" ({options.n[row]:.0f} pieces)" if options.n[row] > 1 else "")


@dataclass
class Family:
    """One way to build. ``static``: by slot, what is left whatever the frequency; ``classes``: drives of the controllers that are left
    (one class for all regulators: those with full figures apart from those with bounds). ``own``: pools of single slots (one design).
    """

    spec: Spec
    pools: Pools
    integrated: bool
    synchronous: bool
    s: Stress
    static: dict[str, Judged] = field(default_factory=dict)
    capacitance: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)
    own: dict[str, Pool] = field(default_factory=dict)
    first: dict[str, Rows] = field(default_factory=dict)

    def firsts(self, slot: str, rows: Rows) -> Rows:
        """Those of some options that none with the same figures makes needless."""
        return np.intersect1d(rows, self.first[slot], assume_unique=True)

    @property
    def second(self) -> str:
        """The slot of the rectifier; "" where it is inside."""
        return "D1" if not self.synchronous else "" if self.integrated else "Q2"

    @property
    def slots(self) -> tuple[str, ...]:
        """Its slots, in the order of counting."""
        return ("U1", *(("Q1",) if not self.integrated else ()), *((self.second,) if self.second else ()), "L1", "Cin", "Cout")

    def kind(self, slot: str) -> str:
        """Which kind of parts stands in a slot."""
        return {
            "U1": "regulator" if self.integrated else "controller",
            "Q1": "mosfet",
            "Q2": "mosfet",
            "D1": "diode",
            "L1": "inductor",
        }.get(slot, "capacitor")

    def options(self, slot: str) -> Pool:
        """Every option of a slot: its own pool where it has one."""
        return self.own[slot] if slot in self.own else self.pools.by_kind[self.kind(slot)]

    def at(self, vin: float) -> Situation:
        """The bridge's situation at an input voltage."""
        return Situation(self.spec, self.s.topology, self.synchronous, self.integrated, vin)


def families(spec: Spec, pools: Pools) -> list[Family]:
    """The ways that the specification allows, with what is left of each pool whatever the frequency."""
    topology = topology_of(spec)
    made: list[Family] = []
    for integrated in (True, False):
        for synchronous in (True, False):
            if spec.controller and integrated != (spec.controller == "integrated"):
                continue
            if spec.rectifier and synchronous != (spec.rectifier == "synchronous"):
                continue
            one = Family(spec, pools, integrated, synchronous, stress(spec, topology, synchronous))
            for slot in one.slots:
                alike = next((other for other in made if slot != "U1" and other.s == one.s and slot in other.static), None)
                one.static[slot] = alike.static[slot] if alike else _static(one, slot)
                if alike and slot in alike.capacitance:
                    one.capacitance[slot] = alike.capacitance[slot]
            made.append(one)
    return made


def _static(one: Family, slot: str) -> Judged:
    options = one.options(slot)
    if slot in ("Cin", "Cout"):
        one.capacitance[slot] = capacitance(one, slot, options)
    return judged(static_rules(one, slot, options), np.arange(len(options)))


def capacitance(one: Family, slot: str, options: Pool) -> tuple[Floats, Floats]:
    """Capacitance (F) and series resistance (Ω) of all pieces under the voltage of their slot."""
    volts = one.spec.vin_max if slot == "Cin" else one.spec.vout
    return assembly.capacitances(options.parts(), volts) * options.n, options.columns["esr"] / options.n


def static_rules(one: Family, slot: str, options: Pool) -> list[Rule]:
    """The rules of a slot that do not depend on the frequency, in order, held against some options."""
    spec, s, c = one.spec, one.s, options.columns
    known = options.area > 0
    if slot == "U1":
        held = rules.power_rules(c, spec, s, one.integrated, one.synchronous)
        known = known & ~np.isnan(c["theta"])
    elif slot in ("Q1", "Q2"):
        held = rules.mosfet_rules(c, spec, s)
        known = known & ~np.isnan(c["theta"])
    elif slot == "D1":
        held = rules.diode_rules(c, spec, s)
        d = assembly.diodes(options.parts())
        known = known & ~np.isnan(d.vd + d.qrr + d.theta)
    elif slot == "L1":
        held = rules.inductor_rules(c, spec)
        known = known & ~np.isnan(c["l"] + c["dcr"] + c["theta"])
    else:
        volts, rms = (spec.vin_max, s.cin_rms(spec)) if slot == "Cin" else (spec.vout, s.cout_rms(spec))
        held = rules.capacitor_rules(c, spec, volts, rms, options.n)
        farads, esr = capacitance(one, slot, options)
        known = known & (farads > 0) & ~np.isnan(esr)
    held = [*held, rules.told_rule(known)]
    return held + rules.stock_rules(options.stock, options.offered, options.wanted) if one.pools.given else held


def clocked_rules(one: Family, slot: str, options: Pool, f: Floats, drive: tuple[Floats, Floats], di: Floats) -> list[Rule]:
    """The rules of a slot that depend on the frequency (Hz), the gate drive (V, Ω) or the ripple current (A), all by option, in order."""
    spec, s, c = one.spec, one.s, options.columns
    if slot in ("Cin", "Cout"):
        farads, esr = capacitance(one, slot, options)
        return rules.input_rules(spec, s, f, farads, esr) if slot == "Cin" else rules.output_rules(spec, s, f, di, farads, esr)
    if slot == "U1":
        held = rules.clock_rules(c, s, f)
        if not one.integrated:
            return held
    elif slot == "L1":
        held = rules.winding_rules(c, spec, s, f)
    else:
        held = []
    hot, ohms, known = np.zeros(len(f)), np.zeros(len(f)), np.ones(len(f), np.bool_)
    volts, gates = drive if slot in ("Q1", "Q2", "D1") else (np.zeros(len(f)), np.zeros(len(f)))
    alike = np.zeros(len(f), np.int64)
    for column in (f, volts, gates):
        distinct, numbers = np.unique(column, return_inverse=True)
        alike = alike * len(distinct) + numbers
    for here in groups_of(alike.astype(np.float64))[1]:
        step, v, r = f[here[0]], volts[here[0]], gates[here[0]]
        of, part = Drive(float(v), float(r)), options.take(here)
        hot[here] = heat_of(one, slot, part, float(step), of)
        if slot in ("Q1", "Q2"):
            ohms[here], known[here] = assembly.resistance_at(part.parts(), float(v)), _electric(one, slot, part, float(step), of)
    if slot in ("Q1", "Q2"):
        held = [*rules.drive_rules(c, ohms, drive[0]), rules.told_rule(known)]
    return [*held, rules.heat_rule(hot)]


def _electric(one: Family, slot: str, options: Pool, f: float, drive: Drive) -> NDArray[np.bool_]:
    """Which MOSFETs tell everything that losses rest on."""
    rows = stages.plain(one.at(one.spec.nominal), f, len(options))
    (stages.write_control if slot == "Q1" else stages.write_second)(rows, one.at(one.spec.nominal), drive, options)
    return np.asarray(~np.isnan(rows.sum(axis=1)))


@dataclass
class Class:
    """Controllers that drive alike, or regulators of one kind of figures. ``power``: rows of U1; ``bounded``: their figures are bounds."""

    drive: Drive
    power: Rows
    bounded: bool


def classes(one: Family, power: Rows) -> list[Class]:
    """The classes of these controllers or regulators, in a fixed order."""
    options = one.options("U1").take(power)
    if one.integrated:
        known = stages.full(options, one.synchronous)
        return [
            Class(Drive(assembly.V_DRIVE, assembly.R_GATE), power[which], bool(bounded))
            for which, bounded in ((known, False), (~known, True))
            if which.any()
        ]
    d = assembly.drives(options.parts())
    found = np.unique(np.column_stack([d.v_drive, d.r_gate]), axis=0)
    return [Class(Drive(float(v), float(r)), power[(d.v_drive == v) & (d.r_gate == r)], False) for v, r in found]


def clocked(one: Family, f: float) -> Judged:
    """Regulators or controllers at a frequency."""
    alive = one.static["U1"].alive
    found = judged(rules.clock_rules(one.options("U1").take(alive).columns, one.s, f), alive)
    return _heated(one, "U1", found, f, Drive(assembly.V_DRIVE, assembly.R_GATE)) if one.integrated else found


def switched(one: Family, slot: str, f: float, drive: Drive) -> Judged:
    """MOSFETs or diodes at a frequency and a drive."""
    found = Judged(one.static[slot].alive)
    if slot != "D1":
        options = one.options(slot).take(found.alive)
        opened = rules.drive_rules(options.columns, assembly.resistance_at(options.parts(), drive.v_drive), drive.v_drive)
        found = judged([*opened, rules.told_rule(_electric(one, slot, options, f, drive))], found.alive)
    return _heated(one, slot, found, f, drive)


def wound(one: Family, f: float) -> Judged:
    """Inductors at a frequency."""
    alive = one.static["L1"].alive
    found = judged(rules.winding_rules(one.options("L1").take(alive).columns, one.spec, one.s, f), alive)
    return _heated(one, "L1", found, f, Drive(assembly.V_DRIVE, assembly.R_GATE))


def _heated(one: Family, slot: str, found: Judged, f: float, drive: Drive) -> Judged:
    """The same, with the rule of heat held against what is left."""
    then = judged([rules.heat_rule(heat_of(one, slot, one.options(slot).take(found.alive), f, drive))], found.alive)
    return Judged(then.alive, [*found.broken, *then.broken])


def heat_of(one: Family, slot: str, part: Pool, f: float, drive: Drive) -> Floats:
    """How hot parts of one slot get (°C) with the rest of the stage without losses, at the worse end of the input. What a rectifier needs
    to recover heats the control switch: the hotter of both counts, the other one in a usual package (40 K/W).
    """
    hot = np.full(len(part), -np.inf)
    for vin in (one.spec.vin_min, one.spec.vin_max):
        if slot == "L1":
            out = np.full((1, len(part), len(LEAN)), np.nan)
            evaluated(stages.plain(one.at(vin), f, 1), stages.coils(part, f)[0], False, out)
            hot = np.maximum(hot, out[0, :, T_L])
            continue
        if slot == "U1":
            hot = np.maximum(hot, alone(one, stages.integrated(one.at(vin), f, part)[0], f)[:, T_IC])
            continue
        at = Situation(one.spec, one.s.topology, slot != "D1", False, vin)
        rows = stages.plain(at, f, len(part))
        (stages.write_control if slot == "Q1" else stages.write_second)(rows, at, drive, part)
        rows[:, stages.AT["v_drive"]], rows[:, stages.AT["r_gate"]] = drive.v_drive, drive.r_gate
        found = alone(one, rows, f)
        hot = np.maximum(hot, found[:, T_1] if slot == "Q1" else np.maximum(found[:, T_1], found[:, T_2]))
    return hot


def alone(one: Family, bridges: Floats, f: float) -> Floats:
    """Bridges with a coil that loses nothing and has the largest ripple that is allowed: (n, LEAN)."""
    l = one.s.on_volts / (one.spec.ripple_ratio_max * one.s.i_l * f)  # noqa: E741
    coil = np.array([[l, 0.0, 0.0, 2.0, 1.0, 0.0]])
    out = np.full((len(bridges), 1, len(LEAN)), np.nan)
    evaluated(np.ascontiguousarray(bridges), coil, False, out)
    return np.asarray(out[:, 0])


def inputs(one: Family, f: float) -> Judged:
    """Input capacitors at a frequency."""
    alive = one.static["Cin"].alive
    farads, esr = one.capacitance["Cin"]
    return judged(rules.input_rules(one.spec, one.s, f, farads[alive], esr[alive]), alive)


def groups_of(values: Floats) -> tuple[Floats, Sequence[NDArray[np.int64]]]:
    """Distinct values, largest first, and which rows have each."""
    distinct, numbers = np.unique(-values, return_inverse=True)
    return -distinct, [np.flatnonzero(numbers == k) for k in range(len(distinct))]
