"""Routes of a runner, and all runs of one of them side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min

from lifeworld.plugin_web import Caller, not_found
from lifeworld_running.core.lines import ActivityLine, RouteLine
from lifeworld_running.core.routes import Comparison, Member, RouteTrend, Signature, route_trend, side_by_side
from lifeworld_running.core.routes import Route as Way
from lifeworld_running.files.streams import unpacked
from lifeworld_running.models import Activity, Route, Streams
from lifeworld_running.queries.activities import FIELDS, line_of_values
from lifeworld_running.queries.settings import line_of, runner_of
from lifeworld_running.queries.whose import own

RUNS_COMPARED, ROUTES_LISTED = 60, 200
"""The newest runs of a route that are compared: more are no picture."""


@dataclass(frozen=True)
class RouteWhole:
    """A route with its runs, the newest first, side by side where there are at least two with points; ``trend`` None: none to tell."""

    line: RouteLine
    runs: tuple[ActivityLine, ...]
    comparison: Comparison | None
    trend: RouteTrend | None
    gap_trend: RouteTrend | None


def routes_of(caller: Caller, *, twice: bool = True) -> list[RouteLine]:
    """Her routes, those run most often first; ``twice``: only those that were run again. Errors: LifeworldError 403."""
    rows = Route.objects.filter(place=caller.place_id, customer=own(caller), n__gte=2 if twice else 1)
    rows = rows.annotate(first=Min("activities__day"), last=Max("activities__day"), best=Min("activities__pace_s_km"))
    return [RouteLine(row.pk, row.number, row.title, row.length_m, row.n, row.first, row.last, row.best)
            for row in rows.order_by("-n", "number")[:ROUTES_LISTED]]


def route_of(caller: Caller, number: int) -> RouteWhole:
    """One of her routes with its newest runs side by side. Errors: LifeworldError 403, 404."""
    who = own(caller)
    row = Route.objects.filter(place=caller.place_id, customer=who, number=number).first()
    if row is None:
        raise not_found("route", number)
    found = list(Activity.objects.filter(route=row).order_by("-started_us", "-pk").values_list(*FIELDS)[:RUNS_COMPARED])
    runs = tuple(line_of_values(values) for values in found)
    days = [one.day for one in runs if one.day is not None]
    line = RouteLine(row.pk, row.number, row.title, row.length_m, row.n, min(days, default=None), max(days, default=None),
                     min((one.pace_s_km for one in runs if one.pace_s_km is not None), default=None))
    comparison = _compared(row, runs, who)
    return RouteWhole(line, runs, comparison, *_trends(row, runs, comparison))


def _compared(row: Route, runs: tuple[ActivityLine, ...], who: int) -> Comparison | None:
    tracks = {str(pk): unpacked(body) for pk, body in Streams.objects.filter(
        activity__in=[one.pk for one in runs]).order_by("activity__started_us").values_list("activity", "body")}
    if len(tracks) < 2 or all(one.reversed for one in runs):
        return None
    turned = {str(one.pk): one.reversed for one in runs}
    way = Way(row.number, str(runs[-1].pk), Signature.from_bytes(bytes(row.signature)), tuple(Member(key, turned[key]) for key in tracks))
    return side_by_side(way, tracks, runner=runner_of(line_of(who)))


def _trends(row: Route, runs: tuple[ActivityLine, ...], comparison: Comparison | None) -> tuple[RouteTrend | None, RouteTrend | None]:
    if comparison is None:
        return None, None
    days = {str(one.pk): one.day for one in runs}
    at: list[Any] = [days[key] for key in comparison.keys]
    if None in at:
        return None, None
    paces = {"pace_s_km": comparison.pace_mean_s_km, "gap_pace_s_km": comparison.gap_pace_mean_s_km}
    plain, adjusted = (route_trend(at, values, seed_key=f"route-{row.pk}", measure=measure) for measure, values in paces.items())
    return plain, adjusted
