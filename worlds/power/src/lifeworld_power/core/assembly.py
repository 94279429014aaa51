"""From columns of parts to what the equations ask: the one place where catalogue parameters become those of a power stage.

Every function takes whole columns and gives columns; one part is a column of one. What a catalogue does not say is declared here, named in
``DECLARED`` and flagged by the design page; it is never zero. Declared values are used for controllers with MOSFETs; integrated regulators
without switch resistance have bounds instead (``losses_bounds``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lifeworld_power.core.charges import PLATEAU_ABOVE_THRESHOLD, TOLD_AT, charge_at, output_charge, switching_charge
from lifeworld_power.core.derating import effective
from lifeworld_power.core.losses_bounds import CORE_A, CORE_B, CORE_F, CORE_RATIO, CORE_SHARE
from lifeworld_power.core.values import BOOST, BUCK, Floats, Parts

V_DRIVE, R_GATE, T_DEAD, V_BODY, IQ = 5.0, 4.0, 30e-9, 0.8, 1.0e-3
T_RECOVER, FULL_FROM = 12e-9, 0.5
"""Charge of recovery over the current that the body diode carried (s), where no charge is stated; and from which share of the full load's
current a charge that is stated is taken in full, because sources do not say at which current: below it falls with the current.
"""
VREF, REFERENCES = 0.8, (0.39, 1.31)
"""The reference (V) for which a loop is reckoned where none is known, and between which a lowest output is taken to be one: references are
a band gap (about 1.25 V) or a share of it, and a lowest output above that is what a source says for another reason.
"""
A_FET, A_COPPER = 0.005, 0.0039
DECLARED = {
    "v_drive": f"The gate drive is taken to be {V_DRIVE:g} V, because the source does not say it.",
    "r_gate": f"The gate driver is taken to have {R_GATE:g} Ω, because the source does not say it.",
    "t_dead": f"The dead time is taken to be {T_DEAD * 1e9:g} ns at each edge.",
    "iq": f"The controller is taken to need {IQ * 1e3:g} mA, because the source does not say it.",
    "qsw_1": "The switching charge of the control switch is estimated from its capacitances.",
    "v_plateau": f"The gate plateau is taken to lie {PLATEAU_ABOVE_THRESHOLD:g} V over the threshold.",
    "qrr_2": f"The body diode's recovery is taken as the current that it carried over {T_RECOVER * 1e9:g} ns, because the source does not "
             "say it.",
    "v_body": f"The body diode is taken to drop {V_BODY:g} V.",
    "core": "The inductor's core loss is not known: figures hold a declared one, and their bounds its range.",
    "esr": "The series resistance of ceramic capacitors is declared, not stated.",
    "bias": "How much capacitance is left under voltage is modelled, because there is no curve for this part.",
    "vref": "The reference is taken to be the lowest output that the source states, because the source does not say it: hold R1 and R2 "
            "against the data sheet before they are bought.",
    "vref_open": f"The reference is not known: values of R1 and R2, and the output that they set, are left open. The loop is reckoned for "
                 f"{VREF:g} V.",
    "qg_vgs": f"The gate charge is taken to hold at a gate voltage as low as it may be, at most {TOLD_AT:g} V, because the source does not "
              "say at which: what the drive needs is no more than this.",
    "c_vds": "Capacitances of switches are taken to hold at their rated voltage, because the source does not say at which: their charges "
             "are no larger than this.",
    "d_max": "The largest duty is taken to be 95 %, because the source does not say it.",
    "t_on_min": "The shortest on-time is taken to be 100 ns, because the source does not say it.",
    "unknown": "Some parameter of a part that figures rest on is not stated: those figures are left open.",
    "theta": "Thermal resistances are those of the package, because the source does not say them.",
}
"""What is declared where a source says nothing, as people read it."""


class Control(NamedTuple):
    """Control switches as columns, in SI. ``estimated``: 1 where the switching charge is estimated."""

    rs: Floats
    qg: Floats
    qsw: Floats
    qoss: Floats
    v_plateau: Floats
    theta: Floats
    estimated: Floats


class Rectifier(NamedTuple):
    """Sync switches or diodes as columns, in SI; of diodes only ``vd``, ``qrr`` and ``theta`` count. ``declared``: 1 where qrr is."""

    rd: Floats
    vd: Floats
    qg: Floats
    qoss: Floats
    qrr: Floats
    v_body: Floats
    theta: Floats
    declared: Floats


class Drive(NamedTuple):
    """What drives the switches, as columns: gate drive (V), driver (Ω), quiescent current (A), thermal resistance (K/W)."""

    v_drive: Floats
    r_gate: Floats
    iq: Floats
    theta: Floats


def switch_voltage(topology: int, vin: float, vout: float) -> float:
    """What a switch that is off must hold (V), and what it switches: the input, the output, or both.

    >>> switch_voltage(0, 12.0, 5.0), switch_voltage(1, 5.0, 12.0), switch_voltage(2, 12.0, 5.0)
    (12.0, 12.0, 17.0)
    """
    return vin if topology == BUCK else vout if topology == BOOST else vin + vout


def drives(those: Parts) -> Drive:
    """Regulators or controllers; what they do not say is declared."""
    c = those.columns
    unsaid = np.full(len(those), np.nan)
    return Drive(_or(c.get("v_drive", unsaid), V_DRIVE), _or(c.get("r_gate", unsaid), R_GATE), _or(c["iq"], IQ), c["theta"])


def control_switches(those: Parts, v_drive: float, v_switch: float) -> Control:
    """MOSFETs as control switches at a gate drive (V), switching ``v_switch`` (V)."""
    c = those.columns
    qsw, estimated = switching_charge(c["qg"], c["qgd"], c["qgs2"], c["ciss"], c["crss"], c["vth"], v_switch, c_vds=c["c_vds"])
    return Control(resistance_at(those, v_drive), _gate_charge(those, v_drive), qsw,
                   output_charge(c["coss"], c["c_vds"], v_switch),
                   np.minimum(c["vth"] + PLATEAU_ABOVE_THRESHOLD, 0.8 * v_drive), c["theta"], estimated)


def sync_switches(those: Parts, v_drive: float, v_switch: float, current: float) -> Rectifier:
    """MOSFETs as second switches; their body diodes carry ``current`` (A) before they recover."""
    c = those.columns
    qrr = np.where(np.isnan(c["qrr"]), np.where(c["tech"] == 2, 0.0, current * T_RECOVER), c["qrr"])
    return Rectifier(resistance_at(those, v_drive), np.zeros(len(those)), _gate_charge(those, v_drive),
                     output_charge(c["coss"], c["c_vds"], v_switch), qrr, _or(c["v_body"], V_BODY), c["theta"],
                     np.isnan(c["qrr"]).astype(np.float64))


def recovery_times(second: Rectifier, current: float) -> Floats:
    """Charges of recovery over the current that was carried (s), of rectifiers that carry ``current`` (A) at full load."""
    return np.where(second.declared == 1, T_RECOVER, second.qrr / (FULL_FROM * current))


def _gate_charge(those: Parts, v_drive: float) -> Floats:
    c = those.columns
    return charge_at(c["qg"], c["qg_vgs"], v_drive, c["vth"], np.fmin(c["rds_low_vgs"], c["rds_vgs"]))


def diodes(those: Parts) -> Rectifier:
    """Diodes at their stated drop, which is an upper bound below the current at which it is stated; Schottky diodes do not recover."""
    c = those.columns
    none = np.zeros(len(those))
    qrr = np.where(c["class"] == 1, _or(c["qrr"], np.nan), 0.0)
    qrr = np.where(np.isnan(qrr), 0.5 * c["i_f"] * c["trr"], qrr)
    return Rectifier(none, c["vf"], none, none, qrr, none, c["theta"], none)


def resistance_at(those: Parts, v_drive: float) -> Floats:
    """On-resistance (Ω, 25 °C) at a gate drive: the stated one whose drive is reached; NaN where the drive opens the part not fully."""
    c = those.columns
    drive_of_best, drive_of_low = _or(c["rds_vgs"], 10.0), _or(c["rds_low_vgs"], 10.0)
    return np.where(v_drive >= drive_of_best - 1e-9, c["rds"], np.where(v_drive >= drive_of_low - 1e-9, c["rds_low"], np.nan))


class Referred(NamedTuple):
    """References of regulators or controllers as columns: V (NaN: not known), and 1 where it is taken from the lowest output."""

    vref: Floats
    derived: Floats


def references(those: Parts) -> Referred:
    """What the divider of an adjustable part compares with: as stated, else the lowest output, which an adjustable part gives when its
    output is fed back whole. Parts of one fixed output have none.
    """
    c = those.columns
    adjusts = (c["fixed"] == 0) | (np.isnan(c["fixed"]) & (c["vout_min"] < c["vout_max"]))
    plausible = (c["vout_min"] >= REFERENCES[0]) & (c["vout_min"] <= REFERENCES[1])
    derived = np.isnan(c["vref"]) & adjusts & plausible
    return Referred(np.where(derived, c["vout_min"], c["vref"]), derived.astype(np.float64))


class Wound(NamedTuple):
    """Inductors as columns, in SI. ``core_low`` and ``core_high`` are the bounds of ``core_k``, equal to it where core loss is stated."""

    core_k: Floats
    core_a: Floats
    core_b: Floats
    core_low: Floats
    core_high: Floats


def cores(those: Parts) -> Wound:
    """Core losses: as stated, else the middle (geometric) of the declared range (`losses_bounds`), with its ends."""
    c = those.columns
    known = ~np.isnan(c["core_k"])
    heat = c["dcr"] * c["irms"] ** 2 / (CORE_F**CORE_A * (CORE_RATIO * c["irms"]) ** CORE_B)
    low, high = CORE_SHARE[0] * heat, CORE_SHARE[1] * heat
    a, b = (np.where(known, _or(c[name], declared), declared) for name, declared in (("core_a", CORE_A), ("core_b", CORE_B)))
    return Wound(np.where(known, c["core_k"], np.sqrt(low * high)), a, b,
                 np.where(known, c["core_k"], low), np.where(known, c["core_k"], high))


def capacitances(those: Parts, volts: float) -> Floats:
    """What is left of each capacitor (F) under a voltage."""
    return effective(dict(those.columns), volts)


def _or(values: Floats, other: float) -> Floats:
    return np.where(np.isnan(values), other, values)
