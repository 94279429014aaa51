"""Types of events: which there are, and a form to declare one."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.events.actions.types import declare_type, retire_type
from lifeworld.events.core.flow import day_text
from lifeworld.events.queries.types import EventTypeValue, types_of
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Evidence, Figure, count
from lifeworld.kit.web import Asked, page_data

SHOWN_MAX = 300
SCHEMA_CHARS = 64 * 1024
EMPTY = {"name": "", "title": "", "schema": "", "keep_days": ""}


@require_safe
def event_types(request: Asked, place: str) -> HttpResponse:
    """The types of the place; with ``?type=``, the form holds what is declared of it."""
    found = types_of(request.caller)
    name = request.GET.get("type", "")
    known = next((one for one in found if one.name == name), None)
    said = _as_said(known) if known else {**EMPTY, "name": name[:200]}
    return _page(request, place, found, said)


@require_POST
def declare(request: Asked, place: str) -> HttpResponse:
    """Declares the type; what cannot be is said beside the form, which keeps what was written."""
    request.caller.require("events.manage")
    said = {**EMPTY, **page_data(request)}
    try:
        declare_type(request.caller, said["name"].strip(), said["title"].strip(), _schema(said["schema"]), _days(said["keep_days"]))
    except InputRefused as refused:
        return _page(request, place, types_of(request.caller), said, str(refused), status=422)
    messages.success(request, f"The type «{said['name'].strip()[:200]}» is declared.")
    return redirect("event_types", place=place)


@require_POST
def retire(request: Asked, place: str) -> HttpResponse:
    """The type is no longer declared; its events stay."""
    retire_type(request.caller, request.POST.get("name", ""))
    messages.success(request, "The type is no longer declared. Its events stay, and more of them come in.")
    return redirect("event_types", place=place)


def _page(request: Asked, place: str, found: list[EventTypeValue], said: dict[str, Any], wrong: str = "",
          status: int = 200) -> HttpResponse:
    rows = sorted(found, key=lambda one: (-one.n, one.name))
    return render(request, "events/types.html", {
        "place": place, "tab": "types", "rows": [(one, _count(one), _day(one)) for one in rows[:SHOWN_MAX]], "said": said, "wrong": wrong,
        "left_out": max(len(rows) - SHOWN_MAX, 0), "known": any(one.declared and one.name == said["name"] for one in found)}, status=status)


def _as_said(one: EventTypeValue) -> dict[str, Any]:
    return {"name": one.name, "title": one.title, "keep_days": one.keep_days or "",
            "schema": "" if one.schema is None else json.dumps(one.schema, ensure_ascii=False, indent=2)}


def _count(one: EventTypeValue) -> Figure:
    return count("events_of_type", one.n, unit="", evidence=Evidence(f"events of the type {one.name}", one.n))


def _day(one: EventTypeValue) -> str:
    return "" if one.last_day is None else day_text(one.last_day)


def _schema(text: str) -> dict[str, Any] | None:
    """What stands in the box, None where it is empty. Errors: InputRefused where it is no JSON object."""
    if not text.strip():
        return None
    try:
        said = json.loads(text) if len(text) <= SCHEMA_CHARS else None
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise InputRefused("schema_not_json", f"The schema is not valid JSON{where}.", "Mend it there, or leave the box empty.") from None
    if not isinstance(said, dict):
        raise InputRefused("schema_no_object", "The schema is no JSON object of at most 64 KiB.", "Write one like {\"type\": \"object\"}.")
    return said


def _days(text: str) -> int | None:
    if text.strip() and not (text.strip().isdecimal() and len(text.strip()) < 10):
        raise InputRefused("bad_days", f"«{text.strip()[:20]}» is no number of days.", "Write a whole number, or leave it empty.")
    return int(text) if text.strip() else None


urls: list[URLPattern] = [path("-/events/types/", event_types, name="event_types"),
                          path("-/events/types/declare/", declare, name="declare_event_type"),
                          path("-/events/types/retire/", retire, name="retire_event_type")]
