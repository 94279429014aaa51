"""Corrected shares: how often their intervals hold the truth over the whole grid, and estimators beside each other.

`python -m benchmarks.shares [STUDIES] [WORKERS]` prints both parts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from benchmarks.measure import table
from lifeworld.constellations.core.shares.covered import (
    BUDGETS,
    CODERS,
    CUSTOMERS,
    ICCS,
    POSITIVES_MIN,
    PREVALENCES,
    SIZES,
    STATEMENTS,
    Covered,
    covered,
    grid,
)
from lifeworld.constellations.core.simulation.coverage import HIGHEST, LOWEST, Cell

STUDIES = 1_000
SEED = 23
"""Not the seed with which estimators were chosen (5)."""


def measured(studies: int = STUDIES, workers: int = 2) -> list[Covered]:
    """Every cell of the grid; about twenty minutes of one core for a thousand studies a cell."""
    cells = grid()
    found = []
    with ProcessPoolExecutor(workers) as pool:
        for number, one in enumerate(pool.map(partial(covered, studies=range(studies), seed=SEED), cells), 1):
            found.append(one)
            if number % 27 == 0:
                sys.stderr.write(f"shares: {number} of {len(cells)} cells\n")
    return found


def _part(found: list[Covered], budget: int, text: Callable[[Covered], str]) -> str:
    """One table: prevalence and coder down, customers and ICC across."""
    at = {(c.cell.prevalence, c.cell.sensitivity, c.cell.customers, c.cell.icc): c for c in found if c.cell.budget == budget}
    header = ["prevalence", "finds / leaves alone"] + [f"{customers:,} customers, ICC {icc}" for customers, _, _ in SIZES for icc in ICCS]
    rows = [
        [f"{prevalence}", f"{right} / {quiet}"] + [text(at[prevalence, right, customers, icc]) for customers, _, _ in SIZES for icc in ICCS]
        for prevalence in PREVALENCES for right, quiet in CODERS
    ]
    return table(header, rows)


def _text(one: Covered, of: Cell, width: float) -> str:
    return f"{100 * of.coverage:.0f} ({100 * width:.0f})" if one.enough else "not enough"


def outside(found: list[Covered], name: str, pick: Callable[[Covered], Cell]) -> str:
    """How many cells with enough positives are outside the bar, and which, as a sentence."""
    enough = [(one, pick(one)) for one in found if one.enough]
    low = [(one, cell) for one, cell in enough if cell.coverage < LOWEST]
    high = [cell for _, cell in enough if cell.coverage > HIGHEST]
    mean = sum(cell.coverage for _, cell in enough) / max(len(enough), 1)
    named = "; ".join(
        f"prevalence {one.cell.prevalence}, finds {one.cell.sensitivity}, {one.cell.customers:,} customers, ICC {one.cell.icc}, "
        f"{one.cell.budget} read: {100 * cell.coverage:.1f} %" for one, cell in sorted(low, key=lambda pair: pair[1].coverage))
    within = f"{len(enough) - len(low) - len(high)} cells are within {100 * LOWEST:.0f} to {100 * HIGHEST:.0f} %, {len(high)} above"
    return (f"The {name}: {len(enough)} of {len(found)} cells expect at least {POSITIVES_MIN} positives; over these the 90 % interval "
            f"held the truth in {100 * mean:.1f} % of studies; {within}" + (f", {len(low)} below: {named}." if low else ", none below."))


def report(studies: int = STUDIES, workers: int = 2) -> str:
    """The tables of the page."""
    found = measured(studies, workers)
    parts = [
        f"{studies:,} simulated studies in each of {len(found)} cells. A cell reads: how often (%) the 90 % interval held the truth, "
        "and in brackets how wide it was (percentage points).",
        outside(found, STATEMENTS, lambda one: one.statements), outside(found, CUSTOMERS, lambda one: one.customers),
    ]
    for budget in BUDGETS:
        parts += [f"### {STATEMENTS.capitalize()}, {budget} statements read",
                  _part(found, budget, lambda one: _text(one, one.statements, one.width[0])),
                  f"### {CUSTOMERS.capitalize()}, {budget} statements read",
                  _part(found, budget, lambda one: _text(one, one.customers, one.width[1]))]
    return "\n\n".join(parts)


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:3])))
