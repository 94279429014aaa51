"""Bridges (everything but inductor and capacitors) and coils as rows of numbers for ``kernels.evaluated``.

The same parameters as ``core.tool.placed`` takes for one design: both rest on ``core.assembly``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lifeworld_power.core import assembly
from lifeworld_power.core.losses_bounds import T_RR, Declared
from lifeworld_power.core.rules import carried
from lifeworld_power.core.search.kernels import BRIDGE, COIL, declared
from lifeworld_power.core.search.pools import Pool
from lifeworld_power.core.values import Floats, Spec

AT = {name: number for number, name in enumerate(BRIDGE)}
INSIDE = ("qsw_1", "qoss_1", "qoss_2", "qg_1", "qg_2", "qrr_2", "t_rr", "iq")


@dataclass(frozen=True)
class Situation:
    """What a bridge works in: topology, rectifier, where its switches are, and the input voltage (V)."""

    spec: Spec
    topology: int
    synchronous: bool
    integrated: bool
    vin: float

    @property
    def v_switch(self) -> float:
        """What is switched (V)."""
        return assembly.switch_voltage(self.topology, self.vin, self.spec.vout)

    @property
    def through(self) -> float:
        """About the inductor's mean current (A)."""
        return carried(self.topology, self.spec, self.vin)


@dataclass(frozen=True)
class Drive:
    """Gate drive (V) and driver (Ω) of a class of controllers."""

    v_drive: float
    r_gate: float


def plain(at: Situation, f: float, n: int) -> Floats:
    """Bridges without losses: what the columns of parts are written into."""
    spec = at.spec
    row = np.zeros(len(BRIDGE))
    for name, value in {
        "topology": at.topology,
        "synchronous": at.synchronous,
        "integrated": at.integrated,
        "light_load": 0 if at.synchronous else 1,
        "vin": at.vin,
        "vout": spec.vout,
        "iout": spec.iout,
        "ambient": spec.ambient,
        "f": f,
        "a_fet": assembly.A_FET,
        "a_cu": assembly.A_COPPER,
        "v_drive": assembly.V_DRIVE,
        "v_plateau": 2.5,
        "r_gate": assembly.R_GATE,
        "v_body": 0.8,
        "theta_1": 40.0,
        "theta_2": 40.0,
        "theta_ic": 40.0,
        "cin": 1.0,
        "t_rr": T_RR,
    }.items():
        row[AT[name]] = float(value)
    return np.repeat(row[None, :], n, axis=0)


def write_control(rows: Floats, at: Situation, drive: Drive, switches: Pool) -> Floats:
    """The control switches, written into the rows of a bridge of the same length."""
    c = assembly.control_switches(switches.parts(), drive.v_drive, at.v_switch)
    for name, column in (
        ("rs", c.rs),
        ("qg_1", c.qg),
        ("qsw_1", c.qsw),
        ("qoss_1", c.qoss),
        ("v_plateau", c.v_plateau),
        ("theta_1", c.theta),
    ):
        rows[:, AT[name]] = column
    rows[:, AT["v_drive"]], rows[:, AT["r_gate"]], rows[:, AT["t_dead"]] = drive.v_drive, drive.r_gate, assembly.T_DEAD
    return rows


def write_second(rows: Floats, at: Situation, drive: Drive, second: Pool) -> Floats:
    """The second switches or the diodes."""
    if at.synchronous:
        r = assembly.sync_switches(second.parts(), drive.v_drive, at.v_switch, at.through)
        columns: tuple[tuple[str, Floats], ...] = (
            ("rd", r.rd), ("qg_2", r.qg), ("qoss_2", r.qoss), ("qrr_2", r.qrr), ("v_body", r.v_body), ("theta_2", r.theta))
    else:
        r = assembly.diodes(second.parts())
        columns = (("vd", r.vd), ("qrr_2", r.qrr), ("theta_2", r.theta))
    for name, column in (*columns, ("t_rr", assembly.recovery_times(r, at.through))):
        rows[:, AT[name]] = column
    return rows


def copied(rows: Floats, other: Floats, names: tuple[str, ...]) -> Floats:
    """``rows`` with some columns of ``other``."""
    for name in names:
        rows[:, AT[name]] = other[:, AT[name]]
    return rows


CONTROL = ("rs", "qg_1", "qsw_1", "qoss_1", "v_plateau", "theta_1", "v_drive", "r_gate", "t_dead")
SECOND = ("rd", "vd", "qg_2", "qoss_2", "qrr_2", "v_body", "theta_2", "t_rr")
POWER = ("iq", "theta_ic")


def write_power(rows: Floats, power: Pool) -> Floats:
    """The controllers."""
    d = assembly.drives(power.parts())
    rows[:, AT["iq"]], rows[:, AT["theta_ic"]] = d.iq, d.theta
    return rows


def full(regulators: Pool, synchronous: bool) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which regulators have full figures: they state their switches."""
    told = regulators.columns["rs"] + (regulators.columns["rd"] if synchronous else 0.0)
    return np.asarray(~np.isnan(told))


def integrated(at: Situation, f: float, regulators: Pool) -> tuple[Floats, Floats]:
    """Bridges of regulators with their switches inside, as the search compares them: with little and with much loss. Those with full
    figures are the same in both: what they do not state of charges and quiescent current is taken from the middle of the declared ranges.
    """
    low, high = open_ends(at, f, regulators)
    known = full(regulators, at.synchronous)
    for name in INSIDE:
        column = AT[name]
        middle = 0.5 * (low[:, column] + high[:, column])
        for rows in (low, high):
            rows[:, column] = np.where(known, middle, rows[:, column])
    return low, high


def open_ends(at: Situation, f: float, regulators: Pool) -> tuple[Floats, Floats]:
    """The same with everything that is not stated at both ends of its range, as ``losses_bounds.bounded`` does it for one design."""
    c, d = regulators.columns, assembly.drives(regulators.parts())
    base = plain(at, f, len(regulators))
    base[:, AT["v_drive"]], base[:, AT["r_gate"]], base[:, AT["theta_ic"]] = d.v_drive, d.r_gate, d.theta
    stated = {name: np.full(len(regulators), np.nan) for name in INSIDE}
    edge = (base[:, AT["v_drive"]] - base[:, AT["v_plateau"]]) / base[:, AT["r_gate"]]
    stated |= {"rs": c["rs"], "rd": c["rd"] if at.synchronous else np.zeros(len(regulators)), "iq": c["iq"], "qsw_1": c["t_sw"] * edge}
    if not at.synchronous:
        stated |= {"qg_2": np.zeros(len(regulators)), "qoss_2": np.zeros(len(regulators))}
    ends = np.zeros((2, len(regulators), len(Declared._fields)))
    declared(np.ascontiguousarray(c["iout"]), np.ascontiguousarray(c["vin_max"]), float(f), bool(at.synchronous), ends)
    low, high = (_ended(base, stated, end, edge, at.synchronous) for end in ends)
    return low, high


def _ended(base: Floats, stated: dict[str, Floats], ends: Floats, edge: Floats, synchronous: bool) -> Floats:
    """One end of the declared ranges, where nothing is stated."""
    rows = base.copy()
    rs, rd, _, t_edge, q_oss, q_gate, iq = ends.T
    of = {
        "rs": rs,
        "rd": rd if synchronous else 0.0 * rd,
        "qsw_1": t_edge * edge,
        "qoss_1": 0.5 * q_oss,
        "qoss_2": 0.5 * q_oss,
        "qg_1": 0.5 * q_gate,
        "qg_2": 0.5 * q_gate if synchronous else 0.0 * q_gate,
        "qrr_2": np.where(t_edge < 3e-9, 0.0, q_oss),
        "t_rr": np.full(len(rows), T_RR),
        "iq": iq,
    }
    for name, column in of.items():
        told = stated[name]
        rows[:, AT[name]] = np.where(np.isnan(told), column, told)
    return rows


def coils(inductors: Pool, f: float | Floats) -> tuple[Floats, Floats, Floats]:
    """Inductors (n, COIL) at a frequency (Hz; one number or n) with core losses in the middle, at little and at much."""
    c, wound = inductors.columns, assembly.cores(inductors.parts())
    made = []
    for core_k in (wound.core_k, wound.core_low, wound.core_high):
        made.append(
            np.ascontiguousarray(
                np.column_stack([c["l"], c["dcr"], core_k * f**wound.core_a, wound.core_b, c["theta"], np.zeros(len(inductors))])
            ).reshape(-1, len(COIL))
        )
    return made[0], made[1], made[2]
