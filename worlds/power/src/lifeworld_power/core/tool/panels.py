"""Pictures of a design as data: its schematic, what it loses where, efficiency and temperature over load, the proof against the solver."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from lifeworld.plugin import Panel
from lifeworld_power.core.circuit import Circuit
from lifeworld_power.core.drawing.schematic import schematic
from lifeworld_power.core.stage.swept import swept, why
from lifeworld_power.core.tool.looped import Looped, bode_panel
from lifeworld_power.core.tool.placed import Ends, Placed
from lifeworld_power.core.tool.realised import Realised
from lifeworld_power.core.tool.waved import wave_panels
from lifeworld_power.core.values import Floats
from lifeworld_power.core.writing.values import engineered

LOADS = np.concatenate([[0.02, 0.05], np.linspace(0.1, 1.0, 19)])
"""Loads at which curves are reckoned, as shares of the full one."""
PARTS_OF_LOSS = (
    ("p_cond_1", "Control switch, conducting"), ("p_sw", "Control switch, switching"), ("p_coss", "Output charge of the switches"),
    ("p_rr", "Reverse recovery"), ("p_cond_2", "Rectifier, conducting"), ("p_dead", "Dead time"), ("p_gate", "Gates and their supply"),
    ("p_iq", "Controller"), ("p_dcr", "Inductor, copper"), ("p_core", "Inductor, core"), ("p_cin", "Input capacitors"),
    ("p_cout", "Output capacitors"))


def panels(real: Realised, circuit: Circuit, found: Looped) -> Iterator[Panel]:
    """Every picture that needs no long work, the schematic first."""
    spec = real.placed.spec
    sign = "-" if spec.inverting else ""
    ends = {"VIN": span(spec.vin_min, spec.vin_max), "VOUT": f"{sign}{spec.vout:g} V, {spec.iout:g} A"}
    yield Panel("schematic", "Schematic", "drawing", schematic(circuit, ends),
                "Values are those of the bill of materials. What else a data sheet asks for (enable, bootstrap, soft start) is not drawn.")
    yield losses(real)
    curves = dict(over_load(real.placed))
    yield efficiency(real.placed, curves)
    yield temperatures(real.placed, curves)
    yield from wave_panels(real)
    if (shown := bode_panel(real, found)) is not None:
        yield shown
    yield agreement_table(real)


def span(low: float, high: float) -> str:
    """A range of voltages as people write it.

    >>> span(14, 22), span(12, 12)
    ('14 to 22 V', '12 V')
    """
    return f"{low:g} V" if low == high else f"{low:g} to {high:g} V"


def losses(real: Realised) -> Panel:
    """Where the power goes at full load; what is not known stays so."""
    worst = "" if real.placed.full else " The regulator leaves its switches open: this is the end of much loss."
    parts = [{"title": title, "value": _known(getattr(real.point, name)), "note": ""} for name, title in PARTS_OF_LOSS
             if getattr(real.point, name) != 0]
    vin = real.placed.spec.nominal
    return Panel("losses", "Where the power goes", "shares", {"unit": "W", "parts": parts, "total": _known(real.point.loss)},
                 f"At {vin:g} V in and full load, by the equations; the parts add up to input minus output.{worst}")


def over_load(placed: Placed) -> Iterator[tuple[float, tuple[Ends, Mapping[str, Floats], Mapping[str, Floats], Mapping[str, Floats]]]]:
    """By input voltage: the stage's ends, and columns over ``LOADS`` at the middle, at little and at much loss."""
    spec = placed.spec
    for vin in dict.fromkeys((spec.vin_min, spec.nominal, spec.vin_max)):
        ends = placed.stage_at(vin)
        columns = [swept(one, vin, LOADS * spec.iout, spec.vout, spec.ambient) for one in (ends.middle, ends.low, ends.high)]
        yield vin, (ends, *columns)  # type: ignore[misc]


def efficiency(placed: Placed, curves: Mapping[float, Any]) -> Panel:
    """Efficiency over load at the lowest, the usual and the highest input; where parts leave it open, both ends are dashed."""
    series = []
    for vin, (ends, middle, low, high) in curves.items():
        if placed.full:
            series.append({"title": f"{vin:g} V in", **_xy(placed, 100 * middle["efficiency"])})
        if ends.open:
            for columns, what in ((low, "little"), (high, "much")):
                if not placed.full or vin == placed.spec.nominal:
                    series.append({"title": f"{vin:g} V in, {what} loss", "dashed": True, **_xy(placed, 100 * columns["efficiency"])})
    return Panel("efficiency", "Efficiency", "lines", {
        "x": {"title": "Load", "unit": "A", "log": False}, "y": [{"title": "Efficiency", "unit": "%", "log": False}], "series": series},
        "Solid lines are figures. Dashed lines are both ends of what the parts do not state." if any("dashed" in one for one in series)
        else "By the equations, over load.")


def temperatures(placed: Placed, curves: Mapping[float, Any]) -> Panel:
    """How warm the parts get over load, at the input where they get warmest."""
    which = 1 if placed.full else 3

    def warmest(vin: float) -> float:
        return float(max(np.nan_to_num(curves[vin][which][name], nan=-273.0)[-1] for name in ("t_1", "t_2", "t_l", "t_ic")))

    vin = max(curves, key=warmest)
    columns = curves[vin][which]
    names = {"t_l": placed.named("L1"), "t_ic": placed.named("U1")}
    names |= {} if placed.integrated else {"t_1": placed.named("Q1")}
    names |= {"t_2": placed.named("D1")} if not placed.synchronous else {} if placed.integrated else {"t_2": placed.named("Q2")}
    series = [{"title": title, **_xy(placed, columns[name])} for name, title in names.items()]
    return Panel("temperature", "Temperatures", "lines", {
        "x": {"title": "Load", "unit": "A", "log": False}, "y": [{"title": "Temperature", "unit": "°C", "log": False}], "series": series},
        f"At {vin:g} V in, the warmest of three inputs, in air of {placed.spec.ambient:g} °C"
        f"{'' if placed.full else ', at the end of much loss'}.")


def agreement_table(real: Realised) -> Panel:
    """The equations beside the exact periodic steady state."""
    titles = {"vout": ("Output voltage", "V"), "di": ("Inductor ripple", "A"), "efficiency": ("Efficiency", "")}
    rows = []
    for one in real.differences:
        title, unit = titles[one.key]
        values = [_percent(value) if not unit else engineered(value, unit, 5) for value in (one.equations, one.solver)]
        rows.append([title, *values, _percent(abs(one.share)), f"{100 * one.limit:g} %",
                     "unknown" if math.isnan(one.share) else "agree" if one.agrees else "do not agree"])
    said = doubt(real) or "The exact steady state of this circuit confirms the equations."
    return Panel("proof", "Equations and exact solver", "table",
                 {"head": ["", "Equations", "Exact solver", "Difference", "Claimed", ""], "rows": rows}, said)


def doubt(real: Realised) -> str:
    """Why the exact solver does not confirm the equations of a design, in a whole sentence; "" where it does.

    What rests on parameters that nobody states is left out of what it is held against.
    """
    if real.point.status != 0:
        spec = real.placed.spec
        return why(real.point, real.stage, spec.nominal, spec.vout, spec.iout)
    if math.isnan(real.stage.cout) or math.isnan(real.stage.esr_out):
        return "The output capacitor's series resistance is not known, so that the exact solver has no circuit to solve."
    if not real.solved.found:
        return "The exact solver finds no steady state of this circuit."
    if any(abs(one.share) > one.limit for one in real.differences):
        return "The exact steady state differs from the equations by more than is claimed: trust the solver's column."
    if math.isnan(real.point.efficiency):
        return "The exact solver confirms voltage and ripple; efficiency rests on a parameter that nobody states."
    return ""


def _percent(share: float) -> str:
    return "unknown" if math.isnan(share) else f"{100 * share:.3f} %"


def _xy(placed: Placed, values: Floats) -> dict[str, Any]:
    return {"x": (LOADS * placed.spec.iout).tolist(), "y": [_known(float(value)) for value in values]}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
