"""The terminal's door of constellations: `lifeworld map`, `sample`, `correct`, `compare`, `export` and `simulate`.

The words themselves are loaded one by one (`lifeworld.cli`); here is what other doors of the hall share.
"""

from lifeworld.constellations.commands.request import MapRequest, map_files
from lifeworld.constellations.commands.summary import print_summary

__all__ = ["MapRequest", "map_files", "print_summary"]
