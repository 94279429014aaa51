"""Measures of ego networks: one customer (the ego) and the actors around that customer (the alters).

``ego_measures`` is the door; ``MEASURES`` says of every column what it is, when it is null and where it comes from.
"""

from lifeworld.constellations.core.ego.adapters import alters_of
from lifeworld.constellations.core.ego.columns import MEASURES, Measure, columns_of
from lifeworld.constellations.core.ego.measures import ego_measures

__all__ = ["MEASURES", "Measure", "alters_of", "columns_of", "ego_measures"]
