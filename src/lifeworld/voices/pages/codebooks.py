"""The codebook of a study: read it, change it code by code, and see what changed when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.kit.caller import not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.voices.actions import codebooks as actions
from lifeworld.voices.core.codebook import CODES, TYPES
from lifeworld.voices.core.site_codebook import differences
from lifeworld.voices.queries.codebooks import stale_by_version, version_of, versions_of
from lifeworld.voices.queries.studies import study_of

KINDS = (("actor", "actor: who or what plays a part"), *((f"driver {one}", f"driver, {one}") for one in TYPES),
         ("other", "a theme of this study"))
LISTS = ("include", "exclude", "examples")
SAVED = "Version {number} was saved."


@require_safe
def codebook(request: Asked, place: str, study: str) -> HttpResponse:
    """The codes in their order, with what counts and what does not."""
    value = study_of(request.caller, study)
    stale = stale_by_version(request.caller, value.pk)
    return render(request, "voices/codebook.html", {
        "place": place, "study": value, "tab": "codebook", "tree": value.codebook.tree(), "own": [
            code.title for code in value.codebook.offered if code.name not in CODES],
        "stale": sorted({code for codes in stale.values() for code in codes})})


def _said(request: Asked) -> dict[str, Any]:
    """A code as the form sends it: lists have one line each."""
    group, _, type_ = request.POST.get("kind", "other").partition(" ")
    lists = {key: [line.strip() for line in request.POST.get(key, "").splitlines() if line.strip()] for key in LISTS}
    return {"title": request.POST.get("title", ""), "definition": request.POST.get("definition", ""), "group": group, "type": type_,
            "parent": request.POST.get("parent", ""), **lists}


def expected(request: Asked) -> int:
    """The version that a form was about."""
    number = request.POST.get("version", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise InputRefused("no_version", "The form does not say which version it changes.", "Open the page again.")
    return int(number)


@require_http_methods(["GET", "HEAD", "POST"])
def new_code(request: Asked, place: str, study: str) -> HttpResponse:
    """A code to add."""
    request.caller.require("voices.analyse")
    value = study_of(request.caller, study)
    if request.method == "POST":
        said = _said(request)
        key = request.POST.get("name", "").strip() or "_".join(said["title"].casefold().split())
        made = actions.add_code(request.caller, study, {**said, "name": key}, expected(request))
        messages.success(request, SAVED.format(number=made.number))
        return redirect("codebook", place=place, study=study)
    return render(request, "voices/codebook_code.html", {"place": place, "study": value, "tab": "codebook", "code": None, "kinds": KINDS,
                                                         "kind": "other"})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_code(request: Asked, place: str, study: str, code: str) -> HttpResponse:
    """A code to change."""
    request.caller.require("voices.analyse")
    value = study_of(request.caller, study)
    found = next((one for one in value.codebook.codes if one.name == code), None)
    if found is None:
        raise not_found("code", code)
    if request.method == "POST":
        made = actions.change_code(request.caller, study, code, _said(request), expected(request))
        messages.success(request, SAVED.format(number=made.number))
        return redirect("codebook", place=place, study=study)
    return render(request, "voices/codebook_code.html", {
        "place": place, "study": value, "tab": "codebook", "code": found, "kinds": KINDS, "is_default": code in CODES,
        "kind": f"{found.group} {found.type}".strip()})


@require_POST
def retire_code(request: Asked, place: str, study: str, code: str) -> HttpResponse:
    """Offer a code no more, or again."""
    back = request.POST.get("back") == "yes"
    made = actions.retire_code(request.caller, study, code, expected(request), back=back)
    messages.success(request, SAVED.format(number=made.number))
    return redirect("codebook", place=place, study=study)


@require_POST
def move_code(request: Asked, place: str, study: str, code: str) -> HttpResponse:
    """Put a code elsewhere."""
    made = actions.move_code(request.caller, study, code, request.POST.get("parent", ""), request.POST.get("after", ""), expected(request))
    messages.success(request, SAVED.format(number=made.number))
    return redirect("codebook", place=place, study=study)


@require_safe
def versions(request: Asked, place: str, study: str) -> HttpResponse:
    """All versions, newest first."""
    return render(request, "voices/codebook_versions.html", {
        "place": place, "study": study_of(request.caller, study), "tab": "codebook", "versions": versions_of(request.caller, study)})


@require_safe
def version(request: Asked, place: str, study: str, version: int) -> HttpResponse:
    """What a version changed, beside the one before it."""
    value, found = study_of(request.caller, study), version_of(request.caller, study, version)
    before = version_of(request.caller, study, version - 1) if version > 1 else None
    return render(request, "voices/codebook_version.html", {
        "place": place, "study": value, "tab": "codebook", "version": found, "changes": differences(before, found) if before else ()})


@require_POST
def restore(request: Asked, place: str, study: str, version: int) -> HttpResponse:
    """An older version as a new one."""
    made = actions.restore_version(request.caller, study, version, expected(request))
    messages.success(request, SAVED.format(number=made.number))
    return redirect("codebook", place=place, study=study)


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/codebook/", codebook, name="codebook"),
    path("-/studies/<slug:study>/codebook/new/", new_code, name="new_code"),
    path("-/studies/<slug:study>/codebook/versions/", versions, name="codebook_versions"),
    path("-/studies/<slug:study>/codebook/versions/<int:version>/", version, name="codebook_version"),
    path("-/studies/<slug:study>/codebook/versions/<int:version>/restore/", restore, name="codebook_restore"),
    path("-/studies/<slug:study>/codebook/codes/<str:code>/", edit_code, name="edit_code"),
    path("-/studies/<slug:study>/codebook/codes/<str:code>/retire/", retire_code, name="retire_code"),
    path("-/studies/<slug:study>/codebook/codes/<str:code>/move/", move_code, name="move_code"),
]
