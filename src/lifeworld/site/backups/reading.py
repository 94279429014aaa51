"""A backup is read into an empty site: all of it, or nothing."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import connection, transaction
from django.db.models import DateTimeField, Model

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.site.backups.tables import FORMAT, MANIFEST, Said, file_name, tables
from lifeworld.site.backups.writing import ROWS_AT_ONCE


def read_backup(file: Path) -> Said:
    """Read the backup. Errors: InputRefused where the file is no backup of this format, is not whole, or the site is not empty."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            with transaction.atomic(), _times_as_kept():
                n_rows = sum(_table(archive, model, manifest["rows"].get(model._meta.label_lower, 0)) for model in tables())
                _count_on(tables())
            return Said(len(manifest["rows"]), n_rows, _files(archive))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError, DeserializationError, UnicodeDecodeError) as error:
        raise InputRefused("no_backup", f"The file «{file.name}» is no whole backup ({error}). Nothing was read.",
                           "Take another backup; `lifeworld backup` writes them.") from None


@contextmanager
def _times_as_kept() -> Iterator[None]:
    """Fields that note the time of writing keep what the backup says while it is read."""
    fields = [field for model in tables() for field in model._meta.concrete_fields if isinstance(field, DateTimeField)]
    before = [(field, field.auto_now, field.auto_now_add) for field in fields]
    for field in fields:
        field.auto_now = field.auto_now_add = False
    try:
        yield
    finally:
        for field, auto_now, auto_now_add in before:
            field.auto_now, field.auto_now_add = auto_now, auto_now_add


def _manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest.get("format") != FORMAT:
        raise InputRefused("other_format", f"The backup «{file.name}» has the format {manifest.get('format')}, not {FORMAT}.",
                           f"Restore it with lifeworld {manifest.get('version', 'of its time')}, then upgrade.")
    for model in tables():
        if model._default_manager.exists():
            raise InputRefused("not_empty", f"The site is not empty: there are rows of {model._meta.label}.",
                               "Restore into a new data folder or an empty database.")
    known = {model._meta.label_lower for model in tables()}
    if strange := sorted(label for label, n in manifest["rows"].items() if n and label not in known):
        raise InputRefused("world_missing", f"The backup «{file.name}» has rows of {listed(strange)}, for which nothing is installed here.",
                           "Install the world that they belong to (its name stands in front of the dot), and restore again.")
    return manifest


def _table(archive: zipfile.ZipFile, model: type[Model], n_expected: int) -> int:
    """The rows of one table. Errors: InputRefused where some are missing."""
    n = 0
    if file_name(model) in archive.namelist():
        with archive.open(file_name(model)) as raw, io.TextIOWrapper(raw, "utf-8") as text:
            for rows in _in_parts(serializers.deserialize("jsonl", text)):
                model._default_manager.bulk_create(rows)
                n += len(rows)
    if n != n_expected:
        raise InputRefused("rows_missing", f"The backup holds {n:,} rows of {model._meta.label}, and says {n_expected:,}.",
                           "Nothing was read. Take another backup.")
    return n


def _in_parts(rows: Iterator[Any]) -> Iterator[list[Model]]:
    part: list[Model] = []
    for row in rows:
        part.append(row.object)
        if len(part) == ROWS_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _count_on(models: list[type[Model]]) -> None:
    """New rows get keys after the restored ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _files(archive: zipfile.ZipFile) -> int:
    n = 0
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename)
        if path.parts[:1] != ("uploads",) or entry.is_dir() or ".." in path.parts:
            continue
        target = settings.UPLOAD_DIR.joinpath(*path.parts[1:])
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out)
        n += 1
    return n
