"""What is asked of uploads: how far each is, how it would be understood, what was left out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_pieces
from lifeworld.voices.core.columns import ROLES, Columns, detect_columns
from lifeworld.voices.core.site_studies import StudySettings
from lifeworld.voices.core.site_uploads import (
    PREVIEW_ROWS,
    SHOWN_ROWS,
    Left,
    Preview,
    SpeakerPreview,
    TablePreview,
    TalkPreview,
    TranscriptPreview,
    UploadValue,
    clipped,
    columns_of,
)
from lifeworld.voices.core.statements import as_text, gathered
from lifeworld.voices.files.transcripts import read_interviews
from lifeworld.voices.files.uploaded import kind_of, path_of, transcripts_root, without_path
from lifeworld.voices.models import SkippedRow, Study, Upload

LISTED_MAX = 50


def upload_row(caller: Caller, slug: str, key: str | uuid.UUID) -> Upload:
    """The row of an upload in the caller's place. Errors: LifeworldError 403, 404."""
    caller.require("voices.analyse")
    try:
        wanted = uuid.UUID(str(key))
    except ValueError as error:
        raise not_found("upload", key) from error
    row = Upload.objects.filter(study__place=caller.place_id, study__slug=slug, key=wanted).select_related("study").first()
    if row is None:
        raise not_found("upload", key)
    return row


def bytes_of(row: Upload) -> Path:
    """Where the bytes of an upload lie."""
    return path_of(Path(settings.UPLOAD_DIR), str(row.key), row.filename)


def upload_value(row: Upload) -> UploadValue:
    """An upload as a value."""
    return UploadValue(str(row.key), row.filename, row.size, row.received, row.state, row.n_rows, row.n_statements, row.n_skipped,
                       row.message, tuple(row.progress.get("notes", ())), row.options)


def upload_of(caller: Caller, slug: str, key: str) -> UploadValue:
    """One upload. Errors: LifeworldError 403, 404."""
    return upload_value(upload_row(caller, slug, key))


def is_reading(caller: Caller) -> bool:
    """Whether any file is being read into a study of the caller's place right now."""
    return Upload.objects.filter(study__place=caller.place_id, state="importing").exists()


def uploads_of(caller: Caller, slug: str) -> list[UploadValue]:
    """The newest uploads of a study, newest first."""
    caller.require("voices.analyse")
    if not Study.objects.filter(place=caller.place_id, slug=slug).exists():
        raise not_found("study", slug)
    rows = Upload.objects.filter(study__place=caller.place_id, study__slug=slug).order_by("-pk")[:LISTED_MAX]
    return [upload_value(row) for row in rows]


def skipped_of(caller: Caller, slug: str, key: str) -> pl.DataFrame:
    """Rows that were left out of an upload: row Int64, field, reason, detail; at most as many as are kept."""
    row = upload_row(caller, slug, key)
    found = SkippedRow.objects.filter(upload=row).order_by("pk").values_list("row", "field", "reason", "detail")
    return pl.DataFrame(list(found), schema={"row": pl.Int64, "field": pl.String, "reason": pl.String, "detail": pl.String}, orient="row")


def preview_of(caller: Caller, slug: str, key: str, roles: Mapping[str, Any] | None = None) -> Preview:
    """How an upload that has arrived would be understood; ``roles`` are columns that a person chose.

    Errors: LifeworldError 403, 404; InputRefused where the file cannot be read at all.
    """
    row = upload_row(caller, slug, key)
    path = bytes_of(row)
    try:
        if kind_of(path) == "transcripts":
            return _transcripts(transcripts_root(path))
        return _table(path, StudySettings.of(row.study.settings), roles)
    except InputRefused as error:
        raise without_path(error, path) from error


def _table(path: Path, study: StudySettings, roles: Mapping[str, Any] | None) -> TablePreview:
    piece = next(iter(read_pieces(path, PREVIEW_ROWS)))
    frame = as_text(piece.frame)
    names = tuple(frame.columns)
    rows = tuple(tuple(clipped(cell) for cell in row) for row in frame.head(SHOWN_ROWS).rows())
    damaged = [Left(number, "", "cells do not fit the header", reason) for number, reason in piece.damaged.rows()]
    try:
        columns = detect_columns(names, frame, columns_of(roles) if roles else None, f"«{path.name}»")
        found = gathered(frame, columns, study.focal, path.name, language=study.language, row=piece.row)
    except InputRefused as error:
        chosen = columns_of(roles) if roles and roles.get("text") else Columns()
        return TablePreview(names, chosen, rows, (), tuple(damaged), piece.frame.height, problem=_for_pages(error))
    left = [Left(*one) for one in found.skipped.select("row", pl.col("field").fill_null(""), "reason", "detail").head(LISTED_MAX).rows()]
    texts = tuple((clipped(who), clipped(name), clipped(text))
                  for who, name, text in found.rows.select("customer", "field", "text").head(SHOWN_ROWS).rows())
    return TablePreview(names, columns, rows, texts, tuple([*damaged, *left][:LISTED_MAX]), piece.frame.height + len(damaged),
                        found.n_without_text, found.rows["customer"].drop_nulls().n_unique() if columns.customer else 0)


def _for_pages(error: InputRefused) -> str:
    """What is not clear, without the words for the terminal."""
    return f"{error.message} Choose the columns below." if "--" in error.next_step else str(error)


def _transcripts(root: Path) -> TranscriptPreview:
    found = read_interviews([root])
    talks = tuple(TalkPreview(one.file.name, tuple(
        SpeakerPreview(part.speaker.name, part.role, part.why, one.customers.get(part.speaker.name, ""), part.speaker.n_turns,
                       part.speaker.n_words, clipped(part.speaker.first_words)) for part in one.casts)) for one in found.interviews)
    unclear = [one.file.name for one in found.interviews if one.unclear or not one.customers]
    problem = (f"In {len(unclear)} of {len(talks)} transcripts it is not clear who is who. Say it below: only what customers say is coded."
               if unclear else "")
    left = tuple(Left(None, Path(file).name, reason, detail.replace(f"{root}/", "")) for file, reason, detail in found.skipped)
    return TranscriptPreview(talks, left, found.notes, problem)


def roles_of(columns: Columns) -> dict[str, Any]:
    """Columns as the roles that a form or the API sends back."""
    said = asdict(columns)
    return {"text": list(columns.text), **{role: said[role] or "" for role in ROLES}}
