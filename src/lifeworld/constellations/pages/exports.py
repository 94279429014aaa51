"""The people's door of exports and of maps that were drawn in other programs."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.constellations.actions.imports import import_maps
from lifeworld.constellations.core.exchange.categories import LEFT_OUT
from lifeworld.constellations.queries.exports import FORMS, STATEMENTS_MAX, ExportedFile, customer_picture, study_file
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.voices.core.codebook import ACTOR_NAMES, ACTORS
from lifeworld.voices.queries.studies import study_of


def download(file: ExportedFile) -> HttpResponse:
    """The file as an attachment."""
    return HttpResponse(file.body, content_type=file.media, headers=file.headers)


@require_safe
def exports(request: Asked, place: str, study: str) -> HttpResponse:
    """What can be taken out, and what can be brought in."""
    request.caller.require("constellations.analyse")
    return render(request, "constellations/exports.html", {
        "place": place, "study": study_of(request.caller, study), "tab": "ecosystems", "forms": list(FORMS.items()), "most": STATEMENTS_MAX,
        "categories": [(code, ACTOR_NAMES[code]) for code in ACTORS if code != "self"], "left_out": LEFT_OUT})


@require_safe
def export_file(request: Asked, place: str, study: str, kind: str) -> HttpResponse:
    """One form of export."""
    value = study_of(request.caller, study)
    return download(study_file(request.caller, value, kind, pseudonyms=request.GET.get("pseudonyms") == "on"))


@require_safe
def picture_file(request: Asked, place: str, study: str, customer: int, kind: str) -> HttpResponse:
    """One customer's picture."""
    return download(customer_picture(request.caller, study_of(request.caller, study), customer, kind))


@require_POST
def bring_in(request: Asked, place: str, study: str) -> HttpResponse:
    """Maps of Network Canvas, EgoWeb, GraphML or tables, kept as drawings."""
    request.caller.require("constellations.analyse")
    value = study_of(request.caller, study)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise InputRefused("no_file", "No file was sent.", "Choose a ZIP, a CSV or a GraphML file.")
    said = request.POST
    rings = said.get("rings", "").strip()
    if rings and not rings.isdecimal():
        raise InputRefused("no_number", f"The number of rings is «{rings[:20]}».", "Give a whole number, or leave it empty.")
    found = import_maps(request.caller, value, file, rings=int(rings) if rings else None, category=said.get("category", ""),
                        skewed={"skewed": True, "even": False}.get(said.get("spacing", "")), categories=said.get("categories", ""))
    messages.success(request, f"{found.n_new} of {found.n_maps} maps are new and were kept.")
    for note in found.notes:
        messages.info(request, note)
    return redirect("draw_links", place=place, study=study)


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/exports/", exports, name="exports"),
    path("-/studies/<slug:study>/exports/maps/", bring_in, name="import_maps"),
    path("-/studies/<slug:study>/exports/<str:kind>/", export_file, name="export_file"),
    path("-/studies/<slug:study>/ecosystems/<int:customer>/picture.<str:kind>", picture_file, name="picture_file"),
]
