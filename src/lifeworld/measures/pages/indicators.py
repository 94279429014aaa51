"""The people's door of measures: what is measured in a place, how its customers are by it, and defining it by a form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.events.queries.rows import type_keys
from lifeworld.kit.errors import InputRefused, nearest
from lifeworld.kit.web import Asked
from lifeworld.measures.actions.indicators import change, define, retire
from lifeworld.measures.core.form import (
    AGGREGATION_WORDS,
    DIRECTION_WORDS,
    SPAN_WORDS,
    STATED_WORDS,
    TEXTS,
    TRUST_WORDS,
    definition_of,
    form_of,
)
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.pages.drawn import drawn_card, drawn_pulse
from lifeworld.measures.queries.dates import date_of
from lifeworld.measures.queries.pulses import EVENTS_TRIED, Tried, shown, shown_one, tried
from lifeworld.measures.queries.values import indicator_of

TYPES_OFFERED = 300


@require_safe
def measures(request: Asked, place: str) -> HttpResponse:
    """The indicators of the place: each in a sentence, with its mean over the last weeks and how many customers are known by it."""
    found = shown(request.caller, retired=True)
    return render(request, "measures/measures.html", {
        "place": place, "cards": [drawn_card(one) for one in found if not one.indicator.retired],
        "retired": [one.indicator for one in found if one.indicator.retired],
    })


@require_safe
def measure(request: Asked, place: str, indicator: str) -> HttpResponse:
    """One indicator: over its customers, over time, its sources, and how many days are missing."""
    found = shown_one(request.caller, indicator)
    return render(request, "measures/measure.html", {
        "place": place, "one": found.indicator, "says": found.indicator.definition.words(), "pulse": drawn_pulse(found),
        "direction": DIRECTION_WORDS[found.indicator.definition.direction],
    })


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, place: str) -> HttpResponse:
    """Define an indicator: it is tried on real events before it is kept."""
    request.caller.require("measures.manage")
    if request.method != "POST":
        return _form(request, place, {"types": request.GET.get("type", "")[:200]})
    return _posted(request, place, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked, place: str, indicator: str) -> HttpResponse:
    """Change a definition; the slug stays."""
    request.caller.require("measures.manage")
    one = indicator_of(request.caller, indicator)
    if request.method != "POST":
        return _form(request, place, form_of(one.definition) | {"version": str(one.version)}, slug=indicator)
    return _posted(request, place, indicator)


def _posted(request: Asked, place: str, slug: str | None) -> HttpResponse:
    said = {name: request.POST.get(name, "") for name in (*TEXTS, "minute_priority", "version")}
    if slug is not None:
        said["slug"] = slug
    try:
        definition = definition_of(said)
        if request.POST.get("do") == "try":
            return _form(request, place, said, slug=slug, definition=definition, found=tried(request.caller, definition))
    except InputRefused as error:
        return _form(request, place, said, slug=slug, trouble=str(error), status=422)
    version = said["version"]
    kept = define(request.caller, definition) if slug is None else change(
        request.caller, slug, definition, version=int(version) if version.isdecimal() and len(version) < 10 else 0)
    messages.success(request, f"«{kept.title}» is kept. Its days are being made from all events.")
    return redirect("measure", place=place, indicator=kept.slug)


def _form(request: Asked, place: str, said: dict[str, str], *, slug: str | None = None, definition: Indicator | None = None,
          found: Tried | None = None, trouble: str = "", status: int = 200) -> HttpResponse:
    preview: dict[str, Any] | None = None
    if definition is not None and found is not None:
        known = type_keys(request.caller.place_id)
        preview = {"fields": found.fields, "unheard": [(name, nearest(name, known)) for name in definition.types if name not in known],
                   "says": definition.words(), "found": found, "unit": definition.unit, "most": EVENTS_TRIED,
                   "days": [(one, date_of(one.day)) for one in found.days],
                   "sources": [(name, TRUST_WORDS[trust], n) for name, trust, n in found.sources]}
    return render(request, "measures/define.html", {
        "place": place, "said": said, "slug": slug, "preview": preview, "trouble": trouble,
        "types": sorted(type_keys(request.caller.place_id))[:TYPES_OFFERED], "aggregations": AGGREGATION_WORDS, "stated": STATED_WORDS,
        "directions": DIRECTION_WORDS, "spans": SPAN_WORDS,
    }, status=status)


@require_POST
def leave(request: Asked, place: str, indicator: str) -> HttpResponse:
    """An indicator is not followed any more."""
    kept = retire(request.caller, indicator)
    messages.success(request, f"«{kept.title}» is not followed any more. What it measured stays.")
    return redirect("measures", place=place)


urls: list[URLPattern] = [
    path("-/measures/", measures, name="measures"),
    path("-/define-measure/", new, name="define_measure"),
    path("-/measures/<slug:indicator>/", measure, name="measure"),
    path("-/measures/<slug:indicator>/change/", edit, name="change_measure"),
    path("-/measures/<slug:indicator>/retire/", leave, name="retire_measure"),
]
