"""The scorecard, measured: `python -m benchmarks.scorecard [PART ...]` measures, and writes docs/scorecard.md.

Parts: shapley, scale, site, worlds, coverage, intervals, effects, frontier, plays, peers; without one, all of them.
"""

from __future__ import annotations

import sys

from benchmarks.parts import Page, Part

PARTS = {
    "shapley": Part(
        "Contributions of a thousand partners",
        "A million customers, a thousand partners, ten million uses. The bar: a Monte Carlo standard error below 5 % of the largest "
        "contribution in under 60 seconds.", ("benchmarks.scorecard_partners", "shapley")),
    "scale": Part(
        "All six factors",
        "Simulated ecosystems, each scored in a process of its own; the time of the score alone, and the peak of the process. "
        "The bars: a million customers, a thousand partners and ten million rows under 5 minutes and 6 GiB on two cores, linear.",
        ("benchmarks.scorecard_scale",)),
    "site": Part(
        "A place on a site",
        "One score from the place's own tables, as the worker makes it.", ("benchmarks.scorecard_site",)),
    "worlds": Part(
        "Worlds that can falsify it",
        "200 seeds of every simulated world. The bars: what is planted is found in at least 95 % of seeds; where nothing is planted, "
        "nothing is said in at least 84 %.", ("benchmarks.scorecard_worlds",)),
    "coverage": Part(
        "Coverage of partners and alignment",
        "1,000 simulated studies a row, intervals of 90 %. The bar: 87 to 93 %; simultaneous intervals may hold more.",
        ("benchmarks.scorecard_partners", "coverage")),
    "intervals": Part(
        "Coverage of the other intervals",
        "Every other interval that the six scores print, in simulated ecosystems; the truth is the figure's value in the whole population. "
        "The bar: 87 to 93 %; bounds may hold more.", ("benchmarks.scorecard_coverage",)),
    "effects": Part(
        "Success and the sauce",
        "Intervals of effects, and what is found of what is planted. Always-valid intervals may hold more than 90 %.",
        ("benchmarks.scorecard_effects",)),
    "frontier": Part(
        "What only a tool reaches",
        "Power supplies of parts and offers of a distributor for random specifications, beside what policies of the market choose of the "
        "same candidates. Hypervolumes, with declared references for cost, efficiency and area.", ("benchmarks.scorecard_frontier",)),
    "plays": Part("Plays", "Simulated customers who are offered plays by chance.", ("benchmarks.scorecard_plays",)),
    "peers": Part("Beside other implementations", "The largest difference over many random inputs, and the time of both.",
                  ("benchmarks.scorecard_peers",)),
}
PAGE = Page("scorecard.md", "The scorecard, measured", "benchmarks.scorecard", PARTS)

if __name__ == "__main__":
    PAGE.write(sys.argv[1:])
