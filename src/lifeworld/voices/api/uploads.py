"""The machines' door of uploads: announce a file, send its parts, look at how it is understood, have it read."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from ninja import Field, Router, Schema, Status

from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.web import Asked
from lifeworld.voices.actions import uploads as actions
from lifeworld.voices.core.site_uploads import TablePreview, UploadValue
from lifeworld.voices.queries import uploads as queries

router = Router(tags=["voices"])


class UploadOut(Schema):
    """An upload: ``received`` of ``size`` bytes; state is receiving, received, importing, done or refused (``message`` says why)."""

    key: str
    filename: str
    size: int
    received: int
    state: str
    n_rows: int
    n_statements: int
    n_skipped: int
    message: str
    notes: list[str]


class UploadsOut(Schema):
    """The newest uploads of a study, newest first."""

    uploads: list[UploadOut]


class UploadIn(Schema):
    """A file to send. With a ``key`` (UUID) of one's own, announcing it again gives the same upload."""

    filename: str
    size: int
    key: str | None = None


class SpeakerIn(Schema):
    """Who a speaker of a transcript is: customer (with an id), interviewer, other or ignore."""

    file: str
    speaker: str
    role: str
    customer: str = ""


class Understood(Schema):
    """How an upload is to be read; what is absent is as the preview shows it. ``roles``: {"text": [columns], "customer": column, ...}."""

    roles: dict[str, Any] | None = None
    speakers: list[SpeakerIn] | None = None


class PreviewOut(Schema):
    """How an upload would be understood: ``kind`` is table or transcripts; ``problem`` says what is not clear, empty where all is."""

    kind: str
    problem: str
    roles: dict[str, Any] | None = None
    names: list[str] = Field(default_factory=list)
    rows: list[list[str]] = Field(default_factory=list)
    texts: list[list[str]] = Field(default_factory=list)
    talks: list[dict[str, Any]] = Field(default_factory=list)
    left: list[dict[str, Any]] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)


class SkippedOut(Schema):
    """Rows that were left out, in pages; ``next`` goes on after them, null at the end."""

    skipped: list[dict[str, Any]]
    next: int | None


def upload_out(value: UploadValue, response: HttpResponse | None = None) -> dict[str, Any]:
    """An upload as JSON; the response says where it stands, too."""
    if response is not None:
        response.headers["Upload-Offset"] = str(value.received)
    said = asdict(value)
    return {key: said[key] for key in UploadOut.model_fields}


@router.get("/{place:place}/-/studies/{slug:study}/uploads", response=UploadsOut, summary="Uploads of a study", operation_id="uploads")
def uploads(request: Asked, place: str, study: str) -> dict[str, Any]:
    """Needs the right «voices.analyse»."""
    return {"uploads": [upload_out(value) for value in queries.uploads_of(request.caller, study)]}


@router.post("/{place:place}/-/studies/{slug:study}/uploads", response={201: UploadOut}, summary="Announce an upload",
             operation_id="begin_upload")
def begin_upload(request: Asked, place: str, study: str, body: UploadIn, response: HttpResponse) -> Status[dict[str, Any]]:
    """Its parts follow by PATCH, from the byte in ``received`` on. Needs the right «voices.analyse»."""
    return Status(201, upload_out(actions.begin_upload(request.caller, study, body.filename, body.size, body.key), response))


@router.get("/{place:place}/-/studies/{slug:study}/uploads/{uuid:upload}", response=UploadOut, summary="One upload", operation_id="upload")
def upload(request: Asked, place: str, study: str, upload: uuid.UUID, response: HttpResponse) -> dict[str, Any]:
    """Needs the right «voices.analyse»."""
    return upload_out(queries.upload_of(request.caller, study, str(upload)), response)


@router.patch("/{place:place}/-/studies/{slug:study}/uploads/{uuid:upload}", response=UploadOut, summary="Send a part",
              operation_id="send_part", openapi_extra={
                  "parameters": [{"name": "Upload-Offset", "in": "header", "required": True, "schema": {"type": "integer", "minimum": 0}}],
                  "requestBody": {"required": True, "content": {
                      "application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}}}})
def send_part(request: Asked, place: str, study: str, upload: uuid.UUID, response: HttpResponse) -> dict[str, Any]:
    """The bytes from Upload-Offset on, at most 8 MiB; they are on the disk when this answers. 409 says where the upload stands."""
    request.caller.require("voices.analyse")
    said = request.headers.get("Upload-Offset", "")
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        raise InputRefused("no_offset", "The part does not say where it begins.", "Send the header Upload-Offset with a whole number.")
    if int(request.headers.get("Content-Length") or 0) > settings.UPLOAD_PART_BYTES_MAX:
        raise LifeworldError(413, "part_too_large", "The part is too large.",
                             f"Send at most {settings.UPLOAD_PART_BYTES_MAX:,} bytes at once.")
    return upload_out(actions.append_part(request.caller, study, str(upload), int(said), request.body), response)


@router.delete("/{place:place}/-/studies/{slug:study}/uploads/{uuid:upload}", response={204: None}, summary="Take an upload back",
               operation_id="drop_upload")
def drop_upload(request: Asked, place: str, study: str, upload: uuid.UUID) -> Status[None]:
    """409 once it is being read. Needs the right «voices.analyse»."""
    actions.drop_upload(request.caller, study, str(upload))
    return Status(204, None)


@router.get("/{place:place}/-/studies/{slug:study}/uploads/{uuid:upload}/preview", response=PreviewOut,
            summary="How it would be understood", operation_id="preview_upload")
def preview(request: Asked, place: str, study: str, upload: uuid.UUID) -> dict[str, Any]:
    """The first rows, or the speakers. Needs the right «voices.analyse»."""
    found = queries.preview_of(request.caller, study, str(upload))
    said = asdict(found)
    if isinstance(found, TablePreview):
        return {**said, "kind": "table", "roles": queries.roles_of(found.columns)}
    return {**said, "kind": "transcripts"}


@router.post("/{place:place}/-/studies/{slug:study}/uploads/{uuid:upload}/confirm", response={202: UploadOut}, summary="Have it read",
             operation_id="confirm_upload")
def confirm_upload(request: Asked, place: str, study: str, upload: uuid.UUID, body: Understood) -> Status[dict[str, Any]]:
    """It is read in the background; ask for the upload to see how far it is. 409 where it has not arrived or was begun already."""
    speakers = None if body.speakers is None else [one.model_dump() for one in body.speakers]
    return Status(202, upload_out(actions.confirm_upload(request.caller, study, str(upload), body.roles, speakers)))


@router.get("/{place:place}/-/studies/{slug:study}/uploads/{uuid:upload}/skipped", response=SkippedOut, summary="Rows left out",
            operation_id="skipped_rows")
def skipped(request: Asked, place: str, study: str, upload: uuid.UUID, after: int = 0) -> dict[str, Any]:
    """A thousand at a time; ``after`` counts those that were seen. Needs the right «voices.analyse»."""
    if after < 0:
        raise InputRefused("bad_number", "A count cannot be negative.", "Begin with 0.")
    frame = queries.skipped_of(request.caller, study, str(upload))
    after = min(after, frame.height)
    rows = frame.slice(after, 1_000).to_dicts()
    return {"skipped": rows, "next": after + len(rows) if after + len(rows) < frame.height else None}
