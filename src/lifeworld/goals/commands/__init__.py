"""The terminal's door of goals: `lifeworld goals gas | completion | opportunity | attainment`."""

import click

from lifeworld.goals.commands.attained import attainment_command
from lifeworld.goals.commands.scored import completion_command, gas_command, opportunity_command


@click.group()
def goals() -> None:
    """Say how far customers come with their goals, how long it takes them, and which needs are not met."""


for command in (gas_command, completion_command, opportunity_command, attainment_command):
    goals.add_command(command)
