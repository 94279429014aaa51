"""The customers of a simulated ecosystem: one population that all its frames speak of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.kit import quantiles, streams
from lifeworld.kit.ids import hash64
from lifeworld.scorecard.core.frames import LABELS

Floats = NDArray[np.float64]
T_MEAN, T_SD = 50.0, 10.0
SINCE, UNTIL, AS_OF = "2026-04-01", "2026-06-29", "2026-06-30"
"""Days of the window of every simulated ecosystem, and the day it is seen from."""
PARTS = {name: number for number, name in enumerate(
    ("household", "ability", "before", "arm", "target", "active", "segment", "goals", "answers", "trials", "designs", "uses", "partners",
     "earnings", "choices", "starts", "weights", "type"), 1)}
"""Numbers of the streams, so that a part's draws do not hang on those of another."""
TYPE_SHARES = (0.35, 0.25, 0.2, 0.1)
"""Shares of customers whose constellations bear each label, in the order of ``LABELS``; the others have no constellation."""


@dataclass(frozen=True, eq=False)
class People:
    """Customers in the order of their keys. ``ability`` float64[n]: standard normal, what makes some attain more whatever is offered;
    ``before``: T from before the window; ``household``: key or null; ``target``: made for them; ``active``; ``segment``: 0, 1 or 2;
    ``arm``: "held", "served" or null; ``type``: a label of a constellation or null.
    """

    seed: int
    keys: pl.Series
    household: pl.Series
    ability: Floats
    before: Floats
    target: NDArray[np.bool_]
    active: NDArray[np.bool_]
    segment: NDArray[np.int_]
    arm: pl.Series
    type: pl.Series

    @property
    def n(self) -> int:
        """How many."""
        return len(self.keys)

    def uniforms(self, part: str, k: int = 1) -> Floats:
        """Uniform draws float64[n, k] of a part of ``PARTS``: a customer's are the same whoever else is there."""
        return streams.uniforms(streams.stream_keys(self.seed, hash64(self.keys), PARTS[part]), k)

    def normals(self, part: str, k: int = 1) -> Floats:
        """Standard normal draws float64[n, k] of a part."""
        return np.asarray(quantiles.normal(self.uniforms(part, k)), np.float64)


def people(n: int, seed: int, *, joined: float = 0.8, held: float = 0.5, target: float = 0.4, come: tuple[float, float] = (0.75, 0.5),
           households: float = 0.3, alike: float = 0.3, rho: float = 0.7) -> People:
    """``n`` customers. ``joined``: share who are in the holdout, of whom ``held`` are held out by chance; ``target``: share it is made for;
    ``come``: share of those and of others who are active; ``households``: share of customers who live in households of two, whose abilities
    have the correlation ``alike``; ``rho``: correlation of T from before with ability.

    >>> found = people(100, 1)
    >>> found.n, found.keys[0], found.household.null_count() > 0
    (100, 'sim-0000001', True)
    """
    numbers = np.arange(1, n + 1)
    keys = pl.Series("customer", numbers).cast(pl.String).str.zfill(7)
    keys = ("sim-" + keys).alias("customer")
    hashed = hash64(keys)

    def drawn(part: str, of: NDArray[np.uint64] = hashed) -> Floats:
        return streams.uniforms(streams.stream_keys(seed, of, PARTS[part]), 1)[:, 0]

    pair = (numbers - 1) // 2
    paired = (drawn("household", pair.astype(np.uint64)) < households) & ~((numbers == n) & (n % 2 == 1))
    household = pl.DataFrame({"pair": pair, "paired": paired}).select(
        household=pl.when("paired").then(pl.format("home-{}", "pair"))).to_series()
    shared = quantiles.normal(drawn("ability", pair.astype(np.uint64) + np.uint64(1 << 40)))
    alike_root = np.where(paired, np.sqrt(alike), 0.0)
    ability = np.asarray(alike_root * shared + np.sqrt(1 - alike_root**2) * quantiles.normal(drawn("ability")), np.float64)
    before = T_MEAN + T_SD * (rho * ability + np.sqrt(1 - rho**2) * np.asarray(quantiles.normal(drawn("before"))))
    is_target = drawn("target") < target
    active = drawn("active") < np.where(is_target, *come)
    segment = np.minimum((drawn("segment") * 3).astype(np.int_), 2)
    lot = drawn("arm") / joined
    arm = pl.select(arm=pl.when(pl.Series(lot < 1)).then(pl.Series(np.where(lot < held, "held", "served")))).to_series()
    return People(seed, keys, household.alias("household"), ability, before, is_target, active, segment, arm, labels(drawn("type")))


def labels(drawn: Floats) -> pl.Series:
    """The label of each customer's constellation by a uniform draw of her own, float64[n]; null where she has none.

    >>> labels(np.array([0.0, 0.5, 0.95])).to_list()
    ['individual-driven', 'brand-driven', None]
    """
    at = np.searchsorted(np.cumsum(TYPE_SHARES), drawn, side="right")
    return pl.Series("type", LABELS, dtype=pl.String).extend_constant(None, 1).gather(at)
