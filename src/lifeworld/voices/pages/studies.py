"""Studies: begin one, see how far it is, change its settings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.voices.actions import studies as actions
from lifeworld.voices.core.site_studies import CODERS, RINGS_MAX, SUGGESTIONS, StudySettings
from lifeworld.voices.queries.studies import coders_of, study_of
from lifeworld.voices.queries.uploads import uploads_of

SUGGESTION_WORDS = {
    "off": "never: people code on their own", "after": "after coding: people see what the model found once they are done",
    "on": "while coding: quicker, but people lean towards what they are shown",
}
CODER_WORDS = {
    "fast": "fast: a statement in about a millisecond", "cascade": "cascade: the accurate one only where the fast one is in doubt",
    "accurate": "accurate: the most careful one, and the slowest",
}


def _form(settings: StudySettings) -> dict[str, Any]:
    """What the form of a study shows besides its settings."""
    return {"settings": settings, "suggestions": [(key, SUGGESTION_WORDS[key]) for key in SUGGESTIONS],
            "coders": [(key, CODER_WORDS[key]) for key in CODERS], "others": _others_lines(settings),
            "rings": "\n".join(settings.rings), "aliases": ", ".join(settings.aliases), "rings_max": RINGS_MAX}


def _others_lines(settings: StudySettings) -> str:
    return "\n".join(f"{name}: {', '.join(names)}" if names else name for name, names in settings.others.items())


def _settings(post: QueryDict) -> dict[str, Any]:
    """Settings from the form: lists with commas or one a line."""
    others = {}
    for line in post.get("others", "").splitlines():
        name, _, names = line.partition(":")
        if name.strip():
            others[name.strip()] = [one.strip() for one in names.split(",") if one.strip()]
    minimum = post.get("cell_min", "").strip()
    if not (minimum.isascii() and minimum.isdecimal() and len(minimum) < 10):
        raise InputRefused("study_cell_min", "The smallest group that is shown is no whole number.", "Use 1 to 1,000.")
    return {"focal": post.get("focal", ""), "aliases": [one for one in post.get("aliases", "").split(",") if one.strip()],
            "others": others, "language": post.get("language", ""), "blind": post.get("blind") == "on",
            "suggestions": post.get("suggestions", "off"), "coder": post.get("coder", "fast"), "question": post.get("question", ""),
            "rings": [line for line in post.get("rings", "").splitlines() if line.strip()], "cell_min": int(minimum),
            "group_label": post.get("group_label", "")}


@require_http_methods(["GET", "HEAD", "POST"])
def new_study(request: Asked, place: str) -> HttpResponse:
    """The form of a new study; its page comes next."""
    request.caller.require("voices.analyse")
    if request.method == "POST":
        focal = request.POST.get("focal", "").strip()
        made = actions.create_study(request.caller, request.POST.get("title", ""), {"focal": focal} if focal else {})
        messages.success(request, "The study was begun. Next: bring in what customers said.")
        return redirect("uploads", place=place, study=made.slug)
    return render(request, "voices/study_new.html", {"place": place})


@require_safe
def study(request: Asked, place: str, study: str) -> HttpResponse:
    """How far a study is, and what can be done next."""
    value = study_of(request.caller, study)
    caller = request.caller
    coders = coders_of(caller, value.pk)
    uploads = uploads_of(caller, study)[:3] if caller.may("voices.analyse") else []
    model = next((one for one in coders if one.kind == "model" and one.name == value.settings.coder), None)
    return render(request, "voices/study.html", {"place": place, "study": value, "tab": "study", "coders": coders, "uploads": uploads,
                                                 "model": model, "left": value.n_statements - (model.n_readings if model else 0)})


@require_http_methods(["GET", "HEAD", "POST"])
def study_settings(request: Asked, place: str, study: str) -> HttpResponse:
    """What people decided about a study."""
    request.caller.require("voices.analyse")
    value = study_of(request.caller, study)
    if request.method == "POST":
        actions.change_study(request.caller, study, request.POST.get("title", value.title), _settings(request.POST))
        messages.success(request, "The settings were saved.")
        return redirect("study_settings", place=place, study=study)
    return render(request, "voices/study_settings.html", {"place": place, "study": value, "tab": "settings", **_form(value.settings)})


urls: list[URLPattern] = [
    path("-/studies/new/", new_study, name="new_study"),
    path("-/studies/<slug:study>/", study, name="study"),
    path("-/studies/<slug:study>/settings/", study_settings, name="study_settings"),
]
