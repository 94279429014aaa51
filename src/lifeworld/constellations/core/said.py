"""Said counts: how coded statements become counts of actors and drivers (method.md, section 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit.ratio import ratio
from lifeworld.voices.core.codebook import ACTORS

N_ACTORS = len(ACTORS)
SELF = ACTORS.index("self")
UNNAMED = 0
"""The name code of an actor that nobody named: "unnamed peers"."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CodedStatements:
    """S coded statements, sorted by (customer, statement id); columns only.

    customer: int64[S], 0..n_customers-1. key: uint64[S], hash of the statement id. probability: float32[S, 12], 0 where
    the code is not present. valence: float32[S] in -1..1. units: float32[S], the number of coded units in the same
    statement (1 where statements were coded, m where its m segments were).
    """

    customer: Ints
    key: NDArray[np.uint64]
    probability: NDArray[np.float32]
    valence: NDArray[np.float32]
    units: NDArray[np.float32]


@dataclass(frozen=True)
class NamedMentions:
    """M named mentions: statement int64[M] (row of CodedStatements), category int8[M], name int64[M] (code > 0)."""

    statement: Ints
    category: NDArray[np.int8]
    name: Ints

    @staticmethod
    def none() -> NamedMentions:
        """No mention at all."""
        return NamedMentions(np.zeros(0, np.int64), np.zeros(0, np.int8), np.zeros(0, np.int64))


@dataclass(frozen=True)
class SaidShares:
    """What each statement gives to each actor: statement, category, name and amount, one row a gift."""

    statement: Ints
    category: NDArray[np.int8]
    name: Ints
    amount: Floats


def unit_weights(units: NDArray[np.float32], rho: float) -> Floats:
    """Weight of one coded unit among m of the same statement: 1 / (1 + (m - 1) rho).

    >>> unit_weights(np.array([1, 3], np.float32), 0.3).round(3).tolist()
    [1.0, 0.625]
    """
    return 1.0 / (1.0 + (units.astype(np.float64) - 1.0) * rho)


def counting(statements: CodedStatements) -> NDArray[np.bool_]:
    """Which statements count: at least one actor or driver passed its threshold. bool[S]."""
    return np.asarray((statements.probability > 0).any(axis=1))


def proportions(probability: NDArray[np.float32]) -> Floats:
    """Present codes share one unit in proportion to their probabilities; rows without any stay 0. float64[S, k]."""
    p = probability.astype(np.float64)
    total = p.sum(axis=1, keepdims=True)
    return ratio(p, total, unknown=0.0)


def said_shares(statements: CodedStatements, mentions: NamedMentions, rho: float) -> SaidShares:
    """Split each statement's unit over its present categories, and each category over its named mentions.

    A present category without a named mention goes to one unnamed actor of that category; the self is one actor.
    A named mention of a category that is not present gets nothing.
    """
    share = proportions(statements.probability[:, :N_ACTORS]) * unit_weights(statements.units, rho)[:, None]
    named = mentions.category != SELF
    cell = mentions.statement[named] * N_ACTORS + mentions.category[named]
    n_named = np.bincount(cell, minlength=share.size)
    flat = share.ravel()
    gets = flat[cell] > 0
    cell, name = cell[gets], mentions.name[named][gets]
    unnamed = np.flatnonzero((flat > 0) & (n_named == 0))
    cells = np.concatenate([cell, unnamed])
    return SaidShares(
        statement=cells // N_ACTORS,
        category=(cells % N_ACTORS).astype(np.int8),
        name=np.concatenate([name, np.full(len(unnamed), UNNAMED, np.int64)]),
        amount=flat[cells] / np.maximum(n_named[cells], 1),
    )


def driver_counts(statements: CodedStatements, rho: float) -> NDArray[np.float32]:
    """Drivers share one unit a statement in the same way: float32[S, 6]."""
    share = proportions(statements.probability[:, N_ACTORS:])
    share *= unit_weights(statements.units, rho)[:, None]
    return share.astype(np.float32)
