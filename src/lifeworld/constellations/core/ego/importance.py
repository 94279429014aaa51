"""How relevance, closeness and valence are spread over the alters, and where the focal provider stands."""

from __future__ import annotations

import numpy as np

from lifeworld.constellations.core.ego.arrays import F64, Bools, largest, ratio
from lifeworld.constellations.core.ego.networks import Alters


def importance(alters: Alters) -> dict[str, F64]:
    """Proximity, relevance concentration and balance, [E] each; unknown values are left out of sums and of divisors."""
    weighed = ~np.isnan(alters.relevance)
    total = alters.total(alters.relevance, weighed)
    felt = weighed & ~np.isnan(alters.valence)
    total_felt = alters.total(alters.relevance, felt)
    return {
        "n_placed": alters.number(~np.isnan(alters.proximity)),
        "mean_proximity": alters.mean(alters.proximity),
        "mean_ring": alters.mean(alters.ring),
        "concentration": ratio(alters.total(np.square(alters.relevance), weighed), np.square(total)),
        "balance": ratio(alters.total(alters.relevance * alters.valence, felt), total_felt),
        "negative_relevance": ratio(alters.total(alters.relevance, felt & (alters.valence < 0)), total_felt),
    }


def _best(alters: Alters, values: F64, where: Bools) -> F64:
    """Largest known value among the alters in ``where``; NaN for egos without one."""
    chosen = where & ~np.isnan(values)
    best = largest(alters.ego[chosen], alters.n_egos, values[chosen], -np.inf)
    return np.where(np.isneginf(best), np.nan, best)


def brand_place(alters: Alters) -> dict[str, F64]:
    """Share of relevance, rank, ring and proximity of the focal provider(s); brand_in_map is 1 or 0.

    A provider that is not in the map has the share 0, which is a finding, and no rank, ring or proximity.
    """
    present = alters.number(alters.focal) > 0
    weighed = ~np.isnan(alters.relevance)
    share = ratio(alters.total(alters.relevance, weighed & alters.focal), alters.total(alters.relevance, weighed))
    top = _best(alters, alters.relevance, alters.focal)
    above = alters.number(weighed & (alters.relevance > np.nan_to_num(top, nan=np.inf)[alters.ego]))
    return {
        "brand_in_map": present.astype(np.float64),
        "brand_place": np.where(present, np.where(np.isnan(top), np.nan, share), 0.0),
        "brand_rank": np.where(np.isnan(top), np.nan, 1.0 + above),
        "brand_ring": -_best(alters, -alters.ring, alters.focal),
        "brand_proximity": _best(alters, alters.proximity, alters.focal),
    }
