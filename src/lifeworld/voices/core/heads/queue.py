"""Which statements to code next: what would teach the heads most, beside a random draw that keeps estimates unbiased.

The random queue is a systematic draw in random order with probabilities that are recorded (Madow 1949): a mean over it that weights
each statement by 1 / inclusion has no bias, whatever the heads believe. Part of it leans to statements that the heads take for
positives of rare codes, which makes rare codes cheaper to judge (Horvitz & Thompson 1952, doi 10.1080/01621459.1952.10483446).
The active queue is greedy: the least certain statement that is also far from what is coded or chosen already.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.voices.core.heads.values import Bool, Float, Float32, Hash, Int

RARE = 0.10
"""A code that the heads see in fewer statements than this is rare."""
LEAN = 0.3
"""Share of the random queue that leans to rare codes."""
RANDOM_SHARE = 0.5
CANDIDATES = 20
"""So many of the least certain statements for each place in the active queue are looked at for diversity."""


@dataclass(frozen=True)
class Queue:
    """Statements to code, int64 rows in the order of the sheet: ``active``, and ``random`` with ``inclusion`` float64, over 0 to 1."""

    active: Int
    random: Int
    inclusion: Float


def inclusion(n: int, draws: int, positive: Bool | None = None) -> Float:
    """Probability with which the random queue of ``draws`` draws each of ``n`` statements, float64[n]; they add up to ``draws``.

    ``positive`` bool[n, K]: what the heads call present; statements with a rare code get more.

    >>> inclusion(4, 2).tolist()
    [0.5, 0.5, 0.5, 0.5]
    """
    if draws >= n:
        return np.ones(n)
    size = np.full(n, 1 / n)
    if positive is not None and positive.any():
        count = positive.sum(axis=0)
        rare = np.flatnonzero((count > 0) & (count < RARE * n))
        if len(rare):
            size = (1 - LEAN) / n + LEAN * (positive[:, rare] / count[rare]).mean(axis=1)
    chance, certain = draws * size, np.zeros(n, np.bool_)
    while (chance[~certain] > 1).any():
        certain |= chance >= 1
        left = size * ~certain
        chance = np.where(certain, 1.0, (draws - certain.sum()) * left / left.sum())
    return np.where(certain, 1.0, chance)


def drawn(chance: Float, key: Hash, seed: int) -> Int:
    """A draw with these probabilities: rows in random order, as many as the probabilities add up to; ``key`` uint64[n] are distinct."""
    order = np.lexsort((key, uniforms(stream_keys(seed, 31, key), 1)[:, 0]))
    running = np.concatenate([np.zeros(1), np.cumsum(chance[order])])
    total = round(float(running[-1]))
    running *= total / running[-1] if running[-1] else 1.0
    start = uniforms(stream_keys(seed, 37), 1)[0, 0]
    steps = np.floor(running - start + 1e-12)
    return order[np.flatnonzero(steps[1:] > steps[:-1])]


def uncertainty(probability: Float, threshold: Float) -> Float:
    """How near each statement is to the thresholds of the codes, float64[n]: the sum over codes of 1 / (1 + distance in log odds)^2."""
    odds = logit(np.clip(probability, 1e-6, 1 - 1e-6)) - logit(np.clip(threshold, 1e-6, 1 - 1e-6))
    return np.asarray((1 / (1 + np.abs(odds)) ** 2).sum(axis=1))


def diverse(doubt: Float, vectors: Float32, free: Int, anchors: Int, n: int, key: Hash) -> Int:
    """Greedy choice of ``n`` rows of ``free``: each has the greatest doubt times distance to ``anchors`` and to those chosen before.

    ``vectors`` float32[N, D] have length one. Ties go to the smaller ``key``; batches do not matter, because there is one.
    """
    if n <= 0 or not len(free):
        return np.zeros(0, np.int64)
    free = free[np.lexsort((key[free], -doubt[free]))][: max(n * CANDIDATES, 200)]
    far = np.ones(len(free))
    for first in range(0, len(anchors), 1024):
        near = vectors[free] @ vectors[anchors[first : first + 1024]].T
        far = np.minimum(far, 1 - near.max(axis=1))
    chosen: list[int] = []
    open_ = np.ones(len(free), np.bool_)
    for _ in range(min(n, len(free))):
        at = int(np.argmax(np.where(open_, doubt[free] * np.maximum(far, 1e-3), -1)))
        chosen.append(int(free[at]))
        open_[at] = False
        far = np.minimum(far, 1 - vectors[free] @ vectors[free[at]])
    return np.array(chosen, np.int64)


def queue_of(
    key: Hash, coded: Bool, drawn_before: Bool, vectors: Float32, n: int, *, doubt: Float | None = None, positive: Bool | None = None,
    random_share: float = RANDOM_SHARE, seed: int = 0,
) -> Queue:
    """The next ``n`` statements to code.

    ``key`` uint64[N]: a hash of each statement; ``coded``: somebody coded it; ``drawn_before``: an earlier random queue holds it.
    The random queue draws from all statements that no earlier one holds, also from those that the active queue had coded: leaving
    them out would bias it. ``doubt`` float64[N] (see ``uncertainty``) and ``positive`` bool[N, K] come from heads; without them the
    active queue is led by diversity alone.
    """
    frame = np.flatnonzero(~drawn_before)
    n_random = min(round(n * random_share), len(frame))
    chance = inclusion(len(frame), n_random, None if positive is None else positive[frame])
    at = drawn(chance, key[frame], seed) if n_random else np.zeros(0, np.int64)
    random = frame[at]
    taken = coded.copy()
    taken[random] = True
    doubt = np.ones(len(key)) if doubt is None else doubt
    active = diverse(doubt, vectors, np.flatnonzero(~taken), np.flatnonzero(taken), n - n_random, key)
    return Queue(active, random, chance[at])


def weighted_share(present: Bool, chance: Float) -> float:
    """Share of statements that have a code, from a random queue: each drawn statement stands for 1 / inclusion (Hajek 1971).

    >>> weighted_share(np.array([True, False]), np.array([0.5, 0.25]))
    0.3333333333333333
    """
    weight = 1 / chance
    return float((weight * present).sum() / weight.sum()) if len(weight) else float("nan")
