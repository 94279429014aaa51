"""What a design is held to though nobody asked for it: limits by default, each with its number; and the dip at a step of the load."""

from __future__ import annotations

import math

from lifeworld.plugin import Panel
from lifeworld_power.core.stress import RIPPLE_SHARE, VIN_RIPPLE_SHARE, ripple_limit, vin_ripple_limit
from lifeworld_power.core.tool.looped import STEP, Looped, stepped
from lifeworld_power.core.tool.realised import Realised
from lifeworld_power.core.values import Spec
from lifeworld_power.core.writing.values import engineered

DIP_SHARE = 0.05
"""Dip at a step of half the load, as a share of the output, over which a design is flagged; it rules nothing out."""


def dip_limit(spec: Spec) -> float:
    """Largest dip (V) at a step of the load: as asked, else by default.

    >>> round(dip_limit(Spec(14.0, 22.0, 3.3, 2.0)), 3)
    0.165
    """
    return spec.transient_dip if spec.transient_dip == spec.transient_dip else DIP_SHARE * spec.vout


def limit_rows(spec: Spec) -> list[list[str]]:
    """Limits by default: what, the limit with its grounds, and what happens beyond it.

    >>> for row in limit_rows(Spec(14.0, 22.0, 3.3, 2.0)): print(row[:2])
    ['Output ripple, at most', '33 mV (1 % of the output, by default)']
    ['Input ripple, at most', '700 mV (5 % of the lowest input, by default)']
    ['Dip as the load steps up by 1 A, at most', '165 mV (5 % of the output, by default)']
    """
    rows = []
    if math.isnan(spec.ripple):
        said = f"{_told(ripple_limit(spec))} ({100 * RIPPLE_SHARE:g} % of the output, by default)"
        rows.append(["Output ripple, at most", said, "ruled out"])
    if math.isnan(spec.vin_ripple):
        said = f"{_told(vin_ripple_limit(spec))} ({100 * VIN_RIPPLE_SHARE:g} % of the lowest input, by default)"
        rows.append(["Input ripple, at most", said, "ruled out"])
    if math.isnan(spec.transient_dip):
        what = f"Dip as the load steps up by {engineered(STEP * spec.iout, 'A')}, at most"
        rows.append([what, f"{_told(dip_limit(spec))} ({100 * DIP_SHARE:g} % of the output, by default)", "told, not ruled out"])
    return rows


def limit_panel(spec: Spec) -> Panel | None:
    """The same as a table; None where everything was asked for."""
    rows = limit_rows(spec)
    if not rows:
        return None
    return Panel("limits", "Limits that nobody asked for", "table", {"head": ["What it must do", "Limit", "Beyond it"], "rows": rows},
                 "Say a limit of your own, and it takes the place of the one by default.")


def dip_flag(real: Realised, found: Looped) -> str:
    """That a step of the load makes the output dip by more than its limit, in a whole sentence; "" where it does not."""
    swing, spec = stepped(real, found), real.placed.spec
    if swing is None or not swing[1] > dip_limit(spec):
        return ""
    step, down, _ = swing
    asked = "that may be" if spec.transient_dip == spec.transient_dip else f"({100 * DIP_SHARE:g} % of the output) by default"
    dips = f"{engineered(down, 'V')}, {100 * down / spec.vout:.2g} % of it"
    return (f"Warning: as the load steps up by {engineered(step, 'A')} the output dips by {dips} and more than the "
            f"{_told(dip_limit(spec))} {asked}. More output capacitance or a higher frequency helps.")


def _told(volts: float) -> str:
    return engineered(volts, "V", 4)
