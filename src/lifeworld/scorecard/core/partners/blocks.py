"""Who goes together, and how often each is drawn: households and their bootstrap weights.

Up to ``BLOCKS`` households each are a block of their own. Of more, hashed households share ``BLOCKS`` blocks: blocks of households drawn at
random differ as households do, and a thousand of them tell a variance to within 5 %. Weights are Poisson(1), keyed by household, so that
every figure of the fourth and the fifth factor draws the same customers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles, streams
from lifeworld.kit.ids import hash64
from lifeworld.kit.ratio import ratio
from lifeworld.scorecard.core.clusters import ALONE, SHARED

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
BLOCKS = 1000
PART = 41
"""Part of the random streams that bootstrap weights come from."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """``customers``: columns customer, household (a hash; whoever is alone is one, too) and block, a customer each, in order.

    ``weights``: float32[blocks, replicates].
    """

    customers: pl.DataFrame
    weights: NDArray[np.float32]

    @property
    def n(self) -> int:
        """How many blocks there are."""
        return len(self.weights)

    def codes(self, customers: pl.Series) -> Whole:
        """Place of each customer in ``customers``, int64[n]; -1 where nobody is known."""
        known = self.customers.select("customer", code=pl.int_range(pl.len(), dtype=pl.Int64))
        asked = customers.rename("customer").cast(pl.String).to_frame()
        found = asked.join(known, on="customer", how="left", maintain_order="left")["code"]
        return found.fill_null(-1).to_numpy()

    def of(self, customers: pl.Series) -> Whole:
        """Block of each customer, int64[n]; -1 where nobody is known."""
        block = np.append(self.customers["block"].to_numpy(), -1)
        return np.asarray(block[self.codes(customers)])


def blocks(customers: pl.DataFrame, others: Iterable[pl.Series], replicates: int, seed: int, blocks_max: int = BLOCKS) -> Blocks:
    """The blocks of customers: ``customers`` has customer and household (null: alone); ``others``: customers of further frames.

    >>> table = pl.DataFrame({"customer": ["a", "b", "c"], "household": ["h", None, "h"]})
    >>> made = blocks(table, [pl.Series(["d", "a", None])], 4, seed=1)
    >>> made.n, made.weights.shape, bool(made.of(pl.Series(["a"]))[0] == made.of(pl.Series(["c"]))[0]), made.of(pl.Series([None])).tolist()
    (3, (3, 4), True, [-1])
    """
    known = customers.select("customer", "household").unique("customer", keep="any")
    rest = pl.concat([known["customer"].head(0), *(one.drop_nulls().unique() for one in others)]).unique().rename("customer").to_frame()
    late = rest.join(known, on="customer", how="anti").with_columns(household=pl.lit(None, pl.String))
    everybody = pl.concat([known, late]).sort("customer")
    own = pl.when(pl.col("household").is_null()).then(pl.lit(ALONE) + pl.col("customer")).otherwise(pl.lit(SHARED) + pl.col("household"))
    keys = hash64(everybody.select(own.alias("own"))["own"])
    houses, place = np.unique(keys, return_inverse=True)
    if len(houses) > blocks_max:
        houses, place = np.arange(blocks_max, dtype=np.uint64), (keys % np.uint64(blocks_max)).astype(np.int64)
    weights = streams.poisson_weights(streams.stream_keys(seed, PART, houses), replicates)
    return Blocks(everybody.select("customer", household=pl.Series(keys), block=pl.Series(place, dtype=pl.Int64)), weights)


def shares(top: Floats, bottom: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """Ratios of sums over blocks, each between 0 and 1, with clustered intervals: value, low and high, float64[k] each.

    ``top`` is float64[k, blocks], ``bottom`` float64[blocks] or [k, blocks], 0 <= top <= bottom. The interval is that of a Beta
    distribution for as many customers as blocks differ like (Korn & Graubard 1998, ISSN 1492-0921); NaN where nothing is in ``bottom``.

    >>> value, low, high = shares(np.array([[1.0] * 12 + [0.0] * 28]), np.ones(40), 0.9)
    >>> value.tolist(), low.round(2).tolist(), high.round(2).tolist()
    ([0.3], [0.19], [0.43])
    """
    below = np.broadcast_to(bottom, top.shape)
    whole = below.sum(axis=1)
    value = ratio(top.sum(axis=1), whole)
    n = (below > 0).sum(axis=1).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = ((top - value[:, None] * below) ** 2).sum(axis=1) / whole**2 * n / (n - 1)
        kish = whole**2 / (below**2).sum(axis=1)
        worth = np.where(spread > 0, value * (1 - value) / spread, kish)
        few = quantiles.normal((1 + level) / 2) / quantiles.student((1 + level) / 2, np.maximum(n - 1, 1))
    worth = np.maximum(np.where(np.isfinite(worth), worth * few**2, 0.0), 0.0)
    known = np.where(np.isnan(value), 0.5, value)
    low = quantiles.beta((1 - level) / 2, known * worth + 0.5, (1 - known) * worth + 0.5)
    high = quantiles.beta((1 + level) / 2, known * worth + 0.5, (1 - known) * worth + 0.5)
    gone = np.isnan(value)
    return value, np.where(gone, np.nan, np.fmin(low, known)), np.where(gone, np.nan, np.fmax(high, known))
