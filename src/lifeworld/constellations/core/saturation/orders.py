"""Random orders of customers, and how many distinct things each order has brought after every customer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys, uniforms

Ints = NDArray[np.int64]
Places = NDArray[np.int32]

ORDERS = 200
CUSTOMERS_MAX = 2000
"""Of more customers, this many are drawn at random: the rule looks at the first few of an order anyway."""


@dataclass(frozen=True)
class Brought:
    """Who brings what: E pairs of customer (0..n - 1) and thing (0..k - 1), each once, sorted by thing.

    ``customers`` are the names, sorted; ``of`` says how many there were before some were drawn at random.
    """

    customers: pl.Series
    customer: Ints
    thing: Ints
    n_things: int
    of: int


def luck_of(customers: pl.Series, seed: int) -> NDArray[np.float64]:
    """A number between 0 and 1 for each customer, float64[n]: those with the smallest are drawn. Keyed by customer, not by row."""
    return uniforms(stream_keys(seed, 71, hash64(customers)), 1)[:, 0]


def brought(customers: pl.Series, pairs: pl.DataFrame, seed: int) -> Brought:
    """``pairs`` (customer, thing) of these customers; a customer without any pair counts as one who brings nothing."""
    everyone = customers.drop_nulls().cast(pl.String).unique().sort()
    chosen = everyone
    if len(everyone) > CUSTOMERS_MAX:
        luck = luck_of(everyone, seed)
        chosen = everyone.gather(np.sort(np.argsort(luck, kind="stable")[:CUSTOMERS_MAX]))
    kept = pairs.filter(pl.col("customer").is_in(chosen.to_list())).select("customer", "thing").unique().sort("thing", "customer")
    things = kept["thing"].unique().sort()
    return Brought(
        chosen.rename("customer"), chosen.search_sorted(kept["customer"]).to_numpy().astype(np.int64),
        things.search_sorted(kept["thing"]).to_numpy().astype(np.int64), len(things), len(everyone),
    )


def random_positions(customers: pl.Series, seed: int, orders: int = ORDERS) -> Places:
    """The place (0..n - 1) of each customer in each order: int32[orders, n]; keyed by customer, not by row."""
    luck = uniforms(stream_keys(seed, 72, hash64(customers)), orders)
    return np.ascontiguousarray(luck.argsort(axis=0).argsort(axis=0).T.astype(np.int32))


def found_after(who: Brought, positions: Places) -> Ints:
    """Distinct things after each customer of each order: int64[orders, n], the last column holds all.

    A thing appears where the first customer who brings it stands, so one minimum over its customers suffices.
    """
    orders, n = positions.shape
    if not len(who.thing):
        return np.zeros((orders, n), np.int64)
    starts = np.flatnonzero(np.diff(who.thing, prepend=-1))
    first = np.minimum.reduceat(positions[:, who.customer], starts, axis=1)
    cells = (np.arange(orders, dtype=np.int64)[:, None] * n + first).ravel()
    return np.bincount(cells, minlength=orders * n).reshape(orders, n).cumsum(axis=1)
