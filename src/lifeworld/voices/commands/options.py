"""The options that say which column of a table is what; `map` and `voices code` share them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lifeworld.voices.files.coders import CODERS, is_packaged
from lifeworld.voices.files.encoder import DEVICES

Command = Callable[..., Any]



class CoderName(click.Choice[str]):
    """The name of a coder that came with lifeworld, ``llm:FOLDER``, or a file of learned heads."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The name as it is where it is no packaged coder's; ``load_coder`` says what is wrong with it."""
        return super().convert(value, param, ctx) if is_packaged(str(value)) else value


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
    click.option("--coder", type=CoderName(CODERS), default="fast", show_default=True,
                 help="Who codes: fast; accurate (a small language model, some hundred times slower); cascade (fast, then accurate "
                      "where fast is unsure); heads.npz that `voices learn` wrote; llm:FOLDER that `voices ask` filled."),
    click.option("--device", type=click.Choice(DEVICES), default="cpu", show_default=True,
                 help="Where accurate and cascade compute; cuda needs onnxruntime-gpu."),
)


def column_options(command: Command) -> Command:
    """Add the options in the order in which `--help` shows them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
