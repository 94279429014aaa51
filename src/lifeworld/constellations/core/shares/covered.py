"""How often the intervals of corrected shares hold the truth: one cell of simulated studies after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.shares.counted import Counted, counted
from lifeworld.constellations.core.shares.customers import YOUDEN_MIN, customers_share
from lifeworld.constellations.core.shares.design import drawn, inclusion
from lifeworld.constellations.core.shares.predictive import ends, predictive_share
from lifeworld.constellations.core.shares.simulated import Cell, Studied, simulated, truth
from lifeworld.constellations.core.simulation.coverage import CLAIMED, Tally
from lifeworld.constellations.core.simulation.coverage import Cell as Coverage

STATEMENTS, CUSTOMERS = "share of statements", "share of customers who say it"
POSITIVES_MIN = 10

PREVALENCES = (0.02, 0.05, 0.2, 0.5)
CODERS = ((0.6, 0.95), (0.8, 0.9), (0.95, 0.97))
SIZES = ((60, 12.0, 40), (500, 5.0, 20), (5000, 2.5, 12))
"""Customers, the median of what one says, and the most that one says."""
ICCS = (0.0, 0.1, 0.4)
BUDGETS = (100, 300)


def grid() -> tuple[Cell, ...]:
    """All cells: prevalence, coder, customers, ICC and budget."""
    return tuple(
        Cell(prevalence, *coder, customers, icc, budget, talk_median=talk, talk_max=most)
        for budget in BUDGETS for prevalence in PREVALENCES for coder in CODERS for customers, talk, most in SIZES for icc in ICCS
    )


@dataclass(frozen=True)
class Covered:
    """One cell: how often either interval held the truth, how wide it was, and how far off its middle was on average.

    positives: mean number of sampled statements with the code. told: share of studies in which the share of customers is printed.
    """

    cell: Cell
    statements: Coverage
    customers: Coverage
    width: tuple[float, float]
    bias: tuple[float, float]
    positives: float
    told: float

    @property
    def enough(self) -> bool:
        """Whether ten positives are expected."""
        return self.positives >= POSITIVES_MIN


def sampled(cell: Cell, seed: int, number: int) -> tuple[Studied, Counted]:
    """One simulated study and its human sample, drawn as the product draws it."""
    study = simulated(cell, seed, number)
    labels, rows = study.found[:, None], np.arange(len(study.found), dtype=np.uint64)
    chance = inclusion(labels, cell.budget)
    read = drawn(labels, study.keys[study.customer], rows, chance, number)
    return study, counted(study.customer, study.found, study.keys, read, study.true[read], chance[read])


def covered(cell: Cell, studies: Iterable[int], seed: int) -> Covered:
    """Simulate the studies of one cell and correct each.

    >>> found = covered(Cell(0.3, 0.9, 0.95, 80, 0.1, 60), range(3), 0)
    >>> found.enough, found.statements.studies
    (True, 3)
    """
    true = truth(cell, seed)
    tally, widths, values, positives, told = Tally(), [], [], [], []
    for number in studies:
        sample = sampled(cell, seed, number)[1]
        found = predictive_share(sample, number)
        value, draws = customers_share(sample, found, number)
        both: tuple[Interval, Interval] = (found.ends(), ends(value, draws, found.coded))
        for name, one, target in zip((STATEMENTS, CUSTOMERS), both, true, strict=True):
            tally.add_interval(name, float(one.low[0]), float(one.high[0]), {CLAIMED: target})
        widths.append([float(one.high[0] - one.low[0]) for one in both])
        values.append([float(one.value[0]) for one in both])
        positives.append(sample.positives.sum())
        told.append(np.quantile(found.youden, 0.05) >= YOUDEN_MIN)
    width, value = np.mean(widths, axis=0), np.mean(values, axis=0) - np.array(true)
    return Covered(cell, tally.cell(STATEMENTS, CLAIMED), tally.cell(CUSTOMERS, CLAIMED), (float(width[0]), float(width[1])),
                   (float(value[0]), float(value[1])), float(np.mean(positives)), float(np.mean(told)))
