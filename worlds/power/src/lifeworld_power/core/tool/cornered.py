"""What is left of a design at the corners of its tolerances, and a filter before its input behind which it stays stable."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from lifeworld.plugin import Panel
from lifeworld_power.core.input_filter import MARGIN_DB, damped_filter
from lifeworld_power.core.tolerance import corners
from lifeworld_power.core.tool.looped import Looped
from lifeworld_power.core.tool.realised import Realised
from lifeworld_power.core.tool.tolerated import allowed
from lifeworld_power.core.values import Floats
from lifeworld_power.core.writing.values import engineered

ATTENUATION_DB, DAMPING = 40.0, 4.0
"""How much less of the ripple current is to reach the source, and the damping capacitor over the input capacitor: declared."""


def corner_panels(real: Realised, found: Looped) -> Iterator[Panel]:
    """Corners, and the filter where what it rests on is known."""
    yield corner_panel(real, found)
    if (shown := filter_panel(real)) is not None:
        yield shown


def corner_panel(real: Realised, found: Looped) -> Panel:
    """The worst over inductance and capacitance at each input and temperature of the air."""
    spec, t = real.placed.spec, allowed(real)
    asked, got = corners(real.stage, spec, t, found.feedback.r_top / found.feedback.r_bottom)
    rows = []
    for vin, air in sorted({(row[0], row[2]) for row in asked.tolist()}):
        here = (asked[:, 0] == vin) & (asked[:, 2] == air)
        at = [f"{vin:g} V", f"{air:g} °C"]
        if np.any(got["status"][here] != 0):
            rows.append([*at, "does not deliver", "", "", ""])
            continue
        warm = np.maximum.reduce([got[name][here] for name in ("t_1", "t_2", "t_l", "t_ic")])
        rows.append([*at, _told(np.min(got["efficiency"][here]), "%"), _told(np.max(got["ripple"][here]), "V"),
                     _told(np.max(got["i_peak"][here]), "A"), _told(np.max(warm), "°C")])
    end = "" if real.placed.full else " What the regulator leaves open is taken at the end of much loss."
    return Panel("corners", "Corners", "table", {
        "head": ["Input", "Air", "Efficiency, at least", "Output ripple, at most", "Inductor peak, at most", "Warmest part"], "rows": rows},
        f"At full load, the worst with the inductance off by {100 * t.l:g} % and the output capacitance by {100 * t.cout:g} %, "
        f"either way.{end}")


def filter_panel(real: Realised) -> Panel | None:
    """A damped filter before the input, with the input capacitor as its own; None where its figures rest on what is unknown."""
    spec, point, c = real.placed.spec, real.point, real.stage.cin
    if math.isnan(point.efficiency) or math.isnan(c) or c <= 0:
        return None
    one = damped_filter(spec.vin_min, point.efficiency, spec.vout * spec.iout, real.placed.f, c, ATTENUATION_DB, DAMPING)
    shown = (("Inductor", engineered(one.l, "H")), ("Input capacitor, as it is", engineered(one.c, "F")),
             ("Damping capacitor", engineered(one.c_d, "F")), ("Damping resistor, in series with it", engineered(one.r_d, "Ω")),
             ("Filter's output impedance, at its peak", engineered(one.z_peak, "Ω")),
             (f"Stage's input impedance at {spec.vin_min:g} V", engineered(one.z_in, "Ω")), ("Between them", f"{one.margin:.1f} dB"),
             (f"Ripple current at {engineered(real.placed.f, 'Hz')}, weakened by", f"{one.attenuation:.0f} dB"))
    asked = f"{MARGIN_DB:g} dB are asked for (Middlebrook)"
    verdict = f"The stage stays stable behind it: the filter's impedance is {one.margin:.0f} dB under the stage's, and {asked}."
    if not one.holds:
        verdict = (f"Behind this filter the stage may oscillate: {one.margin:.0f} dB lie between the impedances, where {asked}. "
                   "More input capacitance helps.")
    return Panel("filter", "Filter before the input", "table", {"head": ["", "Value"], "rows": [list(row) for row in shown]},
                 f"{verdict} It is not part of the bill of materials; no standard of emissions is checked.")


def _told(value: Floats | float, unit: str) -> str:
    known = float(value)
    if math.isnan(known):
        return "unknown"
    return f"{100 * known:.1f} %" if unit == "%" else f"{known:.0f} °C" if unit == "°C" else engineered(known, unit, 4)
