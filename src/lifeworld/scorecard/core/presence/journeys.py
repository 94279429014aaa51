"""What becomes of journeys: counted by household, those without a customer each alone."""

from __future__ import annotations

import numpy as np
import polars as pl

from lifeworld.goals.core.in_range import wilson
from lifeworld.scorecard.core.clusters import Between, Moments, moments, moments_of
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.presence.whose import Whose
from lifeworld.scorecard.core.values import K_PARTNER

_EMBEDDED, _DONE, _STEPS, _ACCOUNT = pl.col("embedded"), pl.col("done"), pl.col("steps"), pl.col("account_steps")
COUNTS: dict[str, pl.Expr] = {name: one.fill_null(value=False).cast(pl.Int64) for name, one in {
    "n": pl.col("journey").is_not_null(),
    "nobody": pl.col("customer").is_null(), "open": _DONE.is_null(),
    "need": pl.col("at_need"), "n_need": pl.col("at_need").is_not_null(),
    "near": pl.col("within_two_steps"), "n_near": pl.col("within_two_steps").is_not_null(),
    "away": _EMBEDDED & _DONE, "n_away": _EMBEDDED & _DONE.is_not_null(),
    "home": ~_EMBEDDED & _DONE, "n_home": ~_EMBEDDED & _DONE.is_not_null(),
    "carried": _EMBEDDED & pl.col("carried"), "n_carried": _EMBEDDED & pl.col("carried").is_not_null(),
    "with_account": _ACCOUNT > 0, "n_account": _ACCOUNT.is_not_null(),
    "n_steps": _STEPS.is_not_null(),
}.items()} | {"account": _ACCOUNT.fill_null(0)}
"""What is counted of each journey, by name: 0 or 1, and the steps that needed an account."""
OURS = ("near", "n_near")
"""Counted of the audience alone, where somebody is known to belong to it."""
AT_PARTNERS = ("away", "n_away", "carried", "n_carried", "need", "n_need")


def counted(frames: Frames, whom: Whose) -> tuple[Moments, pl.DataFrame, bool]:
    """Moments of ``COUNTS``, with ``early`` (as many steps as the median, or fewer), over households and journeys without a customer; how
    often each number of steps occurs (steps, len, rising); and whether ``OURS`` are counted of the audience alone.
    """
    starts = frames["starts"]
    steps = starts["steps"].drop_nulls().value_counts(name="len").sort("steps")
    middle = quantile_of(steps, 0.5)
    counts = {**COUNTS, "early": ((0 if middle is None else middle) >= _STEPS).fill_null(value=False).cast(pl.Int64)}
    chosen, known = bool(whom.target.any()), whom.known
    ours = np.where(known, whom.target[whom.who], False) if chosen else None
    home = whom.household()[known]
    table, alone = np.zeros((whom.homes, len(counts))), np.zeros((int((~known).sum()), len(counts)), np.int32)
    for at, (name, one) in enumerate(counts.items()):
        value = starts.select(one.alias(name)).to_series().to_numpy()
        value = value * ours if ours is not None and name in OURS else value
        table[:, at] = np.bincount(home, value[known], whom.homes)
        alone[:, at] = value[~known]
    names = tuple(counts)
    return moments_of(table[np.bincount(home, minlength=whom.homes) > 0], names) + moments_of(alone, names), steps, chosen


def quantile_of(steps: pl.DataFrame, share: float) -> int | None:
    """The smallest number of steps that at least this share of journeys does not exceed.

    >>> quantile_of(pl.DataFrame({"steps": [1, 2, 9], "len": [5, 4, 1]}), 0.5)
    1
    """
    if not steps.height:
        return None
    sums = steps["len"].cum_sum().to_numpy()
    at = int(np.searchsorted(sums, share * sums[-1] - 1e-9))
    return int(steps["steps"][min(at, steps.height - 1)])


def median_steps(found: Moments, steps: pl.DataFrame, level: float) -> Between | None:
    """The median of steps with an interval: numbers of steps at the ends of Wilson's interval of one half, on what households are worth
    (Woodruff 1952, doi 10.1080/01621459.1952.10483443).
    """
    value, share = quantile_of(steps, 0.5), found.share("early", "n_steps", level)
    if value is None or share is None:
        return None
    spread = found.spread(found.along(("early", 1.0), ("n_steps", -share.value))) / share.n**2
    even = share.value * (1 - share.value)
    worth = max(min(even / spread, share.n) if spread > 0 and even > 0 else float(min(found.clusters, share.n)), 1.0)
    low, high = (quantile_of(steps, end) for end in wilson(0.5, worth, level))
    return Between(float(value), float(low or 0), float(high or 0), share.n, share.n)


def by_partner(frames: Frames, whom: Whose, most: int) -> list[tuple[str, int, Moments]]:
    """Partners on whose pages at least ``K_PARTNER`` known customers began, those with most customers first, at most so many: key,
    customers, and moments of ``AT_PARTNERS`` over households.
    """
    codes = pl.DataFrame({"who": whom.who, "home": whom.household()})
    pages = frames["starts"].select("partner", _EMBEDDED).hstack(codes).filter(
        pl.col("partner").is_not_null(), _EMBEDDED, pl.col("who") >= 0)
    sizes = pages.group_by("partner").agg(customers=pl.col("who").n_unique()).filter(pl.col("customers") >= K_PARTNER)
    top = sizes.sort(["customers", "partner"], descending=[True, False]).head(most)
    counts = frames["starts"].lazy().with_columns(codes["home"]).filter(
        pl.col("partner").is_in(top["partner"].implode()), _EMBEDDED, pl.col("home") >= 0)
    each = counts.group_by("partner", "home").agg(COUNTS[name].sum().alias(name) for name in AT_PARTNERS).collect()
    parts = {key: moments(part, AT_PARTNERS) for (key,), part in each.partition_by("partner", as_dict=True).items()}
    return [(key, customers, parts[key]) for key, customers in top.iter_rows()]
