"""A runner's routes, and the runs of one of them side by side."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from lifeworld.plugin import LifeworldError
from lifeworld.plugin_web import OpenDoor
from lifeworld_running.actions.routes import rename_route
from lifeworld_running.core.lines import ActivityLine
from lifeworld_running.core.picture import rounded
from lifeworld_running.core.routes import RouteTrend
from lifeworld_running.core.said import VERIFIED_TRUST
from lifeworld_running.core.sentences import pace_sentence
from lifeworld_running.core.words import clock, pace_words
from lifeworld_running.pages.doors import own_page
from lifeworld_running.pages.shown import activity_row, by_clock, joined, route_row
from lifeworld_running.queries.routes import RouteWhole, route_of, routes_of
from lifeworld_running.queries.settings import settings_of


@own_page
def routes(request: HttpRequest, door: OpenDoor, token: str) -> HttpResponse:
    """Her routes, those run most often first."""
    unit = settings_of(door.caller).unit
    return render(request, "running/routes.html", {
        "token": token, "tab": "routes", "routes": [route_row(one, unit) for one in routes_of(door.caller)]})


@own_page
def route(request: HttpRequest, door: OpenDoor, token: str, number: int) -> HttpResponse:
    """One route with its runs side by side; POST names it."""
    trouble = None
    if request.method == "POST":
        try:
            rename_route(door.caller, number, request.POST.get("title", ""))
            messages.success(request, "The route is called so now.")
            return redirect("running_route", token, number)
        except LifeworldError as error:
            if error.status == 404:
                raise
            trouble = error
    unit, found = settings_of(door.caller).unit, route_of(door.caller, number)
    found = replace(found, runs=tuple(by_clock(door.caller, found.runs)))
    return render(request, "running/route.html", {
        "token": token, "tab": "routes", "row": route_row(found.line, unit), "trouble": trouble, "unit": unit,
        "runs": run_rows(found, unit), "data": compared(found, unit, token) if found.comparison is not None else None,
        "trends": [trend_words(one, unit) for one in (found.trend, found.gap_trend) if one is not None],
        "notes": sorted({note for one in (found.trend, found.gap_trend) if one is not None for note in one.notes}),
    }, status=trouble.status if trouble else 200)


def trend_words(trend: RouteTrend, unit: str) -> str:
    """What can be said of a trend, as a sentence in her unit."""
    what = ("Grade-adjusted pace" if trend.measure == "gap_pace_s_km" else "Pace") + (
        " at equal temperature" if math.isfinite(trend.heat) else "")
    return pace_sentence(what, (trend.slope, trend.low, trend.high), trend.n, level=trend.level, n_needed=trend.n_needed, unit=unit)


def run_rows(found: RouteWhole, unit: str) -> list[dict[str, Any]]:
    """The runs of a route in words: over the same way where they are compared, else as a whole."""
    same = {}
    if (comparison := found.comparison) is not None:
        for at, key in enumerate(comparison.keys):
            paces = [joined(pace_words(_known(column[at]), unit)) for column in (comparison.pace_mean_s_km, comparison.gap_pace_mean_s_km)]
            same[int(key)] = {"time": clock(_known(comparison.elapsed_s[at])), "pace": paces[0], "gap_pace": paces[1],
                              "best": at == comparison.best}
    return [activity_row(one, unit) | same.get(one.pk, {"apart": comparison is not None}) for one in found.runs]


def compared(found: RouteWhole, unit: str, token: str) -> dict[str, Any]:
    """The runs of a route as ``<lw-route-compare>`` takes them."""
    comparison = found.comparison
    assert comparison is not None  # noqa: S101  (whoever calls has looked)
    lines = {str(one.pk): one for one in found.runs}
    runs = []
    for at, key in enumerate(comparison.keys):
        line, turned = lines[key], bool(comparison.reversed[at])
        runs.append({
            "id": key, "date": _date(line.day), "name": line.name, "url": reverse("running_activity", args=[token, line.pk]),
            "elapsed_s": _known(comparison.elapsed_s[at]), "moving_s": _known(comparison.moving_s[at]),
            "pace_s_km": _known(comparison.pace_mean_s_km[at]), "gap_pace_s_km": _known(comparison.gap_pace_mean_s_km[at]),
            "heart_rate": _known(comparison.heart_rate_mean[at]), "reversed": turned, "partial": False,
            "verified": line.trust is not None and line.trust >= VERIFIED_TRUST,
            "at_s": None if turned else rounded(comparison.at_s[at], 1)})
    there = {run["id"] for run in runs}
    runs += [_apart(one, token) for one in found.runs if str(one.pk) not in there]
    return {"route": {"id": str(found.line.number), "name": found.line.name, "length_m": round(found.line.length_m, 1)}, "unit": unit,
            "grid_m": rounded(comparison.marks_m, 1), "lat": rounded(comparison.lat, 6), "lon": rounded(comparison.lon, 6),
            "altitude_m": rounded(comparison.altitude_m, 1), "runs": runs, "reference": "best", "trend": _trend(found.trend, unit)}


def _apart(line: ActivityLine, token: str) -> dict[str, Any]:
    """A run of the route that is not compared point by point: its own totals stand, and it has no line."""
    return {"id": str(line.pk), "date": _date(line.day), "name": line.name, "url": reverse("running_activity", args=[token, line.pk]),
            "elapsed_s": line.elapsed_s, "moving_s": line.moving_s, "pace_s_km": line.pace_s_km, "gap_pace_s_km": line.gap_pace_s_km,
            "heart_rate": line.heart_rate, "reversed": line.reversed, "partial": True,
            "verified": line.trust is not None and line.trust >= VERIFIED_TRUST, "at_s": None}


def _trend(trend: RouteTrend | None, unit: str) -> dict[str, Any] | None:
    if trend is None:
        return None
    band = [{"date": _date(int(day)), "value": _known(value), "low": _known(low), "high": _known(high)}
            for day, value, low, high in trend.band]
    return {"measure": trend.measure, "words": trend_words(trend, unit),
            "distinguishable": trend.distinguishable, "band": band, "level": trend.level,
            "n": trend.n, "method": trend.method}


def _date(day: int | None) -> str:
    return "" if day is None else str(np.datetime64(day, "D"))


def _known(value: float) -> float | None:
    return round(float(value), 2) if math.isfinite(value) else None


own_urls: list[URLPattern] = [path("routes/", routes, name="running_routes"), path("routes/<int:number>/", route, name="running_route")]
