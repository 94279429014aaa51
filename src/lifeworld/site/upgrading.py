"""Bringing the database up to this version: tables first saved, then changed."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def pending() -> int:
    """How many changes of tables this version brings that the database does not have."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def saved() -> Path | None:
    """A copy of the SQLite file beside it, while others may read and write; None where there is nothing to save."""
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    if connection.vendor != "sqlite" or not file.exists() or not connection.introspection.table_names():
        return None
    copy = file.with_name(f"{file.stem}-before-{datetime.now(UTC):%Y%m%dT%H%M%S}.sqlite3")
    with sqlite3.connect(file) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return copy


def upgrade() -> Path | None:
    """Change the tables to this version's; the copy that was made before, or None where nothing had to change or be saved."""
    copy = None
    if pending():
        copy = saved()
        call_command("migrate", interactive=False, verbosity=0)
    if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
        call_command("createcachetable", verbosity=0)
    return copy
