"""Switching energy by the model beside digitised curves of data sheets: `python -m benchmarks.power_switching`.

The model is what stages use, 0.5 V I t with t = Q / I_gate, where Q is the charge on the plateau of the digitised gate charge. The curves
are measured with a diode or a second switch: turning on holds its recovery and the charge of the output capacitance, which stages count
apart and which is not stated here. Fast devices turn off with little loss, for the output capacitance takes the current over; the model
does not know that. Devices of 650 to 1200 V; there is no bar.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import table
from lifeworld_power.core.values import Floats

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "power"
FLAT, STEPS, LOADS = 0.5, 200, 9


def plateau(charge: Floats, volts: Floats) -> tuple[float, float]:
    """Charge (C) over which the gate rises at less than half its mean slope, and the voltage (V) there."""
    grid = np.linspace(charge.min(), charge.max(), STEPS)
    gate = np.interp(grid, charge, volts)
    flat = np.gradient(gate, grid) < FLAT * (gate[-1] - gate[0]) / (grid[-1] - grid[0])
    return float(grid[flat].max() - grid[flat].min()), float(np.median(gate[flat]))


def curves(device: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of turning on and off over current at the same voltage, temperature and resistor."""
    for on in device["switch"]["e_on"]:
        for off in device["switch"]["e_off"]:
            if "graph_i_e" == on["dataset_type"] == off["dataset_type"] and all(on[key] == off[key] for key in ("v_supply", "t_j", "r_g")):
                yield on, off


def compared(device: Mapping[str, Any], on: Mapping[str, Any], off: Mapping[str, Any]) -> tuple[Floats, Floats, Floats, Floats]:
    """Currents (A), and energies by the model divided by digitised ones: of turning on, turning off, both together."""
    charge, level = plateau(*(np.asarray(axis, np.float64) for axis in device["switch"]["charge_curve"][0]["graph_q_v"]))
    ohms = float(on["r_g"]) + float(device["r_g_int"])
    t_on, t_off = charge * ohms / (float(on["v_g"]) - level), charge * ohms / (level - float(off["v_g"]))
    (i_on, e_on), (i_off, e_off) = ([np.asarray(axis, np.float64) for axis in one["graph_i_e"]] for one in (on, off))
    loads = np.linspace(max(i_on.min(), i_off.min()), min(i_on.max(), i_off.max()), LOADS)[2:]
    half = 0.5 * float(on["v_supply"]) * loads
    at_on, at_off = np.interp(loads, i_on, e_on), np.interp(loads, i_off, e_off)
    return loads, half * t_on / at_on, half * t_off / at_off, half * (t_on + t_off) / (at_on + at_off)


def report(folder: Path) -> str:
    """The table, and how many devices could not be compared."""
    files = sorted((folder / "transistordatabase").rglob("examples/**/*.json"))
    rows: list[list[str]] = []
    used = set()
    for path in files:
        device = json.loads(path.read_text("utf-8"))
        charge = (device["switch"].get("charge_curve") or [{}])[0].get("graph_q_v")
        if device["type"] != "SiC-MOSFET" or not charge or max(charge[0]) > 1e-3:
            continue
        for on, off in curves(device):
            loads, *shares = compared(device, on, off)
            used.add(path.name)
            rows.append([device["name"], f"{on['v_supply']:g}", f"{loads[0]:.0f} to {loads[-1]:.0f}", *(
                f"{np.median(one):.2f} ({one.min():.2f} to {one.max():.2f})" for one in shares)])
    head = ["device", "V", "A", "turning on: model / digitised", "turning off", "both"]
    said = (f"{len(used)} of {len(files)} devices. Of the others most are no field-effect transistors; the rest lack pairs of curves at "
            f"the same resistor, or their gate charge is stored the wrong way round.")
    return "\n".join([table(head, rows), "", said, ""])


if __name__ == "__main__":
    sys.stdout.write(report(DATA))
