"""The terminal's door of voices: `lifeworld voices agree | code | learn | queue | train | evaluate | transcripts | import | export`."""

import click

from lifeworld.voices.commands.agree import agree
from lifeworld.voices.commands.ask import ask
from lifeworld.voices.commands.code import code
from lifeworld.voices.commands.evaluate import evaluate
from lifeworld.voices.commands.exchange import export, import_
from lifeworld.voices.commands.learn import learn
from lifeworld.voices.commands.queue import queue
from lifeworld.voices.commands.train import train
from lifeworld.voices.commands.transcripts import transcripts


@click.group()
def voices() -> None:
    """Code what customers say, see who speaks in transcripts, teach a coder a codebook, test it, and exchange projects."""


for command in (agree, ask, code, learn, queue, train, evaluate, transcripts, import_, export):
    voices.add_command(command)
