"""The terminal's door of constellations: `lifeworld map`."""

from lifeworld.constellations.commands.map import map_command
from lifeworld.constellations.commands.request import MapRequest, map_files
from lifeworld.constellations.commands.summary import print_summary

__all__ = ["MapRequest", "map_command", "map_files", "print_summary"]
