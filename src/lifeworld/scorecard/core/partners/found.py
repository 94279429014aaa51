"""What each partner contributes to customers' attainment, with intervals that redraw households."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partners import redrawn, shapley
from lifeworld.scorecard.core.partners.blocks import Blocks, blocks
from lifeworld.scorecard.core.partners.game import Game, attained_t, game
from lifeworld.scorecard.core.values import K_PARTNER, Asked

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Contributions:
    """Contributions of partners (``keys``, sorted), in points of T: float64[p] each unless said otherwise.

    ``phi``: Shapley value; ``se``: its Monte Carlo standard error, 0 where exact; ``replicates``: float64[B, p], in bootstraps of
    households; ``low`` and ``high``: the interval of each alone; ``low_all`` and ``high_all``: of all of them at once, which decide who is
    said to contribute. ``n_customers``: int64[p], customers with a known T who used it.

    ``n``: customers with a known T; ``n_unknown``: customers who used somebody and of whom T is not known: they are left out; ``n_alone``:
    customers with a known T who used nobody. ``mean`` and ``alone``: value of all partners and of none, between which contributions sum.
    ``shrink``: customers that the mean of all is worth in every value; ``shrunk_by``: from what that was told. ``permutations``: orders
    drawn, 0 where every set was looked at. ``blocks``: households, with the weights of the bootstraps. ``whose`` and ``which``:
    int32[uses], customer (place in the blocks) and partner (place in ``keys``) of each row of the frame ``uses``.
    """

    keys: tuple[str, ...]
    phi: Floats
    se: Floats
    replicates: Floats
    low: Floats
    high: Floats
    low_all: Floats
    high_all: Floats
    n_customers: NDArray[np.int64]
    n: int
    n_unknown: int
    n_alone: int
    mean: float
    alone: float
    shrink: float
    shrunk_by: str
    permutations: int
    blocks: Blocks
    whose: NDArray[np.int32]
    which: NDArray[np.int32]

    @property
    def enough(self) -> Truths:
        """Partners with enough customers to say something of them, bool[p]."""
        return self.n_customers >= K_PARTNER

    @property
    def said(self) -> Truths:
        """Partners who are said to contribute (or to take away): the interval of all at once leaves 0 out, bool[p]."""
        return self.enough & ((self.low_all > 0) | (self.high_all < 0))

    def place(self, key: str) -> int | None:
        """Where a partner stands in ``keys``; None where no customer used it."""
        at = int(np.searchsorted(np.array(self.keys, np.str_), key)) if self.keys else 0
        return at if at < len(self.keys) and self.keys[at] == key else None


def contributions(frames: Frames, asked: Asked, shrink: float | None = None) -> Contributions:
    """The contributions in the frames customers, goals and uses; without a use by a customer with a known T there are no partners.

    ``shrink``: customers that the mean of all is worth; None: told from the data.
    """
    known, uses = attained_t(frames["goals"]), frames["uses"].select("customer", "partner")
    others = [known["customer"], uses["customer"], frames["earnings"]["customer"], frames["choices"]["customer"]]
    drawn = blocks(frames["customers"], others, asked.replicates, asked.seed)
    found = game(known, uses, drawn, shrink)
    return valued(found, drawn, asked)


def valued(found: Game, drawn: Blocks, asked: Asked) -> Contributions:
    """The contributions of a game."""
    p, (alone_t, alone_n) = len(found.keys), found.alone
    if not p or not len(found.t) or not len(found.members):
        return _nothing(found, drawn, asked)
    if p <= shapley.EXACT_MAX:
        phi = shapley.exact(shapley.masks(found), found.total, found.n, p, found.mean, found.shrink)
        values = shapley.Values(phi, np.zeros(p), 0)
    else:
        values = shapley.sampled(found, asked.permutations, asked.seed)
    again = redrawn.replicates(found, drawn.weights, values.phi, asked.seed)
    low, high, low_all, high_all = intervals(values.phi, values.se, again, found.n_customers, asked.level)
    alone = (alone_t + found.shrink * found.mean) / (alone_n + found.shrink)
    return Contributions(found.keys, values.phi, values.se, again, low, high, low_all, high_all, found.n_customers, len(found.t),
                         found.n_unknown, int(alone_n), found.mean, alone, found.shrink, found.shrunk_by, values.permutations, drawn,
                         found.whose, found.which)


def intervals(phi: Floats, se: Floats, again: Floats, n_customers: NDArray[np.int64], level: float) -> tuple[Floats, Floats, Floats,
                                                                      Floats]:
    """Ends of the interval of each partner alone and of all at once: float64[p] each.

    Alone: Student's t for as many customers as used it, times the spread over replicates and Monte Carlo orders. At once: the largest
    deviation over partners with enough customers instead of the normal quantile (max-t; Romano & Wolf 2005, doi
    10.1198/016214504000000539).
    """
    off = again - phi
    spread = np.sqrt((off**2).mean(axis=0))
    whole = np.sqrt(spread**2 + se**2)
    normal = float(quantiles.normal((1 + level) / 2))
    few = quantiles.student((1 + level) / 2, np.maximum(n_customers - 1, 1)) / normal
    judged = (n_customers >= K_PARTNER) & (spread > 0)
    largest = np.abs(off[:, judged] / spread[judged]).max(axis=1) if judged.any() else np.full(1, normal)
    at_once = max(float(np.quantile(largest, level)), normal)
    one, all_ = normal * few * whole, at_once * few * whole
    return phi - one, phi + one, phi - all_, phi + all_


def _nothing(found: Game, drawn: Blocks, asked: Asked) -> Contributions:
    p, mean = len(found.keys), found.mean
    none = np.zeros(p)
    return Contributions(found.keys, none, none, np.zeros((asked.replicates, p)), none, none, none, none, np.zeros(p, np.int64),
                         len(found.t),
                         found.n_unknown, len(found.t), mean, mean, found.shrink, found.shrunk_by, 0, drawn, found.whose,
                         found.which)
