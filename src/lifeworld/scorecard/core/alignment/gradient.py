"""Whether a partner earns more in months in which more of its customers attain, at the same number of customers.

Earnings of partner i in month m = a level of partner i + slope * customers who attained + volume * customers. The partner's own level and
its number of customers are taken out, because busy partners earn more whatever comes of it. The slope's interval leaves out each partner
once (cluster jackknife, CR3; Bell & McCaffrey 2002) with Student's t; the explained share is that of outcomes beyond volume, within
partners.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles, streams
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
PART = 46


@dataclass(frozen=True)
class Gradient:
    """Slope (money for a customer who attained, at the same number of customers) and share of variance explained, as (value, low, high);
    None where it cannot be told. ``n_months``: partner-months; ``n_partners``: partners with at least two months.
    """

    slope: tuple[float, float, float] | None
    explained: tuple[float, float, float] | None
    n_months: int
    n_partners: int


def months(partner: NDArray[np.integer], month: NDArray[np.integer], *columns: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Sums of columns by partner and month: the partner of each pair, int64[k], and the sums, float64[k, columns]."""
    code = partner.astype(np.int64) * 100_000 + month
    pairs, at = np.unique(code, return_inverse=True)
    return pairs // 100_000, np.stack([np.bincount(at, one, len(pairs)) for one in columns], axis=1)


def gradient(whose: NDArray[np.int64], earned: Floats, attained: Floats, customers: Floats, level: float, *, seed: int,
             replicates: int) -> Gradient:
    """The gradient of partner-months: all arrays float64[k] but ``whose``, the partner of each.

    >>> rng = np.random.default_rng(1)
    >>> who, n, good = np.repeat(np.arange(20), 6), rng.poisson(20, 120), rng.poisson(8, 120)
    >>> found = gradient(who, 5.0 * good + 2 * n + who + rng.normal(size=120), good, n, 0.9, seed=1, replicates=100)
    >>> round(found.slope[0]), found.slope[1] < 5 < found.slope[2], found.explained[0] > 0.9
    (5, True, True)
    """
    at = np.unique(whose, return_inverse=True)[1]
    per = np.bincount(at)
    columns = np.stack([attained, customers, earned], axis=1).astype(np.float64)
    means = np.stack([np.bincount(at, one) for one in columns.T], axis=1) / per[:, None]
    within = columns - means[at]
    products = np.stack([np.bincount(at, within[:, i] * within[:, j]) for i in range(3) for j in range(3)], axis=1)
    several = per >= 2
    products = products[several].reshape(-1, 3, 3)
    n = len(products)
    if n < 3:
        return Gradient(None, None, len(whose), n)
    whole = products.sum(axis=0)
    value, share = _told(whole[None])
    if np.isnan(value[0]):
        return Gradient(None, None, len(whose), n)
    without, _ = _told(whole[None] - products)
    without = np.where(np.isnan(without), value[0], without)
    spread = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    reach = float(quantiles.student((1 + level) / 2, n - 1)) * float(spread)
    drawn = np.floor(streams.uniforms(streams.stream_keys(seed, PART, np.arange(replicates, dtype=np.uint64)), n) * n).astype(np.int64)
    weights = np.zeros((replicates, n))
    np.add.at(weights, (np.arange(replicates)[:, None], drawn), 1.0)
    _, again = _told(np.einsum("bn,nij->bij", weights, products))
    ends = np.quantile(again[np.isfinite(again)], [(1 - level) / 2, (1 + level) / 2]) if np.isfinite(again).any() else (0.0, 1.0)
    explained = float(share[0])
    return Gradient((float(value[0]), float(value[0]) - reach, float(value[0]) + reach),
                    (explained, min(float(ends[0]), explained), max(float(ends[1]), explained)), len(whose), n)


def _told(products: Floats) -> tuple[Floats, Floats]:
    """Slope and partial share explained of each matrix of products (attained, customers, earned), float64[rows] each.

    Volume is taken out of outcomes and earnings first (Frisch & Waugh 1933).
    """
    volume = products[:, 1, 1]
    x = products[:, 0, 0] - ratio(products[:, 0, 1] ** 2, volume, unknown=0.0)
    y = products[:, 2, 2] - ratio(products[:, 1, 2] ** 2, volume, unknown=0.0)
    both = products[:, 0, 2] - ratio(products[:, 0, 1] * products[:, 1, 2], volume, unknown=0.0)
    x = np.where(x > 1e-9 * np.maximum(products[:, 0, 0], 1e-300), x, 0.0)
    return ratio(both, x), np.clip(ratio(both**2, x * np.maximum(y, 0.0)), 0.0, 1.0)


def month_of(at: pl.Series) -> NDArray[np.int64]:
    """Months since the year 0 of each time, int64[n]; -1 where it is not known."""
    return (at.dt.year().cast(pl.Int64) * 12 + at.dt.month().cast(pl.Int64) - 1).fill_null(-1).to_numpy()
