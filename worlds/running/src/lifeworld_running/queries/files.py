"""Which files a runner gave, and what became of each."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from lifeworld.plugin_web import Caller, not_found
from lifeworld_running.core.lines import FileLine
from lifeworld_running.models import File
from lifeworld_running.queries.whose import iso, own, runner_asked

LISTED = 30


def files_of(caller: Caller, customer: int | None = None, *, before: int | None = None, limit: int = LISTED) -> list[FileLine]:
    """Her files, the newest first; those before the key ``before``. Errors: LifeworldError 403, 404."""
    rows = File.objects.filter(place=caller.place_id, customer=runner_asked(caller, customer, scope="worlds.manage"))
    rows = rows if before is None else rows.filter(pk__lt=before)
    return [file_line(row) for row in rows.order_by("-id")[:limit]]


def file_of(caller: Caller, file: int, customer: int | None = None) -> FileLine:
    """One of her files. Errors: LifeworldError 403, 404."""
    row = File.objects.filter(place=caller.place_id, customer=runner_asked(caller, customer, scope="worlds.manage"), pk=file).first()
    if row is None:
        raise not_found("file", file)
    return file_line(row)


def raw_of(caller: Caller, file: int) -> tuple[FileLine, Path]:
    """One of her files with where its bytes are: for herself alone. Errors: LifeworldError 403; 404, also where the bytes are gone."""
    row = File.objects.filter(place=caller.place_id, customer=own(caller), pk=file).first()
    path = Path(settings.UPLOAD_DIR) / row.path if row is not None else None
    if row is None or path is None or not path.is_file():
        raise not_found("file", file)
    return file_line(row), path


def file_line(row: File, *, is_new: bool = True) -> FileLine:
    """The row as a value."""
    return FileLine(row.pk, row.name, row.size, row.sha256, row.state, row.code, row.reason, tuple(row.notices), tuple(row.parts),
                    row.n_parts, row.n_recordings, iso(row.at), is_new)
