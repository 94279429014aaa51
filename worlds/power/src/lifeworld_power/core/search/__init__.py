"""Selection of complete designs from a catalogue: every combination is covered, few are looked at, and the front is exact."""

from __future__ import annotations

from lifeworld_power.core.search.brute import brute_force
from lifeworld_power.core.search.measures import MEASURES, PRESETS
from lifeworld_power.core.search.searching import search, warm

__all__ = ["MEASURES", "PRESETS", "brute_force", "search", "warm"]
