"""What follows from the package or a rating, and what is declared where a source says nothing; every default is flagged by a column."""

from __future__ import annotations

import numpy as np

from lifeworld_power.core.catalogue import parts
from lifeworld_power.core.derating import OWN_CURVE, THICKNESS_MAX, bias_columns
from lifeworld_power.core.packages import outline
from lifeworld_power.core.values import Floats, Parts

ESR_CERAMIC = 3e-3
"""Series resistance (Ω) declared for a ceramic capacitor that states none (2 to 10 mΩ are usual from 1 µF up, at a converter's
frequencies).
"""
THETA = 60.0
"""Thermal resistance (K/W) declared for a semiconductor in a package that is not known."""


def with_defaults(those: Parts) -> Parts:
    """The parts with area, height and thermal resistance from package and ratings where they are unknown, and the declared resistance of
    ceramic capacitors; the columns ``area_known``, ``theta_known`` and ``esr_known`` say what is stated.

    Inductors: their rated current is taken to warm them by 40 K. Transistors: a dissipation up to 3.2 W is taken to be rated at 25 °C
    ambient, and capacitances to be told at the rated voltage (``c_vds_known``), the highest at which makers tell them: they fall with the
    voltage, so charges at the voltages of a converter are then the largest that they can be.
    """
    columns = dict(those.columns)
    outlines = {package: outline(package) for package in set(those.texts["package"])}
    found = np.array([outlines[package] for package in those.texts["package"]] or np.zeros((0, 5)), np.float64)
    area, height, theta, known, short = found.T
    columns["area_known"] = np.where(np.isnan(columns["area"]), known, np.maximum(columns["area_known"], 1.0))
    columns["area"] = _first(columns["area"], area)
    columns["height"] = _first(columns["height"], height)
    stated = ~np.isnan(columns["theta"])
    default = np.where(np.isnan(theta), THETA, theta)
    if those.kind == "inductor":
        loss = columns["irms"] ** 2 * columns["dcr"]
        default = np.clip(40.0 / np.where(loss > 0, loss, np.nan), 5.0, 400.0)
    elif those.kind == "capacitor":
        default = np.full(len(those), np.nan)
    elif those.kind == "mosfet":
        rated = (columns["pd"] > 0) & (columns["pd"] <= 3.2)
        default = np.where(rated, np.minimum(125.0 / np.where(rated, columns["pd"], 1.0), 2000.0), default)
        stated |= rated
        columns["c_vds_known"] = (~np.isnan(columns["c_vds"])).astype(np.float64)
        columns["c_vds"] = _first(columns["c_vds"], columns["vds"])
    columns["theta"] = _first(columns["theta"], default)
    columns["theta_known"] = stated.astype(np.float64)
    if those.kind == "capacitor":
        volume = columns["area"] * _first(columns["height"], np.minimum(short, THICKNESS_MAX))
        said = columns["bias_how"] == OWN_CURVE
        for name, values in bias_columns(columns["c"], columns["v"], volume, columns["class"], columns["dielectric"]).items():
            columns[name] = np.where(said, columns[name], values)
        columns["esr_known"] = (~np.isnan(columns["esr"]) & ~((columns["esr_known"] == 0) & (columns["class"] == 0)
                                                              & (columns["esr"] == ESR_CERAMIC))).astype(np.float64)
        columns["esr"] = np.where(np.isnan(columns["esr"]) & (columns["class"] == 0), ESR_CERAMIC, columns["esr"])
    return parts(those.kind, those.keys, columns, those.texts)


def _first(one: Floats, other: Floats) -> Floats:
    """The first where it is known, else the other."""
    return np.where(np.isnan(one), other, one)


