"""Declared ranges for what parts do not state: most integrated regulators in catalogues give no switch resistance, most inductors no core
loss. A design of such parts has bounds of efficiency, the model at both ends, and no single figure.

These ranges are declared, not measured. Their grounds:

- Switch resistance. Makers size the switches to the rated current, so that resistance times rated current is about the same for all. Data
  sheets of buck regulators state 65 to 120 mΩ at 2 to 3 A up to 18 V, 26/19 mΩ at 6 A, 75 to 150 mΩ at 3 A up to 40 V, 92 mΩ at 5 A and
  60 V, 0.8 to 1.2 Ω at 0.6 A and 100 V: 0.10 to 0.50 V for the control switch and 0.03 to 0.40 V for the second one, times the square root
  of the rated voltage over 24 V above that. Regulators with a diode that run at 160 kHz or less may be bipolar: they drop up to 1.5 V.
- Edges of 2 to 20 ns (bipolar: to 150 ns), output charge of both switches 0.2 to 2 nC and gate charge 0.1 to 2 nC per ampere: switches of
  that resistance with the usual products of charge and resistance of integrated processes (20 to 100 mΩ nC).
- Quiescent current 20 µA to 3 mA (bipolar: to 10 mA), diode 0.3 to 0.6 V (a Schottky diode at about its rated current).
- Core loss. Rated currents of inductors are for the heat of direct current in the copper. At 500 kHz and a ripple of 0.4 of the rated
  current the core is taken to lose 0.02 to 1 of that heat; elsewhere by f^1.3 dI^2.4.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.values import Stage

BIPOLAR_UP_TO, BIPOLAR_DROP = 160e3, 1.5
CORE_A, CORE_B, CORE_F, CORE_RATIO, CORE_SHARE = 1.3, 2.4, 500e3, 0.4, (0.02, 1.0)
T_RR = 12e-9
"""Charge of recovery over the current that was carried (s), up to the declared charge: as for body diodes that are outside."""
GATE = {"v_drive": 5.0, "v_plateau": 2.5, "r_gate": 3.0}


class Declared(NamedTuple):
    """One end of the declared ranges: Ω, V, s (each edge), A s (both switches), A."""

    rs: float
    rd: float
    vd: float
    t_edge: float
    q_oss: float
    q_gate: float
    iq: float


@compiled
def bounds_for(i_rated: float, vin_rated: float, f: float, synchronous: bool) -> tuple[Declared, Declared]:
    """The end of little and the end of much loss for a regulator of this rated current (A), input (V) and frequency (Hz).

    >>> low, high = bounds_for(2.0, 18.0, 500e3, True)
    >>> low.rs, high.rs, high.t_edge
    (0.05, 0.25, 2e-08)
    """
    grows = math.sqrt(max(vin_rated / 24.0, 1.0))
    bipolar = not synchronous and f <= BIPOLAR_UP_TO
    low = Declared(0.10 * grows / i_rated, 0.03 * grows / i_rated, 0.3, 2e-9, 0.2e-9 * i_rated, 0.1e-9 * i_rated, 20e-6)
    drop = BIPOLAR_DROP if bipolar else 0.50 * grows
    edge, iq = (150e-9, 10e-3) if bipolar else (20e-9 * grows, 3e-3)
    return low, Declared(drop / i_rated, 0.40 * grows / i_rated, 0.6, edge, 2e-9 * i_rated, 2e-9 * i_rated, iq)


@compiled
def core_bounds(i_rated: float, dcr: float) -> tuple[float, float]:
    """Both ends of ``core_k`` for an inductor of this rated current (A) and resistance (Ω), with the exponents CORE_A and CORE_B.

    >>> low, high = core_bounds(5.0, 0.02)
    >>> round(high * 500e3**1.3 * 2.0**2.4, 6), round(low / high, 6)
    (0.5, 0.02)
    """
    heat = dcr * i_rated * i_rated / (CORE_F**CORE_A * (CORE_RATIO * i_rated) ** CORE_B)
    return CORE_SHARE[0] * heat, CORE_SHARE[1] * heat


def _first(stated: float, declared: float) -> float:
    return declared if math.isnan(stated) else stated


def _end(stage: Stage, end: Declared, core_k: float) -> Stage:
    """The stage with one end of the ranges where it is unknown."""
    gate: dict[str, Any] = {name: _first(getattr(stage, name), value) for name, value in GATE.items()}
    known_core = not math.isnan(stage.core_k)
    second = stage.synchronous
    return replace(
        stage, **gate, rs=_first(stage.rs, end.rs), rd=_first(stage.rd, end.rd if second else 0.0), vd=_first(stage.vd, end.vd),
        qsw_1=_first(stage.qsw_1, end.t_edge * (gate["v_drive"] - gate["v_plateau"]) / gate["r_gate"]),
        qoss_1=_first(stage.qoss_1, 0.5 * end.q_oss), qoss_2=_first(stage.qoss_2, 0.5 * end.q_oss),
        qg_1=_first(stage.qg_1, 0.5 * end.q_gate), qg_2=_first(stage.qg_2, 0.5 * end.q_gate if second else 0.0),
        qrr_2=_first(stage.qrr_2, 0.0 if end.t_edge < 3e-9 else end.q_oss), iq=_first(stage.iq, end.iq),
        t_rr=_first(stage.t_rr, T_RR), core_k=stage.core_k if known_core else core_k,
        core_a=stage.core_a if known_core else CORE_A, core_b=stage.core_b if known_core else CORE_B)


def bounded(stage: Stage, i_rated: float, vin_rated: float, i_l_rated: float) -> tuple[Stage, Stage]:
    """The stage with little and with much loss in what it leaves unknown; what it states is kept. Where nothing is unknown both are equal.

    ``i_rated``, ``vin_rated``: of the regulator; ``i_l_rated``: current for which the inductor is rated by its heat, A.

    >>> stage = Stage(0, True, 500e3, 6.8e-6, 0.03, float("nan"), 0.06, 0.0, 30e-6, 3e-3, 10e-6, 0.0)
    >>> low, high = bounded(stage, 2.0, 18.0, 4.0)
    >>> low.rs, high.rs, high.rd
    (0.05, 0.25, 0.06)
    """
    low, high = bounds_for(float(i_rated), float(vin_rated), float(stage.f), bool(stage.synchronous))
    core_low, core_high = core_bounds(float(i_l_rated), float(stage.dcr))
    return _end(stage, low, core_low), _end(stage, high, core_high)
