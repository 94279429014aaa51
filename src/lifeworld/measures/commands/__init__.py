"""The terminal's door of measures: `lifeworld measures list | define | value | readings | rebuild`."""

from __future__ import annotations

import click

from lifeworld.measures.commands.asking import list_command, readings_command, value_command
from lifeworld.measures.commands.making import define_command, rebuild_command


@click.group()
def measures() -> None:
    """What is measured of customers: define indicators, ask for values, make them again from all events."""


for command in (list_command, define_command, value_command, readings_command, rebuild_command):
    measures.add_command(command)
