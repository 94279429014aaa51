"""What an oscilloscope would show of a design, from the exact solver."""

from __future__ import annotations

from collections.abc import Iterator

from lifeworld.plugin import Panel
from lifeworld_power.core.solver.solved import asked
from lifeworld_power.core.tool.realised import Realised
from lifeworld_power.core.values import Floats
from lifeworld_power.core.waveforms import waveforms


def row_of(real: Realised) -> Floats:
    """The row of the solver for a design at its nominal input and full load, warm, at the duty that its equations found."""
    spec, point = real.placed.spec, real.point
    return asked(real.stage, spec.nominal, spec.vout, spec.iout, duty=point.duty, rs=point.rs_hot, rd=point.rd_hot, dcr=point.dcr_hot)


def wave_panels(real: Realised) -> Iterator[Panel]:
    """Two periods of the inductor's current with the switch node, and of the output's ripple."""
    if not real.solved.found:
        return
    shown = waveforms(row_of(real), real.solved, 2, 160)
    t = (1e6 * shown.t).tolist()
    x = {"title": "Time", "unit": "µs", "log": False}
    at = f"Two periods at {real.placed.spec.nominal:g} V in and full load, from the exact solver; edges and ringing are left out."
    yield Panel("waveforms", "Inductor current and switch node", "lines", {
        "x": x, "y": [{"title": "Current", "unit": "A", "log": False}, {"title": "Voltage", "unit": "V", "log": False}],
        "series": [{"title": "Inductor current", "x": t, "y": shown.i_l.tolist(), "axis": 0},
                   {"title": "Switch node", "x": t, "y": shown.v_switch.tolist(), "axis": 1}]}, at)
    mean = real.solved.vout
    yield Panel("ripple", "Output ripple", "lines", {
        "x": x, "y": [{"title": "About its mean", "unit": "mV", "log": False}],
        "series": [{"title": "Output", "x": t, "y": (1e3 * (shown.v_out - mean)).tolist(), "axis": 0}]}, at)
