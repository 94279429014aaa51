"""How the alters hang together without the ego: density, components, centralisation."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lifeworld.constellations.core.ego.arrays import F64, I64, largest, ratio, tally
from lifeworld.constellations.core.ego.betweenness import betweenness
from lifeworld.constellations.core.ego.networks import Alters, Ties


def all_asked(alters: Alters, ties: Ties) -> F64:
    """1 where the ties among all alters of the ego were asked, NaN where they were not; multiply to make unknown."""
    return np.where(ties.asked >= alters.size, 1.0, np.nan)


def component_labels(n_alters: int, ties: Ties) -> I64:
    """Label of the connected component of every alter, [A], on the block-diagonal graph of all egos at once."""
    if n_alters == 0:
        return np.empty(0, np.int64)
    graph = coo_array((np.ones(ties.u.size, np.int8), (ties.u, ties.v)), shape=(n_alters, n_alters)).tocsr()
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def structure(alters: Alters, ties: Ties) -> dict[str, F64]:
    """Density, mean degree, components, isolates, fragmentation and the two centralisations, [E] each."""
    n = alters.size.astype(np.float64)
    n_ties = tally(ties.ego, alters.n_egos)
    asked = np.where(np.isnan(ties.asked), np.nan, np.minimum(n, ties.asked))
    known = all_asked(alters, ties)
    labels = component_labels(alters.ego.size, ties)
    sizes = np.bincount(labels)
    owner = np.zeros(sizes.size, np.int64)
    owner[labels] = alters.ego
    joined = tally(owner, alters.n_egos, sizes * (sizes - 1.0))
    degree = tally(np.concatenate([ties.u, ties.v]), alters.ego.size)
    between = betweenness(ties.u, ties.v, labels)
    three = np.where(n >= 3, known, np.nan)
    spread = n * largest(alters.ego, alters.n_egos, degree, 0.0) - alters.total(degree)
    spread_between = n * largest(alters.ego, alters.n_egos, between, 0.0) - alters.total(between)
    return {
        "density": ratio(2.0 * n_ties, asked * (asked - 1.0)),
        "mean_degree": ratio(2.0 * n_ties, asked),
        "n_components": known * tally(owner, alters.n_egos),
        "n_isolates": known * alters.number(degree == 0),
        "fragmentation": known * (1.0 - ratio(joined, n * (n - 1.0))),
        "degree_centralisation": three * ratio(spread, (n - 1.0) * (n - 2.0)),
        "betweenness_centralisation": three * ratio(spread_between, np.square(n - 1.0) * (n - 2.0) / 2.0),
    }
