"""Exchange: a study out as a file that other programs read, and their files in."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames.writing import flat_cells, guarded
from lifeworld.kit.web import Asked
from lifeworld.voices.actions.exchange import import_file
from lifeworld.voices.core.exchange.losses import Losses
from lifeworld.voices.core.site_exchange import FILE_TYPES
from lifeworld.voices.queries.exchange import import_of, imports_of, written
from lifeworld.voices.queries.studies import coders_of, study_of

KIND_WORDS = (
    ("qdpx", "REFI-QDA project (.qdpx): texts, customers, codes and everybody's codings, for MAXQDA, ATLAS.ti, NVivo, QualCoder"),
    ("qdc", "REFI-QDA codebook (.qdc): the codes alone"), ("csv", "Table of codings (.csv): a row for each statement, coder and code"))


def chosen(said: QueryDict) -> list[int] | None:
    """The coders that were chosen; None: all. Errors: InputRefused for what is no number."""
    coders = said.getlist("coder")
    if not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in coders):
        raise InputRefused("bad_number", "A coder is no number.", "Choose coders on the page of exchange.")
    return [int(one) for one in coders] or None


def losses_csv(lost: Losses, name: str) -> HttpResponse:
    """A list of losses as CSV that no spreadsheet runs."""
    return HttpResponse(flat_cells(guarded(lost.frame)).write_csv(), content_type="text/csv; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_safe
def exchange(request: Asked, place: str, study: str) -> HttpResponse:
    """What can go out and come in; with a kind in the address, what such a file would not hold."""
    request.caller.require("voices.analyse")
    value = study_of(request.caller, study)
    kind, coders = request.GET.get("as", ""), chosen(request.GET)
    lost = written(request.caller, value, kind, coders)[1] if kind else None
    return render(request, "voices/exchange.html", {
        "place": place, "study": value, "tab": "exchange", "kinds": KIND_WORDS, "coders": coders_of(request.caller, value.pk),
        "chosen": coders or [], "kind": kind or "qdpx", "lost": lost, "asked": request.GET.urlencode(),
        "imports": imports_of(request.caller, study)})


@require_safe
def export(request: Asked, place: str, study: str, kind: str) -> HttpResponse:
    """The file."""
    value = study_of(request.caller, study)
    content, _ = written(request.caller, value, kind, chosen(request.GET))
    return HttpResponse(content, content_type=FILE_TYPES[kind],
                        headers={"Content-Disposition": f'attachment; filename="{study}.{kind}"', "Cache-Control": "no-store"})


@require_safe
def export_losses(request: Asked, place: str, study: str, kind: str) -> HttpResponse:
    """What the file does not hold, as CSV."""
    value = study_of(request.caller, study)
    return losses_csv(written(request.caller, value, kind, chosen(request.GET))[1], f"{study}-{kind}-losses.csv")


def _imported(request: Asked, place: str, slug: str) -> HttpResponse:
    """Take the file of a form; its account comes next."""
    file = request.FILES.get("file")
    if file is None:
        raise InputRefused("no_file", "No file was chosen.", "Choose a project, a codebook or a table of codings.")
    made = import_file(request.caller, file.name or "file", file.chunks(), file.size or 0, slug, request.POST.get("title", ""),
                       request.POST.get("who", "").strip())
    messages.success(request, "The file was imported.")
    return redirect("exchange_import", place=place, study=made.study.slug, upload=made.key)


@require_POST
def bring_in(request: Asked, place: str, study: str) -> HttpResponse:
    """A file into this study."""
    request.caller.require("voices.analyse")
    return _imported(request, place, study)


@require_POST
def bring_in_new(request: Asked, place: str) -> HttpResponse:
    """A file as a new study."""
    request.caller.require("voices.analyse")
    return _imported(request, place, "")


@require_safe
def imported(request: Asked, place: str, study: str, upload: uuid.UUID) -> HttpResponse:
    """The account of an import: what came in, and what was lost."""
    value, lost, n_readings, n_codes = import_of(request.caller, study, str(upload))
    return render(request, "voices/exchange_import.html", {
        "place": place, "study": study_of(request.caller, study), "tab": "exchange", "upload": value, "lost": lost,
        "n_readings": n_readings, "n_codes": n_codes})


@require_safe
def import_losses(request: Asked, place: str, study: str, upload: uuid.UUID) -> HttpResponse:
    """What an import lost, as CSV."""
    return losses_csv(import_of(request.caller, study, str(upload))[1], f"{study}-import-losses.csv")


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/exchange/", exchange, name="exchange"),
    path("-/studies/<slug:study>/exchange/import/", bring_in, name="exchange_bring_in"),
    path("-/exchange/import/", bring_in_new, name="exchange_new"),
    path("-/studies/<slug:study>/exchange/imports/<uuid:upload>/", imported, name="exchange_import"),
    path("-/studies/<slug:study>/exchange/imports/<uuid:upload>/losses.csv", import_losses, name="exchange_import_losses"),
    path("-/studies/<slug:study>/exchange/export.<slug:kind>", export, name="exchange_export"),
    path("-/studies/<slug:study>/exchange/losses-<slug:kind>.csv", export_losses, name="exchange_losses"),
]
