"""What simulated customers say: statements with their true codes, mentions and valence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from lifeworld.constellations.core.simulation.people import N_CATEGORIES, N_CODES, People, normals
from lifeworld.constellations.core.simulation.presence import N_TOPICS, sentence_counts, statement_presence
from lifeworld.constellations.core.simulation.world import World
from lifeworld.kit.streams import stream_keys, uniforms

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
DRIVER_VALENCE = np.array([0.2, 0.3, 0.3, -0.4, 0.5, 0.1])
"""Mean valence of a statement that carries a driver (mood ... status)."""


@dataclass(frozen=True)
class Speech:
    """S statements of G customers, sorted by customer and time.

    customer, number: int64[S]: who, and which of the customer's statements. key: uint64[S]. codes: bool[S, 12], the truth.
    valence: float64[S]. mention_statement: int64[M], mention_category: int64[M], mention_slot: int64[M], the actor of that
    category who is named (from 0).
    """

    customer: Ints
    number: Ints
    key: Keys
    codes: NDArray[np.bool_]
    valence: NDArray[np.float64]
    mention_statement: Ints
    mention_category: Ints
    mention_slot: Ints


def _in_time(z: NDArray[np.float64], serial: float) -> NDArray[np.float64]:
    """Independent normals [G, T, k] made to follow each other: a stationary AR(1) along T."""
    out = z.copy()
    for t in range(1, z.shape[1]):
        out[:, t] = serial * out[:, t - 1] + np.sqrt(1 - serial**2) * z[:, t]
    return out


def _mentions(crowd: People, customer: Ints, key: Keys, codes: NDArray[np.bool_], twice: float) -> tuple[Ints, Ints, Ints]:
    """Who is named in each statement: one mention or two of every category that occurs; some have no name."""
    statement, category = np.nonzero(codes[:, :N_CATEGORIES])
    u = uniforms(stream_keys(122, key[statement], category.astype(np.uint64)), 3)
    reach = np.cumsum(crowd.weights, axis=2)[customer[statement], category]
    picks = (u[:, :2, None] * reach[:, None, -1:] >= reach[:, None, :]).sum(axis=2)
    picks[u[:, 2] >= twice, 1] = 0
    row, which = np.nonzero(picks > 0)
    # Named twice is still one actor who is named.
    first = ~((which == 1) & (picks[row, 0] == picks[row, 1]))
    row, which = row[first], which[first]
    return statement[row], category[row], picks[row, which] - 1


def speech(world: World, crowd: People) -> Speech:
    """What each customer says; a customer's first statements are the same whatever else is set to be said."""
    longest = int(crowd.n_statements.max(initial=1))
    topics = _in_time(normals(crowd.key, 121, longest * N_TOPICS).reshape(-1, longest, N_TOPICS), world.serial)
    customer, number = np.nonzero(np.arange(longest) < crowd.n_statements[:, None])
    key = stream_keys(120, crowd.key[customer], number.astype(np.uint64))
    u = uniforms(key, N_CODES + 3)
    presence = statement_presence(
        crowd.logit[customer], topics[customer, number], special.ndtri(u[:, N_CODES]),
        sentence_counts(u[:, N_CODES + 1], world), world,
    )
    codes = u[:, :N_CODES] < presence
    drivers = codes[:, N_CATEGORIES:]
    mean = (drivers * DRIVER_VALENCE).sum(axis=1) / np.maximum(drivers.sum(axis=1), 1)
    valence = mean + crowd.mood[customer] + world.valence_sd * special.ndtri(u[:, N_CODES + 2])
    statement, category, slot = _mentions(crowd, customer, key, codes, world.twice)
    return Speech(customer, number, key, codes, np.clip(valence, -1, 1), statement, category, slot)
