"""The world of power design, measured: `python -m benchmarks.power [PART ...]` measures, and writes docs/power.md.

Parts: search, equations, solver, references, parts, fuzz, offers, reprice, desk, designers; without one, all of them.
"""

from __future__ import annotations

import sys

from benchmarks.parts import Page, Part

PARTS = {
    "search": Part(
        "Every complete design",
        "The front over efficiency, cost, area, ripple and stock, from real parts. The bars: at least 10 million combinations considered "
        "and the exact front under 3 s on two cores, with counts of what was ruled out by which rule; at least 12 million designs a second "
        "by the full model on one core.", ("benchmarks.power_search",)),
    "equations": Part(
        "Equations", "Worked values of the sources to the digits given, and operating points a second.", ("benchmarks.power_equations",)),
    "solver": Part(
        "Equations, exact solver and ngspice",
        "200 random specifications per topology. The bars: equations within 0.1 % of the exact solver in output voltage and ripple "
        "current, 0.2 % in efficiency, and within 2 % of ngspice.", ("benchmarks.power_solver",)),
    "references": Part(
        "Published designs",
        "Efficiency by the model beside 19 published converters. The bars: within 3 points of the published curve where the parts are "
        "known, inside the bounds where they are not.", ("benchmarks.power_references",)),
    "parts": Part(
        "Real parts, read", "184,621 parts of a distributor: how many tell what figures need.", ("benchmarks.power_parts",)),
    "fuzz": Part(
        "Broken files", "Files of parts and offers, changed at random. The bar: every one is read or refused in a sentence.",
        ("benchmarks.power_fuzz", "120")),
    "offers": Part(
        "A million offers",
        "The bars: taken in under 20 s, swapped in under 50 ms while designs run.", ("benchmarks.partners_feeds",)),
    "reprice": Part(
        "One price changes", "The bar: the answer of a desk changes within one second.", ("benchmarks.power_reprice",)),
    "desk": Part(
        "The desk in a browser", "100,000 designs. The bar: at most 16 ms of script in a frame.", ("benchmarks.desk_frames",)),
    "designers": Part(
        "Simulated designers", "Simulations; no designer is real. What was planted in them, and what of that is found again.",
        ("benchmarks.power_designers",)),
}
PAGE = Page("power.md", "Power design, measured", "benchmarks.power", PARTS)

if __name__ == "__main__":
    PAGE.write(sys.argv[1:])
