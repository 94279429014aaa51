"""What would be out of reach if a partner left: single points of failure.

A partner is *alone* in a role for a job where no other partner served any customer who attained (T of 50 or more). What would be out of
reach without it is the share of attained customers who used it there. A role or job that is not told is one of its own: whoever served
there stands in for each other, so that nobody is called critical for want of words.

A partner is *critical* where that share is above 10 % and the lower end of its interval is above 5 %, among at least 30 attained customers.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.scorecard.core.partners.blocks import Blocks, shares

Floats = NDArray[np.float64]
T_ATTAINED = 50.0
CRITICAL, CRITICAL_LOW = 0.10, 0.05
RULE = "critical above 10 % with a lower end above 5 %"


def attained_customers(known: pl.DataFrame) -> pl.Series:
    """Customers with a T of 50 or more; ``known``: customer and t."""
    return known.filter(pl.col("t") >= T_ATTAINED)["customer"]


def served_alone(uses: pl.DataFrame, attained: pl.Series) -> pl.DataFrame:
    """Customer and partner, once each, of attained customers whom the partner served where it was alone."""
    served = uses.lazy().select("customer", "partner", "role", "job").join(attained.rename("customer").to_frame().lazy(), on="customer",
                                                                      how="semi")
    served = served.unique()
    alone = served.group_by("role", "job").agg(pl.col("partner").n_unique().alias("n")).filter(pl.col("n") == 1)
    return served.join(alone, on=["role", "job"], how="semi", nulls_equal=True).select("customer", "partner").unique().sort(
        "partner", "customer").collect()


def out_of_reach(uses: pl.DataFrame, attained: pl.Series, blocks: Blocks, level: float) -> pl.DataFrame:
    """Share of attained customers out of reach without each partner who is alone anywhere: partner, value, low, high, n, critical."""
    alone = served_alone(uses, attained)
    partners = alone["partner"].unique().sort()
    at = pl.DataFrame({"partner": partners, "at": pl.int_range(len(partners), eager=True)})
    who = blocks.of(alone["customer"])
    which = alone.join(at, on="partner", how="left", maintain_order="left")["at"].to_numpy()
    top = np.bincount(which * blocks.n + who, minlength=len(partners) * blocks.n).reshape(len(partners), blocks.n).astype(np.float64)
    value, low, high = shares(top, np.bincount(blocks.of(attained), minlength=blocks.n).astype(np.float64), level)
    return pl.DataFrame({"partner": partners, "value": value, "low": low, "high": high, "n": top.sum(axis=1).astype(np.int64),
                         "critical": (value > CRITICAL) & (low > CRITICAL_LOW)})
