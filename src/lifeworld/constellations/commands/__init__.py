"""The terminal's door of constellations: `lifeworld map`, `sample`, `correct`, `compare`, `export` and `simulate`."""

from lifeworld.constellations.commands.compare import compare_command
from lifeworld.constellations.commands.correct import correct_command
from lifeworld.constellations.commands.export import export_command
from lifeworld.constellations.commands.map import map_command
from lifeworld.constellations.commands.request import MapRequest, map_files
from lifeworld.constellations.commands.sample import sample_command
from lifeworld.constellations.commands.simulate import simulate_command
from lifeworld.constellations.commands.summary import print_summary

__all__ = ["MapRequest", "compare_command", "correct_command", "export_command", "map_command", "map_files", "print_summary",
           "sample_command", "simulate_command"]
