"""Many rows in one statement, in the way that each database likes best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection


def add(table: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]], otherwise: str) -> None:
    """Add rows to a table. ``columns``: name and type of PostgreSQL of each; ``otherwise``: what happens to a row that is there already.

    >>> add("events_source", {"place": "bigint", "uri": "text"}, [], "ON CONFLICT (place, uri) DO NOTHING")
    """
    if not rows:
        return
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            shape = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            said = msgspec.json.encode([dict(zip(columns, row, strict=True)) for row in rows]).decode()
            cursor.execute(f"{into} SELECT * FROM json_to_recordset(%s::json) AS r({shape}) {otherwise}", [said])  # noqa: S608 (words of ours)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"{into} VALUES ({marks}) {otherwise}", rows)
