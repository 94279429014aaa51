"""A backup is written: one snapshot of the tables, and the uploaded files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from lifeworld import __version__
from lifeworld.site.backups.tables import FORMAT, MANIFEST, Said, file_name, tables

ROWS_AT_ONCE = 2_000
PART = ".part"
"""How names of files end that are being written."""


class Exact(DjangoJSONEncoder):
    """Times to the microsecond; Django's own encoder cuts them to milliseconds."""

    def default(self, o: Any) -> Any:
        """The value as JSON can hold it."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


@contextmanager
def _snapshot() -> Iterator[None]:
    """All tables as of one moment, while others write."""
    if connection.in_atomic_block:  # whoever asked has one state in hand
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:  # a reading transaction of SQLite sees one state and hinders no writer
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def write_backup(out: Path) -> Said:
    """Write the backup; the file stands under its name only when it is whole."""
    part = out.with_name(out.name + PART)
    n_rows = n_files = 0
    counts: dict[str, int] = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        with _snapshot():
            for model in tables():
                n = 0
                with archive.open(file_name(model), "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8") as text:
                    for row in model._default_manager.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
                        serializers.serialize("jsonl", [row], stream=text, cls=Exact)
                        n += 1
                counts[model._meta.label_lower] = n
                n_rows += n
        for path in sorted(settings.UPLOAD_DIR.rglob("*")) if settings.UPLOAD_DIR.exists() else ():
            if path.is_file() and path.suffix != PART:
                with suppress(FileNotFoundError):  # files that were read go meanwhile
                    archive.write(path, f"uploads/{path.relative_to(settings.UPLOAD_DIR).as_posix()}")
                    n_files += 1
        archive.writestr(MANIFEST, json.dumps({
            "format": FORMAT, "version": __version__, "made_at": datetime.now(UTC).isoformat(), "rows": counts, "files": n_files}))
    part.chmod(0o600)
    part.replace(out)
    return Said(len(counts), n_rows, n_files)
