"""Structural holes around the ego: effective size, efficiency, constraint, hierarchy (Burt 1992, 2004)."""

from __future__ import annotations

import numpy as np

from lifeworld.constellations.core.ego.arrays import F64, ratio, tally
from lifeworld.constellations.core.ego.networks import Alters, Ties
from lifeworld.constellations.core.ego.structure import all_asked


def holes(alters: Alters, ties: Ties) -> dict[str, F64]:
    """Burt's measures, [E] each; ties are undirected, so a_ij = a_ji and p_ij = a_ij / sum_k a_ik, k with the ego.

    Everything is a sum over alters or over ties, so no matrix per ego is built.
    """
    n = alters.size.astype(np.float64)
    n_alters = alters.ego.size
    tail, head = np.concatenate([ties.u, ties.v]), np.concatenate([ties.v, ties.u])
    weight = np.concatenate([ties.weight, ties.weight])
    p_ego = alters.weight / alters.total(alters.weight)[alters.ego]
    strength = alters.weight + tally(tail, n_alters, weight)
    strongest = alters.weight.copy()
    np.maximum.at(strongest, tail, weight)
    indirect = tally(head, n_alters, p_ego[tail] * weight / strength[tail])
    cost = np.square(p_ego + indirect)
    redundancy = tally(tail, n_alters, p_ego[head] * weight / strongest[tail])
    known = np.where(n >= 1, all_asked(alters, ties), np.nan)
    constraint = known * alters.total(cost)
    n_ties = tally(ties.ego, alters.n_egos)
    effective = known * (n - ratio(2.0 * n_ties, n))
    relative = cost / (constraint / np.maximum(n, 1.0))[alters.ego]
    spread = alters.total(relative * np.log(relative))
    several = np.maximum(n, 2.0)
    return {
        "effective_size": effective,
        "effective_size_weighted": known * (n - alters.total(redundancy)),
        "efficiency": ratio(effective, n),
        "constraint": constraint,
        "hierarchy": np.where(n >= 2, known * spread / (several * np.log(several)), np.nan),
    }
