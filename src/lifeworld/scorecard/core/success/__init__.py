"""Factor 1: do customers get done what they care about, and because of this ecosystem?"""

from __future__ import annotations

import polars as pl

from lifeworld.kit.figure import Figure, n_units
from lifeworld.scorecard.core.effects.cells import numbered
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.success.attained import attained, axis, jobs, ranges, reasons
from lifeworld.scorecard.core.success.by_type import ByType, attained_by_type, types_chart, types_warnings
from lifeworld.scorecard.core.success.lift import Lift, lift
from lifeworld.scorecard.core.success.telling import findings
from lifeworld.scorecard.core.success.timing import done, timed
from lifeworld.scorecard.core.values import T_POINTS, Asked, Chart, FactorScore, Series

__all__ = ["success"]


def success(frames: Frames, asked: Asked) -> FactorScore:
    """The score of customers' success: attainment, also by type, time to done, time in range, and what chance shows
    beside the naive number.

    Reads ``goals``, and of ``customers`` household, arm, arm_at, before and type. Goals of customers who are not among them count, each
    alone and under no type.
    """
    customers = frames["customers"]
    goals = numbered(frames["goals"].join(customers.select("customer", "household", "arm", "arm_at", "type"), on="customer", how="left"))
    types = attained_by_type(goals, asked)
    plain = attained(goals, asked)
    time, kept, shown = done(goals, asked), ranges(goals, asked), lift(customers, frames["goals"], timed(goals), asked)
    first = (plain[0], *((shown.effect.best,) if shown else ()))
    more = (*(shown.figures if shown else ()), *types.figures)
    unique = {one.name: one for one in (*first, *plain[1:], *time.figures, *kept.values(), *more)}
    tables = tuple(one for one in (jobs(goals, asked), reasons(goals, asked)) if one is not None)
    charts = (*time.charts, *_range_chart(kept), *_lift_chart(shown), *types_chart(types))
    return FactorScore("success", axis(plain[0]), tuple(unique.values()), findings(unique, shown, types), tables, charts,
                       _warnings(goals, time.warnings, shown, types))


def _warnings(goals: pl.DataFrame, time: tuple[str, ...], shown: Lift | None, types: ByType) -> tuple[str, ...]:
    found = []
    known = goals.filter(pl.col("t").is_not_null())["customer"].n_unique()
    if unknown := goals["customer"].n_unique() - known:
        found.append(f"Of {n_units(unknown, 'customers')} nothing is known of any goal; none of the means counts them.")
    if lowered := int(goals["lowered"].sum()):
        found.append(f"{n_units(lowered, 'goals')} {'was' if lowered == 1 else 'were'} made easier: judged is what was declared.")
    found += (*time, *types_warnings(types))
    if shown is not None:
        found += shown.effect.warnings
        if shown.effect.verdict in ("silent", "unknown") and not shown.effect.unlike and shown.effect.needed is not None:
            need = shown.effect.needed
            found.append(f"To see an effect of {shown.effect.worthwhile:.2g} points of T in 80 of 100 such trials, about "
                         f"{need.held:,} customers held and {need.served:,} served are needed; there are "
                         f"{shown.effect.n_held:,} and {shown.effect.n_served:,}.")
        found += shown.days.warnings if shown.days else ()
    return tuple(dict.fromkeys(found))


def _range_chart(kept: dict[str, Figure]) -> tuple[Chart, ...]:
    shown = [one for one in kept.values() if one.enough and one.name != "days known"]
    if not shown:
        return ()
    return (Chart("ranges", "Time in customers' own range, and what unknown days could change", "bars", "", "share of days",
                  (_bars("time in range", shown),)),)


def _lift_chart(shown: Lift | None) -> tuple[Chart, ...]:
    """What chance shows beside what the plain comparisons say."""
    if shown is None:
        return ()
    told = (shown.effect.difference, shown.effect.adjusted, shown.effect.naive, shown.joined[0] if shown.joined else None)
    bars = [one for one in told if one is not None and one.enough]
    note = "Only the differences between those served and those held out by chance are effects."
    return (Chart("lift", "What chance shows, and what one would have been told without it", "bars", "", T_POINTS, (_bars("T", bars),),
                  note),) if bars else ()


def _bars(name: str, figures: list[Figure]) -> Series:
    return Series(name, tuple(one.name for one in figures), tuple(one.value for one in figures), tuple(one.low for one in figures),
                  tuple(one.high for one in figures))
