"""Figures of goals as the terminal shows and keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lifeworld.kit.figure import Figure
from lifeworld.kit.frames import write_json


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], n: int) -> Table:
    """Rows as a table; where there are more than are shown, its title says so. None is «not known»."""
    shown = Table(title=f"{len(rows)} of {n:,} rows" if n > len(rows) else None, title_justify="left")
    for name in columns:
        shown.add_column(name, overflow="fold")
    for row in rows:
        shown.add_row(*("not known" if cell is None else f"{cell:.1f}" if isinstance(cell, float) else escape(str(cell)) for cell in row))
    return shown


def show(figures: Sequence[Figure], shown: Table | None, more: Mapping[str, Any], out: Path | None, warnings: Iterable[str] = ()) -> None:
    """Print figures, a table and warnings; write everything to ``out``, whole or not at all."""
    said = list(dict.fromkeys([*warnings, *(warning for figure in figures for warning in figure.warnings)]))
    if out is not None:
        write_json({"figures": [figure.json() for figure in figures], **more, "warnings": said}, out)
    console = Console(width=None if Console().is_terminal else 160)
    if shown is not None and shown.row_count:
        console.print(shown)
    for figure in figures:
        click.echo(f"{figure.name}: {figure.text()}")
    for warning in said:
        click.echo(warning)
    if out is not None:
        click.echo(f"Every number is in {out}.", err=True)
