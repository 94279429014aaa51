"""What every page of the reference is made of: the note at its top, tables, words for types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

MADE = "<!-- made by docs/build.py; change the code and run `make docs` -->"
TYPES = {pl.String: "text", pl.Float64: "number", pl.Int64: "integer", pl.Int32: "integer", pl.Int8: "integer",
         pl.Boolean: "true or false"}


def type_word(dtype: object) -> str:
    """The word for a column's type."""
    return "list of text" if isinstance(dtype, pl.List) else TYPES.get(dtype, str(dtype))  # type: ignore[call-overload]


def escaped(text: str) -> str:
    """Text inside a Markdown table; placeholders such as <code> are no tags."""
    return re.sub(r"<(?=[a-z])", "&lt;", text.replace("|", "\\|").replace("\n", " "))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table with an empty line before it; first cells are code."""
    lines = ["", f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return lines + [f"| `{first}` | {' | '.join(map(escaped, rest))} |" for first, *rest in rows]


def meanings(columns: Mapping[str, str]) -> list[str]:
    """A table of columns and what each means."""
    return table(("column", "meaning"), columns.items())


def page(title: str, lines: Iterable[str]) -> str:
    """A page with its title and the note that a program wrote it."""
    return "\n".join([f"# {title}", MADE, "", *lines]) + "\n"
