"""What was weighed, as figures: a number where there is enough, else what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.impact.intervals import from_zero
from lifeworld.constellations.core.impact.leave_out import SIDE_MIN
from lifeworld.constellations.core.impact.model import DIFFERING_MIN, Weighed
from lifeworld.constellations.core.impact.rows import Rows
from lifeworld.constellations.core.impact.values import Factor
from lifeworld.kit.figure import Evidence, Example, Figure, Versions, estimate

SHARE = "exact Shapley share of adjusted R2, Bayesian bootstrap over {}, stretched for the columns of the model"
NOISE = "shares of 20 random columns: their mean and the range of 90 % of them"
COEFFICIENT = "coefficient beside all factors of the model, both in standard deviations, Bayesian bootstrap over {}"
LEAVE_OUT = "mean outcome less the mean outcome of {0} not mentioning it, Bayesian bootstrap over {0}"
_UNKNOWN = Interval(*(np.array([np.nan]) for _ in range(3)))


@dataclass(frozen=True)
class Told:
    """The rows, what was found in them, and what every figure carries."""

    rows: Rows
    found: Weighed
    versions: Versions
    quotes: Mapping[str, tuple[Example, ...]]

    def _estimate(self, name: str, ends: Interval, at: int, unit: str, method: str, evidence: Evidence) -> Figure:
        n, of = len(self.rows.outcome), self.rows.unit
        return estimate(
            name, *(float(end[at]) for end in (ends.value, ends.low, ends.high)), unit=unit, method=method.format(of), n=n,
            n_unit=of, n_customers=n if of == "customers" else None, evidence=evidence, versions=self.versions,
        )

    def _of_variance(self, name: str, ends: Interval | None, at: int, method: str, evidence: Evidence) -> Figure:
        """A part of the outcome's variance, not shown below 0; where it was not computed, the rows that are needed."""
        if ends is not None:
            return self._estimate(name, from_zero(ends), at, "share", method, evidence)
        figure = self._estimate(name, _UNKNOWN, 0, "share", method, evidence)
        return short(figure, len(self.rows.outcome), self.found.needed, self.rows.unit)

    def r2(self, evidence: Evidence) -> Figure:
        """Adjusted R2 of all factors of the model, beyond how much is said."""
        return self._of_variance("impact/r2", self.found.shares, -1, SHARE, evidence)

    def noise(self, evidence: Evidence) -> Figure:
        """The share of a random column."""
        return self._of_variance("impact/noise", self.found.noise, 0, NOISE, evidence)

    def share(self, i: int, evidence: Evidence) -> Figure:
        """The share of factor ``i``, or why there is none: too few rows differ in it, or too few rows at all."""
        found, name = self.found, f"impact/{self.rows.factors[i]}/share"
        place = int(found.in_model[:i].sum())
        figure = self._of_variance(name, found.shares if found.in_model[i] else None, place, SHARE, evidence)
        if found.differing[i] < DIFFERING_MIN:
            return short(figure, int(found.differing[i]), DIFFERING_MIN, f"{self.rows.unit} differing in it")
        return figure

    def coefficient(self, i: int, evidence: Evidence) -> Figure | None:
        """The coefficient of factor ``i`` beside the others; None where it is not in the model."""
        if self.found.coefficient is None or not self.found.in_model[i]:
            return None
        place = int(self.found.in_model[:i].sum())
        return self._estimate(f"impact/{self.rows.factors[i]}/coefficient", self.found.coefficient, place, "standard deviations",
                              COEFFICIENT, evidence)

    def leave_out(self, i: int, evidence: Evidence) -> Figure:
        """The difference of means of factor ``i``, or on which side rows are missing."""
        name, n, of = f"impact/{self.rows.factors[i]}/leave_out", len(self.rows.outcome), self.rows.unit
        figure = self._estimate(name, self.found.leave_out, i, "", LEAVE_OUT, evidence)
        mention = int(self.rows.mentions[:, i].sum())
        if min(mention, n - mention) >= SIDE_MIN:
            return figure
        side = "mentioning it" if mention <= n - mention else "not mentioning it"
        return short(figure, min(mention, n - mention), SIDE_MIN, f"{of} {side}")

    def factor(self, i: int) -> Factor:
        """Factor ``i`` with its figures; a direction is said of factors above the noise only."""
        key = self.rows.factors[i]
        evidence = Evidence(
            f'codings where code = "{key}" and present', int(self.rows.n_statements[i]), tuple(self.quotes.get(key, ()))
        )
        return Factor(
            key, self.share(i, evidence), int(self.found.sign[i]) if self.found.above_noise[i] else 0, self.leave_out(i, evidence),
            bool(self.found.above_noise[i]), self.coefficient(i, evidence),
        )


def short(figure: Figure, n: int, needed: int, n_unit: str) -> Figure:
    """The figure without a number: how many there are of what, and how many are needed."""
    return replace(figure, value=None, low=None, high=None, n=n, n_needed=needed, n_unit=n_unit)
