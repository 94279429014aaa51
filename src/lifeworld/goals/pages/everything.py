"""What goes out to a customer who asks for everything of hers: one JSON document, or a ZIP of CSV files with it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from lifeworld import __version__
from lifeworld.kit.frames.writing import flat_cells, guarded

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def as_json(tables: Tables) -> bytes:
    """The tables as one JSON document in UTF-8."""
    return json.dumps({"lifeworld": __version__, **tables}, ensure_ascii=False, indent=2, default=str).encode() + b"\n"


def as_zip(tables: Tables) -> bytes:
    """The tables as CSV files in a ZIP, one a table that has rows, and the JSON document beside them; no cell runs as a formula."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(zipfile.ZipInfo("everything.json", ZIP_DATE), as_json(tables))
        for name, rows in tables.items():
            if rows:
                folder.writestr(zipfile.ZipInfo(f"{name}.csv", ZIP_DATE), _csv(rows))
    return out.getvalue()


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [_cell(row.get(name)) for row in rows] for name in names}
    return flat_cells(guarded(pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)))).write_csv().encode()


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list | tuple) else str(value)
