"""Attainment: how far customers come with what they declared, as figures over customers.

A customer counts once: with several goals, by their mean. Only goals that were declared before the window count, judged by the levels and
weights of their declaration (or harder ones since), so that lowering a target is never attainment. A goal that was made easier and falls
short of what was declared is counted as *regret*. Intervals resample customers; below 30 customers no figure is printed.

Source: reference/six-factors.md, F1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.resampling import ratios
from lifeworld.goals.core.values import REASONS, STATES
from lifeworld.kit import streams
from lifeworld.kit.figure import LEVEL, Evidence, Figure, count, estimate, noun
from lifeworld.kit.ids import hash64

Floats = NDArray[np.float64]
N_MIN = 30
SEED = 23
T_BOUNDS = (0.0, 100.0)
CHANGE_BOUNDS = (-100.0, 100.0)
GOALS: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer": pl.Int64, "goal": pl.Int64, "state": pl.String, "reason": pl.String, "lowered": pl.Boolean, "t": pl.Float64,
    "t_baseline": pl.Float64, "t_change": pl.Float64}
SCALES: dict[str, pl.DataType | type[pl.DataType]] = {"n": pl.Int64, "n_known": pl.Int64}
"""Columns that goals may have beside ``GOALS``: how many scales each was declared with, and how many of them are known."""
METHOD = "mean over customers; Bayesian bootstrap over customers"


@dataclass(frozen=True)
class Attainment:
    """Figures of one population. T is 50 where outcomes are as customers hoped.

    ``t``: as of the end of the window; ``baseline`` and ``change`` count the scales that were known at both times. ``states``: shares of
    customers' goals by state; ``reasons``: shares of goals given up by reason; ``regret``: share of goals that were made easier and fall
    short of what was declared, or of which nothing is known. ``n_unknown``: customers of whose goals nothing is known, who are in none of
    the means.
    """

    t: Figure
    baseline: Figure
    change: Figure
    states: Mapping[str, Figure]
    reasons: Mapping[str, Figure]
    regret: Figure
    n_goals: Figure
    n_customers: int
    n_unknown: int
    groups: Mapping[str, Attainment] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def attainment(goals: pl.DataFrame, groups: Mapping[int, str] | None = None, *, level: float = LEVEL,
               query: str = "goals declared before the window") -> Attainment:
    """The figures of goals as ``GOALS``, perhaps with ``SCALES`` (t null where not known); ``groups``: the label of each customer;
    those without one are left out there.

    >>> rows = [(who, who, "active", "", False, 60.0 if who % 2 else 40.0, 40.0, None) for who in range(40)]
    >>> found = attainment(pl.DataFrame(rows, schema=GOALS, orient="row"))
    >>> found.t.value, found.t.n, round(found.states["active"].value, 2)
    (50.0, 40, 1.0)
    """
    ordered = goals.sort("customer", "goal")
    whole = _figures(ordered, level, query)
    if groups is None:
        return whole
    labels = pl.DataFrame({"customer": list(groups), "group": list(groups.values())}, schema={"customer": pl.Int64, "group": pl.String})
    labelled = ordered.join(labels, on="customer", how="inner").sort("customer", "goal")
    parts = {str(label): _figures(part.drop("group"), level, f"{query}, group {label}")
             for (label,), part in labelled.partition_by("group", as_dict=True).items()}
    return Attainment(**{**vars(whole), "groups": dict(sorted(parts.items()))})


def customer_mean(customers: pl.Series, values: Floats, name: str, *, unit: str = "", prior: float = 0.0,
                  bounds: tuple[float, float] = (0.0, 1.0), level: float = LEVEL, query: str = "goals", n_min: int = N_MIN) -> Figure:
    """The mean over customers of each one's own mean, with an interval that resamples customers; NaN values are not known and left out.

    ``prior`` above 0 is for shares, so that 0 of n is not certain.
    """
    return customer_means(customers, {name: values}, unit=unit, prior=prior, bounds=bounds, level=level, query=query, n_min=n_min)[name]


def customer_means(customers: pl.Series, columns: Mapping[str, Floats], *, unit: str = "", prior: float = 0.0,
                   bounds: tuple[float, float] = (0.0, 1.0), level: float = LEVEL, query: str = "goals",
                   n_min: int = N_MIN) -> dict[str, Figure]:
    """``customer_mean`` of several columns, whose customers are drawn together: figures by name."""
    frame = pl.DataFrame({"customer": customers, **{name: pl.Series(name, values, pl.Float64).fill_nan(None) for name, values in
                                                    columns.items()}})
    each = frame.group_by("customer").agg(pl.col(name).mean() for name in columns).sort("customer")
    known = each.select(pl.col(name).is_not_null().cast(pl.Float64) for name in columns).to_numpy()
    n = known.sum(axis=0)
    ends = np.full((3, len(columns)), np.nan)
    if each.height:
        top = each.select(pl.col(name).fill_null(0.0) for name in columns).to_numpy()
        kept = n > 0
        found = ratios(top[:, kept], known[:, kept], streams.stream_keys(SEED, hash64(each["customer"])), prior=prior, level=level,
                       bounds=bounds)
        ends[:, kept] = found.value, np.fmin(found.low, found.value), np.fmax(found.high, found.value)
    figures = {}
    for at, name in enumerate(columns):
        value, low, high = (float(end) for end in ends[:, at])
        evidence = Evidence(query, frame.height - frame[name].null_count())
        figures[name] = estimate(name, value, low, high, method=METHOD, unit=unit, n=int(n[at]), n_min=max(n_min, 2), level=level,
                                 evidence=evidence)
    return figures


def _figures(goals: pl.DataFrame, level: float, query: str) -> Attainment:
    whose = goals["customer"]
    t, base, change = (goals[name].fill_null(np.nan).to_numpy() for name in ("t", "t_baseline", "t_change"))
    means = customer_means(whose, {"attainment T": t, "baseline T": base}, unit="T", bounds=T_BOUNDS, level=level, query=query)
    changed = customer_mean(whose, change, "change of T", unit="T", bounds=CHANGE_BOUNDS, level=level, query=query)
    short = goals["lowered"] & (goals["t"] < 50).fill_null(True)
    gone = (goals["state"] == "abandoned").to_numpy()
    shares = {f"goals {state}": (goals["state"] == state).cast(pl.Float64).to_numpy() for state in STATES}
    shares["regret"] = short.cast(pl.Float64).to_numpy()
    for reason, said in REASONS.items():  # of the goals that were given up
        shares[f"given up: {said}"] = np.where(gone, (goals["reason"] == reason).cast(pl.Float64).to_numpy(), np.nan)
    found = customer_means(whose, shares, unit="share", prior=0.5, level=level, query=query)
    known = goals.filter(pl.col("t").is_not_null())["customer"].n_unique()
    n_unknown = whose.n_unique() - known
    warnings = []
    if n_unknown:
        warnings.append(f"Of {n_unknown} {noun(n_unknown, 'customers')} nothing is known yet; none of the means counts them.")
    partly = goals.filter((pl.col("n_known") > 0) & (pl.col("n_known") < pl.col("n"))).height if set(SCALES) <= set(goals.columns) else 0
    if partly:
        warnings.append(f"Of {partly} goal{'s' if partly > 1 else ''} some measures are not known: T counts the others.")
    if n := int(goals["lowered"].sum()):
        warnings.append(f"{n} {noun(n, 'goals')} {'was' if n == 1 else 'were'} made easier: judged is what was declared.")
    return Attainment(
        means["attainment T"], means["baseline T"], changed, {state: found[f"goals {state}"] for state in STATES},
        {reason: found[f"given up: {said}"] for reason, said in REASONS.items()}, found["regret"],
        count("goals", goals.height, evidence=Evidence(query, goals.height), unit="goals"), whose.n_unique(), n_unknown, {},
        tuple(warnings))
