"""The terminal's door of voices: `lifeworld voices code | learn | evaluate`."""

import click

from lifeworld.voices.commands.code import code
from lifeworld.voices.commands.evaluate import evaluate
from lifeworld.voices.commands.learn import learn


@click.group()
def voices() -> None:
    """Code what customers say, train a coder, and test it."""


for command in (code, learn, evaluate):
    voices.add_command(command)
