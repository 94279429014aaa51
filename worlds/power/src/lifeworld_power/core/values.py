"""Frozen values of power design. Units are SI (V, A, Ω, H, F, s, Hz, K, W), temperatures in °C; NaN is unknown, never 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BUCK, BOOST, INVERTING = 0, 1, 2
TOPOLOGIES = ("buck", "boost", "inverting")
NAN = float("nan")
INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Spec:
    """What a supply must do. ``vout`` is positive for inverting supplies too (its size); ``topology``: "" lets the tool choose.
    ``ripple`` (p-p, V), ``area`` (m²): limits, NaN for none.
    """

    vin_min: float
    vin_max: float
    vout: float
    iout: float
    vin_nom: float = NAN
    ambient: float = 30.0
    ripple: float = NAN
    vin_ripple: float = NAN
    area: float = NAN
    height: float = NAN
    frequency_min: float = 100e3
    frequency_max: float = 2.5e6
    inverting: bool = False
    topology: Literal["", "buck", "boost", "inverting"] = ""
    rectifier: Literal["", "synchronous", "diode"] = ""
    controller: Literal["", "integrated", "controller"] = ""
    ripple_ratio_min: float = 0.1
    ripple_ratio_max: float = 0.6
    transient_step: float = NAN
    transient_dip: float = NAN
    ceramic_only: bool = False
    shielded_only: bool = False
    stock_min: int = 1

    @property
    def nominal(self) -> float:
        """The input at which efficiency is told: as given, else the middle of the range."""
        return self.vin_nom if self.vin_nom == self.vin_nom else 0.5 * (self.vin_min + self.vin_max)


@dataclass(frozen=True, slots=True)
class Stage:
    """One power stage with everything that its equations ask of its parts. Unknown parameters are NaN and make what rests on them NaN.

    ``synchronous``: a second switch instead of a diode. ``rs``, ``rd``: control and sync switch at 25 °C; ``vd`` the diode's drop;
    ``a_fet``, ``a_cu``: temperature coefficients (1/K). FET terms by switch: 1 control, 2 sync. ``core_k``, ``core_a``, ``core_b``: core
    loss P = core_k f^core_a dI^core_b (W, Hz, A p-p), NaN unknown; ``integrated``: the switches sit on the die of
    the regulator. ``cout``, ``cin``: effective (derated) capacitance. ``t_rr``: the rectifier's charge of recovery over the current that it
    carried (s), up to ``qrr_2``; infinite: all of it at any current.
    """

    topology: int
    synchronous: bool
    f: float
    l: float  # noqa: E741
    dcr: float
    rs: float
    rd: float
    vd: float
    cout: float
    esr_out: float
    cin: float
    esr_in: float
    a_fet: float = 0.005
    a_cu: float = 0.0039
    qg_1: float = 0.0
    qg_2: float = 0.0
    qsw_1: float = 0.0
    qoss_1: float = 0.0
    qoss_2: float = 0.0
    qrr_2: float = 0.0
    v_drive: float = 5.0
    v_plateau: float = 2.5
    r_gate: float = 3.0
    t_dead: float = 20e-9
    v_body: float = 0.8
    iq: float = 0.0
    theta_1: float = 40.0
    theta_2: float = 40.0
    theta_l: float = 40.0
    theta_ic: float = 40.0
    core_k: float = 0.0
    core_a: float = 1.3
    core_b: float = 2.4
    integrated: bool = False
    t_rr: float = INFINITE


@dataclass(frozen=True)
class Parts:
    """One kind of parts as columns of equal length. ``columns``: SI values by name, NaN unknown; ``texts``: texts by name (mpn, maker,
    package, about); ``keys``: items (partners.core.item_key).
    """

    kind: str
    keys: tuple[str, ...]
    columns: Mapping[str, Floats]
    texts: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Catalogue:
    """Parts by kind: "inductor", "mosfet", "diode", "capacitor", "regulator", "controller". ``source`` and ``date``: in words, as read."""

    source: str
    date: str
    kinds: Mapping[str, Parts]
    fictional: bool = False
    read: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
