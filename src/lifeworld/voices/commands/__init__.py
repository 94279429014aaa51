"""The terminal's door of voices: `lifeworld voices code | learn | evaluate | transcripts`."""

import click

from lifeworld.voices.commands.code import code
from lifeworld.voices.commands.evaluate import evaluate
from lifeworld.voices.commands.learn import learn
from lifeworld.voices.commands.transcripts import transcripts


@click.group()
def voices() -> None:
    """Code what customers say, see who speaks in transcripts, train a coder, and test it."""


for command in (code, learn, evaluate, transcripts):
    voices.add_command(command)
