"""What a partitioned map keeps beside the figures' own sums: profiles of types, saturation, and customers that a report may show."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.partial.found import Found
from lifeworld.constellations.core.partial.tops import best
from lifeworld.constellations.core.partial.values import Partial
from lifeworld.constellations.core.saturation.saturated import saturation_partial
from lifeworld.constellations.core.type_profiles import profile_partial


def whole_partial(found: Found, seed: int) -> Partial:
    """The partial result of these customers with everything that a study shows of all customers."""
    partial = found.partial
    if found.constellations.is_empty():
        return partial
    profiles = profile_partial(found.statements, found.codings, found.ties, found.constellations, seed)
    own = found.actors.filter(pl.col("customer").is_not_null())
    saturated = saturation_partial(found.constellations["customer"], found.codings, own, seed)
    shown = found.constellations.select("type", "customer", evidence=pl.col("n_counting").cast(pl.Int64))
    return partial + profiles + saturated + Partial(tops={"shown": best("shown", shown)})
