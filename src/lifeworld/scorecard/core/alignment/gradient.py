"""Whether a partner earns more in months in which more of its customers attain, at the same number of customers and in the same month.

Earnings of partner i in month m = a level of partner i + a level of month m + slope * customers who attained + volume * customers. Levels
and the number of customers are taken out, because busy partners earn more whatever comes of it, and so does everybody in a good season.
The slope's interval leaves out each partner once (cluster jackknife, CR3; Bell & McCaffrey 2002) with Student's t. Two shares are
explained: that of outcomes within partners (R2), which has volume and season in it, and that of outcomes beyond them (partial R2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles, streams
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
Ends = tuple[float, float, float]
PART = 46
MONTHS_MIN = 3
"""Months below which a partner's changes cannot be told from the season's."""


@dataclass(frozen=True)
class Gradient:
    """Slope (money for a customer who attained, at the same number of customers and in the same month), share of variance explained within
    partners, and what outcomes explain of it beyond volume and months: (value, low, high) each; None where it cannot be told.

    ``n_rows``: partner-months; ``n_partners``: partners with at least two months; ``n_months``: months.
    """

    slope: Ends | None
    explained: Ends | None
    partial: Ends | None
    n_rows: int
    n_partners: int
    n_months: int


def months(partner: NDArray[np.integer], month: NDArray[np.integer],
           *columns: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Sums of columns by partner and month: partner and month of each pair, int64[k], and the sums, float64[k, columns]."""
    code = partner.astype(np.int64) * 100_000 + month
    pairs, at = np.unique(code, return_inverse=True)
    return pairs // 100_000, pairs % 100_000, np.stack([np.bincount(at, one, len(pairs)) for one in columns], axis=1)


def gradient(whose: NDArray[np.int64], month: NDArray[np.int64], earned: Floats, attained: Floats, customers: Floats, level: float, *,
             seed: int, replicates: int) -> Gradient:
    """The gradient of partner-months: all arrays float64[k] but ``whose`` and ``month``, the partner and the month of each.

    >>> rng = np.random.default_rng(1)
    >>> who, when, n, good = np.repeat(np.arange(20), 6), np.tile(np.arange(6), 20), rng.poisson(20, 120), rng.poisson(8, 120)
    >>> found = gradient(who, when, 5.0 * good + 2 * n + who + 9 * when + rng.normal(size=120), good, n, 0.9, seed=1, replicates=100)
    >>> round(found.slope[0]), found.slope[1] < 5 < found.slope[2], found.partial[0] > 0.9
    (5, True, True)
    """
    at, seasons = np.unique(whose, return_inverse=True)[1], np.unique(month)
    products = _products(at, np.column_stack([attained, earned, customers, month[:, None] == seasons[1:]]).astype(np.float64))
    n = len(products)
    if n < 3 or len(seasons) < MONTHS_MIN:
        return Gradient(None, None, None, len(whose), n, len(seasons))
    whole = products.sum(axis=0)
    value, partial, explained = (float(one[0]) for one in _told(whole[None]))
    if np.isnan(value):
        return Gradient(None, None, None, len(whose), n, len(seasons))
    without = _told(whole - products)[0]
    without = np.where(np.isnan(without), value, without)
    spread = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    reach = float(quantiles.student((1 + level) / 2, n - 1)) * float(spread)
    drawn = np.floor(streams.uniforms(streams.stream_keys(seed, PART, np.arange(replicates, dtype=np.uint64)), n) * n).astype(np.int64)
    weights = np.zeros((replicates, n))
    np.add.at(weights, (np.arange(replicates)[:, None], drawn), 1.0)
    _, partials, all_ = _told((weights @ products.reshape(n, -1)).reshape(replicates, *whole.shape))
    return Gradient((value, value - reach, value + reach), _around(explained, all_, level), _around(partial, partials, level),
                    len(whose), n, len(seasons))


def _products(at: NDArray[np.intp], columns: Floats) -> Floats:
    """Products of columns within each partner with two months or more, float64[partners, columns, columns]."""
    per, k = np.bincount(at), columns.shape[1]
    means = np.stack([np.bincount(at, one) for one in columns.T], axis=1) / per[:, None]
    within = columns - means[at]
    made = np.stack([np.bincount(at, within[:, i] * within[:, j]) for i in range(k) for j in range(k)], axis=1)
    return np.asarray(made[per >= 2].reshape(-1, k, k))


def _around(value: float, again: Floats, level: float) -> Ends:
    told = again[np.isfinite(again)]
    low, high = np.quantile(told, [(1 - level) / 2, (1 + level) / 2]) if len(told) else (0.0, 1.0)
    return value, min(float(low), value), max(float(high), value)


def _told(products: Floats) -> tuple[Floats, Floats, Floats]:
    """Slope, partial share and share explained of each matrix of products (attained, earned, and what is taken out), float64[rows] each.

    Volume and months are taken out of outcomes and earnings first (Frisch & Waugh 1933).
    """
    size = np.sqrt(np.maximum(np.einsum("bii->bi", products[:, 2:, 2:]), 1e-300))
    cross = products[:, 2:, :2] / size[:, :, None]
    taken = products[:, 2:, 2:] / size[:, :, None] / size[:, None, :]
    left = products[:, :2, :2] - cross.transpose(0, 2, 1) @ np.linalg.pinv(taken, rcond=1e-9, hermitian=True) @ cross
    before, paid = products[:, 0, 0], products[:, 1, 1]
    x = np.where(left[:, 0, 0] > 1e-9 * np.maximum(before, 1e-300), left[:, 0, 0], 0.0)
    y, both = np.maximum(left[:, 1, 1], 0.0), left[:, 0, 1]
    return (ratio(both, x), np.clip(ratio(both**2, x * y), 0.0, 1.0), np.clip(ratio(products[:, 0, 1] ** 2, before * paid), 0.0, 1.0))


def month_of(at: pl.Series) -> NDArray[np.int64]:
    """Months since the year 0 of each time, int64[n]; -1 where it is not known."""
    return (at.dt.year().cast(pl.Int64) * 12 + at.dt.month().cast(pl.Int64) - 1).fill_null(-1).to_numpy()
