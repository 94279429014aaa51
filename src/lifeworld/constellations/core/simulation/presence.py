"""How likely a statement carries each code, given its topic, its richness and its length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.simulation.world import SENTENCES_MAX, World

Array = NDArray[np.floating]

TOPIC_OF_CODE = np.array([0, 1, 1, 2, 2, 2, 0, 0, 1, 1, 2, 2])
"""The customer, the provider or other people: which topic carries which code."""

N_TOPICS = 3


def sentence_counts(u: Array, world: World) -> Array:
    """Sentences of a statement from uniforms: geometric from 1, cut at SENTENCES_MAX; the type of ``u``.

    >>> sentence_counts(np.array([0.9, 0.001]), World()).tolist()
    [1.0, 12.0]
    """
    if world.sentences <= 1:
        return np.ones_like(u)
    more = np.floor(np.log(u) / np.log(1 - 1 / world.sentences))
    return np.asarray(np.minimum(1 + more, SENTENCES_MAX), u.dtype)


def statement_presence(logit: Array, topics: Array, richness: Array, sentences: Array, world: World) -> Array:
    """Probability that a statement carries each code: float[N, 12].

    ``logit`` [N, 12] is the customer's inclination of one sentence, ``topics`` [N, 3] and ``richness`` [N] are standard
    normal, ``sentences`` [N]. Sentences of one statement share its topic and richness, so their codes go together.
    """
    shift = logit.dtype.type(world.topic_sd) * topics[:, TOPIC_OF_CODE] + logit.dtype.type(world.richness_sd) * richness[:, None]
    # log P(one sentence does not carry it) = -log(1 + exp(logit))
    silent = -np.logaddexp(logit.dtype.type(0), logit + shift)
    return np.asarray(-np.expm1(sentences[:, None] * silent))
