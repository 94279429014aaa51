"""Long work on a design that needs another program: its simulation by ngspice, beside what the exact solver found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lifeworld.plugin import Design, InputRefused, Panel, Studied, Study, Told, Value
from lifeworld_power.core.netlist.switching import switching
from lifeworld_power.core.tool.realised import Realised
from lifeworld_power.core.tool.waved import row_of
from lifeworld_power.core.values import Floats
from lifeworld_power.core.waveforms import waveforms
from lifeworld_power.core.writing.values import engineered
from lifeworld_power.files.ngspice.run import Simulated, simulate

CLAIMED = 0.02
POINTS, PERIODS = 240, 2


def studies(again: Callable[[Design], Realised]) -> tuple[Study, ...]:
    """The studies of a tool that can reckon a design again."""
    def run(design: Design, told: Told) -> Studied:
        return simulated(again(design), told)

    return (Study("simulate", "Simulate with ngspice", "Runs the switched circuit in ngspice and holds it against the exact solver.", run),)


def simulated(real: Realised, told: Told) -> Studied:
    """The circuit at its nominal input and full load, simulated. Errors: InputRefused where there is no steady state; RunFailed where
    neither ngspice nor its package is there.
    """
    found = real.solved
    if not found.found:
        raise InputRefused("no_period", "This design has no steady state at its nominal input and full load.", "Choose other parts.")
    row = row_of(real)
    told(0.1, "Simulating the switched circuit")
    ran = simulate(switching(row, found), told)
    told(0.9, "Comparing")
    sign = -1.0 if real.placed.spec.inverting else 1.0
    measured = ran.measured
    power = -measured["iin"] * real.placed.spec.nominal
    efficiency = measured["vo_rms"] ** 2 * real.placed.spec.iout / real.placed.spec.vout / power
    held = (("Output voltage", "V", sign * measured["vo"], found.vout), ("Inductor ripple", "A", measured["di"], found.di),
            ("Output ripple", "V", measured["vo_pp"], found.vout_pp),
            ("Efficiency of conduction", "share", efficiency, found.conduction_efficiency))
    rows, values = [], []
    for title, unit, spice, solver in held:
        shown = [f"{100 * one:.2f} %" if unit == "share" else engineered(one, unit, 4) for one in (spice, solver)]
        off = abs(spice / solver - 1)
        rows.append([title, *shown, f"{100 * off:.2f} %", "agree" if off <= CLAIMED else "do not agree"])
        values.append(Value(f"spice_{title.lower().replace(' ', '_')}", f"{title}, simulated", float(spice), unit, 4, how=ran.program))
    said = f"Simulated by {ran.program}, held against the exact solver; within {100 * CLAIMED:g} % they agree."
    held_together = {"head": ["", "ngspice", "Exact solver", "Difference", ""], "rows": rows}
    table = Panel("simulated", "ngspice and exact solver", "table", held_together, said)
    return Studied((table, _beside(real, row, ran, sign)), tuple(values))


def _beside(real: Realised, row: Floats, ran: Simulated, sign: float) -> Panel:
    """The last periods of the simulation, with the exact waveforms dashed over them."""
    span = PERIODS / real.placed.f
    time = np.real(ran.vectors["time"])
    begin = time[-1] - span
    grid = np.linspace(begin, time[-1], POINTS)
    exact = waveforms(row, real.solved, PERIODS, POINTS // PERIODS)
    series: list[dict[str, Any]] = []
    for title, name, axis, factor, ours in (("Inductor current", "i(l1)", 0, 1.0, exact.i_l), ("Output", "v(out)", 1, sign, exact.v_out)):
        series.append({"title": f"{title}, ngspice", "axis": axis, "x": (1e6 * (grid - begin)).tolist(),
                       "y": (factor * np.interp(grid, time, np.real(ran.vectors[name]))).tolist()})
        series.append({"title": f"{title}, exact", "axis": axis, "dashed": True, "x": (1e6 * exact.t).tolist(), "y": ours.tolist()})
    return Panel("simulated_waves", "Simulated waveforms", "lines", {
        "x": {"title": "Time", "unit": "µs", "log": False},
        "y": [{"title": "Current", "unit": "A", "log": False}, {"title": "Voltage", "unit": "V", "log": False}], "series": series},
        "The last two periods that were simulated; dashed, the exact solver.")
