"""The tool with its catalogue: the parts that `LIFEWORLD_POWER_PARTS` points to, else the fictional ones that come along."""

from __future__ import annotations

import os
from pathlib import Path

from lifeworld_power.core.tool.power import PowerTool
from lifeworld_power.files.catalogue import read_catalogue
from lifeworld_power.files.studies import studies

PARTS = "LIFEWORLD_POWER_PARTS"
"""The variable that points to parts: a folder of shards, a file that `lifeworld power parts` wrote, or a table of one's own."""


def power_supply(path: Path | None = None) -> PowerTool:
    """The tool of one catalogue. Errors: InputRefused where the file is not there or no catalogue."""
    told = os.environ.get(PARTS, "")
    tool = PowerTool(read_catalogue(path or (Path(told).expanduser() if told else None)))
    tool.studies = studies(tool.again)
    return tool
