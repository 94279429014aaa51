"""What would be out of reach if a partner left: single points of failure.

A partner is *alone* in a role for a job where others together served fewer than 5 % of the customers there who attained (T of 50 or more):
one use of a rival does not make it one. What would be out of reach without it is the share of attained customers whom it alone served
there. Where a role is not told, nobody can say who could stand in: such uses say nothing, and where no role is told nothing is said.

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
RIVAL = 0.05
"""Share of a role's attained customers that others must have served for a job so that a partner is not alone there."""
ROLES_TOLD = 0.9
"""Share of uses with a role from which it is said that nobody is critical."""
RULE = f"others served fewer than {100 * RIVAL:g} % there; critical above 10 % with a lower end above 5 %"


def attained_customers(known: pl.DataFrame) -> pl.Series:
    """Customers with a T of 50 or more; ``known``: customer and t."""
    return known.filter(pl.col("t") >= T_ATTAINED)["customer"]


def roles_told(uses: pl.DataFrame) -> float:
    """Share of uses of which the role is told; NaN without uses."""
    return 1 - uses["role"].null_count() / uses.height if uses.height else float("nan")


def served_alone(uses: pl.DataFrame, attained: pl.Series) -> pl.DataFrame:
    """Customer and partner, once each, of attained customers whom only this partner served where it was alone.

    A job that is not told is one of its own.
    """
    there = ["role", "job"]
    served = uses.lazy().select("customer", "partner", *there).filter(pl.col("role").is_not_null()).join(
        attained.rename("customer").to_frame().lazy(), on="customer", how="semi").unique().collect().lazy()
    # Nobody is alone where the second served its part of even all uses, so that few are looked at by customer.
    each = served.group_by(*there, "partner").agg(pl.len().alias("n")).group_by(*there).agg(
        pl.col("n").sum(), pl.col("n").top_k(2).sort(descending=True).get(1, null_on_oob=True).fill_null(0).alias("second"))
    few = each.filter(pl.col("second") < RIVAL * pl.col("n"))
    served = served.join(few, on=there, how="semi", nulls_equal=True)
    by = served.group_by(*there, "customer").agg(pl.len().alias("partners"), pl.col("partner").first())
    whole = by.group_by(*there).agg(pl.len().alias("whole"))
    only = by.filter(pl.col("partners") == 1)
    own = only.group_by(*there, "partner").agg(pl.len().alias("own")).join(whole, on=there, nulls_equal=True)
    alone = own.filter(pl.col("whole") - pl.col("own") < RIVAL * pl.col("whole"))
    return only.join(alone, on=[*there, "partner"], how="semi", nulls_equal=True).select("customer", "partner").unique().sort(
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
