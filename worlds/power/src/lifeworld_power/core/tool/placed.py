"""A design's parts in their slots: found in the catalogue, fitting one another, and as stages of the equations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from lifeworld.plugin import InputRefused
from lifeworld_power.core import assembly
from lifeworld_power.core.catalogue import taken
from lifeworld_power.core.losses_bounds import bounded
from lifeworld_power.core.stress import topology_of
from lifeworld_power.core.values import BOOST, BUCK, NAN, Catalogue, Parts, Spec, Stage

SLOTS = ("U1", "Q1", "Q2", "D1", "L1", "Cin", "Cout")
KIND_OF: Mapping[str, tuple[str, ...]] = {
    "U1": ("regulator", "controller"), "Q1": ("mosfet",), "Q2": ("mosfet",), "D1": ("diode",), "L1": ("inductor",), "Cin": ("capacitor",),
    "Cout": ("capacitor",)}
SETTINGS = ("f", "n_in", "n_out")
PIECES_MAX = 12
INSIDE = ("qsw_1", "qoss_1", "qoss_2", "qg_1", "qg_2", "qrr_2", "t_rr")
"""What regulators hardly ever state of what is inside them."""


@dataclass(frozen=True)
class Ends:
    """A stage, and the same with little and with much loss in what its parts leave open; all equal where they leave nothing open."""

    middle: Stage
    low: Stage
    high: Stage

    @property
    def open(self) -> bool:
        """Whether something is left open."""
        return self.low != self.high


class Reference(NamedTuple):
    """The reference of U1 (V, NaN where there is none), and how it is known: derived: from the lowest output; open: not known."""

    vref: float
    how: Literal["stated", "derived", "open", "fixed"]


@dataclass(frozen=True)
class Placed:
    """Parts in their slots. ``parts``: by slot, a kind with one part; ``f`` in Hz; ``n``: pieces in parallel by slot."""

    spec: Spec
    topology: int
    parts: Mapping[str, Parts]
    f: float
    n: Mapping[str, int]

    def number(self, slot: str, column: str) -> float:
        """One parameter of one part; NaN where it is unknown."""
        return float(self.parts[slot].columns[column][0])

    def text(self, slot: str, column: str) -> str:
        """One text of one part."""
        return self.parts[slot].texts[column][0]

    def named(self, slot: str) -> str:
        """A part as people read it: "L1 SWPA3015S1R5NT"."""
        return f"{slot} {self.text(slot, 'mpn')}"

    @cached_property
    def reference(self) -> Reference:
        """What the divider of U1 compares with, and how that is known."""
        found = assembly.references(self.parts["U1"])
        if self.number("U1", "fixed") == 1:
            return Reference(NAN, "fixed")
        vref = float(found.vref[0])
        return Reference(vref, "open" if np.isnan(vref) else "derived" if found.derived[0] else "stated")

    @property
    def integrated(self) -> bool:
        """Whether the switches sit in the regulator."""
        return self.parts["U1"].kind == "regulator"

    @property
    def synchronous(self) -> bool:
        """Whether a second switch rectifies."""
        return "D1" not in self.parts

    @property
    def full(self) -> bool:
        """Whether figures are full: outside switches, or a regulator that states its own."""
        needed = ("rs", "rd") if self.synchronous else ("rs",)
        return not self.integrated or not any(np.isnan(self.number("U1", name)) for name in needed)

    def stage_at(self, vin: float) -> Ends:
        """The stage at an input voltage, on which charges and capacitances depend."""
        stage = self._stage(vin)
        cores = assembly.cores(self.parts["L1"])
        middle = replace(stage, core_k=float(cores.core_k[0]), core_a=float(cores.core_a[0]), core_b=float(cores.core_b[0]))
        if not self.integrated:
            return Ends(middle, replace(middle, core_k=float(cores.core_low[0])), replace(middle, core_k=float(cores.core_high[0])))
        told = replace(stage, core_k=self.number("L1", "core_k"), core_a=middle.core_a, core_b=middle.core_b)
        low, high = bounded(told, self.number("U1", "iout"), self.number("U1", "vin_max"), self.number("L1", "irms"))
        if self.full:
            unsaid = [name for name in (*INSIDE, "iq") if np.isnan(getattr(middle, name))]
            between = {name: 0.5 * (getattr(low, name) + getattr(high, name)) for name in unsaid}
            middle = replace(middle, **between)
        return Ends(middle, low, high)

    def _stage(self, vin: float) -> Stage:
        spec, parts = self.spec, self.parts
        drive = assembly.drives(parts["U1"])
        volts = assembly.switch_voltage(self.topology, vin, spec.vout)
        through = self.current(vin)
        more: dict[str, float] = {}
        if self.integrated:
            edge = self.number("U1", "t_sw")
            more = {"rs": self.number("U1", "rs"), "rd": self.number("U1", "rd") if self.synchronous else 0.0, "vd": 0.0,
                    "qsw_1": edge * (float(drive.v_drive[0]) - 2.5) / float(drive.r_gate[0]), **dict.fromkeys(INSIDE[1:], NAN)}
        else:
            control = assembly.control_switches(parts["Q1"], float(drive.v_drive[0]), volts)
            more = {"rs": control.rs[0], "qg_1": control.qg[0], "qsw_1": control.qsw[0], "qoss_1": control.qoss[0],
                    "v_plateau": control.v_plateau[0], "theta_1": control.theta[0]}
        if not self.synchronous:
            diode = assembly.diodes(parts["D1"])
            more |= {"rd": 0.0, "vd": diode.vd[0], "theta_2": diode.theta[0], "qrr_2": diode.qrr[0], "qoss_2": 0.0, "qg_2": 0.0,
                     "t_rr": assembly.recovery_times(diode, through)[0]}
        elif not self.integrated:
            second = assembly.sync_switches(parts["Q2"], float(drive.v_drive[0]), volts, through)
            more |= {"rd": second.rd[0], "vd": 0.0, "qg_2": second.qg[0], "qoss_2": second.qoss[0], "qrr_2": second.qrr[0],
                     "v_body": second.v_body[0], "theta_2": second.theta[0], "t_rr": assembly.recovery_times(second, through)[0]}
        return Stage(
            topology=self.topology, synchronous=self.synchronous, f=self.f, l=self.number("L1", "l"), dcr=self.number("L1", "dcr"),
            cout=self.n["Cout"] * float(assembly.capacitances(parts["Cout"], spec.vout)[0]),
            esr_out=self.number("Cout", "esr") / self.n["Cout"],
            cin=self.n["Cin"] * float(assembly.capacitances(parts["Cin"], vin)[0]), esr_in=self.number("Cin", "esr") / self.n["Cin"],
            a_fet=assembly.A_FET, a_cu=assembly.A_COPPER, v_drive=float(drive.v_drive[0]), r_gate=float(drive.r_gate[0]),
            t_dead=0.0 if self.integrated else assembly.T_DEAD, iq=self.number("U1", "iq") if self.integrated else float(drive.iq[0]),
            theta_l=self.number("L1", "theta"), theta_ic=float(drive.theta[0]), integrated=self.integrated,
            **{name: float(value) for name, value in more.items()})

    def current(self, vin: float) -> float:
        """About the inductor's mean current at full load (A), without losses."""
        spec = self.spec
        return spec.iout if self.topology == BUCK else spec.iout * (spec.vout / vin if self.topology == BOOST else 1 + spec.vout / vin)

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """Whole sentences on what is declared because a source does not say it."""
        said: list[str] = []
        if not self.integrated:
            said += [assembly.DECLARED[name] for name in ("v_drive", "r_gate", "iq") if np.isnan(self.number("U1", name))]
            said += [assembly.DECLARED["t_dead"], assembly.DECLARED["v_plateau"]]
            control = assembly.control_switches(self.parts["Q1"], assembly.V_DRIVE, 12.0)
            said += [assembly.DECLARED["qsw_1"]] if control.estimated[0] else []
            if self.synchronous:
                said += [assembly.DECLARED[name] for name, column in (("qrr_2", "qrr"), ("v_body", "v_body"))
                         if np.isnan(self.number("Q2", column))]
        elif not self.full:
            said.append("The regulator states no switch resistance: its efficiency has bounds, of declared ranges, and no figure.")
        switches = [slot for slot in ("Q1", "Q2") if slot in self.parts]
        said += [assembly.DECLARED["qg_vgs"]] if any(np.isnan(self.number(slot, "qg_vgs")) for slot in switches) else []
        said += [assembly.DECLARED["c_vds"]] if any(self.number(slot, "c_vds_known") != 1 for slot in switches) else []
        said += [assembly.DECLARED[name] for name in ("d_max", "t_on_min") if np.isnan(self.number("U1", name))]
        said += [assembly.DECLARED[name] for how, name in (("derived", "vref"), ("open", "vref_open")) if self.reference.how == how]
        said += [assembly.DECLARED["core"]] if np.isnan(self.number("L1", "core_k")) else []
        ceramic = [slot for slot in ("Cin", "Cout") if self.number(slot, "class") == 0]
        said += [assembly.DECLARED["esr"]] if any(self.number(slot, "esr_known") == 0 for slot in ceramic) else []
        said += [assembly.DECLARED["bias"]] if any(self.number(slot, "bias_how") >= 2 for slot in ceramic) else []
        said += [f"{self.named(slot)} does not state its series resistance: what rests on it is left open."
                 for slot in ("Cin", "Cout") if np.isnan(self.number(slot, "esr"))]
        package = any(those.columns["theta_known"][0] == 0 for slot, those in self.parts.items() if slot[0] in "UQDL")
        said += [assembly.DECLARED["theta"]] if package else []
        return tuple(said)


def placed(spec: Spec, catalogue: Catalogue, parts: Mapping[str, str], turned: Mapping[str, float]) -> Placed:
    """The parts by their keys. Errors: InputRefused for a slot, a part or a setting that is not there, or parts that make no supply."""
    if strange := sorted(set(parts) - set(SLOTS)):
        raise _refused(f"has no slot «{strange[0][:40]}»", f"Slots are {', '.join(SLOTS)}.")
    found: dict[str, Parts] = {}
    for slot, key in parts.items():
        for kind in KIND_OF[slot]:
            row = rows_of(catalogue.kinds[kind]).get(key)
            if row is not None:
                found[slot] = taken(catalogue.kinds[kind], np.array([row], np.int64))
        if slot not in found:
            raise InputRefused("no_such_part", f"The catalogue has no part «{key[:80]}» for {slot}.",
                               "Choose one of the parts that the catalogue has.")
    for slot in ("U1", "L1", "Cin", "Cout"):
        if slot not in found:
            raise _refused(f"has nothing in {slot}", "Choose a part for it.")
    integrated = found["U1"].kind == "regulator"
    if integrated and ("Q1" in found or "Q2" in found):
        raise _refused("has switches outside a regulator that has its own", "Leave Q1 and Q2 out, or choose a controller.")
    if not integrated and ("Q1" not in found or ("Q2" in found) == ("D1" in found)):
        raise _refused("has a controller without its switches", "Choose Q1, and either Q2 or D1.")
    if strange := sorted(set(turned) - set(SETTINGS)):
        raise _refused(f"has no setting «{strange[0][:40]}»", f"Settings are {', '.join(SETTINGS)}.")
    f = float(turned.get("f", NAN))
    if not 1e3 <= f <= 1e8:
        raise _refused("states no switching frequency", "Say «f» in Hz, from 1e3 to 1e8.")
    n = {"Cin": _pieces(turned.get("n_in", 1.0)), "Cout": _pieces(turned.get("n_out", 1.0))}
    return Placed(spec, topology_of(spec), found, f, n)


_ROWS: dict[int, tuple[Parts, dict[str, int]]] = {}


def rows_of(those: Parts) -> dict[str, int]:
    """Row by key; made once for each kind of a catalogue that is in use."""
    known = _ROWS.get(id(those))
    if known is None or known[0] is not those:
        if len(_ROWS) > 64:
            _ROWS.clear()
        known = _ROWS[id(those)] = (those, {key: row for row, key in enumerate(those.keys)})
    return known[1]


def _pieces(said: float) -> int:
    if not 1 <= said <= PIECES_MAX or said != int(said):
        raise _refused(f"has {said:g} capacitors in parallel", f"Take 1 to {PIECES_MAX} of them.")
    return int(said)


def _refused(what: str, next_step: str) -> InputRefused:
    return InputRefused("no_design", f"This design {what}.", next_step)
