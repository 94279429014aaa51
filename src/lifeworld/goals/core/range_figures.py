"""Time in range over customers: the mean of their own shares, and between which ends it lies whatever unknown days were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.goals.core.attainment import customer_mean
from lifeworld.kit.figure import LEVEL, Figure

RANGES: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer": pl.Int64, "goal": pl.Int64, "n_in": pl.Int64, "n_known": pl.Int64, "n_days": pl.Int64}


@dataclass(frozen=True)
class RangeFigures:
    """``share``: of the known days; ``worst`` and ``best``: of all days, were all the unknown ones out of range, or in it.

    ``known``: share of days that are known at all. A customer counts once.
    """

    share: Figure
    worst: Figure
    best: Figure
    known: Figure
    n_customers: int
    n_goals: int


def range_figures(ranges: pl.DataFrame, *, level: float = LEVEL, query: str = "goals to manage") -> RangeFigures:
    """The figures of goals to manage, as ``RANGES``: days that count, those of them that are known, and those in range.

    >>> rows = [(who, who, 15, 20, 30) for who in range(40)]
    >>> found = range_figures(pl.DataFrame(rows, schema=RANGES, orient="row"))
    >>> [round(each.value, 2) for each in (found.share, found.worst, found.best, found.known)]
    [0.75, 0.5, 0.83, 0.67]
    """
    frame = ranges.sort("customer", "goal")
    inside, known, days = (frame[name].to_numpy().astype(np.float64) for name in ("n_in", "n_known", "n_days"))

    def mean(name: str, top: NDArray[np.float64], below: NDArray[np.float64]) -> Figure:
        share = np.divide(top, below, out=np.full(len(top), np.nan), where=below > 0)
        return customer_mean(frame["customer"], share, name, unit="share", prior=0.5, level=level, query=query)

    return RangeFigures(
        mean("time in range", inside, known), mean("time in range at worst", inside, days),
        mean("time in range at best", inside + days - known, days), mean("days known", known, days),
        frame["customer"].n_unique(), frame.height)
