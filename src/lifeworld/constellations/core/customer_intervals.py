"""Intervals of one customer's relevances and driver shares, from the number of draws that the statements are worth.

Each interval is that of a Beta distribution around the counts, widened where needed to hold the mean of method.md. The
counts of statements are first multiplied by what a statement is worth (``spread``); the prior shapes are those under
which intervals hold the truth as often as they say over simulated worlds (docs/proof.md, docs/decisions/0011-coverage.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.beta_quantiles import beta_quantiles
from lifeworld.constellations.core.posterior import Block, Draws, interval
from lifeworld.constellations.core.spread import Spread
from lifeworld.voices.core.codebook import ACTORS

Floats = NDArray[np.float64]

SELF_SHAPES = (1 / 2, 1 / 2)
"""Prior shapes of the self and of all the rest: Jeffreys' Beta."""

FOCAL_SHAPES = (1 / 3, 2 / 3)
DRIVER_SHAPES = (0.3, 1.5)
"""Shapes of a driver and of the other five, near the neutral third of Kerman 2011, doi 10.1214/11-EJS648."""

REST_OF_FOUND = 2.0
"""Shape of all that is not one found actor, whose own is its prior mass. An actor is listed because it was said, so its
share is overestimated more often than not; a heavier rest allows for that."""

UNSEEN = 1 / 2
"""Both shapes of the unmentioned."""

_FOCAL = ACTORS.index("focal_provider")


@dataclass(frozen=True)
class Ends:
    """Lower and upper ends, each float64[n]."""

    low: Floats
    high: Floats


def beta_ends(a: Floats, b: Floats, mean: Floats, level: float) -> Ends:
    """The interval of Beta(a, b), widened where needed to hold ``mean``."""
    low, high = beta_quantiles(a, b, (1 - level) / 2), beta_quantiles(a, b, (1 + level) / 2)
    return Ends(np.minimum(low, mean), np.maximum(high, mean))


def driver_ends(counts: Floats, mean: Floats, spread: Spread, level: float) -> Ends:
    """Intervals of driver shares from plain counts float64[G, 6]."""
    worth = spread.drivers * counts
    rest = worth.sum(axis=1, keepdims=True) - worth
    return beta_ends(DRIVER_SHAPES[0] + worth, DRIVER_SHAPES[1] + rest, mean, level)


def relevance_ends(block: Block, category: NDArray[np.int8], mean: Floats, draws: Draws, spread: Spread, level: float) -> Ends:
    """Intervals of relevance, float64[R].

    Where a customer drew a map, the interval is that of the draws: the map's weight is set and not estimated.
    """
    said = np.asarray(block.said.sum(axis=1), np.float64).ravel()
    worth = spread.actors * said + (block.counted - said)
    rest = np.bincount(block.group, worth, block.n_groups).astype(np.float64)[block.group] - worth
    kinds = [block.is_self, category == _FOCAL]
    a = np.select(kinds, [SELF_SHAPES[0], FOCAL_SHAPES[0]], block.prior[block.group])
    b = np.select(kinds, [SELF_SHAPES[1], FOCAL_SHAPES[1]], REST_OF_FOUND)
    found = beta_ends(a + worth, b + np.maximum(rest, 0), mean, level)
    drew = _who_drew(block)[block.group]
    if drew.any():
        found.low[drew], found.high[drew] = interval(draws[drew], mean[drew], level)
    return found


def unmentioned_ends(block: Block, category: NDArray[np.int8], mean: Floats, draws: Draws, spread: Spread, level: float) -> Ends:
    """Intervals of what nobody mentioned, float64[G], from the actors who were mentioned once.

    What has been seen once says how much is still unseen (Good 1953, doi 10.1093/biomet/40.3-4.237). The self and the focal
    provider are not counted: nobody has a second one.
    """
    said = np.asarray(block.said.sum(axis=1), np.float64).ravel()
    once = _in_one_statement(block) & ~block.is_self & (category != _FOCAL)
    seen_once = spread.actors * np.bincount(block.group, said * once, block.n_groups).astype(np.float64)
    worth = np.bincount(block.group, spread.actors * said + (block.counted - said), block.n_groups).astype(np.float64)
    found = beta_ends(UNSEEN + seen_once, UNSEEN + np.maximum(worth - seen_once, 0), mean, level)
    drew = _who_drew(block)
    if drew.any():
        found.low[drew], found.high[drew] = interval(draws[drew], mean[drew], level)
    return found


def _in_one_statement(block: Block) -> NDArray[np.bool_]:
    """Which rows only one statement gives to, however often it names them: bool[R]."""
    ptr, statement = block.said.indptr, block.said.indices
    said = np.flatnonzero(np.diff(ptr))
    once = np.zeros(len(ptr) - 1, bool)
    once[said] = statement[ptr[said]] == statement[ptr[said + 1] - 1]
    return once


def _who_drew(block: Block) -> NDArray[np.bool_]:
    """Which customers drew a map: bool[G]."""
    return np.asarray(np.bincount(block.group, block.drawn, block.n_groups) > 0)
