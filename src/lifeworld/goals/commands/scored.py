"""`lifeworld goals gas | completion | opportunity`: the statistics of goals for a researcher's own table; needs no site."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import Any

import click
import numpy as np
import polars as pl

from lifeworld.goals.commands.shown import show, table
from lifeworld.goals.core.attainment import CHANGE_BOUNDS, T_BOUNDS, customer_mean
from lifeworld.goals.core.completion import Completion, Curve, completion
from lifeworld.goals.core.judging import goal_scores
from lifeworld.goals.core.opportunity import OutcomeOpportunity, opportunities
from lifeworld.goals.files.tables import check_out, read_answers, read_scales, read_times

SHOWN = 40
_source = click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_out = click.option("--out", type=click.Path(path_type=Path), help="JSON file for every number, as figures.json.")


@click.command("gas")
@_source
@_out
def gas_command(source: Path, out: Path | None) -> None:
    """Goal Attainment Scaling: T of each goal in FILE, and its mean over customers.

    FILE has one row a scale: goal, level (-2 to +2, empty where not known), and where there are: weight, baseline, customer. Goals of
    two customers are two goals, whatever they are called. T is 50 where everything is as hoped; unknown scales drop out of T.

    \b
      lifeworld goals gas scales.csv --out figures.json
    """
    check_out(out)
    scales = read_scales(source)
    names = scales.select("customer", name="goal").unique().sort("name", "customer").with_row_index("goal")
    at = scales.join(names, left_on=["customer", "goal"], right_on=["customer", "name"], how="left", maintain_order="left")[
        "goal_right"].to_numpy().astype(np.int64)
    level, base, weight = (scales[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in ("level", "baseline", "weight"))
    whose = goal_scores(at, level, base, weight).with_columns(names["name"], names["customer"])
    figures = [customer_mean(whose["customer"], whose[column].fill_null(float("nan")).to_numpy(), name, unit="T", bounds=bounds,
                             query=source.name) for name, column, bounds in (
        ("attainment T", "t", T_BOUNDS), ("baseline T", "t_baseline", T_BOUNDS), ("change of T", "t_change", CHANGE_BOUNDS))]
    rows = [(row["customer"], row["name"], row["t"], row["t_baseline"], row["t_change"], f"{row['n_known']} of {row['n']}") for row in
            whose.iter_rows(named=True)]
    goals = [dict(zip(("customer", "goal", "t", "t_baseline", "t_change", "known"), row, strict=True)) for row in rows]
    heads, first = ("customer", "goal", "T", "baseline", "change", "scales known"), int(bool((names["customer"] == names["name"]).all()))
    show(figures, table(heads[first:], [row[first:] for row in rows[:SHOWN]], len(rows)), {"goals": goals}, out)


@click.command("completion")
@_source
@_out
def completion_command(source: Path, out: Path | None) -> None:
    """How long goals take until they are done, with open ones counted as open.

    FILE has one row a goal: days (from declaration to end, or to now), state (done, open or given up), and customer where some have
    several. «done» reads goals given up as open until then (Kaplan-Meier); «done of all» as never done (Aalen-Johansen).

    \b
      lifeworld goals completion times.csv --out figures.json
    """
    check_out(out)
    days, ends, whose = read_times(source)
    found = completion(days, ends, whose, query=source.name)
    rows = [(f"{day:g}", *(_share(curve, at) for curve in (found.done, found.done_of_all, found.given_up_of_all)), f"{risk:g}")
            for at, (day, risk) in enumerate(zip(found.done.days, found.at_risk, strict=True))]
    step = max(1, len(rows) // SHOWN)
    shown = table(("days", "done", "done of all", "given up of all", "still open"), rows[::-1][::step][::-1], len(rows))
    counts = {"n": found.n, "done": found.n_done, "given_up": found.n_given_up, "open": found.n_open, "customers": found.n_customers}
    show([found.median], shown, {"counts": counts, "curves": _curves(found)}, out, found.warnings)


@click.command("opportunity")
@_source
@_out
def opportunity_command(source: Path, out: Path | None) -> None:
    """Which outcomes matter and are served badly: Opp = Imp + max(Imp - Sat, 0), of top-two boxes.

    FILE has one row a customer and outcome: customer, outcome, importance and satisfaction (1 to 5, empty where not answered), and group
    where customers are of several. Below 30 who answered both, nothing is printed.

    \b
      lifeworld goals opportunity answers.csv --out figures.json
    """
    check_out(out)
    found = opportunities(read_answers(source), query=source.name)
    rows = [(each.group or "everybody", each.outcome, each.importance.text(), each.satisfaction.text(), each.opportunity.text(), each.zone)
            for each in (*found.all, *found.groups)]
    figures = [{"outcome": each.outcome, "group": each.group, "zone": each.zone, "n": each.n,
                **{figure.name: figure.json() for figure in _three(each)}} for each in (*found.all, *found.groups)]
    show([], table(("group", "outcome", "importance", "satisfaction", "opportunity", ""), rows, len(rows)), {"opportunities": figures}, out,
         found.warnings)


def _three(each: OutcomeOpportunity) -> tuple[Any, ...]:
    return each.importance, each.satisfaction, each.opportunity


def _share(curve: Curve, at: int) -> str:
    low, high = curve.low[at], curve.high[at]
    ends = f" ({100 * low:.0f} to {100 * high:.0f} %)" if isfinite(low) and isfinite(high) else ""
    return f"{100 * curve.value[at]:.0f} %{ends}"


def _curves(found: Completion) -> dict[str, list[dict[str, float | None]]]:
    return {name: [{"days": float(day), **{end: float(value) if isfinite(value) else None for end, value in
                                           (("value", curve.value[at]), ("low", curve.low[at]), ("high", curve.high[at]))}}
                   for at, day in enumerate(curve.days)]
            for name, curve in (("done", found.done), ("done_of_all", found.done_of_all), ("given_up_of_all", found.given_up_of_all))}
