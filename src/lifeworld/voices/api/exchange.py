"""The machines' door of exchange."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from lifeworld.kit.web import Asked
from lifeworld.voices.actions.exchange import Imported, import_file
from lifeworld.voices.core.exchange.losses import Losses
from lifeworld.voices.core.site_exchange import FILE_TYPES
from lifeworld.voices.queries.exchange import written
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["voices"])


class Coders(Schema):
    """Whose codings are wanted; none named: everybody's."""

    coder: list[int] = Field(default_factory=list)


class LossOut(Schema):
    """What a file could not hold, or did not say: how many things of a kind, where, and why."""

    where: str
    what: str
    n: int
    why: str


class LossesOut(Schema):
    """All losses; an empty list says that nothing is lost."""

    losses: list[LossOut]


class ImportOut(LossesOut):
    """What an import did."""

    study: str
    n_statements: int
    n_readings: int
    n_codes: int
    notes: list[str]


def _losses(lost: Losses) -> list[dict[str, Any]]:
    return [{"where": one.where, "what": one.what, "n": one.n, "why": one.why} for one in lost.rows]


def _told(made: Imported) -> Status[dict[str, Any]]:
    return Status(201, {"study": made.study.slug, "n_statements": made.n_statements, "n_readings": made.n_readings,
                        "n_codes": made.n_codes, "notes": list(made.notes), "losses": _losses(made.losses)})


@router.get("/{place:place}/-/studies/{slug:study}/exchange/export/{slug:kind}", summary="A study as a file", operation_id="export_study",
            openapi_extra={"responses": {200: {"description": "The file.", "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}})
def export_study(request: Asked, place: str, study: str, kind: str, chosen: Query[Coders]) -> HttpResponse:
    """``kind`` is qdpx, qdc or csv; with the codings of the coders that are named, else of all. Needs the right «voices.analyse»."""
    content, _ = written(request.caller, study_of(request.caller, study), kind, chosen.coder or None)
    return HttpResponse(content, content_type=FILE_TYPES[kind],
                        headers={"Content-Disposition": f'attachment; filename="{study}.{kind}"', "Cache-Control": "no-store"})


@router.get("/{place:place}/-/studies/{slug:study}/exchange/export/{slug:kind}/losses", response=LossesOut,
            summary="What a file does not hold", operation_id="export_losses")
def export_losses(request: Asked, place: str, study: str, kind: str, chosen: Query[Coders]) -> dict[str, Any]:
    """As the export, without the file. Needs the right «voices.analyse»."""
    return {"losses": _losses(written(request.caller, study_of(request.caller, study), kind, chosen.coder or None)[1])}


@router.post("/{place:place}/-/studies/{slug:study}/exchange/imports", response={201: ImportOut}, summary="A file into a study",
             operation_id="import_into_study")
def import_into_study(request: Asked, place: str, study: str, file: File[UploadedFile], who: Form[str] = "") -> Any:
    """REFI-QDA, Taguette, Label Studio or a table of codings; ``who`` coded, where the file does not say."""
    return _told(import_file(request.caller, file.name or "file", file.chunks(), file.size or 0, study, coder=who))


@router.post("/{place:place}/-/exchange/imports", response={201: ImportOut}, summary="A file as a new study", operation_id="import_study")
def import_study(request: Asked, place: str, file: File[UploadedFile], title: Form[str] = "", who: Form[str] = "") -> Any:
    """409 where there is a study of that title. Needs the right «voices.analyse»."""
    return _told(import_file(request.caller, file.name or "file", file.chunks(), file.size or 0, "", title, who))
