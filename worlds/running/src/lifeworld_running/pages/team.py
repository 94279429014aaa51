"""What the people of a place see of running: counts, reasons why files were refused, and runs that runners show to the place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.plugin_web import Asked, worlds_of
from lifeworld_running.core.lines import STATES
from lifeworld_running.pages.shared import shown
from lifeworld_running.queries.shared import shared_activity, shown_to_place
from lifeworld_running.queries.team import BANDS, figures_of
from lifeworld_running.queries.whose import key_of_runner

SHOWN = 20


@require_safe
def team(request: Asked, place: str) -> HttpResponse:
    """Counts over all runners of the place, and what they show."""
    caller = request.caller
    found, after = figures_of(caller), request.GET.get("after", "")
    some = shown_to_place(caller, after=int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0, limit=SHOWN)
    most = max((n for _, n in found.trust), default=0) or 1
    bands = [{"words": f"{100 * low:.0f} to {100 * end:.0f} %", "n": n, "share": round(n / most, 4)}
             for (low, n), end in zip(found.trust, (*BANDS[1:], 1.0), strict=True)]
    return render(request, "running/team.html", {
        "place": place, "found": found, "bands": bands,
        "states": [(STATES.get(state, state), n) for state, n in sorted(found.states.items())],
        "study": worlds_of(caller.place_id).get("running", ("", ""))[1],
        "shown": [{"pk": one.pk, "customer": one.customer, **shown(one, "km")} for one in some],
        "after": some[-1].pk if len(some) == SHOWN else ""})


@require_safe
def activity(request: Asked, place: str, activity: int) -> HttpResponse:
    """A run that its runner shows to the place."""
    found = shared_activity(request.caller, activity)
    return render(request, "running/team_activity.html", {
        "place": place, "found": found, "key": key_of_runner(request.caller, found.customer), **shown(found, "km")})


urls: list[URLPattern] = [path("", team, name="running_team"), path("<int:activity>/", activity, name="running_team_activity")]
