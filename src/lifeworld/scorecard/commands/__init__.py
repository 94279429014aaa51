"""The terminal's door of the scorecard: `lifeworld scorecard score | reach | simulate`. It needs no site."""

from lifeworld.scorecard.commands.reach import reach_command
from lifeworld.scorecard.commands.score import score_command
from lifeworld.scorecard.commands.simulate import simulate_command

__all__ = ["reach_command", "score_command", "simulate_command"]
