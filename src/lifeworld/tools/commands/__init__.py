"""The terminal's door of tools: `lifeworld tools list | run`. It needs no site: tools come from the worlds that are installed."""

import click

from lifeworld.tools.commands.run import list_command, run_command


@click.group()
def tools() -> None:
    """Find every design that can be made, and write the best ones down with their parts and prices."""


for command in (list_command, run_command):
    tools.add_command(command)
