"""The terminal's door of the world: `lifeworld power`."""

import click

from lifeworld_power.commands.designing import design_command
from lifeworld_power.commands.reading import offers_command, parts_command


@click.group()
def power() -> None:
    """Design power supplies of real parts: every complete design, its trade-offs, its files."""


for command in (design_command, parts_command, offers_command):
    power.add_command(command)
