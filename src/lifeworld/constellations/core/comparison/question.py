"""What a comparison asks: by what levels, of which measures, under which settings."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.constellations.core.comparison.measures import Measure
from lifeworld.constellations.core.comparison.values import By
from lifeworld.constellations.core.settings import Settings
from lifeworld.kit.figure import Versions


@dataclass(frozen=True)
class Question:
    """By what customers or statements are told apart, the measures in the order of tables, settings and versions."""

    by: By
    measures: tuple[Measure, ...]
    settings: Settings
    versions: Versions
