"""Taguette's SQLite project: opened for reading only, and only the tables that it is known to have."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.exchange.refi_settling import Exchanged
from lifeworld.voices.core.exchange.taguette import TaguetteProject, from_project
from lifeworld.voices.files.exchange.zipped import damaged

MAGIC = b"SQLite format 3\x00"
CELL_BYTES_MAX = 256 << 20
STEPS_MAX = 200_000
"""After so many thousand steps of SQLite a query is taken for one that was made to run for ever."""
NEEDED = ("projects", "documents", "highlights", "tags", "highlight_tags")
EXPORTER = "admin"
"""The login under which Taguette writes everything into an export; it says nothing about who highlighted."""


def read_taguette(path: Path, coder: str = "") -> Exchanged:
    """A project that Taguette exported as SQLite; ``coder`` names who highlighted, because exports do not say.

    Errors: InputRefused where it is no such file, damaged, or holds several projects.
    """
    try:
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.text_factory = lambda content: content.decode("utf-8", "replace")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CELL_BYTES_MAX)
            steps = iter(range(STEPS_MAX))
            database.set_progress_handler(lambda: next(steps, None) is None, 1000)
            database.execute("PRAGMA trusted_schema = OFF")
            return from_project(_project(database, path.name), path.name, coder)
    except (sqlite3.Error, OverflowError, TypeError, ValueError) as error:
        raise damaged(path.name, "it is no database of Taguette, or is damaged") from error


def _project(database: sqlite3.Connection, where: str) -> TaguetteProject:
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    missing = [name for name in NEEDED if name not in tables]
    if missing:
        raise InputRefused("exchange_not_taguette", f"The database «{where}» is none of Taguette: it has no table {listed(missing)}.",
                           "In Taguette, choose Project info, Export project as SQLite.")
    projects = database.execute("SELECT name, description, created FROM projects ORDER BY id LIMIT 6").fetchall()
    if len(projects) != 1:
        raise InputRefused("exchange_projects", f"The database «{where}» holds {len(projects) or 'no'} projects"
                           f"{f' ({listed(str(one[0]) for one in projects)})' if projects else ''}, and one is read at a time.",
                           "In Taguette, open the project and choose Project info, Export project as SQLite.")
    parent = "parent_id" if _has(database, "tags", "parent_id") else "NULL"
    tags = [(int(key), str(path), str(text or ""), None if above is None else int(above))
            for key, path, text, above in database.execute(f"SELECT id, path, description, {parent} FROM tags ORDER BY id")]  # noqa: S608
    documents = [(int(key), str(name), str(html)) for key, name, html in
                 database.execute("SELECT id, name, contents FROM documents ORDER BY id")]
    made = _makers(database) if "commands" in tables else {}
    rows = database.execute("SELECT id, document_id, start_offset, end_offset, snippet FROM highlights "
                            "ORDER BY document_id, start_offset, id")
    highlights = [(int(key), int(document), int(start), int(end), str(snippet or ""), made.get(key, ""))
                  for key, document, start, end, snippet in rows]
    tagged = [(int(one), int(other)) for one, other in
              database.execute("SELECT highlight_id, tag_id FROM highlight_tags ORDER BY highlight_id, tag_id")]
    name, description, created = projects[0]
    return TaguetteProject(str(name), str(description or ""), str(created or "")[:19], tags, documents, highlights, tagged)


def _has(database: sqlite3.Connection, table: str, column: str) -> bool:
    return any(row[1] == column for row in database.execute(f"PRAGMA table_info({table})"))


def _makers(database: sqlite3.Connection) -> dict[Any, str]:
    """Who made each highlight, as the log of a server's own database says."""
    made: dict[Any, str] = {}
    for login, payload in database.execute("SELECT user_login, payload FROM commands ORDER BY id"):
        try:
            told = json.loads(payload)
        except (TypeError, ValueError, RecursionError):
            continue
        if isinstance(told, dict) and told.get("type") == "highlight_add" and isinstance(login, str) and login != EXPORTER:
            made.setdefault(told.get("highlight_id") if isinstance(told.get("highlight_id"), int) else None, login)
    return made
