"""The people's door of figures: how customers get on with their goals, and which outcomes are served badly."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.goals.core.charts import curve_chart, opportunity_chart
from lifeworld.goals.core.days import day_number, day_text
from lifeworld.goals.core.values import REASONS
from lifeworld.goals.queries.attained import attainment, time_in_range_of
from lifeworld.goals.queries.figures import completion_of, coverage_of, opportunity_of
from lifeworld.goals.queries.goals import team_goals
from lifeworld.goals.queries.jobs import jobs
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import Figure
from lifeworld.kit.web import Asked

WINDOW_DAYS = 90
GOALS_SHOWN = 20
STATE_NAMES = {"active": "going on", "paused": "paused", "reached": "reached", "abandoned": "given up"}


@require_safe
def goals(request: Asked, place: str) -> HttpResponse:
    """Attainment, completion and time in range over a window of days, of all goals or those of one job."""
    caller = request.caller
    caller.require("goals.see")
    window = window_of(caller, request.GET.get("from", ""), request.GET.get("to", ""))
    known, job = jobs(caller, retired=True), request.GET.get("job", "")
    job = job if any(each.slug == job for each in known) else ""
    found = attainment(caller, from_day=window[0], to_day=window[1], job=job)
    ranges, done = time_in_range_of(caller, from_day=window[0], to_day=window[1], job=job), completion_of(caller, job=job)
    last = float(done.done.days[-1]) if len(done.done.days) else 1.0
    return render(request, "goals/figures.html", {
        "place": place, "tab": "figures", "jobs": known, "job": job, "from": day_text(window[0]), "to": day_text(window[1]),
        "coverage": coverage_of(caller), "found": found,
        "how": [shown(found.t, "Attainment"), shown(found.baseline, "Where they began"), shown(found.change, "Change")],
        "states": [shown(each, STATE_NAMES[state].capitalize()) for state, each in found.states.items()],
        "reasons": [shown(each, REASONS[reason]) for reason, each in found.reasons.items() if each.value],
        "few_reasons": next((each.text() for each in found.reasons.values() if not each.enough and each.n), ""),
        "regret": shown(found.regret, "Made easier, and short of the first target or not known"),
        "ranges": [shown(ranges.share, "Days in range, of the known"), shown(ranges.worst, "At worst, of all days"),
                   shown(ranges.best, "At best, of all days"), shown(ranges.known, "Days known")],
        "n_managed": ranges.n_goals, "done": done, "median": shown(done.median, "Days until half are done"),
        "curve": curve_chart(done.done, last), "of_all": curve_chart(done.done_of_all, last),
        "goals": team_goals(caller, limit=GOALS_SHOWN)})


@require_safe
def opportunity(request: Asked, place: str) -> HttpResponse:
    """Importance against satisfaction, and the opportunity of each job, with the number of who answered both."""
    caller = request.caller
    caller.require("goals.see")
    found = opportunity_of(caller)
    rows = [{"number": at, "one": each, "importance": each.importance.text(), "satisfaction": each.satisfaction.text(),
             "opportunity": each.opportunity.text()} for at, each in enumerate(found.all, 1)]
    return render(request, "goals/opportunity.html", {"place": place, "tab": "opportunity", "rows": rows, "warnings": found.warnings,
                                                      "chart": opportunity_chart(found.all)})


def window_of(caller: Caller, since: str, until: str) -> tuple[int, int]:
    """The days that are looked at: what was asked for, else the last 90 until today. Errors: InputRefused for what is no date."""
    to_day = day_number(until) if until else today_of(caller)
    return day_number(since) if since else to_day - WINDOW_DAYS + 1, to_day


def shown(figure: Figure, title: str) -> dict[str, Any]:
    """A figure for ``<lw-figure>``, and in words for who has no scripts."""
    return {"title": title, "json": figure.json(), "text": figure.text()}


urls: list[URLPattern] = [path("-/goals/", goals, name="goals"), path("-/goals/opportunity/", opportunity, name="goal_opportunity")]
