"""The people's door of coding: one statement, calm and large, and the codes beside it. It works without a script, too, with a form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.voices.actions.readings import read_statement
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.core.site_to_code import ToCode, choices
from lifeworld.voices.queries.coding import my_progress, next_to_code, reading_of_mine, to_code
from lifeworld.voices.queries.queues import queue_of
from lifeworld.voices.queries.studies import study_of

LONG_FROM = 8
"""A statement of so many sentences or more stands in numbered lines."""
VALENCES = (("1", "positive"), ("0", "mixed"), ("-1", "negative"), ("", "not said"))
GROUPS = {"actor": "Who plays a part", "driver": "What makes the experience", "other": "Themes of this study"}


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Asked, place: str, slug: str) -> HttpResponse:
    """The statement that the address names, or the next; a form sends what was found where there is no script."""
    study = study_of(request.caller, slug)
    request.caller.require("voices.code")
    queue = _number(request.GET.get("queue"))
    if request.method == "POST":
        return _kept(request, study, queue)
    asked = _number(request.GET.get("statement"))
    found = asked if asked is not None else next_to_code(request.caller, study, queue)
    item = None if found is None else to_code(request.caller, study, found, queue)
    return render(request, "voices/code.html", {"place": place, "study": study, "tab": "code", **_context(request, study, item, queue)})


def _context(request: Asked, study: StudyValue, item: ToCode | None, queue: int | None) -> dict[str, Any]:
    codes = choices(study.codebook)
    progress = my_progress(request.caller, study, queue)
    said = {
        "item": None if item is None else item.json(), "codes": [vars(one) for one in codes], "queue": queue,
        "api": f"/api/{request.caller.place}/-/studies/{study.slug}/", "suggestions": study.settings.suggestions, "who": request.caller.who,
        "page": reverse("code", args=[request.caller.place, study.slug]), "progress": {"n_read": progress.n_read, "n": progress.n},
        "long_from": LONG_FROM, "sign_in": reverse("sign_in"), "codebook": study.codebook.number,
    }
    groups = [(title, [one for one in codes if one.group == group]) for group, title in GROUPS.items()]
    return {"item": item, "coding": said, "valences": VALENCES, "groups": [one for one in groups if one[1]], "progress": progress,
            "queue": None if queue is None else queue_of(request.caller, study, queue)}


def _kept(request: Asked, study: StudyValue, queue: int | None) -> HttpResponse:
    """What a form without a script sent: codes of the whole statement; marks that were made before stay as far as their codes do."""
    statement, version = _number(request.POST.get("statement")), _number(request.POST.get("version"))
    if statement is None or version is None:
        raise InputRefused("coding_form", "The form does not say which statement was read.", "Load the page again.")
    codes = request.POST.getlist("codes")
    before = reading_of_mine(request.caller, study, statement)
    marks = [mark for mark in before.marks if mark.code in codes]
    read_statement(request.caller, study, statement, codes, marks, request.POST.get("memo", ""), before.valence, version=version)
    messages.success(request, "Saved.")
    return redirect(reverse("code", args=[request.caller.place, study.slug]) + (f"?queue={queue}" if queue is not None else ""))


def _number(text: str | None) -> int | None:
    """A whole number of an address or a form; None where there is none. Errors: InputRefused."""
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise InputRefused("no_number", f"«{text[:40]}» is no number.", "Follow the links of the page.")
    return int(text)


urls: list[URLPattern] = [path("-/studies/<slug:slug>/code/", code, name="code")]
