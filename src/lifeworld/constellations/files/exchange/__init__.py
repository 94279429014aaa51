"""Networks read from and written to the files of other programs."""

from lifeworld.constellations.files.exchange.read import ReadChoices, read_networks
from lifeworld.constellations.files.exchange.write import FORMS, write_networks

__all__ = ["FORMS", "ReadChoices", "read_networks", "write_networks"]
