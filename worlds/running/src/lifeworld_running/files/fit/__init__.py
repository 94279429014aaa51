"""FIT files: read as columns, dependably, and written."""

from lifeworld_running.files.fit.parts import is_fit
from lifeworld_running.files.fit.reading import read_fit
from lifeworld_running.files.fit.writing import write_fit

__all__ = ["is_fit", "read_fit", "write_fit"]
