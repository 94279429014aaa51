"""The control loop of a design: compensated for a declared control, because catalogues do not state it; what a step of the load does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lifeworld.plugin import InputRefused, Panel, Value
from lifeworld_power.core.assembly import VREF
from lifeworld_power.core.circuit import Feedback
from lifeworld_power.core.loop.compensators import TypeTwoOta
from lifeworld_power.core.loop.designing import Loop, best_compensation
from lifeworld_power.core.loop.margins import Margins, bode
from lifeworld_power.core.loop.plants import Plant, peak_current_mode, slope_needed
from lifeworld_power.core.series import around, divider
from lifeworld_power.core.tool.placed import Placed
from lifeworld_power.core.tool.realised import Realised
from lifeworld_power.core.transient import dip, rise, slew_voltage
from lifeworld_power.core.values import BUCK, Floats
from lifeworld_power.core.writing.values import engineered

SENSED, GM, R_BOTTOM, D_MAX, STEP, QUALITY = 0.05, 1e-3, 10e3, 0.9, 0.5, 2 / math.pi
"""V at the inductor's peak, S, Ω, share, share of the full load, quality of the sampling poles: declared."""
BOTTOMS, AT_REFERENCE = 12, 0.005
"""How many resistors to each side are tried at the bottom of the divider (10 to 18 kΩ), and how near the reference an output needs none."""
DECLARED = (f"Control is taken as peak current mode with {1e3 * SENSED:g} mV sensed at the inductor's peak, and a transconductance "
            f"amplifier of {1e3 * GM:g} mS: the catalogue does not state it. Hold it against the data sheet.")


@dataclass(frozen=True)
class Looped:
    """The loop of a design, or why there is none. ``feedback``: its parts; integrated regulators have their compensation inside.
    ``set_v``: the output (V, its size) that the divider sets, as it is made.
    """

    plant: Plant | None
    loop: Loop | None
    feedback: Feedback
    why: str = ""
    set_v: float = math.nan


def looped(real: Realised) -> Looped:
    """The loop with the highest crossover that holds its margins, of values that are made."""
    placed = real.placed
    feedback, vref, made_v = divided(placed)
    point, stage = real.point, real.stage
    if point.status != 0 or math.isnan(point.duty):
        return Looped(None, None, feedback, "At full load this stage has no operating point for which a loop could be reckoned.", made_v)
    if point.mode != 0:
        return Looped(None, None, feedback, "At full load this stage does not conduct continuously, for which loops are reckoned.", made_v)
    if math.isnan(stage.cout) or math.isnan(stage.esr_out):
        return Looped(None, None, feedback, "The output capacitor's series resistance is not known: no loop is reckoned.", made_v)
    r_sense = SENSED / point.i_peak
    plant = peak_current_mode(stage.topology, point.duty, placed.f, stage.l, r_sense, slope_needed(point.duty, QUALITY), stage.cout,
                              stage.esr_out, placed.spec.vout / placed.spec.iout)
    try:
        loop = best_compensation(plant, placed.f, kind="type 2 OTA", gm=GM, h=vref / placed.spec.vout)
    except InputRefused as refused:
        return Looped(plant, None, feedback, f"{refused.message} {refused.next_step}", made_v)
    made = loop.made
    assert isinstance(made, TypeTwoOta)  # noqa: S101  (asked for above)
    if placed.integrated:
        return Looped(plant, loop, feedback, "", made_v)
    parts = {"r_c": made.rc, "c_z": made.cz, "c_p": made.cp}
    return Looped(plant, loop, Feedback(feedback.r_top, feedback.r_bottom, "type II OTA", parts), "", made_v)


def divided(placed: Placed) -> tuple[Feedback, float, float]:
    """The divider of values that are made, the reference (V), and the output that both set (V, its size). A fixed regulator, and an output
    at the reference itself, need none: no resistor at the top. Where the reference is not known both resistors are open (NaN), and so is
    the output; the reference is then the one that is declared for the loop.
    """
    vref, how = placed.reference
    if how == "fixed":
        return Feedback(0.0, R_BOTTOM), VREF, placed.number("U1", "vout_min")
    if how == "open":
        return Feedback(math.nan, math.nan), VREF, math.nan
    if placed.spec.vout <= vref * (1 + AT_REFERENCE):
        return Feedback(0.0, R_BOTTOM), vref, vref
    bottoms = sorted({*around(1.33 * R_BOTTOM, "E96", BOTTOMS), *around(1.3 * R_BOTTOM, "E24", BOTTOMS // 4)})  # E24 lies between
    pairs = [(*divider(placed.spec.vout, vref, low), low) for low in bottoms]
    top, made, low = min(pairs, key=lambda one: abs(one[1] - placed.spec.vout))
    return Feedback(top, low), vref, made


def loop_values(real: Realised, found: Looped) -> Iterator[Value]:
    """Crossover and margins of values that are made, and what a step of half the load does, at most."""
    how = "equations, for a declared control"
    set_v = found.set_v if math.isfinite(found.set_v) else None
    reference = real.placed.reference
    made = "resistors that are made"
    made += f", for {engineered(reference.vref, 'V')}, the lowest output that is stated" if reference.how == "derived" else ""
    why = "the reference is not known" if reference.how == "open" else "the regulator does not say its output"
    yield Value("set", "Output that the divider sets", set_v, "V", 4, how=made, unknown="" if set_v is not None else why)
    margins = found.loop.made_margins if found.loop else None
    for key, title, value, unit in (("crossover", "Crossover", margins.fc if margins else None, "Hz"),
                                    ("phase_margin", "Phase margin", margins.phase if margins else None, "°"),
                                    ("gain_margin", "Gain margin", margins.gain if margins else None, "dB")):
        known = value if value is not None and math.isfinite(value) else None
        yield Value(key, title, known, unit, 3, how=how,
                    unknown="" if known is not None else found.why or "there is none below half the frequency")
    if (swing := stepped(real, found)) is None:
        return
    step, down, up = swing
    for key, title, value in (("dip", f"Dip as the load steps up by {engineered(step, 'A')}", down),
                              ("rise", f"Rise as it steps down by {engineered(step, 'A')}", up)):
        known = value if math.isfinite(value) else None
        yield Value(key, title, known, "V", 3, how=how, unknown="" if known is not None else "the capacitor's parameters are not all known")


def stepped(real: Realised, found: Looped) -> tuple[float, float, float] | None:
    """A step of the load (A), the dip as it comes and the rise as it goes (V, NaN: not known); None where there is no loop. The step is
    that of the specification, else half of the load.
    """
    spec, stage = real.placed.spec, real.stage
    margins = found.loop.made_margins if found.loop else None
    if margins is None or not math.isfinite(margins.fc):
        return None
    step = spec.transient_step if spec.transient_step == spec.transient_step else STEP * spec.iout
    slew = slew_voltage(spec.nominal, spec.vout, D_MAX) if stage.topology == BUCK else spec.vin_min
    return (step, dip(stage.topology, step, stage.l, slew, margins.fc, stage.cout, stage.esr_out),
            rise(stage.topology, step, stage.l, spec.vout, margins.fc, stage.cout, stage.esr_out))


def bode_panel(real: Realised, found: Looped) -> Panel | None:
    """Magnitude and phase of the loop, of values that are made."""
    if found.loop is None or found.plant is None:
        return None
    f, magnitude, phase = bode(found.plant, found.loop.made.transfer(), 0.5 * real.placed.f, 160)
    ideal, made = found.loop.ideal_margins, found.loop.made_margins
    return Panel("bode", "Loop (Bode plot)", "lines", {
        "x": {"title": "Frequency", "unit": "Hz", "log": True},
        "y": [{"title": "Magnitude", "unit": "dB", "log": False}, {"title": "Phase", "unit": "°", "log": False}],
        "series": [{"title": "Magnitude", "x": f.tolist(), "y": magnitude.tolist(), "axis": 0},
                   {"title": "Phase", "x": f.tolist(), "y": phase.tolist(), "axis": 1}],
        "marks": list(margin_marks(made, f, magnitude, phase))},
        f"As reckoned it crosses at {engineered(ideal.fc, 'Hz')} with {ideal.phase:.0f}° of phase margin; with values that are made, at "
        f"{engineered(made.fc, 'Hz')} with {made.phase:.0f}°. {DECLARED}")


def margin_marks(made: Margins, f: Floats, magnitude: Floats, phase: Floats) -> Iterator[dict[str, Any]]:
    """Where the loop crosses and where its phase is -180°, with the margins there; what is beyond the picture is left out."""
    if math.isfinite(made.fc):
        yield {"x": made.fc, "title": f"{engineered(made.fc, 'Hz')}: {made.phase:.0f}° of margin"}
    turned = np.flatnonzero(np.diff(np.sign(phase + 180.0)))
    if math.isfinite(made.gain) and turned.size:
        at = min(turned.tolist(), key=lambda one: abs(float(magnitude[one]) + made.gain))
        share = (-180.0 - phase[at]) / (phase[at + 1] - phase[at])
        where = float(f[at] * (f[at + 1] / f[at]) ** share)
        yield {"x": where, "title": f"{engineered(where, 'Hz')}: {made.gain:.0f} dB of margin"}
