"""A place's own page of settings: its name, its clock, and places inside it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lifeworld.kit.web import Asked
from lifeworld.places import actions, queries


@require_safe
def settings(request: Asked, place: str) -> HttpResponse:
    """The name, and what lies inside."""
    request.caller.require("places.manage")
    return render(request, "places/settings.html", {"place": place, "value": queries.place_of(request.caller),
                                                    "inside": queries.places_inside(request.caller),
                                                    "clocks": list(actions.timezones().values())})


@require_POST
def rename(request: Asked, place: str) -> HttpResponse:
    """Another name."""
    actions.rename_place(request.caller, request.POST.get("name", ""))
    messages.success(request, "The name was saved.")
    return redirect("place_settings", place=place)


@require_POST
def set_clock(request: Asked, place: str) -> HttpResponse:
    """Another clock."""
    actions.set_timezone(request.caller, request.POST.get("timezone", ""))
    messages.success(request, "The clock was saved. The days of all events are counted again by it.")
    return redirect("place_settings", place=place)


@require_POST
def add(request: Asked, place: str) -> HttpResponse:
    """A place inside this one; its page comes next."""
    made = actions.add_place(request.caller, request.POST.get("part", "").strip(), request.POST.get("name", ""))
    messages.success(request, "The place was added. Who has a role around it has the same role in it.")
    return redirect("place", place=made.path)
