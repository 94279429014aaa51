"""The machines' door of exports, and of maps that were drawn in other programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import File, Form, Path

from lifeworld.constellations.actions.imports import import_maps
from lifeworld.constellations.queries.exports import FORMS, ExportedFile, customer_picture, study_file
from lifeworld.kit.web import Asked
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["constellations"])
BIG = 2**63 - 1


class FormOut(Schema):
    """A form of export."""

    kind: str
    filename: str
    media: str
    about: str


class ImportIn(Schema):
    """What the files do not say: how many rings, whether inner ones are wider, and which attribute means which category."""

    rings: int | None = None
    skewed: bool | None = None
    category: str = ""
    categories: str = ""


class ImportedOut(Schema):
    """How many maps the files hold, how many are new, and what had to be decided."""

    n_maps: int
    n_new: int
    notes: list[str]


@router.get("/{place:place}/-/studies/{slug:study}/exports", response=list[FormOut], summary="Forms of export", operation_id="exports")
def exports(request: Asked, place: str, study: str) -> Any:
    """Needs the right «constellations.analyse»."""
    request.caller.require("constellations.analyse")
    study_of(request.caller, study)
    return [{"kind": kind, "filename": form.filename, "media": form.media, "about": form.about} for kind, form in FORMS.items()]


@router.get("/{place:place}/-/studies/{slug:study}/exports/{str:kind}", summary="One form of export", operation_id="export_file",
            response=bytes)
def export_file(request: Asked, place: str, study: str, kind: str, pseudonyms: bool = False) -> Any:
    """A file, protected as every release is. 409 for a study that is too large for a request. Needs the right «constellations.analyse»."""
    return _attached(study_file(request.caller, study_of(request.caller, study), kind, pseudonyms=pseudonyms))


@router.get("/{place:place}/-/studies/{slug:study}/ecosystems/{int:customer}/picture.{str:kind}", summary="One customer's picture",
            operation_id="ecosystem_picture", response=bytes)
def picture(request: Asked, place: str, study: str, kind: str, customer: int = Path(..., ge=1, le=BIG)) -> Any:
    """``kind`` is svg or png. Needs the right «constellations.see»."""
    return _attached(customer_picture(request.caller, study_of(request.caller, study), customer, kind))


@router.post("/{place:place}/-/studies/{slug:study}/drawings/import", response=ImportedOut, summary="Bring maps of other programs in",
             operation_id="import_drawings")
def bring_in(request: Asked, place: str, study: str, file: UploadedFile = File(...), said: ImportIn = Form(...)) -> Any:  # noqa: B008
    """Network Canvas, EgoWeb, GraphML, three tables, or a file of drawn maps. ``categories`` has one «value = category» a line. What was
    brought in before stays once. Needs the right «constellations.analyse».
    """
    found = import_maps(request.caller, study_of(request.caller, study), file, rings=said.rings, skewed=said.skewed,
                        category=said.category, categories=said.categories)
    return {"n_maps": found.n_maps, "n_new": found.n_new, "notes": list(found.notes)}


def _attached(file: ExportedFile) -> HttpResponse:
    return HttpResponse(file.body, content_type=file.media, headers=file.headers)
