"""An activity as others see it: friends by their own link, people of the place where its runner shows it to the place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from lifeworld.plugin_web import OpenDoor, seen_post
from lifeworld_running.core.lines import SHARED, ShownActivity
from lifeworld_running.core.picture import shown_points
from lifeworld_running.core.words import clock, km_words, pace_words
from lifeworld_running.pages.doors import own_page
from lifeworld_running.pages.shown import joined
from lifeworld_running.queries.settings import settings_of
from lifeworld_running.queries.shared import shared_activity


@own_page
def shared(request: HttpRequest, door: OpenDoor, token: str, activity: int) -> HttpResponse:
    """A friend's activity: the part that is shown, and nothing of what is hidden."""
    found, unit = shared_activity(door.caller, activity), settings_of(door.caller).unit
    post = seen_post(door.caller, SHARED, str(activity), customer=found.customer)
    return render(request, "running/shared.html", {
        "token": token, "tab": "", "found": found, "author": post.author, "mine": post.mine, **shown(found, unit, str(post.author))})


def shown(found: ShownActivity, unit: str, runner: str = "") -> dict[str, Any]:
    """What is shown, in words and as ``<lw-activity>`` takes it."""
    facts = [(name, words) for name, words in (
        ("Distance", joined(km_words(found.distance_m, unit))), ("Time", clock(found.seconds)),
        ("Pace", joined(pace_words(found.pace_s_km, unit)))) if words != "–"]
    data: dict[str, Any] = {
        "activity": {"id": str(found.pk), "title": found.title or "A run", "when": found.day, "sport": found.sport, "device": "",
                     "runner": runner},
        "unit": unit, "totals": {"distance_m": found.distance_m, "moving_s": found.seconds, "pace_s_km": found.pace_s_km}}
    if found.parts:
        data["points"], data["breaks"] = shown_points(found.parts, whole=found.whole)
    return {"facts": facts, "data": data if "points" in data else None, "title": found.title or "A run", "day": found.day}


own_urls: list[URLPattern] = [path("shared/<int:activity>/", shared, name="running_shared")]
