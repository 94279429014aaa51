"""Settling differences: one statement, all opinions side by side, a decision with its reason, and on to the next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.voices.actions.kept import wish_for_lists
from lifeworld.voices.actions.settling import settle, take_back
from lifeworld.voices.core.settling import Opinion, Question, ToSettle
from lifeworld.voices.core.site_cells import pieces
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.pages.comparing import numbers_of
from lifeworld.voices.pages.comparing_shown import Links, tint_of
from lifeworld.voices.queries.comparing import chosen_of, coders_to_compare
from lifeworld.voices.queries.settling import open_statements, to_settle
from lifeworld.voices.queries.studies import study_of

DECISIONS = {"present": True, "absent": False}


@require_safe
def first(request: Asked, place: str, study: str) -> HttpResponse:
    """How much is left to settle; the next statement is a click away, or comes by itself where «next» is asked for."""
    value = study_of(request.caller, study)
    everybody = coders_to_compare(request.caller, value)
    asked, code = numbers_of(request, "coders"), request.GET.get("code", "")
    chosen = [coder for coder in chosen_of(everybody, asked) if coder.kind != "settled"]
    left, updating = open_statements(request.caller, value, chosen, code)
    if updating:
        wish_for_lists(request.caller, value)
    links = Links(place, study, tuple(asked))
    after = request.GET.get("after", "")
    if "next" in request.GET and left:
        at = left.index(int(after)) if after.isdecimal() and int(after) in left else -1
        following = left[(at + 1) % len(left)]
        return redirect(links.to("settle_statement", str(following), code=code))
    known = next((one for one in value.codebook.codes if one.name == code), None)
    return render(request, "voices/settle.html", {
        "place": place, "study": value, "tab": "settle", "n_left": len(left), "updating": updating, "chosen": chosen, "code": known,
        "next": links.to("settle", code=code, next="1"), "first": left[0] if left else None, "done": "next" in request.GET,
        "compare": links.to("compare")})


@require_safe
def statement(request: Asked, place: str, study: str, statement: int) -> HttpResponse:
    """One statement with all that coders said of it."""
    value = study_of(request.caller, study)
    show = request.GET.get("show") == "1"
    asked = to_settle(request.caller, value, statement, show=show)
    return render(request, "voices/settle_statement.html", _context(request, place, value, asked))


def _context(request: Asked, place: str, study: StudyValue, asked: ToSettle) -> dict[str, Any]:
    links = Links(place, study.slug, tuple(numbers_of(request, "coders")))
    code = request.GET.get("code", "")
    titles = {one.name: one.title for one in study.codebook.codes}
    spans = [(span.start, span.end) for one in asked.opinions for span in one.spans]
    return {
        "place": place, "study": study, "tab": "settle", "asked": asked, "text": pieces(asked.text, spans),
        "opinions": [(one, _codes(one, titles, study)) for one in asked.opinions],
        "open": [(one, tint_of(study, one.code)) for one in _first_asked(asked.open, code)],
        "agreed": [one for one in asked.questions if not one.differs],
        "definitions": {one.name: one for one in study.codebook.codes}, "query": request.GET.urlencode(),
        "skip": links.to("settle", code=code, next="1", after=asked.statement), "back": links.to("compare"),
        "show": links.to("settle_statement", str(asked.statement), code=code, show="1"), "code": code,
    }


def _first_asked(questions: tuple[Question, ...], code: str) -> list[Question]:
    """The code that somebody came for stands first."""
    return sorted(questions, key=lambda one: one.code != code)


def _codes(one: Opinion, titles: dict[str, str], study: StudyValue) -> list[tuple[str, str, list[str]]]:
    """The codes that a coder found: title, colour, and the words that were marked."""
    return [(titles.get(code, code), tint_of(study, code), [span.quote for span in one.spans if span.code == code]) for code in one.present]


def decisions_of(post: QueryDict) -> tuple[dict[str, bool], dict[str, str], int]:
    """Decisions, reasons and the version from the form: fields «code:KEY» and «why:KEY». Errors: InputRefused."""
    decisions, reasons = {}, {}
    for field, value in post.items():
        if field.startswith("code:"):
            if value not in DECISIONS:
                raise InputRefused("decision", f"A decision is «{value}».", "Decide on present or absent.")
            decisions[field.removeprefix("code:")] = DECISIONS[str(value)]
        elif field.startswith("why:") and str(value).strip():
            reasons[field.removeprefix("why:")] = str(value)
    version = str(post.get("version", ""))
    if not version.isdecimal():
        raise InputRefused("version_missing", "The form does not say which decision it changes.", "Reload the page and decide again.")
    return decisions, reasons, int(version)


@require_POST
def decide(request: Asked, place: str, study: str, statement: int) -> HttpResponse:
    """Keep the decision and go on to the next statement."""
    value = study_of(request.caller, study)
    decisions, reasons, version = decisions_of(request.POST)
    settle(request.caller, value, statement, decisions, reasons, version=version)
    messages.success(request, "The decision was kept.")
    links = Links(place, study, tuple(numbers_of(request, "coders")))
    return redirect(links.to("settle", code=request.GET.get("code", ""), next="1", after=statement))


@require_http_methods(["POST"])
def undo(request: Asked, place: str, study: str, statement: int) -> HttpResponse:
    """Take the newest decision back."""
    value = study_of(request.caller, study)
    take_back(request.caller, value, statement, version=decisions_of(request.POST)[2])
    messages.success(request, "The decision was taken back.")
    return redirect("settle_statement", place, study, statement)


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/settle/", first, name="settle"),
    path("-/studies/<slug:study>/settle/<int:statement>/", statement, name="settle_statement"),
    path("-/studies/<slug:study>/settle/<int:statement>/decide/", decide, name="settle_decide"),
    path("-/studies/<slug:study>/settle/<int:statement>/undo/", undo, name="settle_undo"),
]
