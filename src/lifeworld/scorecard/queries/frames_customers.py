"""The frame of customers: for whom it is made, who was active, in which arm of the holdout, and where she stood before the window."""

from __future__ import annotations

import polars as pl

from lifeworld.audiences.queries.arms import arms
from lifeworld.audiences.queries.labelled import inside, segments_of
from lifeworld.customers.models import Customer, Trait
from lifeworld.goals.queries.attained import judged_goals
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.queries.columns import TIME, Schema, Window, active_customers, columns

HOUSEHOLD = "household"
"""Name of the trait that says who goes together."""
WHO: Schema = {"customer": pl.Int64}


def customers_frame(caller: Caller, plan: PlanValue, window: Window) -> pl.DataFrame:
    """All customers of the place, each by the text of her number, so that what is made of it names nobody."""
    place = caller.place_id
    found = columns(Customer.objects.filter(place=place).order_by("pk").values_list("pk", "created_at"), {**WHO, "joined_at": TIME})
    shared = columns(Trait.objects.filter(customer__place=place, name=HOUSEHOLD).order_by().values_list("customer_id", "value"),
                     {**WHO, "household": pl.String})
    segments = segments_of(caller, plan.segmentation) if plan.segmentation else pl.DataFrame(schema={**WHO, "segment": pl.String})
    held = arms(caller, plan.holdout).select("customer", "arm") if plan.holdout else pl.DataFrame(schema={**WHO, "arm": pl.String})
    for more in (shared, segments, _target(caller, plan, found), held, _before(caller, window)):
        found = found.join(more, on="customer", how="left", maintain_order="left")
    active = active_customers(place, plan.active_types, window).with_columns(active=pl.lit(True))
    return (found.with_columns(pl.col("customer").cast(pl.String)).join(active, on="customer", how="left", maintain_order="left")
            .with_columns(pl.col("active").fill_null(False)))


def _target(caller: Caller, plan: PlanValue, people: pl.DataFrame) -> pl.DataFrame:
    """Of each customer whether it is made for her; null where that is not known, and where no audience was chosen."""
    if not plan.target:
        return pl.DataFrame(schema={**WHO, "target": pl.Boolean})
    found = inside(caller, plan.target).with_columns(told=pl.lit(True))
    joined = people.select("customer").join(found, on="customer", how="left")
    return joined.select("customer", pl.when(pl.col("told")).then("inside").otherwise(pl.lit(False)).alias("target"))


def _before(caller: Caller, window: Window) -> pl.DataFrame:
    """Mean attainment T of each customer's goals on the day before the window."""
    day = window.since - 1
    goals = judged_goals(caller, from_day=day, to_day=day).filter(pl.col("t").is_not_null())
    return goals.group_by("customer").agg(pl.col("t").mean().alias("before"))
