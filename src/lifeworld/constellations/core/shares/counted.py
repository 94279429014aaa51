"""One code as the estimators need it: customers with the same counts taken together, and what people found in the sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import streams

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]

FOUND, QUIET = 0, 1
"""Statements in which the model finds the code, and those in which it does not: the two labels."""


@dataclass(frozen=True)
class Counted:
    """P kinds of customers for one code.

    customers: float64[P], how many are of this kind. statements: float64[P, 2], statements of one of them, by label (found,
    quiet). coded, right: float64[P, 2], the weights of those of them that people coded, and of those in which they found the
    code; within each label the weights of all coded statements add up to their number. keys: uint64[P], a stream each.
    pairs, positives: coded statements, and those with the code, by label, as they are: [2] each.
    """

    customers: Floats
    statements: Floats
    coded: Floats
    right: Floats
    keys: Keys
    pairs: Ints
    positives: Floats

    @property
    def n_statements(self) -> float:
        """All statements."""
        return float(self.customers @ self.statements.sum(axis=1))


def counted(customer: Ints, found: Flags, keys: Keys, rows: Ints, true: Flags | Floats,
            inclusion: Floats) -> Counted:
    """Count one code: ``customer`` int64[N] from 0 to C - 1, ``found`` bool[N], ``keys`` uint64[C]; people coded ``rows``
    int64[n] and found the code where ``true`` (float64[n], .5 where they are divided); ``inclusion`` float64[n] is the
    probability with which each was drawn.

    >>> some = counted(np.array([0, 0, 1]), np.array([True, False, False]), np.arange(2, dtype=np.uint64), np.array([2]),
    ...                np.array([True]), np.array([0.5]))
    >>> some.statements.tolist(), some.right.tolist()
    ([[0.0, 1.0], [1.0, 1.0]], [[0.0, 1.0], [0.0, 0.0]])
    """
    size = len(keys)
    per = np.stack([np.bincount(customer, flags, size) for flags in (found, ~found)], axis=1)
    label = np.where(found[rows], FOUND, QUIET)
    pairs = np.bincount(label, minlength=2)
    weight = 1 / inclusion
    total = np.bincount(label, weight, 2)
    weight = weight * (pairs / np.maximum(total, 1e-300))[label]
    at = customer[rows] * 2 + label
    coded = np.bincount(at, weight, 2 * size).reshape(size, 2)
    right = np.bincount(at, weight * true, 2 * size).reshape(size, 2)
    positives = np.bincount(label, true, 2).astype(np.float64)
    in_sample = np.zeros(size, bool)
    in_sample[customer[rows]] = True
    who, others = np.flatnonzero(in_sample), per[~in_sample]
    # Nobody coded anything of these: only their counts matter, so those with the same counts are one kind.
    kind = (others[:, 0].astype(np.int64) << 32) + others[:, 1].astype(np.int64)
    kinds, n = np.unique(kind, return_counts=True)
    counts = np.stack([kinds >> 32, kinds & 0xFFFFFFFF], axis=1).astype(np.float64)
    none = np.zeros((len(kinds), 2))
    return Counted(
        np.concatenate([np.ones(len(who)), n.astype(np.float64)]), np.concatenate([per[who], counts]),
        np.concatenate([coded[who], none]), np.concatenate([right[who], none]),
        np.concatenate([streams.stream_keys(74, keys[who]), streams.stream_keys(75, kinds.astype(np.uint64))]),
        pairs.astype(np.int64), positives,
    )


def customer_weights(sample: Counted, seed: int, draws: int) -> Floats:
    """Bayesian bootstrap weights of all customers of each kind together: Gamma(customers, 1), float64[P, draws].

    One customer has an Exp(1) weight (Rubin 1981, doi 10.1214/aos/1176345338); the sum over k customers is Gamma(k, 1).
    """
    keys = streams.stream_keys(seed, sample.keys)
    weights = np.empty((len(keys), draws))
    single = sample.customers == 1
    weights[single] = -np.log(streams.uniforms(keys[single], draws))
    weights[~single] = streams.gammas(sample.customers[~single], keys[~single], draws)
    return weights
