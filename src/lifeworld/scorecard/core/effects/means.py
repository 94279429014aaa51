"""Means over customers, each counted once, with intervals that draw whole households.

``goals.core.attainment.customer_means`` draws customers; here customers of one household go together, with the same bootstrap where there
are up to ``DRAWN_MAX`` of them. Of more, the interval is the one that the bootstrap comes to: by the households' sums (linearised ratio),
for shares Wilson's (1927) on as many customers as the spread is worth.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from lifeworld.constellations.core.resampling import ratios
from lifeworld.goals.core.attainment import SEED
from lifeworld.goals.core.in_range import wilson
from lifeworld.kit import quantiles, streams
from lifeworld.kit.figure import Figure
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.effects.cells import Floats
from lifeworld.scorecard.core.effects.intervals import for_one_look, printed
from lifeworld.scorecard.core.values import N_MIN, Asked

DRAWN_MAX = 20_000
"""Households up to which they are drawn; of more, the formula is used."""


def clustered_means(who: pl.DataFrame, columns: Mapping[str, Floats], *, unit: str = "", prior: float = 0.0,
                    bounds: tuple[float, float] = (0.0, 1.0), asked: Asked, query: str, n_min: int = N_MIN) -> dict[str, Figure]:
    """Means of columns float64[n] (NaN: not known) of rows with customer and household (null: alone): figures by name.

    A customer with several rows counts once, by the mean of what is known of her. ``prior`` above 0 is for shares, so that 0 of n is not
    certain. Without households the figures are those of ``customer_means``.
    """
    frame = pl.DataFrame({"customer": who["customer"], "household": who["household"], **{
        f"column {name}": pl.Series(values, dtype=pl.Float64).fill_nan(None) for name, values in columns.items()}})
    each = (frame.lazy().sort("customer", *(f"column {name}" for name in columns)).group_by("customer", maintain_order=True)
            .agg(pl.col("household").min(), pl.col("^column .*$").mean()))
    house = pl.coalesce(pl.format("household {}", "household"), pl.col("customer").cast(pl.String))
    together = (each.with_columns(house=house).group_by("house", maintain_order=True)
                .agg(pl.col("^column .*$").sum(), pl.col("^column .*$").count().name.suffix(" known")).sort("house").collect())
    top = together.select(f"column {name}" for name in columns).to_numpy().astype(np.float64)
    below = together.select(f"column {name} known" for name in columns).to_numpy().astype(np.float64)
    ends, method = _drawn(together["house"], top, below, prior, bounds, asked) if together.height <= DRAWN_MAX else _formula(
        top, below, prior, bounds, asked)
    found = {}
    for at, name in enumerate(columns):
        value, low, high = (float(end) for end in ends[:, at])
        found[name] = printed(name, value, low, high, asked=asked, query=query, method=for_one_look(method, asked), unit=unit,
                              n=int(below[:, at].sum()), n_min=max(n_min, 2),
                              n_evidence=frame.height - frame[f"column {name}"].null_count())
    return found


def _drawn(houses: pl.Series, top: Floats, below: Floats, prior: float, bounds: tuple[float, float], asked: Asked) -> tuple[Floats, str]:
    ends = np.full((3, top.shape[1]), np.nan)
    kept = below.sum(axis=0) > 0
    if kept.any():
        keys = streams.stream_keys(SEED, hash64(houses))
        found = ratios(top[:, kept], below[:, kept], keys, prior=prior, level=asked.level, bounds=bounds)
        ends[:, kept] = found.value, np.fmin(found.low, found.value), np.fmax(found.high, found.value)
    return ends, "mean over customers; Bayesian bootstrap over households"


def _formula(top: Floats, below: Floats, prior: float, bounds: tuple[float, float], asked: Asked) -> tuple[Floats, str]:
    ends = np.full((3, top.shape[1]), np.nan)
    z = float(quantiles.normal((1 + asked.level) / 2))
    for at in np.flatnonzero(below.sum(axis=0) > 0):
        n = below[:, at].sum()
        value = top[:, at].sum() / n
        variance = float(((top[:, at] - value * below[:, at]) ** 2).sum()) / n**2
        if prior:
            worth = min(value * (1 - value) / variance, n) if variance > 0 else float((below[:, at] > 0).sum())
            ends[:, at] = (value, *wilson(float(value), max(worth, 1.0), asked.level))
        else:
            half = z * np.sqrt(variance)
            ends[:, at] = value, max(value - half, bounds[0]), min(value + half, bounds[1])
    return ends, "mean over customers; interval by sums over households"
