"""Simulated ecosystems whose truth is known: what a scorecard must find, and where it must stay silent."""

from lifeworld.scorecard.core.simulation.people import People, people
from lifeworld.scorecard.core.simulation.worlds import WORLDS, Simulated, world

__all__ = ["WORLDS", "People", "Simulated", "people", "world"]
