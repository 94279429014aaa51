"""Attainment: how far customers came with what they declared, by the levels that they declared it with.

A customer counts once; a goal that was made easier and falls short of what was declared is regret, not attainment.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from lifeworld.goals.core.values import REASONS
from lifeworld.kit.figure import Evidence, Figure, count
from lifeworld.scorecard.core.effects.means import clustered_means
from lifeworld.scorecard.core.success.values import AXIS_FROM, AXIS_WIDE, CHANGE_BOUNDS, HEADLINE, T_BOUNDS
from lifeworld.scorecard.core.values import T_POINTS, VERSIONS, Asked, Table

STATE_NAMES = {"reached": "goals reached", "active": "goals still open", "paused": "goals paused", "abandoned": "goals given up"}
REGRET = "regret: goals made easier that still fall short"
CHANGED = "change of T since it was declared"
QUERY = "goals declared before the window"
_JOBS_MAX = 12


def attained(goals: pl.DataFrame, asked: Asked) -> tuple[Figure, ...]:
    """Figures of goals with households: T, T when declared, its change, shares by state, and regret; the headline first."""
    t, base = (goals[name].fill_null(np.nan).to_numpy() for name in ("t", "t_baseline"))
    levels = clustered_means(goals, {HEADLINE: t, "attainment T when it was declared": base}, unit=T_POINTS, bounds=T_BOUNDS, asked=asked,
                             query=QUERY)
    changed = clustered_means(goals, {CHANGED: t - base}, unit=T_POINTS, bounds=CHANGE_BOUNDS, asked=asked, query=QUERY)
    shares = {said: (goals["state"] == state).cast(pl.Float64).to_numpy() for state, said in STATE_NAMES.items()}
    shares[REGRET] = (goals["lowered"] & (goals["t"] < 50).fill_null(True)).cast(pl.Float64).to_numpy()
    states = clustered_means(goals, shares, unit="share", prior=0.5, asked=asked, query=QUERY)
    whole = count("goals declared", goals.height, unit="goals", versions=VERSIONS, as_of=asked.as_of,
                  evidence=Evidence(f"{asked.query}: {QUERY}", goals.height))
    return (*levels.values(), *changed.values(), *states.values(), whole)


def axis(headline: Figure) -> Figure:
    """T of 30 to 70 drawn as 0 to 1; what lies outside is drawn at the end."""
    name = "axis: success"
    if headline.value is None or headline.low is None or headline.high is None:
        return replace(headline, name=name, unit="")
    value, low, high = (float(np.clip((end - AXIS_FROM) / AXIS_WIDE, 0.0, 1.0)) for end in (headline.value, headline.low, headline.high))
    return replace(headline, name=name, unit="", value=value, low=low, high=high,
                   method=f"(T - {AXIS_FROM:.0f}) / {AXIS_WIDE:.0f}, from 0 to 1; {headline.method}")


def reasons(goals: pl.DataFrame, asked: Asked) -> Table | None:
    """Why goals were given up: of those who gave one up, shares by reason; None where nobody did."""
    gone = goals.filter(pl.col("state") == "abandoned").with_columns(pl.col("reason").fill_null("not said"))
    if not gone.height:
        return None
    kinds = gone["reason"].unique().sort().to_list()
    columns = {f"given up: {REASONS.get(kind, kind)}": (gone["reason"] == kind).cast(pl.Float64).to_numpy() for kind in kinds}
    found = clustered_means(gone, columns, unit="share", prior=0.5, asked=asked, query=f"{QUERY}, given up")
    ordered = sorted(found.values(), key=lambda one: (-(one.value or 0.0), one.name))
    return Table("given_up", "Why goals were given up", ("reason", "share of what was given up"),
                 tuple((one.name.removeprefix("given up: "), one) for one in ordered))


def jobs(goals: pl.DataFrame, asked: Asked) -> Table | None:
    """Attainment of the jobs with the most goals; None where no goal belongs to a job."""
    largest = goals.filter(pl.col("job").is_not_null()).group_by("job").len().sort(["len", "job"], descending=[True, False])
    rows: list[tuple[str | Figure, ...]] = []
    for job in largest["job"][:_JOBS_MAX].to_list():
        part = goals.filter(pl.col("job") == job)
        name = f"attainment T of «{job}»"
        t = part["t"].fill_null(np.nan).to_numpy()
        rows.append((job, clustered_means(part, {name: t}, unit=T_POINTS, bounds=T_BOUNDS, asked=asked, query=f"{QUERY}, job {job}")[name]))
    note = f"The {_JOBS_MAX} jobs with the most goals of {largest.height:,}." if largest.height > _JOBS_MAX else ""
    return Table("jobs", "Attainment by job", ("job", "attainment T"), tuple(rows), note) if rows else None


def ranges(goals: pl.DataFrame, asked: Asked) -> dict[str, Figure]:
    """Time in the customer's own range: of the known days, and between which ends it lies whatever the unknown days were (Manski 1989)."""
    kept = goals.filter((pl.col("kind") == "manage") & (pl.col("n_days") > 0))
    if not kept.height:
        return {}
    inside, known, days = (kept[name].fill_null(0).cast(pl.Float64).to_numpy() for name in ("n_in", "n_known", "n_days"))
    share = np.divide(inside, known, out=np.full(len(known), np.nan), where=known > 0)
    columns = {"time in range": share, "time in range at worst": inside / days, "time in range at best": (inside + days - known) / days,
               "days known": known / days}
    return clustered_means(kept, columns, unit="share", prior=0.5, asked=asked, query="goals to keep in range")
