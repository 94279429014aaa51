"""Goals and measures: which measures a customer may choose, and what they say of her over days without paused ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from lifeworld.goals.core.days import day_number
from lifeworld.goals.core.judging import DAYS, PAUSED, over_days
from lifeworld.goals.core.levels import level_of
from lifeworld.goals.core.values import ScalePlan
from lifeworld.goals.models import Pause
from lifeworld.goals.queries.jobs import require_reader
from lifeworld.goals.queries.whose import reader
from lifeworld.kit.caller import Caller
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.queries.kept import kept_of
from lifeworld.measures.queries.values import daily_of_many

AT_ONCE = 5000
MANY = 500
"""Up to so many goals are asked for by their keys; more by their place."""
DAYS_MAX = 3650


@dataclass(frozen=True)
class Choice:
    """A measure that a customer may choose; ``said`` says in a sentence what it measures."""

    slug: str
    title: str
    unit: str
    direction: str
    window_days: int
    said: str


@dataclass(frozen=True)
class Baseline:
    """Where a scale was before the goal was declared; None is not known."""

    value: float | None
    level: int | None


def choices(caller: Caller) -> list[Choice]:
    """The measures of the place, in the order of their slugs. Errors: LifeworldError 403."""
    require_reader(caller)
    found = (one.definition for one in kept_of(caller.place_id))
    return [Choice(each.slug, each.title, each.unit, each.direction, each.window_days, each.words()) for each in found]


def definitions(caller: Caller) -> dict[str, Indicator]:
    """The measures of the place by slug, those that are retired, too: goals that chose them go on."""
    return {one.definition.slug: one.definition for one in kept_of(caller.place_id, retired=True)}


def known_days(caller: Caller, slug: str, customers: Sequence[int], from_day: int, to_day: int) -> pl.DataFrame:
    """The known days of customers by a measure, as ``judging.DAYS`` under the customer's key."""
    first = max(from_day, to_day - DAYS_MAX + 1)
    wanted = sorted(set(customers))
    parts = [daily_of_many(reader(caller), slug, wanted[start:start + AT_ONCE], first, to_day) for start in range(0, len(wanted), AT_ONCE)]
    frame = pl.concat(parts) if parts else pl.DataFrame(schema=DAYS).rename({"key": "customer"})
    return frame.filter(pl.col("value").is_not_null()).select(pl.col("customer").cast(pl.Int64).alias("key"), pl.col("day").cast(pl.Int64),
                                                              pl.col("value").cast(pl.Float64), pl.col("n").cast(pl.Int64))


def paused_days(caller: Caller, goals: Collection[int], to_day: int) -> pl.DataFrame:
    """Paused days up to a day: goal, day, as ``judging.PAUSED``; a pause that goes on holds every day until then."""
    rows = Pause.objects.filter(goal__place=caller.place_id)
    rows = rows if len(goals) > MANY else rows.filter(goal__in=goals)
    wanted, spans = set(goals), []
    for goal, begins, ends in rows.values_list("goal_id", "begins_on", "ends_on"):
        first = day_number(begins.isoformat())
        last = to_day if ends is None else min(day_number(ends.isoformat()), to_day)
        if first <= last and goal in wanted:
            spans.append((goal, list(range(first, last + 1))))
    frame = pl.DataFrame(spans, schema={"goal": pl.Int64, "day": pl.List(pl.Int64)}, orient="row")
    return frame.explode("day").unique().sort("goal", "day").cast(PAUSED)  # type: ignore[arg-type]


def baselines(caller: Caller, customer: int, plans: Sequence[ScalePlan], today: int) -> list[Baseline]:
    """Where each scale was over its window that ended yesterday; what the customer says herself comes first.

    A scale that counts since the declaration begins with 0 where it adds up, and has no baseline where it does not.
    """
    known = definitions(caller)
    return [_baseline(caller, customer, plan, known.get(plan.indicator), today) for plan in plans]


def _baseline(caller: Caller, customer: int, plan: ScalePlan, indicator: Indicator | None, today: int) -> Baseline:
    value = plan.baseline
    if value is None and indicator is not None:
        value = _since(indicator, plan) if plan.over == "since" else _before(caller, customer, plan, indicator, today)
    if plan.baseline_level is not None:
        return Baseline(value, plan.baseline_level)
    return Baseline(value, int(level_of(value, plan.levels)) if value is not None and plan.levels else None)


def _since(indicator: Indicator, plan: ScalePlan) -> float | None:
    adds_up = indicator.aggregation in {"count", "sum", "active_days"} and indicator.stated == "total"
    return 0.0 if adds_up and plan.low is None and plan.high is None else None


def _before(caller: Caller, customer: int, plan: ScalePlan, indicator: Indicator, today: int) -> float | None:
    first, last = today - indicator.window_days, today - 1
    asks = pl.DataFrame({"ask": [0], "goal": [0], "scale": [0], "key": [customer], "from_day": [first], "to_day": [last],
                         "low": pl.Series([plan.low], dtype=pl.Float64), "high": pl.Series([plan.high], dtype=pl.Float64),
                         "judged_low": pl.Series([None], dtype=pl.Float64), "judged_high": pl.Series([None], dtype=pl.Float64)})
    found = over_days(asks, known_days(caller, plan.indicator, [customer], first, last), pl.DataFrame(schema=PAUSED), indicator.aggregation,
                      indicator.stated)
    if not found.height:
        return None
    row = found.row(0, named=True)
    ranged = plan.low is not None or plan.high is not None
    return float(row["n_in"] / row["n_days"]) if ranged else None if row["value"] is None else float(row["value"])
