"""Simulated designers whose truth is known: nobody of them is real."""

from lifeworld_power.core.designers.values import TYPES, Designed, Designer, Designers, DesignersPlan, Said
from lifeworld_power.core.designers.whole import simulated_designers

__all__ = ["TYPES", "Designed", "Designer", "Designers", "DesignersPlan", "Said", "simulated_designers"]
