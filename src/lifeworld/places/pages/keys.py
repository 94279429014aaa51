"""Keys for machines."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lifeworld.kit.caller import RIGHTS, SCOPES
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.places import actions, queries
from lifeworld.places.actions import NewKey


@require_safe
def keys(request: Asked, place: str) -> HttpResponse:
    """Which keys there are, and a form to make one."""
    return _page(request, place)


@require_POST
def make(request: Asked, place: str) -> HttpResponse:
    """The new key, shown this once: it is in no session and no message."""
    asked = request.POST
    request.caller.require("places.manage")
    days = asked.get("days", "").strip()
    if days and not days.isdecimal():
        raise InputRefused("bad_days", f"«{days[:20]}» is no number of days.", "Write a whole number, or leave it empty.")
    new = actions.make_key(request.caller, asked.get("name", ""), asked.getlist("scopes"), int(days[:9]) if days else None)
    response = _page(request, place, new)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: Asked, place: str, api_key: int) -> HttpResponse:
    """The key opens nothing any more."""
    actions.revoke_key(request.caller, api_key)
    messages.success(request, "The key was revoked and opens nothing any more.")
    return redirect("api_keys", place=place)


def _page(request: Asked, place: str, new: NewKey | None = None) -> HttpResponse:
    found = queries.api_keys(request.caller)
    mine = [(scope, RIGHTS[scope], scope == request.GET.get("right")) for scope in SCOPES if scope in request.caller.scopes]
    return render(request, "places/keys.html", {"place": place, "keys": found, "scopes": mine, "new": new})
