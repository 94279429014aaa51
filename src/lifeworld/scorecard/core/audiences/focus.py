"""Focus: how much less is left open for the audience it is made for than for everybody else.

What is open of an outcome is Imp - Sat where that is above 0, the part of the opportunity score that satisfaction could take away (Imp and
Sat as ``goals.core.opportunity`` has them: 10 times the share of answers of 4 or 5); it is averaged over outcomes. Focus is 1 minus the
ratio of the two means. Its interval is Fieller's (1954), with households as clusters. A gap that may be nothing shows as more than it is,
because it cannot show as less than nothing: by how much, is taken off the lower end of what is open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.scorecard.core.clusters import Between, household_of
from lifeworld.scorecard.core.frames import Frames

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Open:
    """What is open for the audience and for everybody else: ``value`` float64[2] of 10, their covariance, ``excess`` float64[2] (what gaps
    that may be nothing add), customers of each who answered, and clusters.
    """

    value: Floats
    covariance: Floats
    excess: Floats
    customers: tuple[int, int]
    clusters: int
    outcomes: int


def still_open(frames: Frames) -> Open | None:
    """What is open for the audience (first) and everybody else, over outcomes that both answered; None without answers of both."""
    target = frames["customers"].lazy().filter(pl.col("target").is_not_null()).select("customer", rest=(~pl.col("target")).cast(pl.Int64))
    both_said = frames["answers"].lazy().filter(pl.col("importance").is_not_null(), pl.col("satisfaction").is_not_null())
    answers = both_said.join(target, on="customer").select(
        "customer", "outcome", "rest",
        gap=(pl.col("importance") >= 4).cast(pl.Int64) - (pl.col("satisfaction") >= 4).cast(pl.Int64)).collect()
    cells = answers.group_by("outcome", "rest").agg(n=pl.len(), total=pl.col("gap").sum(), square=(pl.col("gap") ** 2).sum())
    both = cells.group_by("outcome").agg(pl.len()).filter(pl.col("len") == 2).sort("outcome")["outcome"]
    if not len(both):
        return None
    cells = cells.filter(pl.col("outcome").is_in(both.implode())).sort("rest", "outcome")
    n, total, square = (cells[name].to_numpy().astype(np.float64).reshape(2, -1) for name in ("n", "total", "square"))
    gap = total / n
    sd = np.sqrt(np.maximum(square / n - gap**2, 0) / n)
    z = np.divide(gap, sd, out=np.full_like(gap, 9.0), where=sd > 0)
    excess = 10 * (sd * np.exp(-z**2 / 2) / math.sqrt(2 * math.pi)).mean(axis=1)
    counts = answers.group_by("rest").agg(pl.col("customer").n_unique()).sort("rest")["customer"].to_list()
    covariance, clusters = _covariance(answers, cells.with_columns(mean=pl.Series(gap.ravel()), active=pl.Series((gap > 0).ravel())),
                                       len(both), frames)
    return Open(10 * np.maximum(gap, 0).mean(axis=1), covariance, excess, (counts[0], counts[1]), clusters, len(both))


def _covariance(answers: pl.DataFrame, cells: pl.DataFrame, outcomes: int, frames: Frames) -> tuple[Floats, int]:
    """Covariance of the two means of open gaps, households as clusters."""
    known = cells.select("outcome", "rest", "mean", "n", "active")
    each = answers.lazy().join(known.lazy(), on=["outcome", "rest"]).with_columns(
        pull=pl.when("active").then((pl.col("gap") - pl.col("mean")) / pl.col("n")).otherwise(0.0) * 10 / outcomes)
    by_customer = each.sort("customer", "outcome").group_by("customer", maintain_order=True).agg(
        *(pl.col("pull").filter(pl.col("rest") == rest).sum().alias(f"pull {rest}") for rest in (0, 1))).collect()
    homes = household_of(by_customer, frames).lazy().sort("household", "customer").group_by("household", maintain_order=True).agg(
        pl.col("pull 0", "pull 1").sum()).collect()
    table = homes.select("pull 0", "pull 1").to_numpy()
    n = len(table)
    return n / max(n - 1, 1) * (table.T @ table), n


def focus_between(found: Open, level: float) -> Between | None:
    """Focus with its interval; None where what is open for everybody else cannot be told from nothing.

    >>> found = Open(np.array([1.0, 4.0]), np.diag([0.01, 0.04]), np.zeros(2), (100, 100), 200, 6)
    >>> between = focus_between(found, 0.9)
    >>> round(between.value, 2), round(between.low, 2), round(between.high, 2)
    (0.75, 0.7, 0.79)
    """
    z = float(quantiles.student((1 + level) / 2, max(found.clusters - 1, 1)))
    ours, rest = found.value
    first = _fieller(ours - found.excess[0], rest, found.covariance, z)
    second = _fieller(ours, rest - found.excess[1], found.covariance, z)
    if first is None or second is None:
        return None
    value, low, high = 1 - ours / rest, 1 - second[1], 1 - max(first[0], 0.0)
    return Between(float(value), float(min(low, value)), float(max(high, value)), float(sum(found.customers)), float(min(found.customers)))


def _fieller(top: float, bottom: float, covariance: Floats, z: float) -> tuple[float, float] | None:
    """The ends of Fieller's interval of top / bottom; None where it has no ends."""
    a = bottom**2 - z**2 * covariance[1, 1]
    b, c = top * bottom - z**2 * covariance[0, 1], top**2 - z**2 * covariance[0, 0]
    if bottom <= 0 or a <= 0:
        return None
    root = math.sqrt(max(b * b - a * c, 0.0))
    return (b - root) / a, (b + root) / a


def open_between(found: Open, which: int, level: float) -> Between:
    """What is open for the audience (0) or everybody else (1), from 0 to 10."""
    value = float(found.value[which])
    half = float(quantiles.student((1 + level) / 2, max(found.clusters - 1, 1))) * math.sqrt(float(found.covariance[which, which]))
    n = found.customers[which]
    return Between(value, max(value - half - float(found.excess[which]), 0.0), min(value + half, 10.0), n, n)


def customers_wanted(found: Open, level: float) -> int:
    """Customers of the smaller of the two after which what is open for everybody else would be told from nothing, at the spread so far."""
    z = float(quantiles.student((1 + level) / 2, max(found.clusters - 1, 1)))
    rest = max(float(found.value[1]), 0.5)
    return math.ceil(min(found.customers) * max(4 * z * z * float(found.covariance[1, 1]) / rest**2, 1.0)) + 1
