"""The measures of the ego network that every constellation carries (the whole set: ``core.ego.ego_measures``)."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.core.ego import alters_of, ego_measures
from lifeworld.constellations.core.schemas import EGO
from lifeworld.voices.core.codebook import ACTORS

ALTERS = tuple(code for code in ACTORS if code != "self")
"""The categories that diversity divides by: the self is the ego and no alter."""


def ego_columns(ties: pl.DataFrame, customers: pl.Series) -> pl.DataFrame:
    """The columns EGO for every customer, in the order of ``customers``; unknown is null."""
    found = ego_measures(customers, alters_of(ties), None, len(ALTERS), categories=list(ALTERS))
    # -0.0, which a sum of nothing gives, is 0
    return found.select(EGO).with_columns(pl.col(pl.Float64) + 0.0)
