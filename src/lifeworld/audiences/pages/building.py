"""Choosing an audience: one condition after another, with its size at every step; nothing is saved before somebody says so."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from lifeworld.audiences.actions.audiences import change_audience, save_audience
from lifeworld.audiences.core.drafts import Draft, draft_of, part_from_form
from lifeworld.audiences.core.expression import from_json, to_json
from lifeworld.audiences.pages.forms import forms_for
from lifeworld.audiences.pages.shown import sized
from lifeworld.audiences.queries.audiences import audience_of, words_of
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.web import Asked

X_CHARS_MAX = 6000
"""A draft travels in the address; a longer one is saved in parts that rest on one another."""
NO_SUCH = LifeworldError(422, "bad_draft", "The address does not hold an audience.", "Begin again at the list of audiences.")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, place: str) -> HttpResponse:
    """A new audience."""
    request.caller.require("audiences.manage")
    if request.method == "POST":
        made = save_audience(request.caller, request.POST.get("title", ""), read(request.POST.get("x", "")).whole)
        messages.success(request, f"«{made.title}» is kept up from now on.")
        return redirect("audience", place=place, audience=made.slug)
    return _page(request, place, "Choose an audience", read(request.GET.get("x", "")))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, place: str, audience: str) -> HttpResponse:
    """Another question under the same name."""
    request.caller.require("audiences.manage")
    value = audience_of(request.caller, audience)
    if request.method == "POST":
        version = request.POST.get("version", "")
        expression = read(request.POST.get("x", "")).whole
        change_audience(request.caller, audience, title=request.POST.get("title", value.title), expression=expression,
                        version=int(version) if version.isdecimal() and len(version) < 9 else value.version)
        messages.success(request, "The audience was changed; who it held before stays in its history.")
        return redirect("audience", place=place, audience=audience)
    draft = read(request.GET["x"]) if "x" in request.GET else draft_of(value.expression)
    version = request.GET.get("version", "") or str(value.version)
    return _page(request, place, f"Change «{value.title}»", draft, slug=audience, title=value.title, version=version)


def _page(request: Asked, place: str, heading: str, draft: Draft, *, slug: str = "", title: str = "", version: str = "") -> HttpResponse:
    error: InputRefused | None = None
    if "add" in request.GET:
        try:
            draft = draft.with_part(part_from_form({name: str(value) for name, value in request.GET.items()}))
        except InputRefused as refused:
            error = refused

    def link(other: Draft) -> str:
        return urlencode({"x": written(other), **({"version": version} if version else {})})

    parts = [{"said": words_of(request.caller, part), "turn": link(draft.turned(at)), "drop": link(draft.without(at))}
             for at, part in enumerate(draft.parts)]
    other = Draft(draft.parts, "any" if draft.match == "all" else "all")
    return render(request, "audiences/builder.html", {
        "place": place, "heading": heading, "slug": slug, "title": title, "version": version, "x": written(draft), "match": draft.match,
        "parts": parts, "other_match": link(other), "error": error, "said": words_of(request.caller, draft.whole),
        "size": sized(request.caller, draft.whole),
        "forms": forms_for(request.caller, open_kind=request.GET.get("add", "") if error else ""),
    }, status=200 if error is None else error.status)


def read(text: str) -> Draft:
    """The draft that an address holds; an empty one where it holds none. Errors: LifeworldError 422."""
    if not text:
        return Draft()
    if len(text) > X_CHARS_MAX:
        raise NO_SUCH
    try:
        body: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise NO_SUCH from None
    return draft_of(from_json(body))


def written(draft: Draft) -> str:
    """The draft as an address holds it."""
    return json.dumps(to_json(draft.whole), ensure_ascii=False, separators=(",", ":"))


urls: list[URLPattern] = [path("-/audiences/new/", new, name="new_audience"),
                          path("-/audiences/<slug:audience>/change/", change, name="change_audience")]
