"""The game whose value is customers' attainment: what is known of every set of partners that customers used.

``v(S)`` is the mean attainment T of customers who used nobody outside S, drawn towards the mean of all by ``shrink`` customers:
(sum of T + shrink * mean) / (customers + shrink). So v of all partners is the mean of all customers, and v of none is that of customers who
used nobody. Customers of whom T is not known are left out. Source: reference/six-factors.md, F4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys
from lifeworld.scorecard.core.partners.blocks import Blocks

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
REPEATS_MIN = 30
"""Repeats of used sets below which variance between them is told from customers who share a partner."""
SHRINK_MIN = 1.0
ONE_SET = "one used set"


@dataclass(frozen=True, eq=False)
class Game:
    """Customers by the set that they used. ``keys``: partners, sorted; ``hashes``: of each, for its random streams.

    ``members`` and ``starts``: partners of each used set, flat, in sets of falling size (the empty set, if used, is last). ``total`` and
    ``n``: sum of T and customers of each set. ``set_of``, ``block``, ``t``: of each customer with a known T. ``shrink``: see above;
    ``shrunk_by``: what told it. ``whose`` and ``which``: customer (place in the blocks) and partner of each use. ``n_unknown``: customers
    who used somebody and of whom T is not known.
    """

    keys: tuple[str, ...]
    hashes: NDArray[np.uint64]
    members: Whole
    starts: Whole
    total: Floats
    n: Floats
    set_of: Whole
    block: Whole
    t: Floats
    shrink: float
    shrunk_by: str
    whose: NDArray[np.int32]
    which: NDArray[np.int32]
    n_unknown: int

    @property
    def mean(self) -> float:
        """Mean T of all customers: v of all partners."""
        return float(self.total.sum() / self.n.sum()) if len(self.t) else float("nan")

    @property
    def sizes(self) -> Whole:
        """Partners in each used set, int64[sets]."""
        return np.diff(np.append(self.starts, len(self.members)))

    @property
    def alone(self) -> tuple[float, float]:
        """Sum of T and number of the customers who used nobody."""
        nobody = self.sizes == 0
        return float(self.total[nobody].sum()), float(self.n[nobody].sum())

    @property
    def n_customers(self) -> Whole:
        """Customers with a known T who used each partner, int64[partners]."""
        return np.bincount(self.members, np.repeat(self.n, self.sizes), len(self.keys)).astype(np.int64)


def attained_t(goals: pl.DataFrame) -> pl.DataFrame:
    """The mean T of each customer's goals of which T is known: customer and t, in order of customers."""
    return goals.filter(pl.col("t").is_not_null()).group_by("customer").agg(pl.col("t").sort().mean()).sort("customer")


def game(known: pl.DataFrame, uses: pl.DataFrame, blocks: Blocks, shrink: float | None = None) -> Game:
    """The game of customers with a known T (``attained_t``) and uses (customer, partner); ``shrink`` None: from the data."""
    partner = uses["partner"].unique().sort()
    keys, hashes = tuple(partner.to_list()), hash64(partner)
    each = blocks.codes(known["customer"])
    place = np.full(blocks.customers.height, -1, np.int64)
    place[each] = np.arange(len(each))
    whose, which = blocks.codes(uses["customer"]), coded(uses["partner"], partner)
    told = place[whose] >= 0
    unknown = np.zeros(blocks.customers.height, np.bool_)
    unknown[whose[~told]] = True
    who, what = np.divmod(distinct(place[whose[told]] * max(len(keys), 1) + which[told]), max(len(keys), 1))
    t = known["t"].to_numpy()
    set_of, members, starts = _sets(who, what, hashes, len(t))
    total, n = (np.bincount(set_of, one, len(starts)).astype(np.float64) for one in (t, np.ones(len(t))))
    block = blocks.customers["block"].to_numpy()[each]
    by = "given"
    if shrink is None:
        shrink, by = _shrink(t, set_of, total, n, who, what, len(keys))
    return Game(keys, hashes, members, starts, total, n, set_of, block, t, shrink, by, whose.astype(np.int32),
                which.astype(np.int32), int(unknown.sum()))


def coded(values: pl.Series, among: pl.Series) -> Whole:
    """Place of each value in ``among``, int64[n]."""
    table = pl.DataFrame({"value": among, "code": np.arange(len(among), dtype=np.int64)}, schema={"value": pl.String, "code": pl.Int64})
    return values.rename("value").to_frame().join(table, on="value", how="left", maintain_order="left")["code"].fill_null(-1).to_numpy()


def distinct(codes: Whole) -> Whole:
    """The distinct codes, sorted."""
    ordered = np.sort(codes)
    return np.asarray(ordered[np.diff(ordered, prepend=-1) != 0])


def _sets(who: Whole, what: Whole, hashes: NDArray[np.uint64], customers: int) -> tuple[Whole, Whole, Whole]:
    """Used sets of falling size: the set of each customer, and members and starts of the sets. ``who`` is sorted."""
    mark = np.zeros(customers, np.uint64)
    first = np.flatnonzero(np.diff(who, prepend=-1))
    if len(who):
        mark[who[first]] = np.add.reduceat(stream_keys(0, hashes)[what], first)  # the same sum whatever the order
    size = np.bincount(who, minlength=customers)
    found, example, set_of = np.unique(mark, return_index=True, return_inverse=True)
    falling = np.lexsort((found, -size[example]))
    place = np.empty(len(found), np.int64)
    place[falling] = np.arange(len(found))
    example, begins = example[falling], np.zeros(customers + 1, np.int64)
    np.cumsum(size, out=begins[1:])
    long = size[example]
    starts = np.cumsum(long) - long
    at = np.arange(int(long.sum())) + np.repeat(begins[example] - starts, long)
    return place[set_of], what[at], starts


def _shrink(t: Floats, set_of: Whole, total: Floats, n: Floats, who: Whole, what: Whole, partners: int) -> tuple[float, str]:
    """How many customers the mean of all is worth: variance within used sets by that between them (method of moments).

    Where sets hardly repeat, customers who share a partner tell the variance between. From 1 to the number of customers.
    """
    whole, sets = float(len(t)), len(n)
    if whole < 3:
        return SHRINK_MIN, "too few customers"
    if sets < 2:
        return whole, ONE_SET
    off = t - t.mean()
    if whole - sets >= REPEATS_MIN:
        means = total / n
        within = float(((t - means[set_of]) ** 2).sum() / (whole - sets))
        between = float((n * (means - t.mean()) ** 2).sum() - (sets - 1) * within) / (whole - float((n**2).sum()) / whole)
        by = "used sets"
    else:
        uses, squares = np.bincount(what, minlength=partners), np.bincount(what, off[who] ** 2, partners)
        pairs = float((uses * (uses - 1.0)).sum())
        between = float((np.bincount(what, off[who], partners) ** 2 - squares).sum()) / pairs if pairs else 0.0
        within, by = float(off.var(ddof=1)) - between, "customers who share a partner"
    if between <= 0:
        return whole, by
    return float(np.clip(within / between, SHRINK_MIN, whole)), by
