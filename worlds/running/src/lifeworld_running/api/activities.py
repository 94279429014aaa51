"""Activities and routes for machines: a runner's own, and for the place what its runners show to it, without what they hide."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ninja import Schema
from ninja.params.functions import Path, Query

from lifeworld.plugin_web import Asked, pk_of
from lifeworld_running.api.routing import BIG, router
from lifeworld_running.core.lines import ShownActivity
from lifeworld_running.core.picture import points_of, shown_points
from lifeworld_running.core.summaries import summary_of
from lifeworld_running.queries.activities import activities_of, activity_of
from lifeworld_running.queries.routes import routes_of
from lifeworld_running.queries.settings import runner_of, settings_of
from lifeworld_running.queries.shared import shared_activity, shown_to_place
from lifeworld_running.queries.team import figures_of


class RunningActivityOut(Schema):
    """An activity. ``day``: for its runner days since 1970 by the place's clock, for others a date. Seconds, metres; null unknown.

    Others than its runner get the numbers of what is shown, and never when it began.
    """

    pk: int
    customer: int
    title: str
    sport: str
    day: int | str | None
    at: str = ""
    distance_m: float | None
    moving_s: float | None
    pace_s_km: float | None
    trust: float | None
    manual: bool
    summary: dict[str, Any] | None = None


class RunningActivitiesOut(Schema):
    """Activities; ``next`` goes on after them, "" at the end."""

    activities: list[RunningActivityOut]
    next: str


class RunningStreamsOut(Schema):
    """Points of an activity as columns, at most about 1,500, evenly in distance; ``breaks``: steps that were not recorded or are hidden."""

    points: dict[str, list[float | None]]
    breaks: list[dict[str, Any]]


class RunningRouteOut(Schema):
    """A route of a runner: its number among hers, length, how often it was run, and the best pace."""

    pk: int
    number: int
    title: str
    length_m: float
    n: int
    first_day: int | None
    last_day: int | None
    best_pace_s_km: float | None


class RunningFiguresOut(Schema):
    """Counts over a place. ``trust``: activities by band (lower bound, number); ``refusals``: files by code."""

    n_runners: int
    n_activities: int
    n_recorded: int
    n_told: int
    n_files: int
    states: dict[str, int]
    trust: list[list[float | int]]
    refusals: list[list[str | int]]
    devices: list[list[str | int]]


@router.get("/{place:place}/-/running/activities", response=RunningActivitiesOut, summary="Activities of runners",
            operation_id="running_activities")
def activities(request: Asked, place: str, customer: str = Query("", max_length=200), after: str = Query("", max_length=40),
               limit: int = Query(20, ge=1, le=100)) -> Any:
    """One's own with «worlds.own», the newest first; with «worlds.see» those that runners show to the place, in the order of their keys."""
    caller = request.caller
    if caller.customer:
        found, goes_on = activities_of(caller, after=after, limit=limit)
        return {"activities": [asdict(one) for one in found], "next": goes_on}
    begin = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    some = shown_to_place(caller, after=begin, customer=pk_of(caller, customer) if customer else None, limit=limit)
    return {"activities": [shown_json(each) for each in some], "next": str(some[-1].pk) if len(some) == limit else ""}


@router.get("/{place:place}/-/running/activities/{int:activity}", response=RunningActivityOut, summary="An activity",
            operation_id="running_activity")
def activity(request: Asked, place: str, activity: int = Path(..., ge=1, le=BIG)) -> Any:
    """One's own with everything that it says; another's as its runner shows it."""
    if request.caller.customer:
        whole = activity_of(request.caller, activity)
        return {**asdict(whole.line), "summary": summary_of(whole.analysis)}
    return shown_json(shared_activity(request.caller, activity))


@router.get("/{place:place}/-/running/activities/{int:activity}/streams", response=RunningStreamsOut, summary="Points of an activity",
            operation_id="running_streams")
def streams(request: Asked, place: str, activity: int = Path(..., ge=1, le=BIG)) -> Any:
    """One's own; of another's the parts that are shown. None where nothing was recorded."""
    caller = request.caller
    if caller.customer:
        track = activity_of(caller, activity).track
        points, breaks = points_of(track, runner_of(settings_of(caller))) if track is not None and len(track) > 1 else ({}, [])
    else:
        shown = shared_activity(caller, activity)
        points, breaks = shown_points(shown.parts, whole=shown.whole) if shown.parts else ({}, [])
    return {"points": points, "breaks": breaks}


@router.get("/{place:place}/-/running/routes", response=list[RunningRouteOut], summary="Routes of a runner", operation_id="running_routes")
def routes(request: Asked, place: str) -> Any:
    """One's own routes that were run again, those run most often first. Needs «worlds.own»."""
    return [asdict(one) for one in routes_of(request.caller)]


@router.get("/{place:place}/-/running/figures", response=RunningFiguresOut, summary="Counts of a place", operation_id="running_figures")
def figures(request: Asked, place: str) -> Any:
    """Counts over all runners; none is named. Needs «worlds.see»."""
    return asdict(figures_of(request.caller))


def shown_json(shown: ShownActivity) -> dict[str, Any]:
    """What others may see, as plain values."""
    return {"pk": shown.pk, "customer": shown.customer, "title": shown.title, "sport": shown.sport, "day": shown.day,
            "distance_m": shown.distance_m, "moving_s": shown.seconds, "pace_s_km": shown.pace_s_km, "trust": shown.trust,
            "manual": shown.manual}
