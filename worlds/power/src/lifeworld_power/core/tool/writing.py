"""Files that a design leaves as, made of what it says of itself."""

from __future__ import annotations

from collections.abc import Callable

from lifeworld.plugin import Design, Export, InputRefused
from lifeworld_power.core.circuit import Circuit
from lifeworld_power.core.netlist.switching import switching
from lifeworld_power.core.tool.lines import circuit
from lifeworld_power.core.tool.looped import looped
from lifeworld_power.core.tool.realised import Realised
from lifeworld_power.core.tool.waved import row_of
from lifeworld_power.core.writing.bom import bom_csv
from lifeworld_power.core.writing.kicad import netlist


def exports(again: Callable[[Design], Realised]) -> tuple[Export, ...]:
    """The exports of a tool that can reckon a design again."""
    def whole(design: Design) -> Circuit:
        real = again(design)
        return circuit(real.placed, design.title, looped(real).feedback)

    def spice(design: Design) -> str:
        real = again(design)
        if not real.solved.found:
            raise InputRefused("no_period", "This design has no steady state that a simulation could begin in.", "Choose other parts.")
        return switching(row_of(real), real.solved).text

    return (
        Export("kicad", "KiCad netlist", ".net", "text/plain", lambda design: netlist(whole(design))),
        Export("spice", "SPICE netlist", ".cir", "text/plain", spice),
        Export("kicad-bom", "Bill of materials for KiCad and assembly", ".csv", "text/csv", lambda design: bom_csv(whole(design))),
    )
