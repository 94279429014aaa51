"""The options that say where a map is computed, and in how many partitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    click.option("--engine", metavar="NAME|ADDRESS",
                 help="Map partition by partition on: local (processes), threads, or a Dask scheduler (tcp://host:8786). "
                      "Default: in memory, and local from about 300,000 statements on."),
    click.option("--partitions", type=click.IntRange(1, 100_000),
                 help="How many partitions the customers are divided into; default: one for about 100,000 statements."),
)


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of engines."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
