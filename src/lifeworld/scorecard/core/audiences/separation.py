"""Whether what customers attain separates the audience from the rest, and whether it is the audience who comes."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.goals.core.in_range import wilson
from lifeworld.kit import quantiles
from lifeworld.scorecard.core.clusters import Between, Moments, household_of, moments
from lifeworld.scorecard.core.frames import Frames

Floats = NDArray[np.float64]


def attained(frames: Frames) -> pl.DataFrame:
    """Customers of whom both are known, the mean of T over their goals and whether they belong to the audience: customer, t, target,
    household.
    """
    each = frames["goals"].filter(pl.col("t").is_not_null()).sort("customer", "goal").group_by("customer", maintain_order=True).agg(
        pl.col("t").mean())
    known = frames["customers"].filter(pl.col("target").is_not_null()).select("customer", "target")
    return household_of(each.join(known, on="customer", maintain_order="left"), frames).sort("household", "customer")


def auc_between(table: pl.DataFrame, level: float) -> Between | None:
    """P(a customer of the audience has a higher T than another customer), ties as one half: DeLong's variance (1988, doi 10.2307/2531595)
    with households as clusters (Obuchowski 1997), the interval on the logit. ``n``: both kinds, ``events``: the fewer of the two. None
    without customers of both kinds.

    >>> found = auc_between(pl.DataFrame({"t": [1.0, 2, 3, 4], "target": [False, False, True, True], "household": list("abcd")}), 0.9)
    >>> found.value
    1.0
    """
    t, target = table["t"].to_numpy(), table["target"].to_numpy().astype(np.bool_)
    ours, rest = np.sort(t[target]), np.sort(t[~target])
    if not len(ours) or not len(rest):
        return None
    place = np.where(target, _below(rest, t) / len(rest), 1 - _below(ours, t) / len(ours))
    value = float(place[target].sum() / len(ours))
    pull = (place - value) / np.where(target, len(ours), len(rest))
    pulls = pl.DataFrame({"household": table["household"], "pull": pull})
    homes = pulls.group_by("household", maintain_order=True).agg(pl.col("pull").sum())
    each, n = homes["pull"].to_numpy(), homes.height
    deviation = math.sqrt(n / max(n - 1, 1) * float((each**2).sum()))
    least, every = float(min(len(ours), len(rest))), float(len(t))
    if not 0 < value < 1 or not deviation:
        return Between(value, *wilson(value, least, level), every, least)
    logit, half = math.log(value / (1 - value)), float(quantiles.normal((1 + level) / 2)) * deviation / (value * (1 - value))
    return Between(value, 1 / (1 + math.exp(half - logit)), 1 / (1 + math.exp(-half - logit)), every, least)


def _below(ordered: Floats, values: Floats) -> Floats:
    """How many of the ordered numbers are below each value, ties as one half."""
    return np.asarray((np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2, np.float64)


def came(frames: Frames) -> Moments:
    """Customers of whom it is known whether they belong to the audience and whether they were active, counted over households."""
    known = frames["customers"].filter(pl.col("target").is_not_null(), pl.col("active").is_not_null())
    ours, active = pl.col("target"), pl.col("active")
    counts = {"n": active.is_not_null(), "hit": ours & active, "ours": ours, "active": active, "rest": ~ours, "other": ~ours & active}
    rows = household_of(known.select("customer", *(one.cast(pl.Int64).alias(name) for name, one in counts.items())), frames)
    homes = rows.group_by("household").agg(pl.col(name).sum() for name in counts).with_columns(
        hit_twice=2 * pl.col("hit"), either=pl.col("ours") + pl.col("active"))
    return moments(homes, (*counts, "hit_twice", "either"))
