"""Statements: search and filter them, and look at one with everything around it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.voices.core.site_statements import Wanted
from lifeworld.voices.queries.statements_listing import codes_blind, is_hidden, statement_of, statements_page
from lifeworld.voices.queries.studies import coders_of, study_of

FIELDS = ("words", "customer", "code", "coder", "read")


@require_safe
def statements(request: Asked, place: str, study: str) -> HttpResponse:
    """Fifty statements in the order in which they came; the rest behind a link."""
    caller, value = request.caller, study_of(request.caller, study)
    said = {name: request.GET.get(name, "").strip() for name in FIELDS}
    after = request.GET.get("after", "0")
    if not all(text.isascii() and text.isdecimal() and len(text) < 19 for text in (after, said["coder"] or "0")):
        raise InputRefused("bad_number", "The address names a statement or coder that is no number.", "Begin at the first page again.")
    wanted = Wanted(said["words"], said["customer"], said["code"], int(said["coder"]) if said["coder"] else None, said["read"])
    page = statements_page(caller, value, wanted, int(after))
    more = urlencode({**{key: text for key, text in said.items() if text}, "after": page.after}) if page.after else ""
    return render(request, "voices/statements.html", {
        "place": place, "study": value, "tab": "statements", "page": page, "said": said, "more": more, "after": int(after),
        "coders": coders_of(caller, value.pk) if caller.may("voices.analyse") else [], "filtered": any(said.values()),
        "blind": bool(said["code"] or said["coder"]) and codes_blind(caller, value) is not None})


@require_safe
def statement(request: Asked, place: str, study: str, statement: int) -> HttpResponse:
    """One statement: its sentences with their numbers, what came with it, and who read it."""
    caller, value = request.caller, study_of(request.caller, study)
    found = statement_of(caller, value, statement)
    titles = {code.name: code for code in value.codebook.codes}
    readings = [(one, [(titles.get(code), code, one.codes.get(code), code in one.stale) for code in one.present]) for one in found.readings]
    return render(request, "voices/statement.html", {
        "place": place, "study": value, "tab": "statements", "statement": found, "readings": readings,
        "facts": [(name, found.facts[name]) for name in sorted(found.facts) if name not in {"row", "file", "line", "start_s", "end_s"}],
        "hidden": caller.may("voices.analyse") and is_hidden(caller, value, statement)})


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/statements/", statements, name="statements"),
    path("-/studies/<slug:study>/statements/<int:statement>/", statement, name="statement"),
]
