"""What a play's measure says of customers: as of the day on which each was assigned, and when her days are over."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lifeworld.customers.models import Trait
from lifeworld.goals.models import Goal
from lifeworld.goals.queries.attained import judged_goals
from lifeworld.goals.queries.consents import counted
from lifeworld.kit.caller import Caller
from lifeworld.measures.queries.values import indicator_of, values_of_many
from lifeworld.scorecard.core.play_effects import OUTCOMES, Ahead
from lifeworld.scorecard.core.plays import PlayPlan, play_of
from lifeworld.scorecard.models import Offered, Play, PlayOutcome
from lifeworld.scorecard.queries.columns import Schema, columns
from lifeworld.scorecard.queries.frames_customers import HOUSEHOLD

Values = Mapping[int, float | None]
GOAL: Schema = {"customer": pl.Int64, "state": pl.String, "ended": pl.Int64}


def due(caller: Caller, play: Play, today: int, assigned: pl.DataFrame) -> pl.DataFrame:
    """Those of the assigned whose days are over, the last one too, and of whom nothing was reckoned yet."""
    known = pl.Series(list(PlayOutcome.objects.filter(play=play).order_by().values_list("customer", flat=True)), dtype=pl.Int64)
    return assigned.filter((pl.col("day") + play_of(play.body).days < today) & ~pl.col("customer").is_in(known.implode()))


def ahead(play: Play, today: int, assigned: pl.DataFrame) -> Ahead:
    """How many of the assigned are not due yet, and how many came a day since it began."""
    waiting = assigned.filter(pl.col("day") + play_of(play.body).days >= today).height
    began = play.begun_day if play.begun_day is not None else today
    later = assigned.filter(pl.col("day") > began).height
    return Ahead(waiting, later / max(today - began, 1))


def measured(caller: Caller, plan: PlayPlan, day: int) -> tuple[Values, Values]:
    """The measure of customers who were assigned on a day: when their days are over, and as of that day. Who is in neither is not known.

    An indicator is read over its own window, or over as many days as the play waits where that is less: what it measures after the day is
    all from after that day. Only customers who agreed to be counted are in what rests on goals. Errors: LifeworldError 403, 404.
    """
    if plan.measure == "days_to_done":
        return days_to_done(caller, plan.job, day, plan.days), {}
    if plan.measure == "indicator":
        window = min(indicator_of(caller, plan.indicator).definition.window_days, plan.days)
        return tuple(_by_customer(values_of_many(caller, plan.indicator, None, end - window + 1, end), "value")  # type: ignore[return-value]
                     for end in (day + plan.days, day))
    return tuple(_by_customer(judged_goals(caller, from_day=day, to_day=end, job=plan.job), "t")  # type: ignore[return-value]
                 for end in (day + plan.days, day))


def days_to_done(caller: Caller, job: str, day: int, days: int) -> Values:
    """Days until customers' goals to accomplish were done, counted from a day; what was not done after ``days`` counts as all of them.

    Goals that were declared by that day and had not ended; of several the mean. Everybody is seen for as long, so nobody drops out.
    """
    yes = pl.Series("customer", sorted(counted(caller)), pl.Int64)
    rows = Goal.objects.filter(place=caller.place_id, kind="accomplish", declared_day__lte=day).exclude(ended_day__lt=day)
    rows = (rows.filter(job__slug=job) if job else rows).order_by("id")
    said = columns(rows.values_list("customer_id", "state", "ended_day"), GOAL)
    goals = said.filter(pl.col("customer").is_in(yes.implode()))
    done = (pl.col("state") == "reached") & (pl.col("ended") <= day + days)
    lasted = pl.when(done).then(pl.col("ended") - day).otherwise(days).cast(pl.Float64)
    return _by_customer(goals.select("customer", days=lasted), "days")


def households(caller: Caller) -> dict[int, str]:
    """What customers share who live together, by customer; who does not say so lives alone."""
    rows = Trait.objects.filter(customer__place=caller.place_id, name=HOUSEHOLD).order_by("customer")
    return dict(rows.values_list("customer", "value"))


def outcomes(caller: Caller, play: Play) -> pl.DataFrame:
    """What was reckoned of a play so far, as the core takes it; each customer by the text of her number, so that nobody is named.

    What rests on the goals of somebody who does not agree (any more) to be counted is not known.
    """
    rows = PlayOutcome.objects.filter(play=play).order_by("customer").values_list("customer", "household", "arm", "value", "before")
    yes = None if play_of(play.body).measure == "indicator" else counted(caller)
    return pl.DataFrame([(str(customer), household or None, arm, *(read if yes is None or customer in yes else (None, None)))
                         for customer, household, arm, *read in rows], schema=OUTCOMES, orient="row")


def offered_elsewhere(play: Play) -> int:
    """Customers of this play's reckoning who were offered another play too: those who are held out here were not."""
    others = Offered.objects.filter(customer__in=PlayOutcome.objects.filter(play=play, arm="served").values("customer"))
    return others.exclude(play__key=play.key).order_by().values("customer").distinct().count()


def _by_customer(rows: pl.DataFrame, column: str) -> Values:
    """The mean of each customer's known values."""
    known = rows.filter(pl.col(column).is_not_null()).group_by("customer").agg(pl.col(column).mean())
    return dict(known.select("customer", column).iter_rows())
