"""A simulated ecosystem with planted effects: customers, what they do, and the truth that an honest estimate should find again."""

from lifeworld.events.core.simulation.damage import UNKNOWN_TYPE, lines
from lifeworld.events.core.simulation.deeds import TYPES
from lifeworld.events.core.simulation.plan import Partner, Plan, Segment, plan_of
from lifeworld.events.core.simulation.whole import Simulated, demo_events, simulate

__all__ = ["TYPES", "UNKNOWN_TYPE", "Partner", "Plan", "Segment", "Simulated", "demo_events", "lines", "plan_of", "simulate"]
