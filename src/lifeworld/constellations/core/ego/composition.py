"""Who the alters are: size, rings, composition, diversity, likeness to the ego."""

from __future__ import annotations

import numpy as np
import polars as pl

from lifeworld.constellations.core.ego.arrays import F64, floats, largest, ratio, tally
from lifeworld.constellations.core.ego.networks import Alters
from lifeworld.kit.errors import InputRefused


def sizes(alters: Alters) -> dict[str, F64]:
    """n_alters and n_ring_unknown per ego, [E] each."""
    return {"n_alters": alters.size.astype(np.float64), "n_ring_unknown": alters.number(np.isnan(alters.ring))}


def n_per_ring(alters: Alters) -> pl.Series:
    """Alters on ring 1 .. rings as one list per ego; null where the ego drew no rings.

    Errors: InputRefused where one ego has maps with different numbers of rings.
    """
    with_rings = ~np.isnan(alters.rings)
    owner, given = alters.ego[with_rings], alters.rings[with_rings].astype(np.int64)
    rings = largest(owner, alters.n_egos, given.astype(np.float64), 0.0).astype(np.int64)
    if (rings[owner] != given).any():
        raise InputRefused("rings_differ", "One ego has alters with different numbers of rings.",
                           "Give every alter of one map the same value of «rings».")
    widest = max(int(rings.max(initial=0)), 1)
    placed = ~np.isnan(alters.ring)
    cell = alters.ego[placed] * widest + alters.ring[placed].astype(np.int64) - 1
    counts = np.bincount(cell, minlength=alters.n_egos * widest).reshape(alters.n_egos, widest)
    frame = pl.DataFrame({"counts": pl.Series(counts.astype(np.int32)), "rings": rings},
                         schema_overrides={"counts": pl.Array(pl.Int32, widest)})
    own = pl.col("counts").arr.to_list().list.head(pl.col("rings"))
    return frame.select(n_per_ring=pl.when(pl.col("rings") > 0).then(own))["n_per_ring"]


def composition(alters: Alters, n_categories: int) -> dict[str, F64]:
    """Counts, shares, relevance shares by category; Blau's diversity, IQV and entropy with K = ``n_categories``."""
    k = len(alters.categories)
    known = alters.category >= 0
    cell = alters.ego * k + alters.category
    counts = tally(cell[known], alters.n_egos * k).reshape(alters.n_egos, k)
    weighed = known & ~np.isnan(alters.relevance)
    weights = tally(cell[weighed], alters.n_egos * k, alters.relevance[weighed]).reshape(alters.n_egos, k)
    shares = ratio(counts, counts.sum(axis=1, keepdims=True))
    relevance = ratio(weights, weights.sum(axis=1, keepdims=True))
    blau = 1.0 - np.square(shares).sum(axis=1)
    bits = -np.sum(shares * np.log2(np.where(shares > 0, shares, 1.0)), axis=1)
    several = n_categories > 1
    result = {"diversity": blau, "iqv": blau / (1.0 - 1.0 / n_categories) if several else np.full_like(blau, np.nan),
              "entropy": bits / np.log2(n_categories) if several else np.full_like(bits, np.nan)}
    for i, name in enumerate(alters.categories):
        result |= {f"n_{name}": counts[:, i], f"share_{name}": shares[:, i], f"relevance_{name}": relevance[:, i]}
    return result


def phi(same_tied: F64, same_pairs: F64, other_tied: F64, other_pairs: F64) -> F64:
    """Pearson's phi of same/other x tied/untied; NaN where a margin is 0.

    >>> float(phi(np.array([3.0]), np.array([4.0]), np.array([1.0]), np.array([4.0]))[0])
    0.5
    """
    same_untied, other_untied = same_pairs - same_tied, other_pairs - other_tied
    margins = same_pairs * other_pairs * (same_tied + other_tied) * (same_untied + other_untied)
    return ratio(same_tied * other_untied - same_untied * other_tied, np.sqrt(np.maximum(margins, 0.0)))


def likeness(alters: Alters, egos: pl.DataFrame) -> dict[str, F64]:
    """Homophily, EI between ego and alters, phi against the pool of possible alters, distance, multiplexity.

    ``egos`` may hold ``pool_same`` and ``pool_other``: how many possible alters (those tied included) share the ego's
    group and how many do not.
    """
    homophily = alters.mean(alters.same_group)
    same_tied = alters.number(alters.same_group == 1.0)
    other_tied = alters.number(alters.same_group == 0.0)
    pool_same, pool_other = floats(egos, "pool_same"), floats(egos, "pool_other")
    if ((pool_same < same_tied) | (pool_other < other_tied)).any():
        raise InputRefused("pool_too_small", "A pool of possible alters is smaller than the alters that it must hold.",
                           "Count the tied alters in «pool_same» and «pool_other».")
    in_group = np.where(np.isnan(homophily), np.nan, 1.0)  # without a known group there is no table, even in a pool
    return {
        "homophily": homophily, "ei_ego": 1.0 - 2.0 * homophily,
        "phi_ego": in_group * phi(same_tied, pool_same, other_tied, pool_other),
        "distance": np.sqrt(alters.mean(np.square(alters.gap))), "multiplexity": alters.mean(alters.n_roles),
    }
