"""What changes uploads: one is announced, parts arrive, a person confirms how it is understood, or takes it back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.site_uploads import TablePreview, TranscriptPreview, UploadValue
from lifeworld.voices.core.transcripts.values import ROLES as SPEAKER_ROLES
from lifeworld.voices.files.transcripts.found import CLOSED, MAPPING, SUFFIXES
from lifeworld.voices.files.transcripts.sheets import write_mapping
from lifeworld.voices.files.uploaded import FILES, begin, drop, kind_of, packed, path_of, plain_name, put
from lifeworld.voices.models import Study, Upload
from lifeworld.voices.queries.uploads import bytes_of, preview_of, roles_of, upload_row, upload_value

IMPORT_ROWS = 2_000
"""Rows of one transaction; kept with the upload, because its cursor counts batches of them."""


def begin_upload(caller: Caller, slug: str, filename: str, size: int, key: str | None = None) -> UploadValue:
    """Announce a file of ``size`` bytes; its parts follow. The same key again gives the same upload.

    Errors: LifeworldError 403, 404; InputRefused for an empty or too large file; 409 for a key that names another file.
    """
    caller.require("voices.analyse")
    study = Study.objects.filter(place=caller.place_id, slug=slug).first()
    if study is None:
        raise not_found("study", slug)
    if not 0 < size <= settings.UPLOAD_BYTES_MAX:
        raise InputRefused("upload_size", f"The file has {size:,} bytes." if size > 0 else "The file is empty.",
                           f"Give a file of 1 byte to {settings.UPLOAD_BYTES_MAX >> 20:,} MiB, or several.")
    name, wanted = plain_name(filename), _key(key)
    with transaction.atomic():
        row, made = Upload.objects.get_or_create(
            key=wanted, defaults={"study": study, "filename": name, "size": size, "who": caller.who})
        if not made and (row.study_id, row.filename, row.size) != (study.pk, name, size):
            raise conflict("upload_key_taken", "This key belongs to another upload.", "Begin with a new key.")
        if made:
            begin(bytes_of(row))
            record(caller, "voices.uploaded", data={"study": study.pk, "upload": row.pk, "bytes": size})
    return upload_value(row)


def _key(key: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(key) if key else uuid.uuid4()
    except ValueError as error:
        raise InputRefused("upload_key", "The key of an upload is no UUID.", "Send a UUID, or leave it out.") from error


@transaction.atomic
def append_part(caller: Caller, slug: str, key: str, offset: int, content: bytes) -> UploadValue:
    """Append a part; when this returns, the bytes are on the disk and counted, whatever happens next.

    Errors: LifeworldError 403, 404; 409 where the offset is not where the upload stands (the upload says where); InputRefused where
    a part is empty or goes beyond the size.
    """
    row = upload_row(caller, slug, key)
    row = Upload.objects.select_for_update().get(pk=row.pk)
    if row.state != "receiving" or offset != row.received:
        raise conflict("wrong_offset", f"The upload stands at byte {row.received:,} of {row.size:,}, not at {offset:,}.",
                       f"Go on from Upload-Offset: {row.received}.")
    if not content or row.received + len(content) > row.size:
        raise InputRefused("part_size", f"A part of {len(content):,} bytes does not fit: {row.size - row.received:,} are missing.",
                           "Send the bytes that are missing.")
    put(bytes_of(row), offset, content)
    row.received += len(content)
    row.state = "received" if row.received == row.size else "receiving"
    row.save(update_fields=["received", "state"])
    return upload_value(row)


def take_files(caller: Caller, slug: str, files: Sequence[tuple[str, Iterable[bytes], int]]) -> UploadValue:
    """Files that a form sent whole, as one upload; several are packed together, as transcripts. Errors: as ``begin_upload``."""
    if not files:
        raise InputRefused("no_file", "No file was chosen.", "Choose a table, or one or several transcripts.")
    if len(files) == 1:
        name, chunks, size = files[0]
        value = begin_upload(caller, slug, name, size)
        for chunk in chunks:
            value = append_part(caller, slug, value.key, value.received, chunk)
        return value
    caller.require("voices.analyse")
    if not Study.objects.filter(place=caller.place_id, slug=slug).exists():
        raise not_found("study", slug)
    if not any(Path(name).suffix.lower() in {*SUFFIXES, *CLOSED} for name, _, _ in files):
        raise InputRefused("several_tables", "Several files can be sent at once only where they are transcripts.",
                           "Send one table after the other; each can be corrected before it is read.")
    size = sum(size for _, _, size in files)
    if size > settings.UPLOAD_BYTES_MAX:
        raise InputRefused("upload_size", f"The files have {size:,} bytes together.", "Send fewer at a time.")
    key = str(uuid.uuid4())
    work = path_of(Path(settings.UPLOAD_DIR), key, "transcripts.zip")
    begin(work)
    size = packed([(name, chunks) for name, chunks, _ in files], work)
    value = begin_upload(caller, slug, "transcripts.zip", size, key)
    Upload.objects.filter(key=key).update(received=size, state="received")
    return upload_value(upload_row(caller, slug, value.key))


def confirm_upload(caller: Caller, slug: str, key: str, roles: Mapping[str, Any] | None = None,
                   speakers: Sequence[Mapping[str, str]] | None = None) -> UploadValue:
    """Say how the upload is to be understood, and begin to read it into the study.

    ``roles``: the columns of a table; None takes what the preview found. ``speakers``: who is who in transcripts, objects with file,
    speaker, role and perhaps customer. Errors: LifeworldError 403, 404; 409 where it has not arrived or was begun already; InputRefused
    where it is still not clear.
    """
    row = upload_row(caller, slug, key)
    _must_be(row, "received")
    path = bytes_of(row)
    options: dict[str, Any] = {"kind": kind_of(path), "rows": IMPORT_ROWS}
    if options["kind"] == "transcripts" and speakers is not None:
        _keep_speakers(path, speakers)
    preview = preview_of(caller, slug, key, roles)
    if preview.problem:
        raise InputRefused("upload_unclear", preview.problem, "Correct it on the page of the upload.")
    if isinstance(preview, TablePreview):
        options["columns"] = roles_of(preview.columns) | ({"wave": preview.columns.wave_by} if preview.columns.wave_by else {})
    with transaction.atomic():
        row = Upload.objects.select_for_update().get(pk=row.pk)
        _must_be(row, "received")
        row.options, row.state = options, "importing"
        row.progress = {"batches": 0, "notes": list(preview.notes) if isinstance(preview, TranscriptPreview) else []}
        row.save(update_fields=["options", "state", "progress"])
    return upload_value(row)


def _must_be(row: Upload, state: str) -> None:
    if row.state != state:
        raise conflict("upload_state", f"The upload «{row.filename}» is {row.state}.",
                       "Send the rest of it first." if row.state == "receiving" else "Look at how far it is.")


def _keep_speakers(path: Path, speakers: Sequence[Mapping[str, str]]) -> None:
    """What a person said about speakers, as the sheet beside the transcripts."""
    rows = []
    for one in speakers:
        role = one.get("role", "")
        if role and role not in (*SPEAKER_ROLES, "unclear"):
            raise InputRefused("speaker_role", f"A speaker cannot be «{role}».", "Use customer, interviewer, other or ignore.")
        rows.append((one.get("file", ""), one.get("speaker", ""), role, one.get("customer", ""), "", 0, 0, ""))
    root = path.parent / FILES if path.suffix.lower() == ".zip" else path.parent
    (root / MAPPING).unlink(missing_ok=True)
    write_mapping(rows, root / MAPPING)


def drop_upload(caller: Caller, slug: str, key: str) -> None:
    """Take back an upload that was not read yet: its bytes go. Errors: LifeworldError 403, 404; 409 once it is being read."""
    row = upload_row(caller, slug, key)
    with transaction.atomic():
        row = Upload.objects.select_for_update().get(pk=row.pk)
        if row.state in {"importing", "done"}:
            raise conflict("upload_state", f"The upload «{row.filename}» is {row.state}.", "What was read stays in the study.")
        row.delete()
    drop(bytes_of(row))
