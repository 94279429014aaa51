"""Files of a runner, as machines send them: multipart, with the customer's key."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ninja import Schema, Status
from ninja.files import UploadedFile
from ninja.params.functions import File, Form, Path, Query

from lifeworld.plugin_web import Asked, Caller, pk_of
from lifeworld_running.actions.files import take_file
from lifeworld_running.api.routing import BIG, router
from lifeworld_running.core.lines import FileLine
from lifeworld_running.queries.files import file_of, files_of

A_FILE: Any = File(...)
A_CUSTOMER: Any = Form("", max_length=200)


class RunningFileOut(Schema):
    """A file and what became of it: waiting, reading, read, partial or refused, with a code and a sentence where it is not read whole.

    ``parts``: those parts of an archive that were not read whole. ``is_new``: it was not here before.
    """

    pk: int
    name: str
    size: int
    sha256: str
    state: str
    code: str
    reason: str
    notices: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    n_parts: int
    n_recordings: int
    at: str
    is_new: bool


class RunningFilesOut(Schema):
    """Files, the newest first; ``next`` goes on before them, null at the end."""

    files: list[RunningFileOut]
    next: int | None


@router.post("/{place:place}/-/running/activities", response={201: RunningFileOut, 200: RunningFileOut},
             summary="Send a recording of a runner", operation_id="running_send")
def send(request: Asked, place: str, file: UploadedFile = A_FILE, customer: str = A_CUSTOMER) -> Status[dict[str, Any]]:
    """FIT, GPX or TCX, gzipped or not, or a whole export as ZIP; the same bytes again are answered with what became of them.

    Needs the right «events.record», or «worlds.own» for one's own. Small files are read before the answer.
    """
    line = take_file(request.caller, _customer(request.caller, customer), file.name or "file", file.chunks())
    return Status(201 if line.is_new else 200, file_json(line))


@router.get("/{place:place}/-/running/files", response=RunningFilesOut, summary="Files of a runner", operation_id="running_files")
def files(request: Asked, place: str, customer: str = Query("", max_length=200), before: int = Query(BIG, ge=1, le=BIG),
          limit: int = Query(50, ge=1, le=200)) -> Any:
    """Needs the right «worlds.manage», or «worlds.own» for one's own."""
    found = files_of(request.caller, _customer(request.caller, customer), before=before, limit=limit)
    return {"files": [file_json(one) for one in found], "next": found[-1].pk if len(found) == limit else None}


@router.get("/{place:place}/-/running/files/{int:file}", response=RunningFileOut, summary="A file of a runner", operation_id="running_file")
def one(request: Asked, place: str, file: int = Path(..., ge=1, le=BIG), customer: str = Query("", max_length=200)) -> Any:
    """What became of it. Needs the right «worlds.manage», or «worlds.own» for one's own."""
    return file_json(file_of(request.caller, file, _customer(request.caller, customer)))


def _customer(caller: Caller, key: str) -> int | None:
    """The customer of a key; None where a customer speaks of herself. Errors: LifeworldError 404."""
    return pk_of(caller, key) if key else None


def file_json(line: FileLine) -> dict[str, Any]:
    """A file as plain values."""
    return asdict(line)
