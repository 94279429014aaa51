"""The options that say which column of a table is what; `map` and `voices code` share them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lifeworld.voices.files.coders import CODERS

Command = Callable[..., Any]

_OPTIONS = (
    click.option("--text", metavar="A[,B,C]", help="Column(s) that hold what customers said; each becomes a statement."),
    click.option("--customer", metavar="COLUMN", help="Column that says who said it. Without it, rows have no customer."),
    click.option("--id", "id_column", metavar="COLUMN", help="Column with the id of a row; default: an id made from its content."),
    click.option("--time", metavar="COLUMN", help="Column with the time."),
    click.option("--source", metavar="COLUMN", help="Column that says where a row is from."),
    click.option("--group", metavar="COLUMN", help="Column with a segment of customers; each of ten or more gets a pooled constellation."),
    click.option("--wave", metavar="COLUMN|quarter|month|year",
                 help="Column with the wave of a survey; `--wave quarter|month|year` derives the wave from the time column."),
    click.option("--consent", metavar="COLUMN", help="Column that says whether a customer may be quoted (yes or no)."),
    click.option("--focal", metavar="NAME", help="The focal provider that all texts are about."),
    click.option("--focal-column", metavar="COLUMN", help="Column that names the focal provider of each row."),
    click.option("--outcome", metavar="COLUMN", help="Column with an outcome such as stars or NPS; kept, never used for coding."),
    click.option("--study", type=click.Path(path_type=Path), help="A study.toml with columns, focal and other providers."),
    click.option("--coder", type=click.Choice(CODERS), default="fast", show_default=True, help="Who codes."),
)


def column_options(command: Command) -> Command:
    """Add the options in the order in which `--help` shows them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
