"""What is true of each simulated customer: shares of endless statements, behind the words and as one coder would find them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from lifeworld.constellations.core.simulation.coders import Coder, coder_named
from lifeworld.constellations.core.simulation.coding import customer_shifts
from lifeworld.constellations.core.simulation.gifts import expected_gifts
from lifeworld.constellations.core.simulation.people import N_CATEGORIES, N_CODES, People
from lifeworld.constellations.core.simulation.presence import N_TOPICS, sentence_counts, statement_presence
from lifeworld.constellations.core.simulation.world import World
from lifeworld.kit.streams import stream_keys, uniforms

Array = NDArray[np.float32]
POINTS = 128
"""Statements that stand for a customer's endless ones; given each, the sets of codes are added up exactly."""

_CUSTOMERS_PER_PASS = 64
_FOCAL = 1
_GENERATOR = np.array([1, 19, 47, 33, 59])
"""A rank-1 lattice of POINTS points: topics, richness and length, shifted at random for each customer."""


@dataclass(frozen=True)
class Truth:
    """Long-run shares of G customers by method.md's counting.

    relevance: float32[G, 6, 1 + SLOTS]: of each actor; column 0 is those of the category that nobody names. drivers:
    float32[G, 6]. Both add up to 1.
    """

    relevance: Array
    drivers: Array

    @property
    def categories(self) -> Array:
        """Relevance of each category, float32[G, 6]."""
        return np.asarray(self.relevance.sum(axis=2))


def _statements(world: World, crowd: People, part: slice) -> Array:
    """Chances of each code in POINTS statements of each customer: float32[G * POINTS, 12]."""
    shift = uniforms(stream_keys(141, crowd.key[part]), N_TOPICS + 2)
    lattice = np.arange(POINTS)[:, None] * _GENERATOR / POINTS
    u = ((lattice + shift[:, None, :]) % 1).reshape(-1, N_TOPICS + 2)
    u = np.clip(u, 1e-9, 1 - 1e-9)
    z = special.ndtri(u[:, : N_TOPICS + 1]).astype(np.float32)
    logit = np.repeat(crowd.logit[part].astype(np.float32), POINTS, axis=0)
    sentences = sentence_counts(u[:, -1], world).astype(np.float32)
    return statement_presence(logit, z[:, :N_TOPICS], z[:, N_TOPICS], sentences, world)


def _as_coded(chance: Array, crowd: People, part: slice, coder: Coder) -> tuple[Array, Array, Array]:
    """Chance of each code to be marked, its probability where marked, and whether it is then truly there."""
    shift = (np.sqrt(coder.together) * customer_shifts(coder, crowd.key[part])).astype(np.float32)
    shift = np.repeat(shift, POINTS, axis=0)
    spread = np.float32(np.sqrt(1 - coder.together))
    threshold, distance = coder.threshold.astype(np.float32), coder.distance.astype(np.float32)
    finds = special.ndtr((distance + shift - threshold) / spread)
    errs = special.ndtr((shift - threshold) / spread)
    marked = chance * finds + (1 - chance) * errs
    u = uniforms(stream_keys(142, crowd.key[part]), POINTS * N_CODES * 2).astype(np.float32).reshape(-1, 2, N_CODES)
    true = u[:, 0] * marked < chance * finds
    tail = u[:, 1] * np.where(true, finds, errs)
    score = distance * true + shift - spread * special.ndtri(np.maximum(tail, np.float32(1e-30)))
    return marked, coder.probability(score).astype(np.float32), true


def _within(weights: NDArray[np.float64], twice: float, names: float) -> NDArray[np.float64]:
    """Share of a category that goes to each of its actors: float64[G, 6, 1 + SLOTS] (0: to the unnamed one).

    One mention gives all to its actor. Of two, those with names share equally, and one without a name gets nothing
    beside one with a name; so with unnamed share w a named actor gets its weight times 1 + twice * w. A name that the
    coder does not recognise counts as none.
    """
    seen = weights * names
    seen[:, :, 0] = 1 - seen[:, :, 1:].sum(axis=2)
    unnamed = seen[:, :, :1].copy()
    share = seen * (1 + twice * unnamed)
    share[:, :, :1] = unnamed * (1 - twice + twice * unnamed)
    return share


def truth_of(world: World, crowd: People, coder: Coder | None = None) -> Truth:
    """Long-run shares behind the words, or, with a coder, those that this coder would find in endless words.

    >>> from lifeworld.constellations.core.simulation.people import customer_keys, people
    >>> truth = truth_of(World(), people(World(), customer_keys(0, 0, 3)))
    >>> truth.drivers.sum(axis=1).round(4).tolist(), truth.relevance.sum(axis=(1, 2)).round(4).tolist()
    ([1.0, 1.0, 1.0], [1.0, 1.0, 1.0])
    """
    coder = coder or coder_named("perfect")
    n = len(crowd.key)
    all_gifts, true_gifts = np.zeros((n, N_CODES)), np.zeros((n, N_CATEGORIES))
    families = (slice(0, N_CATEGORIES), slice(N_CATEGORIES, N_CODES))
    for first in range(0, n, _CUSTOMERS_PER_PASS):
        part = slice(first, min(first + _CUSTOMERS_PER_PASS, n))
        chance = _statements(world, crowd, part)
        weight = true = None
        if not coder.exact:
            chance, weight, true = _as_coded(chance, crowd, part, coder)
        for family in families:
            gifts = expected_gifts(chance[:, family], None if weight is None else weight[:, family])
            all_gifts[part, family] = gifts.reshape(-1, POINTS, N_CATEGORIES).mean(axis=1)
            if family.start == 0:
                gifts = gifts if true is None else gifts * true[:, family]
                true_gifts[part] = gifts.reshape(-1, POINTS, N_CATEGORIES).mean(axis=1)
    within = _within(crowd.weights, world.twice, coder.names)
    relevance = true_gifts[:, :, None] * within
    relevance[:, :, 0] += all_gifts[:, :N_CATEGORIES] - true_gifts
    relevance /= relevance.sum(axis=(1, 2), keepdims=True)
    drivers = all_gifts[:, N_CATEGORIES:] / all_gifts[:, N_CATEGORIES:].sum(axis=1, keepdims=True)
    return Truth(relevance.astype(np.float32), drivers.astype(np.float32))
