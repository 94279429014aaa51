"""Designs of the fictional catalogue for tests: of every topology, rectifier and place of the switches, without any search."""

from __future__ import annotations

from functools import cache

import numpy as np

from lifeworld_power.core.tool.placed import Placed, placed
from lifeworld_power.core.tool.realised import Realised, realised
from lifeworld_power.core.tool.schema import spec_of
from lifeworld_power.core.values import TOPOLOGIES, Catalogue, Floats, Parts
from lifeworld_power.files.catalogue import read_catalogue

SAID = ({"vin_min": 14.0, "vin_max": 22.0, "vout": 3.3, "iout": 2.0}, {"vin_min": 4.5, "vin_max": 5.5, "vout": 12.0, "iout": 0.4},
        {"vin_min": 10.0, "vin_max": 14.0, "vout": -5.0, "iout": 0.8})
"""What supplies must do, by topology."""
VARIANTS = [(topology, synchronous, integrated) for topology in range(3) for synchronous in (True, False) for integrated in (True, False)]


@cache
def fictional() -> Catalogue:
    """The catalogue that is shipped."""
    return read_catalogue(None)


def chosen(topology: int, synchronous: bool, integrated: bool) -> dict[str, str]:
    """Parts by slot that make such a supply of ``SAID``."""
    spec = spec_of(SAID[topology])
    kinds = fictional().kinds
    current = spec.iout * (1 if topology == 0 else spec.vout / spec.vin_min + (topology == 2))
    volts = {0: spec.vin_max, 1: spec.vout, 2: spec.vin_max + spec.vout}[topology]

    def first(kind: str, fits: Floats | np.ndarray[tuple[int], np.dtype[np.bool_]], by: Floats) -> str:
        rows = np.flatnonzero(fits)
        assert len(rows), f"no {kind} for a test"
        return str(kinds[kind].keys[rows[np.argmin(by[rows])]])

    u1: Parts = kinds["regulator" if integrated else "controller"]
    c = u1.columns
    fits = ((c[f"can_{TOPOLOGIES[topology]}"] == 1) & (c["vin_max"] >= (volts if topology == 2 else spec.vin_max))
            & (c["vin_min"] <= spec.vin_min) & (c["synchronous"] == float(synchronous)) & (c["vref"] < spec.vout))
    if integrated:
        fits &= c["iout"] >= 1.4 * current
    parts = {"U1": first(u1.kind, fits, np.abs(np.log(c["f_max"] / 5e5)))}
    mosfet, diode, coil, can = (kinds[kind].columns for kind in ("mosfet", "diode", "inductor", "capacitor"))
    if not integrated:
        fits = (mosfet["vds"] >= 1.3 * volts) & (mosfet["polarity"] == 1) & (mosfet["rds_low_vgs"] <= 4.5)
        fits &= ~np.isnan(mosfet["qg"] + mosfet["ciss"])
        parts["Q1"] = first("mosfet", fits, mosfet["rds_low"] * mosfet["qg"])
        if synchronous:
            parts["Q2"] = first("mosfet", fits, mosfet["rds_low"])
    if not synchronous:
        parts["D1"] = first("diode", (diode["vr"] >= 1.3 * volts) & (diode["i_f"] >= 1.2 * current) & (diode["class"] == 0), diode["vf"])
    parts["L1"] = first("inductor", (coil["isat"] >= 1.6 * current) & (coil["irms"] >= 1.2 * current), np.abs(np.log(coil["l"] / 10e-6)))
    for slot, rated in (("Cin", spec.vin_max), ("Cout", spec.vout)):
        parts[slot] = first("capacitor", (can["v"] >= 1.5 * rated) & (can["class"] == 0), np.abs(np.log(can["c"] / 22e-6)))
    return parts


TURNED = {"f": 500e3, "n_in": 2.0, "n_out": 3.0}


@cache
def example(topology: int, synchronous: bool, integrated: bool) -> Placed:
    """Such a supply, placed."""
    return placed(spec_of(SAID[topology]), fictional(), chosen(topology, synchronous, integrated), TURNED)


@cache
def reckoned(topology: int, synchronous: bool, integrated: bool) -> Realised:
    """Such a supply, reckoned."""
    return realised(example(topology, synchronous, integrated))
