"""Who goes together: households of customers, and intervals of shares, means and ratios that count a household once.

A customer without a household is a household of one. What is counted is whole numbers, so that sums of products over clusters are exact
and the order of rows changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.goals.core.in_range import wilson
from lifeworld.kit import quantiles
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.scorecard.core.effects.intervals import for_one_look
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.values import N_MIN, VERSIONS, Asked

Floats = NDArray[np.float64]
ALONE, SHARED = "c:", "h:"
"""Before the key of a customer who is alone and of a household, so that the two are never taken for each other."""
_AT_ONCE = 1 << 18


def household_of(rows: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Rows with a column ``household``: that of their column ``customer``, or the customer where there is none (null customer: null)."""
    known = frames["customers"].lazy().select("customer", found="household").filter(pl.col("found").is_not_null())
    joined = rows.lazy().join(known, on="customer", how="left", maintain_order="left")
    return joined.with_columns(household=pl.when(pl.col("found").is_not_null()).then(pl.lit(SHARED) + pl.col("found"))
                               .otherwise(pl.lit(ALONE) + pl.col("customer"))).drop("found").collect()


@dataclass(frozen=True)
class Between:
    """A number with the ends of its interval; ``n``: units counted, ``events``: those of them that count as yes."""

    value: float
    low: float
    high: float
    n: float
    events: float

    def mapped(self, rising: Callable[[float], float]) -> Between:
        """The value and the ends through a function that rises."""
        return Between(rising(self.value), rising(self.low), rising(self.high), self.n, self.events)


@dataclass(frozen=True, eq=False)
class Moments:
    """Counts over clusters: ``total`` float64[k] and ``gram`` float64[k, k], sums of columns and of products of two of them."""

    names: tuple[str, ...]
    clusters: int
    total: Floats
    gram: Floats

    def __add__(self, other: Moments) -> Moments:
        return Moments(self.names, self.clusters + other.clusters, self.total + other.total, self.gram + other.gram)

    def of(self, name: str) -> float:
        """The total of a column."""
        return float(self.total[self.names.index(name)])

    def spread(self, along: Floats) -> float:
        """Variance of the total of a combination of columns whose total is 0: clusters are independent draws."""
        return self.clusters / (self.clusters - 1) * max(float(along @ self.gram @ along), 0.0) if self.clusters > 1 else np.inf

    def share(self, top: str, bottom: str, level: float) -> Between | None:
        """The share of units ``bottom`` that are ``top``, with Wilson's interval on the number of independent units that the clusters are
        worth (variance of the ratio estimator, Cochran 1977, 6.3); None where no unit is known.
        """
        n, events = self.of(bottom), self.of(top)
        if not n:
            return None
        value = events / n
        spread = self.spread(self.along((top, 1.0), (bottom, -value))) / n**2
        everyone = min(float(self.clusters), n)
        worth = min(value * (1 - value) / spread, n) if spread > 0 and 0 < value < 1 else everyone
        low, high = wilson(value, max(worth, 1.0), level)
        return Between(value, low, high, n, events)

    def mean(self, top: str, bottom: str, level: float, *, floor: float = -np.inf) -> Between | None:
        """The mean of ``top`` over units ``bottom``, with Student's interval over clusters; None for fewer than two clusters."""
        n = self.of(bottom)
        if not n or self.clusters < 2:
            return None
        value = self.of(top) / n
        half = float(quantiles.student((1 + level) / 2, self.clusters - 1)) * np.sqrt(
            self.spread(self.along((top, 1.0), (bottom, -value)))) / n
        return Between(value, max(value - half, floor), value + half, n, self.of(top))

    def log_ratio(self, first: tuple[str, str], second: tuple[str, str], level: float) -> Between | None:
        """The share of the first pair divided by that of the second (names of yes and of all), with the interval of the log ratio."""
        (a, m), (b, n) = first, second
        if not all(self.of(name) for name in (a, m, b, n)) or self.clusters < 2:
            return None
        p, q = self.of(a) / self.of(m), self.of(b) / self.of(n)
        along = self.along((a, 1 / self.of(a)), (m, -p / self.of(a)), (b, -1 / self.of(b)), (n, q / self.of(b)))
        half = float(quantiles.student((1 + level) / 2, self.clusters - 1)) * np.sqrt(self.spread(along))
        value = np.log(p / q)
        logs = Between(float(value), float(value - half), float(value + half), self.of(m) + self.of(n), self.of(a) + self.of(b))
        return logs.mapped(math.exp)

    def difference(self, first: tuple[str, str], second: tuple[str, str], level: float) -> Between | None:
        """The share of the first pair minus that of the second, with Student's interval over clusters."""
        (a, m), (b, n) = first, second
        if not self.of(m) or not self.of(n) or self.clusters < 2:
            return None
        p, q = self.of(a) / self.of(m), self.of(b) / self.of(n)
        along = self.along((a, 1 / self.of(m)), (m, -p / self.of(m)), (b, -1 / self.of(n)), (n, q / self.of(n)))
        half = float(quantiles.student((1 + level) / 2, self.clusters - 1)) * np.sqrt(self.spread(along))
        return Between(p - q, p - q - half, p - q + half, self.of(m) + self.of(n), self.of(a) + self.of(b))

    def along(self, *parts: tuple[str, float]) -> Floats:
        """A combination of columns: their weights, 0 for the others."""
        along = np.zeros(len(self.names))
        for name, weight in parts:
            along[self.names.index(name)] += weight
        return along


def moments(counts: pl.DataFrame, names: Sequence[str]) -> Moments:
    """The moments of whole numbers: one row a cluster with the columns ``names``.

    >>> found = moments(pl.DataFrame({"done": [1, 0, 1, 0], "n": [1, 1, 1, 1]}), ["done", "n"])
    >>> found.share("done", "n", 0.9).value, found.clusters
    (0.5, 4)
    """
    return moments_of(counts.select(pl.col(name).cast(pl.Float64) for name in names).to_numpy().reshape(-1, len(names)), names)


def moments_of(table: NDArray[Any], names: Sequence[str]) -> Moments:
    """The moments of a table [clusters, columns] of whole numbers, in passes: below 2**53 every sum is exact."""
    total, gram = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for first in range(0, len(table), _AT_ONCE):
        part = np.asarray(table[first:first + _AT_ONCE], np.float64)
        total += part.sum(axis=0)
        gram += part.T @ part
    return Moments(tuple(names), len(table), total, gram)


def figure_of(name: str, found: Between | None, asked: Asked, *, about: str, method: str, unit: str = "share", n_unit: str = "journeys",
              n: int | None = None, n_min: int = N_MIN, warnings: tuple[str, ...] = ()) -> Figure:
    """The figure of what was found, or what is missing; ``n``: what it counts where that is not the units of ``found``. Where data are
    looked at again, the method says that the interval holds at one look: whoever looks often sees it miss more often.
    """
    method = for_one_look(method, asked)
    units = n if n is not None else int(found.n) if found else 0
    evidence = Evidence(f"{asked.query}: {about}", units)
    given = (found.value, found.low, found.high) if found else (None, None, None)
    made = estimate(name, *given, method=method, n=units, n_unit=n_unit, n_min=n_min, unit=unit, level=asked.level, versions=VERSIONS,
                    as_of=asked.as_of, evidence=evidence, warnings=warnings)
    return made if made.enough or units >= n_min else replace(made, n_needed=max(n_min, made.n_needed or 0))
