"""The pulse of an indicator: how the customers of a place are by it, over their own window now and week by week.

The customer is the sampling unit: every mean is a mean over customers who are known, each counts once whatever number of readings she
has, and every interval resamples customers. Who is not known is left out and counted as not known, never as 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.resampling import ratios
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.kit.streams import stream_keys
from lifeworld.measures.core.values import Indicator

Floats = NDArray[np.float64]
WEEKS, WEEK_DAYS, BINS = 13, 7, 16
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
METHOD = ("Mean over the customers who are known, each counted once; the 90 % interval resamples customers (Bayesian bootstrap, wider for "
          "few of them).")
SEED = 21


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over ``n`` customers with its interval; None where nobody, or too few for an interval, is known."""

    n: int
    value: float | None
    low: float | None
    high: float | None

    def json(self) -> dict[str, Any]:
        """Plain values."""
        return {"n": self.n, "value": self.value, "low": self.low, "high": self.high}


def mean_of(values: pl.DataFrame, column: str = "value") -> Mean:
    """The mean of a column over customers (columns ``customer`` and ``column``; null: not known).

    >>> mean_of(pl.DataFrame({"customer": [3, 1, 2], "value": [1.0, 3.0, None]})).value
    2.0
    """
    known = values.drop_nulls(column).sort("customer")
    n = known.height
    if n < 2:
        return Mean(n, float(known[column][0]) if n else None, None, None)
    numbers = known[column].cast(pl.Float64).to_numpy().reshape(-1, 1)
    keys = stream_keys(SEED, known["customer"].cast(pl.UInt64).to_numpy())
    found = ratios(numbers, np.ones_like(numbers), keys, prior=0.0, bounds=(-np.inf, np.inf))
    value = float(numbers.mean())
    return Mean(n, value, min(float(found.low[0]), value), max(float(found.high[0]), value))


def spread_of(values: pl.DataFrame) -> dict[str, Any]:
    """How the values are spread over customers: quantiles, and a histogram between the 1st and the 99th percentile, ends included.

    >>> spread_of(pl.DataFrame({"customer": [1, 2, 3], "value": [1.0, 2.0, 3.0]}))["quantiles"]
    [1.1, 1.5, 2.0, 2.5, 2.9]
    """
    known = values["value"].drop_nulls().to_numpy()
    if len(known) == 0:
        return {"quantiles": [], "edges": [], "counts": []}
    low, high = (float(x) for x in np.quantile(known, (0.01, 0.99)))
    edges = np.linspace(low, high, BINS + 1) if high > low else np.array([low - 0.5, low + 0.5])
    counts, _ = np.histogram(np.clip(known, edges[0], edges[-1]), edges)
    return {"quantiles": [round(float(x), 9) for x in np.quantile(known, QUANTILES)], "edges": [round(float(x), 9) for x in edges],
            "counts": [int(n) for n in counts]}


def weeks_before(last_day: int) -> list[tuple[int, int]]:
    """The weeks that end with a day, the earliest first: (first day, last day), both included.

    >>> weeks_before(20)[-1], len(weeks_before(20))
    ((14, 20), 13)
    """
    return [(last_day - WEEK_DAYS * back + 1, last_day - WEEK_DAYS * (back - 1)) for back in range(WEEKS, 0, -1)]


def pulse_body(indicator: Indicator, weeks: Sequence[tuple[int, int, pl.DataFrame]], now: pl.DataFrame, n_customers: int,
               sources: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """What is kept: ``weeks`` (first day, last day, customer and value), ``now`` (customer, value, n, n_days over the window).

    ``n_customers``: of the whole place; ``sources``: names with how many of the newest events came from each.
    """
    days = now.select("customer", value=pl.col("n_days") / indicator.window_days)
    return {
        "weeks": [{"first": first, "last": last, **mean_of(frame).json()} for first, last, frame in weeks],
        "now": mean_of(now).json(), "spread": spread_of(now), "days": mean_of(days).json(), "n_customers": n_customers,
        "from_day": weeks[-1][1] - indicator.window_days + 1, "to_day": weeks[-1][1],
        "sources": [{"source": name, "trust": indicator.trust(name), "n": n} for name, n in sources],
    }


def figure_of(name: str, mean: Mapping[str, Any], indicator: Indicator, query: str, *, share: bool = False) -> Figure:
    """A kept mean as a figure; too few customers give "not enough" instead of a number."""
    low, high = mean["low"], mean["high"]
    return estimate(name, mean["value"] if low is not None else None, low, high, method=METHOD, n=mean["n"],
                    unit="share" if share else indicator.unit, evidence=Evidence(query, mean["n"]))
