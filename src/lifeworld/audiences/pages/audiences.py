"""The audiences of a place: their sizes, who is in one, how it grew, and what its customers come to and miss beside the others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.audiences.actions.audiences import refresh_audience, retire_audience
from lifeworld.audiences.pages.shown import days_chart, groups, minute_text, said_count, since_somebody, sized
from lifeworld.audiences.queries.audiences import audience_of, audiences, members, membership_over_time, words_of
from lifeworld.audiences.queries.by_group import by_group, inside_and_outside
from lifeworld.kit.web import Asked

LINES = 50


@require_safe
def listing(request: Asked, place: str) -> HttpResponse:
    """All audiences."""
    found = audiences(request.caller)
    rows = [{"value": one, "said": words_of(request.caller, one.expression), "n": said_count(one)} for one in found]
    return render(request, "audiences/list.html", {"place": place, "rows": rows})


@require_safe
def one(request: Asked, place: str, audience: str) -> HttpResponse:
    """One audience."""
    caller = request.caller
    value = audience_of(caller, audience)
    after = request.GET.get("after", "")
    found = members(caller, audience, after=int(after) if after.isdecimal() and len(after) < 19 else 0, limit=LINES + 1) if (
        caller.may("customers.see")) else []
    days = since_somebody(membership_over_time(caller, audience))
    goals = None if after else by_group(caller, inside_and_outside(caller, value.slug))
    return render(request, "audiences/audience.html", {
        "place": place, "value": value, "said": words_of(caller, value.expression), "size": sized(caller, value.expression),
        "days": days, "chart": days_chart(days), "members": found[:LINES], "more": found[LINES - 1].id if len(found) > LINES else "",
        "goals": goals, "shown": groups(goals, str.capitalize) if goals else None,
        "worked_out": minute_text(caller, value.worked_out_at)})


@require_POST
def refresh(request: Asked, place: str, audience: str) -> HttpResponse:
    """Worked out now."""
    found = refresh_audience(request.caller, audience)
    messages.success(request, f"Worked out: {found.n:,} members, {found.joined:,} came and {found.left:,} left since last time.")
    return redirect("audience", place=place, audience=audience)


@require_POST
def retire(request: Asked, place: str, audience: str) -> HttpResponse:
    """Kept up no more."""
    retire_audience(request.caller, audience, version=audience_of(request.caller, audience).version)
    messages.success(request, "This audience is not kept up any more. What it was stays readable.")
    return redirect("audiences", place=place)


urls: list[URLPattern] = [
    path("-/audiences/", listing, name="audiences"),
    path("-/audiences/<slug:audience>/", one, name="audience"),
    path("-/audiences/<slug:audience>/refresh/", refresh, name="refresh_audience"),
    path("-/audiences/<slug:audience>/retire/", retire, name="retire_audience"),
]
