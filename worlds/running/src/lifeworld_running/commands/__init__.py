"""The terminal's door of the world: `lifeworld running read`."""

import click

from lifeworld_running.commands.reading import read_command


@click.group()
def running() -> None:
    """Read what runners' watches and services wrote, and say how far each recording can be relied on."""


running.add_command(read_command)
