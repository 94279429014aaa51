"""Whether customers attain less with a partner than others with as many other partners: what tells harm from being used instead of better.

Where customers use about as many partners as each other, a use of one is none of another, so a partner that adds nothing makes those who
used it attain less than the rest. Here customers who used a partner and n others stand beside those who used n others without it, for every
n, and the differences are averaged by how much each tells (as in a regression on use with a level for each n). A household counts once
for all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.ratio import ratio
from lifeworld.scorecard.core.partners.found import Contributions
from lifeworld.scorecard.core.partners.game import distinct
from lifeworld.scorecard.core.values import K_PARTNER

Floats = NDArray[np.float64]
OTHERS_MAX = 50
"""Customers with more other partners than these are of one group."""


@dataclass(frozen=True, eq=False)
class Beside:
    """Of partners (places in the contributions' keys): the difference in points of T, the ends of its interval, and the customers on the
    smaller side who could be compared, float64[k] each; NaN where fewer than ten on either side can be. ``low_all`` and ``high_all``: of
    the intervals of all partners at once (Bonferroni).
    """

    partners: NDArray[np.int64]
    value: Floats
    low: Floats
    high: Floats
    low_all: Floats
    high_all: Floats
    n: Floats

    @property
    def harmful(self) -> NDArray[np.bool_]:
        """Partners with whom customers attain less, whatever else they used, bool[k]."""
        return self.high_all < 0


def beside(known: pl.DataFrame, found: Contributions, partners: NDArray[np.int64], level: float) -> Beside:
    """The differences of some partners; ``known``: customer and t."""
    p, blocks = len(found.keys), found.blocks.n
    t = np.full(found.blocks.customers.height, np.nan)
    t[found.blocks.codes(known["customer"])] = known["t"].to_numpy()
    told = np.isfinite(t)[found.whose]
    what, who = np.divmod(distinct(found.which[told].astype(np.int64) * len(t) + found.whose[told]), len(t))
    size = np.minimum(np.bincount(who, minlength=len(t)), OTHERS_MAX)
    block = found.blocks.customers["block"].to_numpy()
    everybody = np.flatnonzero(np.isfinite(t))
    groups = int(size.max(initial=0)) + 2
    sums, counts = (_cells(block[everybody] * groups + size[everybody], one, blocks, groups) for one in (t[everybody], None))
    starts = np.searchsorted(what, np.arange(p + 1))
    made = np.full((3, len(partners)), np.nan)
    for row, partner in enumerate(partners):
        users = who[starts[partner]:starts[partner + 1]]
        at = block[users] * groups + size[users]
        own, owners = _cells(at, t[users], blocks, groups), _cells(at, None, blocks, groups)
        made[:, row] = _difference((own, owners), (sums - own, counts - owners))
    value, spread, n = made
    value = np.where(n >= K_PARTNER, value, np.nan)
    judged = max(int(found.enough.sum()), 1)
    ends = []
    for chance in ((1 - level) / 2, (1 - level) / 2 / judged):
        reach = np.asarray(quantiles.student(1 - chance, np.maximum(n - 1, 1))) * spread
        ends += [value - reach, value + reach]
    return Beside(partners, value, ends[0], ends[1], ends[2], ends[3], n)


def _cells(at: NDArray[np.int64], values: Floats | None, blocks: int, groups: int) -> Floats:
    """Sums of values (None: numbers) by block and number of partners, float64[blocks, groups]."""
    return np.bincount(at, values, blocks * groups).reshape(blocks, groups).astype(np.float64)


def _difference(used: tuple[Floats, Floats], others: tuple[Floats, Floats]) -> tuple[float, float, float]:
    """Difference, its standard error and the customers on the smaller side, from sums and numbers of users and of all others by block and
    number of partners: users of n partners stand beside others of n - 1.
    """
    (sum_a, n_a), (sum_b, n_b) = (tuple(one[:, 1:] for one in used), tuple(one[:, :-1] for one in others))
    all_a, all_b = n_a.sum(axis=0), n_b.sum(axis=0)
    both = (all_a > 0) & (all_b > 0)
    weight = np.where(both, ratio(all_a * all_b, all_a + all_b, unknown=0.0), 0.0)
    whole = float(weight.sum())
    if whole <= 0:
        return (float("nan"),) * 3
    weight /= whole
    mean_a, mean_b = ratio(sum_a.sum(axis=0), all_a, unknown=0.0), ratio(sum_b.sum(axis=0), all_b, unknown=0.0)
    value = float((weight * (mean_a - mean_b)).sum())
    influence = ((sum_a - n_a * mean_a) * ratio(weight, all_a, unknown=0.0) - (sum_b - n_b * mean_b) * ratio(weight, all_b, unknown=0.0))
    spread = float(np.sqrt((influence.sum(axis=1) ** 2).sum()))
    return value, spread, float(min(all_a[both].sum(), all_b[both].sum()))
