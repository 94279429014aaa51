"""What tolerances leave of a design: a yield by simulation with its interval, and the limits that break."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lifeworld.plugin import Panel, Value
from lifeworld_power.core.tolerance import TEMPERATURES, Limits, Tolerances, Yielded, yielded
from lifeworld_power.core.tool.looped import Looped
from lifeworld_power.core.tool.realised import Realised
from lifeworld_power.core.writing.values import engineered

N, RIPPLE = 10_000, 0.01
TITLES = {"delivers": ("Delivers the load", ""), "output": ("Output, off by", "share"), "ripple": ("Output ripple", "V"),
          "saturation": ("Inductor peak", "A"), "switches": ("Switches", "°C"), "inductor": ("Inductor", "°C")}


def tolerated(real: Realised, found: Looped) -> tuple[Yielded, Limits]:
    """Built supplies by simulation: parts within their tolerances, inputs over their range, air from -40 to 85 °C."""
    placed, spec = real.placed, real.placed.spec
    limits = Limits(ripple=RIPPLE * spec.vout if math.isnan(spec.ripple) else spec.ripple, saturation=placed.number("L1", "isat"))
    stated = placed.reference.how in ("stated", "fixed")  # else nobody knows how far off the output is
    ratio = found.feedback.r_top / found.feedback.r_bottom if stated else math.nan
    return yielded(real.stage, spec, limits, allowed(real), ratio, N, set_v=found.set_v), limits


def allowed(real: Realised) -> Tolerances:
    """Tolerances as the parts state them, else as declared."""
    said = {name: real.placed.number(slot, "tol") for name, slot in (("l", "L1"), ("cout", "Cout"), ("cin", "Cin"))}
    return Tolerances(**{name: value for name, value in said.items() if not math.isnan(value)})


def yield_values(found: Yielded) -> Iterator[Value]:
    """The yield, with its interval."""
    left = ", ".join(TITLES[name][0].partition(",")[0].lower() for name in found.unknown)
    yield Value("yield", "Yield, simulated", found.share, "share", 4, found.low, found.high,
                f"{found.n:,} supplies drawn within tolerances; 90 % interval{f'; not counted: {left}' if left else ''}")


def yield_panel(real: Realised, found: Yielded, limits: Limits) -> Panel:
    """Which limits break how often, and the worst that was drawn."""
    rows = []
    held = {"output": limits.vout, "ripple": limits.ripple, "saturation": limits.saturation, "switches": limits.switch,
            "inductor": limits.inductor}
    for name, broken in found.broken.items():
        title, unit = TITLES[name]
        worst = found.worst[name]
        if name == "delivers":
            rows.append([title, "yes" if not broken else "not always", "yes", f"{broken:,} of {found.n:,}"])
            continue
        shown = [_shown(value, unit) for value in (worst, held[name])]
        rows.append([title, *shown, f"{broken:,} of {found.n:,}"])
    rows += [[TITLES[name][0], "unknown", "", "not counted"] for name in found.unknown]
    t = allowed(real)
    end = "" if real.placed.full else " What the regulator leaves open is taken at the end of much loss."
    reference = real.placed.reference
    left = "how far off the output is, is not counted"
    told = {"derived": f" of {engineered(reference.vref, 'V')} (the lowest output that is stated: {left})",
            "open": f" (it is not known: {left})"}.get(reference.how, "")
    return Panel("yield", "Tolerances (simulated)", "table", {"head": ["", "Worst drawn", "Limit", "Outside"], "rows": rows},
                 f"Inductance within {100 * t.l:g} %, output capacitance {100 * t.cout:g} %, switches {100 * t.switch:g} %, reference "
                 f"{100 * t.reference:g} %{told}, divider {100 * t.resistor:g} %, each drawn evenly; input over its range, air from "
                 f"{TEMPERATURES[0]:g} to {TEMPERATURES[-1]:g} °C.{end}")


def _shown(value: float, unit: str) -> str:
    if math.isnan(value):
        return "unknown"
    return f"{100 * value:.2f} %" if unit == "share" else f"{value:.0f} °C" if unit == "°C" else engineered(value, unit, 4)
