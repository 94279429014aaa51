"""The figures by which designs are chosen, the steps at which the front compares them, and the usual weights.

Two designs whose figures fall into the same steps are equal to the front: it keeps one of them. Steps are absolute, so they do not depend
on which parts there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.plugin import Measure, Preset

STOCK_LEVELS = 4
"""Stock is compared by decades of designs that it suffices for, up to 1,000."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How finely the front compares: steps of efficiency from 0 to 100 %, and to each octave of cost, area, and ripple (powers of two)."""

    efficiency: int = 400
    cost: int = 8
    area: int = 8
    ripple: int = 4

    @property
    def said(self) -> str:
        """The same in words."""
        return (
            f"The front compares efficiency at steps of {100 / self.efficiency:.3g} points, cost, area and ripple at {self.cost}, "
            f"{self.area} and {self.ripple} steps to an octave (a factor of two), and stock by decades; of designs that are equal in all "
            "of them it keeps one."
        )


STANDARD = Steps()
MEASURES = (
    Measure(
        "efficiency",
        "Efficiency",
        "share",
        "more",
        3,
        in_front=True,
        about="At the nominal input and full load; bounds where a regulator does not state its switches.",
    ),
    Measure("cost", "Cost", "currency", "less", 2, log=True, in_front=True, about="Of the power parts, per design."),
    Measure("area", "Area", "mm²", "less", 3, log=True, in_front=True, about="Sum of the areas of the power parts."),
    Measure("ripple", "Output ripple", "V", "less", 2, log=True, in_front=True, about="Peak to peak, a bound, at the worst input."),
    Measure("stock", "Designs in stock", "", "more", 3, log=True, in_front=True, about="How many designs the scarcest part suffices for."),
    Measure("frequency", "Frequency", "Hz", "", 3, log=True),
    Measure("inductor_ripple", "Inductor ripple", "A", "", 3, about="Peak to peak, at the nominal input."),
    Measure("temperature", "Hottest part", "°C", "less", 3, about="At the nominal input and full load."),
    Measure("bom_count", "Pieces", "", "less", 3, about="Power parts, each piece counted."),
    Measure("margin", "Least margin", "share", "more", 2, about="How far inside its limit the binding rule is."),
)
PRESETS = (
    Preset("balanced", "Balanced", {"efficiency": 1.0, "cost": 1.0, "area": 1.0}),
    Preset("low_cost", "Low cost", {"efficiency": 0.25, "cost": 1.0, "area": 0.1}),
    Preset("high_efficiency", "High efficiency", {"efficiency": 1.0, "cost": 0.1, "area": 0.1}),
    Preset("small", "Small footprint", {"efficiency": 0.25, "cost": 0.1, "area": 1.0}),
)
