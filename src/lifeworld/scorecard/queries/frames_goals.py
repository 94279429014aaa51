"""The frames of goals and answers: of customers who agreed to be counted, judged by what they declared or by harder levels since."""

from __future__ import annotations

from collections import Counter

import polars as pl

from lifeworld.goals.models import Goal, Job, Rating
from lifeworld.goals.queries.attained import judged_goals, judged_ranges
from lifeworld.goals.queries.consents import counted
from lifeworld.kit.caller import Caller
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.queries.columns import TIME, Schema, Window, columns, midnight

DECLARED: Schema = {"goal": pl.Int64, "customer": pl.Int64, "job": pl.String, "kind": pl.String, "state": pl.String, "reason": pl.String,
                    "declared": pl.Int64, "ended": pl.Int64}
KINDS = {"accomplish": "achieve", "manage": "manage"}


def goals_frame(caller: Caller, window: Window) -> pl.DataFrame:
    """Goals that were declared before the window. Those that had ended before it count for the days until they were done, without
    attainment: without them only what takes long would be seen.
    """
    rows = Goal.objects.filter(place=caller.place_id, declared_day__lt=window.since).order_by("pk").values_list(
        "pk", "customer_id", "job__slug", "kind", "state", "reason", "declared_day", "ended_day")
    yes = pl.Series("customer", sorted(counted(caller)), pl.Int64)
    declared = columns(rows, DECLARED).filter(pl.col("customer").is_in(yes.implode()))
    over = pl.col("ended") < window.since
    judged = judged_goals(caller, from_day=window.since, to_day=window.until)
    known = judged.select("goal", "lowered", "t", "t_baseline", pl.col("state").alias("state_then"), pl.col("reason").alias("reason_then"))
    ranges = judged_ranges(caller, from_day=window.since, to_day=window.until).group_by("goal").agg(
        pl.col("n_in", "n_known", "n_days").sum())
    found = declared.join(known, on="goal", how="left", maintain_order="left").join(ranges, on="goal", how="left", maintain_order="left")
    found = found.filter(pl.col("state_then").is_not_null() | (over & (pl.col("kind") == "accomplish")))
    lasted = pl.min_horizontal(pl.col("ended").fill_null(window.until), pl.lit(window.until)) - pl.col("declared")
    return found.select(
        pl.col("customer", "goal").cast(pl.String), "job", pl.col("kind").replace(KINDS), pl.coalesce("state_then", "state").alias("state"),
        pl.coalesce("reason_then", "reason").replace("", None).alias("reason"), pl.col("lowered").fill_null(False), "t", "t_baseline",
        pl.when(pl.col("kind") == "accomplish").then(lasted.cast(pl.Float64)).alias("days"), "n_days", "n_known", "n_in",
        declared_at=midnight("declared")).select(*FRAMES["goals"].schema)


def answers_frame(caller: Caller, window: Window) -> pl.DataFrame:
    """The newest answer of each customer on each job that she took up, by the end of the window."""
    rows = Rating.objects.filter(goal__place=caller.place_id, goal__job__isnull=False).order_by("at", "pk").values_list(
        "goal__customer_id", "goal__job_id", "at", "importance", "satisfaction")
    schema: Schema = {"customer": pl.Int64, "job": pl.Int64, "at": TIME, "importance": pl.Int64, "satisfaction": pl.Int64}
    yes = pl.Series("customer", sorted(counted(caller)), pl.Int64)
    ends = pl.lit(window.until + 1) * 86_400_000_000
    newest = (columns(rows, schema).filter(pl.col("customer").is_in(yes.implode()), pl.col("at").dt.epoch("us") < ends)
              .unique(["customer", "job"], keep="last", maintain_order=True))
    said = pl.col("job").replace_strict(_called(caller), default="", return_dtype=pl.String)
    return newest.select(pl.col("customer").cast(pl.String), said.alias("outcome"), pl.col("importance", "satisfaction").cast(pl.Float64))


def _called(caller: Caller) -> dict[int, str]:
    """What each job is called: its title, with its slug where another has the same, so that two jobs are never one."""
    rows = list(Job.objects.filter(place=caller.place_id).values_list("pk", "title", "slug"))
    n = Counter(title for _, title, _ in rows)
    return {pk: f"{title} ({slug})" if n[title] > 1 else title for pk, title, slug in rows}
