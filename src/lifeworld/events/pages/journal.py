"""The journal of a place, the newest line first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifeworld.events import queries
from lifeworld.kit.web import Asked, fresh, tagged

LINES = 50


@require_safe
def journal(request: Asked, place: str) -> HttpResponse:
    """What happened in this place: 50 lines a page, older ones behind a link."""
    request.caller.require("events.see")
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else 2**63 - 1
    parts = (place, "journal", queries.position(request.caller), before, request.caller.who)
    if (known := fresh(request, *parts)) is not None:
        return known
    lines = queries.journal(request.caller, before=before, limit=LINES + 1)
    return tagged(render(request, "events/journal.html", {"place": place, "lines": lines[:LINES],
                                                          "older": lines[LINES - 1].position if len(lines) > LINES else None,
                                                          "newest": not asked}), *parts)
