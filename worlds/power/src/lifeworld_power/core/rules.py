"""The rules that a part must keep, slot by slot, as columns: the same for a whole catalogue as for the one part of a design.

Every rule compares a value with a limit. Ratings have declared margins: switches and diodes block 1.25 times what they meet, inductors
saturate at 1.2 times their largest current, capacitors stand 1.25 times their voltage (tantalum twice), parts that heat themselves stay
under 125 °C. An unknown value breaks its rule, save where this module declares what is taken for it. Stress is that of ``core.stress``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lifeworld_power.core.stress import Stress, ripple_limit, vin_ripple_limit
from lifeworld_power.core.values import BOOST, BUCK, Floats, Spec

Columns = Mapping[str, Floats]
Sense = Literal["at most", "at least"]
V_MARGIN, SATURATION_MARGIN, TANTALUM_MARGIN, T_MAX = 1.25, 1.2, 2.0, 125.0
D_MAX, T_ON_MIN, VOUT_MIN, C_TMAX, C_WARMS, V_DRIVE_ROOM = 0.95, 100e-9, 1.25, 85.0, 20.0, 1.2
F_STEPS = (100e3, 130e3, 170e3, 220e3, 300e3, 400e3, 500e3, 600e3, 750e3, 1e6, 1.3e6, 1.7e6, 2.2e6)
"""Frequencies (Hz) that designs are made for. A part of one fixed frequency is designed for at the nearest of them, which is
within 17 %: about the tolerance of oscillators."""


@dataclass(frozen=True)
class Rule:
    """One rule, held against n parts: ``value`` against ``limit`` (n or 1). ``change``: what would make it hold, with {value} and
    {limit}.
    """

    key: str
    title: str
    unit: str
    sense: Sense
    value: Floats
    limit: Floats | float
    change: str

    @property
    def margin(self) -> Floats:
        """How far inside the limit, as a share of it: below 0 outside, NaN where something is unknown."""
        limit = np.asarray(self.limit, np.float64)
        inside = limit - self.value if self.sense == "at most" else self.value - limit
        return np.asarray(inside / np.maximum(np.abs(limit), 1e-300))

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Which parts keep it."""
        return np.asarray(self.margin >= 0.0)


def _flag(key: str, title: str, told: Floats, change: str) -> Rule:
    return Rule(key, title, "", "at least", np.asarray(told, np.float64), 1.0, change)


def _or(values: Floats, other: float | Floats) -> Floats:
    return np.asarray(np.where(np.isnan(values), other, values))


def power_rules(c: Columns, spec: Spec, s: Stress, integrated: bool, synchronous: bool) -> list[Rule]:
    """Regulators and controllers, whatever the frequency. Not told: a lowest output is taken to be 1.25 V, a highest one that of its
    input.
    """
    can = ("can_buck", "can_boost", "can_inverting")[s.topology]
    reach = c["vin_max"] if s.topology == BUCK else np.full(len(c["vin_max"]), np.nan)
    top = _or(c["vout_max"], reach) if integrated else _or(c["vout_max"], np.inf)
    current = spec.iout if s.topology == BUCK else s.i_l * (1.0 + 0.5 * spec.ripple_ratio_max)
    rules = [
        _flag("topology", "makes this kind of supply", c[can], "Choose a part that is made for this topology."),
        _flag(
            "rectifier",
            "rectifies as this design does",
            (c["synchronous"] == (1.0 if synchronous else 0.0)).astype(np.float64),
            "Choose a part whose source says how it rectifies.",
        ),
        Rule("input_low", "works at the lowest input", "V", "at most", c["vin_min"], spec.vin_min, "Raise the lowest input to {value}."),
        Rule(
            "input_high",
            "works at the highest input",
            "V",
            "at least",
            c["vin_max"],
            spec.vin_max,
            "Lower the highest input to {value}, or choose a part for at least {limit}.",
        ),
        Rule(
            "output_low", "gives so low an output", "V", "at most", _or(c["vout_min"], VOUT_MIN), spec.vout, "Raise the output to {value}."
        ),
        Rule("output_high", "gives so high an output", "V", "at least", top, spec.vout, "Lower the output to {value}."),
    ]
    if integrated:
        rules.append(
            Rule(
                "current",
                "carries the current",
                "A",
                "at least",
                c["iout"],
                current,
                "Choose a part for at least {limit}, or lower the load.",
            )
        )
    return rules + _body_rules(c, spec)


def clock_rules(c: Columns, s: Stress, f: Floats | float) -> list[Rule]:
    """Regulators and controllers at a frequency (Hz). Not told: a largest duty is taken to be 0.95, a shortest on-time 100 ns."""
    duty, on = _or(c["d_max"], D_MAX), _or(c["t_on_min"], T_ON_MIN)
    n = len(duty)
    return [
        _flag(
            "frequency", "switches at this frequency", runs_at(c, f).astype(np.float64), "Let the range of frequencies hold the part's own."
        ),
        Rule("duty", "reaches the duty", "", "at most", np.full(n, s.duty_high), duty, "Raise the lowest input until the duty is {limit}."),
        Rule(
            "on_time",
            "can switch on as briefly",
            "s",
            "at least",
            np.full(n, s.duty_low) / f,
            on,
            "Lower the frequency, or the highest input, until the control switch is on for {limit}.",
        ),
    ]


def runs_at(c: Columns, f: Floats | float) -> NDArray[np.bool_]:
    """Which regulators or controllers run at a frequency: inside their range, or fixed and this the nearest step."""
    low, high, fixed = c["f_min"], c["f_max"], c["f_typ"]
    steps = np.asarray(F_STEPS)
    ranged = (high > 1.3 * low) & (low <= f) & (f <= high)
    own = np.where(np.isnan(fixed), np.where(high <= 1.3 * low, np.sqrt(low * high), np.nan), fixed)
    nearest = steps[np.argmin(np.abs(np.log(_or(own, 1.0)[:, None] / steps[None, :])), axis=1)]
    single = ~np.isnan(own) & ~(high > 1.3 * low)
    return np.asarray(np.where(single, (nearest == f) & (np.abs(np.log(_or(own, 1.0) / f)) < 0.2), ranged))


def mosfet_rules(c: Columns, spec: Spec, s: Stress) -> list[Rule]:
    """MOSFETs in either place, whatever drives them."""
    return [
        _flag(
            "channel",
            "is one N-channel transistor",
            ((c["polarity"] == 1) & (_or(c["channels"], 1.0) == 1)).astype(np.float64),
            "Choose an N-channel transistor alone in its package.",
        ),
        Rule(
            "voltage",
            "blocks the voltage",
            "V",
            "at least",
            c["vds"],
            V_MARGIN * s.v_switch,
            "Choose a part for at least {limit}, or lower the highest input.",
        ),
        Rule(
            "current",
            "carries the current",
            "A",
            "at least",
            c["id"],
            s.i_l * (1.0 + 0.5 * spec.ripple_ratio_max),
            "Choose a part for at least {limit}.",
        ),
        *_body_rules(c, spec),
    ]


def drive_rules(c: Columns, resistance: Floats, v_drive: Floats | float) -> list[Rule]:
    """MOSFETs at a gate drive (V). ``resistance`` (Ω): NaN where the drive does not open the part as its source states."""
    lowest = _or(c["rds_low_vgs"], _or(c["rds_vgs"], 10.0))
    return [
        Rule(
            "drive",
            "is open at the gate drive",
            "V",
            "at most",
            np.where(np.isnan(resistance) & (lowest <= v_drive), np.nan, lowest),
            v_drive,
            "Choose a controller that drives gates with {value}.",
        ),
        Rule(
            "gate_voltage",
            "stands the gate drive",
            "V",
            "at least",
            _or(c["vgs_max"], V_DRIVE_ROOM * v_drive),
            v_drive,
            "Choose a part for at least {limit} at its gate.",
        ),
    ]


def told_rule(known: NDArray[np.bool_]) -> Rule:
    """Parts of which a parameter that figures rest on is not told."""
    return _flag(
        "told", "tells what its figures rest on", known.astype(np.float64), "Add the missing parameters of the part to the catalogue."
    )


def heat_rule(celsius: Floats) -> Rule:
    """How hot a part gets by itself."""
    return Rule(
        "temperature",
        "stays cool enough",
        "°C",
        "at most",
        np.where(np.isinf(celsius), 1e3, celsius),
        T_MAX,
        "Lower the ambient temperature, or choose a part that loses less.",
    )


def together_rule(celsius: Floats) -> Rule:
    """How hot the hottest part of a design gets once the losses of all its parts meet."""
    return replace(heat_rule(celsius), key="together", title="stays cool enough with all losses together")


def diode_rules(c: Columns, spec: Spec, s: Stress) -> list[Rule]:
    """Diodes. Their mean current is that of the inductor while the control switch is off."""
    return [
        _flag("channel", "is one diode", (_or(c["channels"], 1.0) == 1).astype(np.float64), "Choose a diode alone in its package."),
        Rule(
            "voltage",
            "blocks the voltage",
            "V",
            "at least",
            c["vr"],
            V_MARGIN * s.v_switch,
            "Choose a part for at least {limit}, or lower the highest input.",
        ),
        Rule(
            "current",
            "carries the current",
            "A",
            "at least",
            c["i_f"],
            (1.0 - s.duty_low) * s.i_l if s.topology == BUCK else spec.iout,
            "Choose a part for at least {limit}.",
        ),
        *_body_rules(c, spec),
    ]


def inductor_rules(c: Columns, spec: Spec) -> list[Rule]:
    """Inductors, whatever the frequency."""
    rules = [_flag("shielded", "is shielded", c["shielded"], "Allow inductors without a shield.")] if spec.shielded_only else []
    return rules + _body_rules(c, spec)


def winding_rules(c: Columns, spec: Spec, s: Stress, f: Floats | float) -> list[Rule]:
    """Inductors at a frequency (Hz)."""
    di = s.ripple(c["l"], f)
    ratio = di / s.i_l
    return [
        Rule(
            "ripple_high",
            "keeps the ripple current down",
            "",
            "at most",
            ratio,
            spec.ripple_ratio_max,
            "Take a larger inductance or a higher frequency, or allow a ripple of {value} of the current.",
        ),
        Rule(
            "ripple_low",
            "is not larger than needed",
            "",
            "at least",
            ratio,
            spec.ripple_ratio_min,
            "Take a smaller inductance or a lower frequency, or allow a ripple of {value} of the current.",
        ),
        Rule(
            "saturation",
            "does not saturate",
            "A",
            "at least",
            c["isat"],
            SATURATION_MARGIN * s.peak(di),
            "Choose a part with at least {limit} of saturation current.",
        ),
        Rule("heating", "carries the current", "A", "at least", c["irms"], s.rms(di), "Choose a part rated for at least {limit}."),
    ]


def capacitor_rules(c: Columns, spec: Spec, volts: float, rms: float, n: Floats) -> list[Rule]:
    """Capacitors under ``volts`` (V), ``n`` pieces sharing ``rms`` (A). Ceramic ones are taken to carry what they meet, and to stand 85 °C
    where their source tells no more.
    """
    ceramic = c["class"] == 0
    need = np.where(c["class"] == 3, TANTALUM_MARGIN, V_MARGIN) * volts
    rules = (
        [_flag("class", "is ceramic", ceramic.astype(np.float64), "Allow other capacitors than ceramic ones.")] if spec.ceramic_only else []
    )
    return [
        *rules,
        Rule("voltage", "stands the voltage", "V", "at least", c["v"], need, "Choose a part for at least {limit}."),
        Rule(
            "current",
            "carries its ripple current",
            "A",
            "at least",
            np.where(ceramic, np.inf, c["irms"]),
            rms / n,
            "Choose a part for at least {limit}, or more pieces.",
        ),
        Rule(
            "temperature",
            "stands the warmth",
            "°C",
            "at least",
            _or(c["tmax"], C_TMAX),
            spec.ambient + C_WARMS,
            "Lower the ambient temperature, or choose a part for at least {limit}.",
        ),
        *_body_rules(c, spec),
    ]


def input_rules(spec: Spec, s: Stress, f: Floats | float, farads: Floats, esr: Floats) -> list[Rule]:
    """Input capacitors, all pieces together, at a frequency (Hz)."""
    return [
        Rule(
            "ripple",
            "keeps the input ripple down",
            "V",
            "at most",
            s.input_ripple(spec, f, farads, esr),
            vin_ripple_limit(spec),
            "Raise the limit of input ripple to {value}, or take more capacitance.",
        )
    ]


def output_rules(spec: Spec, s: Stress, f: Floats | float, di: Floats | float, farads: Floats, esr: Floats) -> list[Rule]:
    """Output capacitors, all pieces together, at a frequency (Hz) and a ripple current (A)."""
    rules = [
        Rule(
            "ripple",
            "keeps the output ripple down",
            "V",
            "at most",
            s.output_ripple(spec, f, di, farads, esr),
            ripple_limit(spec),
            "Raise the limit of output ripple to {value}, or take more capacitance.",
        )
    ]
    if spec.transient_step == spec.transient_step and spec.transient_dip == spec.transient_dip:
        dip = spec.transient_step * (1.0 / (2.0 * np.pi * 0.1 * f * farads) + esr)
        rules.append(
            Rule(
                "transient",
                "holds the output at a step of the load",
                "V",
                "at most",
                dip,
                spec.transient_dip,
                "Allow a dip of {value}, or take more capacitance or a higher frequency.",
            )
        )
    return rules


def _body_rules(c: Columns, spec: Spec) -> list[Rule]:
    """What every part must keep: it is not too high."""
    if spec.height != spec.height:
        return []
    return [Rule("height", "is low enough", "m", "at most", c["height"], spec.height, "Allow parts of {value}.")]


def stock_rules(stock: Floats, offered: NDArray[np.bool_], wanted: Floats | float) -> list[Rule]:
    """Whether the customer's suppliers have the part: ``stock`` in pieces (infinite: in stock, how many is not told)."""
    return [
        _flag("offer", "is offered by a supplier that may be used", offered.astype(np.float64),
              "Allow more suppliers, or take in newer offers."),
        Rule("stock", "is in stock", "pieces", "at least", stock, wanted, "Wait until {limit} are in stock, or lower the quantity."),
    ]


def area_rule(area: Floats, limit: float) -> Rule:
    """The area of all parts of a design (m²)."""
    return Rule("area", "is small enough in all", "m²", "at most", area, limit, "Allow {value} for the parts.")


def carried(topology: int, spec: Spec, vin: float) -> float:
    """About the inductor's mean current at full load (A), without losses."""
    return spec.iout if topology == BUCK else spec.iout * (spec.vout / vin if topology == BOOST else 1.0 + spec.vout / vin)
