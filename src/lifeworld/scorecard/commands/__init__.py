"""The terminal's door of the scorecard: `lifeworld scorecard score | simulate`. It needs no site."""

from lifeworld.scorecard.commands.score import score_command
from lifeworld.scorecard.commands.simulate import simulate_command

__all__ = ["score_command", "simulate_command"]
