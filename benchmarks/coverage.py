"""Coverage over a thousand simulated studies, null worlds and agreement: the numbers of docs/proof.md."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from benchmarks.measure import table
from lifeworld.constellations.core import types
from lifeworld.constellations.core.simulation import planning, shuffled
from lifeworld.constellations.core.simulation.agreeing import JUDGED, add_agreement, whole_agreement
from lifeworld.constellations.core.simulation.coders import CODERS, coder_named
from lifeworld.constellations.core.simulation.coverage import CLAIMED, HIGHEST, LOWEST, Cell, Tally, pooled_cell, tallied
from lifeworld.constellations.core.simulation.study import simulated_study
from lifeworld.constellations.core.simulation.world import EVEN_CODES, EVEN_WORLD, World
from lifeworld.constellations.files.simulated import CODER_WORDS, COVERAGE_HEADER, cell_text, coverage_rows

STUDIES = 1_000
CUSTOMERS = 60
SHUFFLED_CUSTOMERS = 200
POPULATION = 40_000
SEED = 17
"""Not the seed of the customers by whom the prior shapes of intervals were chosen (0)."""

PAIR = ("interviews", "dev")


@dataclass(frozen=True)
class Covered:
    """Tallies by coder, and that of agreement between two coders."""

    plans: dict[str, planning.Plan]
    agreement: Tally
    studies: int

    def judged(self) -> list[Cell]:
        """Every single claimed cell."""
        cells = [plan.tally.cell(figure, CLAIMED) for plan in self.plans.values() for figure in plan.tally.figures]
        return cells + [self.agreement.cell(figure, CLAIMED) for figure in self.agreement.figures]


def measured(studies: int = STUDIES, population: int = POPULATION) -> Covered:
    """Simulate and map; about four minutes for a thousand studies with each coder."""
    plans = {}
    for name in CODERS:
        sys.stderr.write(f"coverage, {name} coder: {studies} studies\n")
        plans[name] = planning.planned(World(), coder_named(name), customers=CUSTOMERS, studies=studies, population=population,
                                      seed=SEED)
    pair = (coder_named(PAIR[0]), coder_named(PAIR[1]))
    whole = whole_agreement(World(), pair, SEED, population)

    def work(study: int, tally: Tally) -> None:
        add_agreement(tally, World(), pair, SEED, study, CUSTOMERS, whole)

    return Covered(plans, tallied(range(studies), work), studies)


def outside(cells: list[Cell]) -> str:
    """The single cells that are not within 87 to 93 %, as a sentence."""
    out = [cell for cell in cells if not cell.within]
    if not out:
        return f"All {len(cells)} single cells are within {100 * LOWEST:.0f} to {100 * HIGHEST:.0f} %."
    named = "; ".join(f"{cell.figure} {100 * cell.coverage:.1f} %" for cell in out)
    return f"Of {len(cells)} single cells {len(out)} are outside {100 * LOWEST:.0f} to {100 * HIGHEST:.0f} %: {named}."


def agreement_rows(tally: Tally) -> list[list[str]]:
    """Coverage of each coefficient over all codes, and its lowest and highest code."""
    rows = []
    for name in JUDGED:
        figures = [figure for figure in tally.figures if figure.endswith("/" + name)]
        cells = [tally.cell(figure, CLAIMED) for figure in figures]
        low, high = min(cells, key=lambda c: c.coverage), max(cells, key=lambda c: c.coverage)
        rows.append([name, cell_text(pooled_cell(tally, figures, name, CLAIMED)),
                     *(f"{cell.figure.split('/')[1]} {100 * cell.coverage:.1f} %" for cell in (low, high))])
    return rows


def coverage_part(found: Covered) -> str:
    """The coverage section of the page."""
    parts = []
    for name, plan in found.plans.items():
        parts += [f"### Simulated: {CODER_WORDS[name]}", table(list(COVERAGE_HEADER), coverage_rows(plan.tally)),
                  outside([plan.tally.cell(figure, CLAIMED) for figure in plan.tally.figures])]
    parts += ["### Simulated: agreement of two coders",
              f"Two simulated coders with the errors of «{PAIR[0]}» and «{PAIR[1]}», each on its own; customers are clusters.",
              table(["coefficient", "coverage over all codes", "lowest code", "highest code"], agreement_rows(found.agreement)),
              outside([found.agreement.cell(figure, CLAIMED) for figure in found.agreement.figures])]
    return "\n\n".join(parts)


def _sixths(studies: int) -> list[Cell]:
    """How often shares of drivers hold a sixth in the world where every driver is as likely as every other."""
    tally = Tally()
    for number in range(studies):
        study = simulated_study(EVEN_WORLD, coder_named("perfect"), 3, number, CUSTOMERS)
        held = (study.mapped.drivers_low <= 1 / 6) & (study.mapped.drivers_high >= 1 / 6)
        tally.add("One customer's driver share holds 1/6", CLAIMED, held.sum(), held.size)
        for key, figure in study.figures().items():
            if key.startswith("driver/") and key.endswith("/share") and figure.low is not None and figure.high is not None:
                tally.add("A mean driver share holds 1/6", CLAIMED, float(figure.low <= 1 / 6 <= figure.high), 1.0)
    return [tally.cell(figure, CLAIMED) for figure in tally.figures]


def null_part(studies: int) -> str:
    """Worlds in which there is nothing to find."""
    rows = []
    for name, world in (("even types", EVEN_WORLD), ("even codes", EVEN_CODES)):
        for statements in (5, 12, 40):
            study = simulated_study(World(**{**vars(world), "statements": statements}), coder_named("perfect"), 3, 0, 3000)
            label, stability = study.mapped.label, study.mapped.stability
            shares = [f"{100 * (label == t).mean():.0f} %" for t in (0, 1, 2, types.NO_TYPE)]
            stable = ((label != types.NO_TYPE) & (stability > 0.9)).mean()
            rows.append([name, str(statements), *shares, f"{100 * stable:.0f} %"])
    plan = planning.planned(EVEN_WORLD, coder_named("perfect"), customers=CUSTOMERS, studies=studies, seed=3)
    clear = []
    for shuffle in (False, True):
        tally = Tally()
        for number in range(studies // 4):
            study = simulated_study(World(), coder_named("perfect"), 4, number, SHUFFLED_CUSTOMERS)
            shuffled.add_differences(tally, study, 4, shuffle=shuffle)
        clear.append(f"{100 * tally.cell(shuffled.CLEAR, CLAIMED).coverage:.1f} %")
    header = ["simulated world", "statements", *types.TYPES, "undetermined", "a type with stability above .9"]
    return "\n\n".join([
        table(header, rows),
        " ".join(f"{cell.figure}: {cell_text(cell)}." for cell in _sixths(studies // 4))
        + " Every claim in this world: " + outside([plan.tally.cell(figure, CLAIMED) for figure in plan.tally.figures]),
        f"Individual-driven and socially driven customers ({SHUFFLED_CUSTOMERS} customers a study) differ clearly (90 % interval of the "
        f"comparison) in {clear[0]} of the shares of statements as simulated, and in {clear[1]} once the codes of all statements were "
        "shuffled; chance alone may make 10 %.",
    ])
