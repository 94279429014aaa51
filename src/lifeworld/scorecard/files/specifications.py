"""What customers asked of a tool, as a table: a row for each specification, a column for each field of the tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.constellations.files.cells import FALSE, TRUE
from lifeworld.kit.errors import InputRefused, listed, nearest
from lifeworld.kit.frames import read_table
from lifeworld.tools.core.canonical import canonical
from lifeworld.tools.core.schema import fitted, kind_of
from lifeworld.tools.core.values import Tool

SPEC, CUSTOMER = "spec", "customer"
REFUSED_MAX = 20


@dataclass(frozen=True)
class Specified:
    """One specification as the tool takes it. ``key``: its name in the column «spec», else its row; ``content``: the same for the same."""

    key: str
    customer: str | None
    said: Mapping[str, Any]
    content: str


@dataclass(frozen=True)
class Specifications:
    """What was read. ``refused``: sentences with the row, the first ``REFUSED_MAX`` of ``n_refused``."""

    taken: tuple[Specified, ...]
    refused: tuple[str, ...]
    n_refused: int


def read_specifications(path: Path, tool: Tool) -> Specifications:
    """Every row that the tool takes; one that it does not is refused with its row, and the others are kept.

    Errors: InputRefused where the file is no table, a column is no field of the tool, or no row is taken.
    """
    found = read_table(path)
    fields: Mapping[str, Mapping[str, Any]] = tool.schema["properties"]
    for name in found.frame.columns:
        if name not in fields and name not in (SPEC, CUSTOMER):
            near = nearest(name, [*fields, SPEC, CUSTOMER])
            raise InputRefused("unknown_column", f"«{path.name}» has a column «{name[:40]}», which is no field of «{tool.name}».",
                               f"Did you mean «{near}»?" if near else f"Its fields are {listed(fields, 30)}.")
    taken: dict[str, Specified] = {}
    refused = [f"Row {row:,}: {reason}" for row, reason in found.damaged.iter_rows()]
    for row, cells in zip(found.row, found.frame.iter_rows(named=True), strict=True):
        try:
            one = _specified(tool, fields, cells, int(row))
            if one.key in taken:
                raise InputRefused("spec_twice", f"The specification «{one.key[:40]}» is there twice.", "Give each a name of its own.")
            taken[one.key] = one
        except InputRefused as error:
            refused.append(f"Row {row:,}: {error.message} {error.next_step}".strip())
    if not taken:
        raise InputRefused("no_specification", f"No row of «{path.name}» is a specification of «{tool.name}». {refused[0]}",
                           f"Give a table with columns such as {listed(fields, 5)}.")
    return Specifications(tuple(taken.values()), tuple(refused[:REFUSED_MAX]), len(refused))


def _specified(tool: Tool, fields: Mapping[str, Mapping[str, Any]], cells: Mapping[str, Any], row: int) -> Specified:
    given = {name: _read(fields[name], cell) for name, cell in cells.items() if name not in (SPEC, CUSTOMER) or name in fields}
    said = tool.checked(fitted(tool.schema, {name: value for name, value in given.items() if value is not None}))
    key = str(cells.get(SPEC) or "").strip() if SPEC not in fields else ""
    customer = str(cells.get(CUSTOMER) or "").strip() if CUSTOMER not in fields else ""
    return Specified(key or f"{row:07d}", customer or None, said, canonical(said))


def _read(field: Mapping[str, Any], cell: object) -> object:
    """A cell in the type of its field; what cannot be read stays as it is, so that the field says what is wrong with it."""
    if not isinstance(cell, str):
        return cell
    text, kind = cell.strip(), kind_of(field)
    if not text:
        return None
    if kind == "boolean":
        return True if text.casefold() in TRUE else False if text.casefold() in FALSE else text
    if kind in ("number", "integer"):
        try:
            return float(text)
        except ValueError:
            return text
    return text


def customers_of(specifications: Specifications) -> pl.Series:
    """Keys of the customers whose specifications were read, each once."""
    return pl.Series("customer", sorted({one.customer for one in specifications.taken if one.customer}), pl.String)
