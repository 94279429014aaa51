"""The customers of a simulated world: what each is like before a word is said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from lifeworld.constellations.core.simulation.world import MIXED, REFERENCE_SENTENCES, SLOTS, World
from lifeworld.kit import quantiles
from lifeworld.kit.streams import stream_keys, uniforms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

N_CODES = 12
N_CATEGORIES = 6
_HELD_BACK = np.array([0.0, 0.0, 1.0, 1.0, 1.0, 2.0])
"""Categories whose mentions may lack a name, and how much more often strangers have none."""


@dataclass(frozen=True)
class People:
    """G customers.

    key: uint64[G], their streams. stratum: int8[G], a row of STRATA. logit: float64[G, 12], inclination of one sentence
    to each code. n_statements: int64[G]. weights: float64[G, 6, 1 + SLOTS], how the mentions of a category are shared
    among its actors; column 0 is mentions without a name. silent: float64[G], share of the experience that belongs to an
    actor who is never mentioned. mood: float64[G], a customer's own shift of valence.
    """

    key: Keys
    stratum: NDArray[np.int8]
    logit: Floats
    n_statements: Ints
    weights: Floats
    silent: Floats
    mood: Floats


def customer_keys(seed: int, study: int, n: int) -> Keys:
    """Streams of the customers of one study: uint64[n]."""
    return stream_keys(seed, 101, study, np.arange(n, dtype=np.uint64))


def normals(keys: Keys, part: int, n: int) -> Floats:
    """Standard normals of one part of each stream: float64[len(keys), n]."""
    return np.asarray(special.ndtri(uniforms(stream_keys(part, keys), n)))


def _blends(world: World, keys: Keys) -> tuple[NDArray[np.int8], Floats]:
    """Stratum of each customer and the share of each type in it."""
    u = uniforms(stream_keys(102, keys), 3)
    pure = np.minimum((u[:, 0] * 3).astype(np.int8), 2)
    is_mixed = u[:, 1] < world.mixed
    # The first half of the mixed blends two types; which one is missing is as random as which one is pure.
    of_two = u[:, 2] < 0.5
    blend = np.exp(world.blend_sd * normals(keys, 103, 3))
    blend[of_two, pure[of_two]] = 0
    blend /= blend.sum(axis=1, keepdims=True)
    blend[~is_mixed] = np.eye(3)[pure[~is_mixed]]
    return np.where(is_mixed, MIXED, pure).astype(np.int8), blend


def _blended(blend: Floats, profiles: tuple[tuple[float, ...], ...]) -> Floats:
    """Profiles in the shares of the blend, float64[G, k]; not a matrix product, whose last digit depends on its size."""
    return np.asarray(sum(blend[:, t, None] * np.array(profile) for t, profile in enumerate(profiles)))


def _weights(world: World, keys: Keys, blend: Floats) -> Floats:
    """How the mentions of each category are shared among its actors and the unnamed one."""
    n = len(keys)
    mean = _blended(blend, world.further)
    u = uniforms(stream_keys(104, keys), N_CATEGORIES)
    actors = 1 + np.minimum(quantiles.poisson(u, np.maximum(mean, 1e-12)), SLOTS - 1)
    weight = np.exp(world.weight_sd * normals(keys, 105, N_CATEGORIES * SLOTS)).reshape(n, N_CATEGORIES, SLOTS)
    weight[np.arange(SLOTS) >= actors[:, :, None]] = 0
    weight /= weight.sum(axis=2, keepdims=True)
    odds = np.exp(normals(keys, 106, N_CATEGORIES)) * world.unnamed / max(1 - world.unnamed, 1e-9) * _HELD_BACK
    unnamed = odds / (1 + odds)
    return np.concatenate([unnamed[:, :, None], weight * (1 - unnamed[:, :, None])], axis=2)


def _talk(world: World, keys: Keys) -> Ints:
    """Number of statements of each customer."""
    if world.statements is not None:
        return np.full(len(keys), world.statements, np.int64)
    length = world.talk_median * np.exp(world.talk_sd * normals(keys, 107, 1)[:, 0])
    return np.clip(np.rint(length), world.talk_min, world.talk_max).astype(np.int64)


def people(world: World, keys: Keys) -> People:
    """The customers with these streams; each depends on its own stream only.

    >>> found = people(World(), customer_keys(0, 0, 300))
    >>> found.logit.shape, bool((found.n_statements >= 3).all()), bool(0.25 < (found.stratum == MIXED).mean() < 0.42)
    ((300, 12), True, True)
    """
    stratum, blend = _blends(world, keys)
    one_sentence = 1 - (1 - _blended(blend, world.presence)) ** (1 / REFERENCE_SENTENCES)
    own = world.customer_sd * normals(keys, 108, N_CODES)
    u = uniforms(stream_keys(109, keys), 2)
    share = np.clip(2 * world.silent_share * u[:, 1], 0, 0.95)
    return People(
        keys, stratum, special.logit(one_sentence) + own, _talk(world, keys), _weights(world, keys, blend),
        np.where(u[:, 0] < world.silent, share, 0.0), 0.2 * normals(keys, 110, 1)[:, 0],
    )
