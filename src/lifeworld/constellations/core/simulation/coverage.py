"""How often intervals hold what they claim to hold, over many simulated studies (method.md, section 6).

A figure that a coder makes and nobody corrects can only claim what this coder would find with more of the same: in
endless words of this customer, or in the whole population. Whether it also holds what is true behind the words is
measured beside it and not claimed (docs/decisions/0011-coverage.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles

Floats = NDArray[np.float64]
CLAIMED = "claimed"
TRUTH = "truth"
EVIDENCE = ((3, 7), (8, 15), (16, 10_000))
"""Statements that count, from and to: the cells in which intervals of one customer are judged."""

NOMINAL = 0.90
LOWEST, HIGHEST = 0.87, 0.93
POSITIVES_MIN = 10


@dataclass
class Tally:
    """Hits and tries, study by study, of each figure and target; hits may be fractions (of one customer's drivers)."""

    hits: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    tries: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def add(self, figure: str, target: str, hits: float, tries: float) -> None:
        """One study's hits among its tries; a study without a try is left out."""
        if tries:
            self.hits.setdefault((figure, target), []).append(float(hits))
            self.tries.setdefault((figure, target), []).append(float(tries))

    def add_interval(self, figure: str, low: float, high: float, targets: Mapping[str, float]) -> None:
        """One interval against what each target says it should hold; unknown targets are left out."""
        for target, value in targets.items():
            if not np.isnan(value):
                self.add(figure, target, float(low <= value <= high), 1.0)

    def cell(self, figure: str, target: str) -> Cell:
        """Coverage of one figure over all studies."""
        hits, tries = self.hits.get((figure, target), []), self.tries.get((figure, target), [])
        return Cell(figure, target, sum(hits) / sum(tries) if tries else float("nan"), len(tries), sum(tries))

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures in the order in which they came."""
        return tuple(dict.fromkeys(figure for figure, _ in self.hits))


@dataclass(frozen=True)
class Cell:
    """Coverage of one figure: the share of tries that hit, over ``studies`` independent studies."""

    figure: str
    target: str
    coverage: float
    studies: int
    tries: float

    @property
    def band(self) -> tuple[float, float]:
        """The 99 % interval of the true coverage (Clopper & Pearson), with the studies as the number of trials."""
        hits, n = self.coverage * self.studies, self.studies
        low = quantiles.beta(0.005, hits, n - hits + 1) if hits > 0 else 0.0
        high = quantiles.beta(0.995, hits + 1, n - hits) if hits < n else 1.0
        return float(low), float(high)

    @property
    def refuted(self) -> bool:
        """Whether so many studies rule out that the true coverage is NOMINAL."""
        low, high = self.band
        return not low <= NOMINAL <= high

    @property
    def within(self) -> bool:
        """Whether the coverage is between LOWEST and HIGHEST."""
        return LOWEST <= round(self.coverage, 3) <= HIGHEST


def tallied(studies: Iterable[int], work: Callable[[int, Tally], None]) -> Tally:
    """``work`` done for each study, its hits added up."""
    tally = Tally()
    for study in studies:
        work(study, tally)
    return tally


def pooled_cell(tally: Tally, figures: Iterable[str], name: str, target: str) -> Cell:
    """Coverage of several figures together; figures of one study are one trial, because they go together."""
    cells = [cell for figure in figures if (cell := tally.cell(figure, target)).studies]
    tries = sum(cell.tries for cell in cells)
    hits = sum(cell.coverage * cell.tries for cell in cells)
    return Cell(name, target, hits / tries if tries else float("nan"), max((cell.studies for cell in cells), default=0), tries)
