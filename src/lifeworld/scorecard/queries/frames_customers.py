"""The frame of customers: for whom it is made, who was active, in which arm of the holdout, where she stood before she was in it, and of
which type her ecosystem is.
"""

from __future__ import annotations

import polars as pl

from lifeworld.audiences.queries.arms import arms
from lifeworld.audiences.queries.labelled import SEGMENTS, inside, segments_of
from lifeworld.constellations.models import Moment
from lifeworld.customers.models import Customer, Trait
from lifeworld.goals.queries.attained import judged_goals
from lifeworld.goals.queries.consents import counted
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.models import TypeDenied
from lifeworld.scorecard.queries.columns import TIME, Reading, Schema, Window, active_customers, columns, midnight

HOUSEHOLD = "household"
"""Name of the trait that says who goes together."""
WHO: Schema = {"customer": pl.Int64}
DAYS_MAX = 12
"""Days at most on which it is looked where customers stood: the last before the window, and before those on which most were assigned."""


def customers_frame(caller: Caller, plan: PlanValue, window: Window, reading: Reading | None = None) -> pl.DataFrame:
    """All customers of the place, each by the text of her number, so that what is made of it names nobody."""
    place = caller.place_id
    found = columns(Customer.objects.filter(place=place).order_by("pk").values_list("pk", "created_at"), {**WHO, "joined_at": TIME})
    shared = columns(Trait.objects.filter(customer__place=place, name=HOUSEHOLD).order_by().values_list("customer_id", "value"),
                     {**WHO, "household": pl.String})
    segments = segments_of(caller, plan.segmentation) if plan.segmentation else pl.DataFrame(schema=SEGMENTS)
    held = assigned(caller, plan.holdout) if plan.holdout else pl.DataFrame(schema={**WHO, "arm": pl.String, "day": pl.Int64})
    in_arm = held.select("customer", "arm", arm_at=midnight("day"))
    for more in (shared, segments, _target(caller, plan, found), in_arm, _before(caller, window, held), types(caller)):
        found = found.join(more, on="customer", how="left", maintain_order="left")
    active = active_customers(place, plan.active_types, window, reading).with_columns(active=pl.lit(True))
    return (found.with_columns(pl.col("customer").cast(pl.String)).join(active, on="customer", how="left", maintain_order="left")
            .with_columns(pl.col("active").fill_null(False)))


def _target(caller: Caller, plan: PlanValue, people: pl.DataFrame) -> pl.DataFrame:
    """Of each customer whether it is made for her; null where that is not known, and where no audience was chosen."""
    if not plan.target:
        return pl.DataFrame(schema={**WHO, "target": pl.Boolean})
    found = inside(caller, plan.target).with_columns(told=pl.lit(True))
    joined = people.select("customer").join(found, on="customer", how="left")
    return joined.select("customer", pl.when(pl.col("told")).then("inside").otherwise(pl.lit(False)).alias("target"))


def types(caller: Caller) -> pl.DataFrame:
    """The type of each customer as her newest constellation labels it, in whichever study: customer, type.

    It stands beside what she attains, so that it is known of those alone who agreed to be counted in figures, and not of whoever said that
    this label is wrong.
    """
    rows = Moment.objects.filter(study__place=caller.place_id, latest=True).order_by().values_list(
        "customer_id", "study__slug", "type", "position", "pk")
    said: Schema = {**WHO, "study": pl.String, "type": pl.String}
    found = columns(rows, {**said, "position": pl.Int64, "moment": pl.Int64}).sort("customer", "position", "moment")
    wrong = columns(TypeDenied.objects.filter(place=caller.place_id).order_by().values_list("customer_id", "study", "type"), said)
    yes = pl.Series("customer", sorted(counted(caller)), pl.Int64)
    newest = found.unique("customer", keep="last", maintain_order=True).join(wrong, on=list(said), how="anti", maintain_order="left")
    return newest.filter(pl.col("customer").is_in(yes.implode())).select("customer", "type")


def assigned(caller: Caller, holdout: str) -> pl.DataFrame:
    """The customers of a holdout: customer, arm, and the day on which chance drew it, by the clock of the place. Errors: 403, 404."""
    found = arms(caller, holdout)
    times = found["at"].unique(maintain_order=True)
    days = pl.DataFrame({"at": times, "day": pl.Series([today_of(caller, at) for at in times], dtype=pl.Int64)})
    return found.join(days, on="at", how="left", maintain_order="left").select("customer", "arm", "day")


def _before(caller: Caller, window: Window, held: pl.DataFrame) -> pl.DataFrame:
    """Mean attainment T of each customer's goals on the last day before the window, or before chance drew her arm, where that was earlier:
    what she attained since then may be the effect that is asked for.

    Each day takes a while, so it is looked on ``DAYS_MAX`` of them; of those who were assigned on others it is not known.
    """
    last = window.since - 1
    early = held.filter(pl.col("day") <= last).select("customer", day=pl.col("day") - 1)
    often = early.group_by("day").len().sort(["len", "day"], descending=[True, False]).head(DAYS_MAX - 1)["day"].to_list()
    parts = [_attained(caller, last).join(early, on="customer", how="anti")]
    parts += [_attained(caller, day).join(early.filter(pl.col("day") == day), on="customer", how="semi") for day in often]
    return pl.concat(parts)


def _attained(caller: Caller, day: int) -> pl.DataFrame:
    """Mean attainment T of customers' goals as of a day."""
    goals = judged_goals(caller, from_day=day, to_day=day).filter(pl.col("t").is_not_null())
    return goals.group_by("customer").agg(pl.col("t").mean().alias("before"))
