"""What goes with an outcome, as figures: by the model's labels, corrected, and by people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.impact.intervals import coefficient_intervals, from_zero, share_intervals
from lifeworld.constellations.core.impact.notes import ASSOCIATION
from lifeworld.constellations.core.impact.shapley import Shares
from lifeworld.constellations.core.shares.drivers import Coded, coded_rows, weighed
from lifeworld.constellations.core.shares.read import Population, Read
from lifeworld.constellations.core.shares.values import CorrectedDriver, CorrectedDrivers
from lifeworld.kit.errors import listed
from lifeworld.kit.figure import Evidence, Figure, Versions, estimate

SHARE = "exact Shapley share of adjusted R2, Bayesian bootstrap over customers"
R2 = "adjusted R2 of all codes, Bayesian bootstrap over customers"
COEFFICIENT = "coefficient beside all codes, in standard deviations, Bayesian bootstrap over customers"


@dataclass(frozen=True, eq=False)
class _Told:
    """One of the three ways of coding: its name in figures, what was found, and how many statements and customers it rests on."""

    kind: str
    found: Shares
    data: Coded
    nobody: bool
    versions: Versions

    @property
    def _rows(self) -> np.ndarray:
        return np.arange(len(self.data.outcome)) if self.kind == "model" else self.data.rows

    def figure(self, name: str, ends: Interval, at: int, unit: str, method: str) -> Figure:
        """One figure of this way of coding."""
        values = (float(end[at]) for end in (ends.value, ends.low, ends.high))
        return estimate(
            f"{self.kind}_impact/{name}", *values, unit=unit, method=method, n=len(self._rows), versions=self.versions,
            n_unit="statements" if self.kind == "model" else "statements read by people",
            n_customers=None if self.nobody else len(np.unique(self.data.customer[self._rows])),
            evidence=Evidence('codings of people where queue = "random" and outcome is not null', len(self.data.rows)),
        )

    def share(self, code: str, at: int) -> Figure:
        """The Shapley share of one code, not shown below 0."""
        return self.figure(f"{code}/share", from_zero(share_intervals(self.found)), at, "share", SHARE)

    def coefficient(self, code: str, at: int) -> Figure:
        """The coefficient of one code beside all others."""
        return self.figure(f"{code}/coefficient", coefficient_intervals(self.found), at, "standard deviations", COEFFICIENT)

    def r2(self) -> Figure:
        """Adjusted R2 of all codes."""
        return self.figure("r2", from_zero(share_intervals(self.found)), -1, "share", R2)


def corrected_drivers(statements: pl.DataFrame, population: Population, read: Read, *, outcome: str, versions: Versions,
                      seed: int) -> CorrectedDrivers | None:
    """What goes with the outcome, three times; None without an outcome, or where people read too little."""
    given = coded_rows(statements, population, read)
    if given is None or not np.ptp(given[0].outcome):
        return None
    data, codes = given
    found = weighed(data, seed)
    model, right, people = (
        _Told(kind, one, data, population.nobody, versions)
        for kind, one in (("model", found.model), ("corrected", found.corrected), ("people", found.people))
    )
    factors = [
        CorrectedDriver(code, model.share(code, i), right.share(code, i), people.share(code, i), model.coefficient(code, i),
                        right.coefficient(code, i), people.coefficient(code, i))
        for i, code in enumerate(codes)
    ]
    factors.sort(key=lambda one: -(one.corrected.value or 0.0))
    return CorrectedDrivers(outcome, len(data.rows), model.r2(), right.r2(), people.r2(), tuple(factors),
                            _notes(outcome, codes, len(data.rows), read))


def _notes(outcome: str, codes: tuple[str, ...], n: int, read: Read) -> tuple[str, ...]:
    """What a reader must know beside the three columns."""
    left = [code for code in read.codes if code not in codes]
    few = (f"Left out, because too few statements that people read differ in them: {listed(left)}.",) if left else ()
    return (
        f"Errors of the model pull what goes with «{outcome}» towards 0; the {n:,} statements that people read take this out. "
        "The three columns differ in nothing but who coded.",
        "A row is a statement, and each customer counts once.", ASSOCIATION, *few,
    )
