"""Whether ties among alters stay inside a category: EI index raw and rescaled, phi."""

from __future__ import annotations

from lifeworld.constellations.core.ego.arrays import F64, ratio, tally
from lifeworld.constellations.core.ego.composition import phi
from lifeworld.constellations.core.ego.networks import Alters, Ties
from lifeworld.constellations.core.ego.structure import all_asked


def mixing(alters: Alters, ties: Ties) -> dict[str, F64]:
    """ei_ties, ei_ties_rescaled and phi_ties by category, [E] each; alters of unknown category are left out of all."""
    left, right = alters.category[ties.u], alters.category[ties.v]
    both = (left >= 0) & (right >= 0)
    within = tally(ties.ego[both & (left == right)], alters.n_egos)
    between = tally(ties.ego[both & (left != right)], alters.n_egos)
    k = len(alters.categories)
    known = alters.category >= 0
    counts = tally((alters.ego * k + alters.category)[known], alters.n_egos * k).reshape(alters.n_egos, k)
    n = counts.sum(axis=1)
    pairs_within = (counts * (counts - 1.0)).sum(axis=1) / 2.0
    pairs_between = n * (n - 1.0) / 2.0 - pairs_within
    asked = all_asked(alters, ties)
    inside, outside = ratio(within, pairs_within), ratio(between, pairs_between)
    return {
        "ei_ties": asked * ratio(between - within, between + within),
        "ei_ties_rescaled": asked * ratio(outside - inside, outside + inside),
        "phi_ties": asked * phi(within, pairs_within, between, pairs_between),
    }
