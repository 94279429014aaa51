"""Activities of runners: lists by key, one with everything that it says."""

from __future__ import annotations

from typing import Any

from lifeworld.plugin_web import Caller, not_found
from lifeworld_running.core.lines import ActivityLine, WholeActivity
from lifeworld_running.core.said import ANALYSIS
from lifeworld_running.core.summaries import analysis_of
from lifeworld_running.files.streams import unpacked
from lifeworld_running.models import Activity, Streams
from lifeworld_running.queries.files import file_line
from lifeworld_running.queries.settings import line_of
from lifeworld_running.queries.whose import activities_visible, iso, own, time_of

PAGE = 50
FIELDS = ("pk", "customer_id", "title", "sport", "started_us", "day", "distance_m", "moving_s", "elapsed_s", "ascent_m", "pace_s_km",
          "gap_pace_s_km", "heart_rate", "load", "trust", "device", "app", "seen_by", "manual", "planned", "duplicate_of_id",
          "route__number", "reversed", "felt", "with_whom", "with_family")
"""What a line of a list asks for: neither points nor the whole summary."""


def activities_of(caller: Caller, customer: int | None = None, *, after: str = "", limit: int = PAGE, planned: bool = False,
                  duplicates: bool = False) -> tuple[list[ActivityLine], str]:
    """Activities, the newest first, and from where to go on ("" at the end): a runner's own, or those that are shown to the place.

    ``planned``: routes that she means to run instead. ``duplicates``: recordings of the same run that do not count too. What is shown to
    the place is told by ``queries.shared``, without what is hidden; here people of the place see which there are. Errors: 403, 404.
    """
    rows = activities_visible(caller, customer).filter(planned=planned)
    rows = rows if duplicates else rows.filter(duplicate_of=None)
    if planned:  # most have no time
        return lines(rows.order_by("-pk"), limit), ""
    if (begin := _cursor(after)) is not None:
        at, pk = begin
        older, same = rows.filter(started_us__lt=at), rows.filter(started_us=at, pk__lt=pk)
        found = [*lines(same.order_by("-pk"), limit)]
        found += lines(older.order_by("-started_us", "-pk"), limit - len(found)) if len(found) < limit else []
    else:
        found = lines(rows.filter(started_us__isnull=False).order_by("-started_us", "-pk"), limit)
    return found, _next(found, limit)


def lines(rows: Any, limit: int) -> list[ActivityLine]:
    """The first ``limit`` of the rows as values, by one query that carries no points."""
    return [line_of_values(values) for values in rows.values_list(*FIELDS)[:limit]]


def line_of_values(values: tuple[Any, ...]) -> ActivityLine:
    """Values of ``FIELDS`` as a line."""
    pk, customer, title, sport, started_us, *rest = values
    return ActivityLine(pk, customer, title, sport, iso(time_of(started_us)) if started_us is not None else "", *rest)


def line_of_row(row: Activity) -> ActivityLine:
    """A row as a line."""
    number = row.route.number if row.route is not None else None
    values = tuple(number if name == "route__number" else getattr(row, name) for name in FIELDS)
    return line_of_values(values)


def activity_of(caller: Caller, activity: int) -> WholeActivity:
    """One of a runner's own activities with its points. Errors: LifeworldError 403, 404."""
    row = Activity.objects.select_related("route", "file").filter(place=caller.place_id, customer=own(caller), pk=activity).first()
    if row is None:
        raise not_found("activity", activity)
    body = Streams.objects.filter(activity=row).values_list("body", flat=True).first()
    chosen = row.duplicate_of_id or row.pk
    same = Activity.objects.filter(customer=row.customer_id, duplicate_of=chosen) | Activity.objects.filter(pk=chosen)
    settings = line_of(row.customer_id)
    return WholeActivity(
        line_of_row(row), analysis_of(row.summary), unpacked(body) if body is not None else None,
        "" if row.route is None else row.route.title or f"Route {row.route.number}",
        tuple(lines(same.exclude(pk=row.pk).order_by("pk"), PAGE)), file_line(row.file) if row.file is not None else None,
        row.manual or (row.version, row.by_settings) == (ANALYSIS, settings.version), bool(row.event_source))


def _cursor(after: str) -> tuple[int, int] | None:
    at, _, pk = after.partition("-")
    return (int(at), int(pk)) if at.isascii() and at.isdigit() and pk.isascii() and pk.isdigit() and len(after) < 40 else None


def _next(found: list[ActivityLine], limit: int) -> str:
    if len(found) < limit or not found:
        return ""
    last = Activity.objects.filter(pk=found[-1].pk).values_list("started_us", "pk").get()
    return f"{last[0]}-{last[1]}"
