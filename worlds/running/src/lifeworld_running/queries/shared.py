"""What others may see of an activity: nothing of what its runner's private zones hide, and never when it began."""

from __future__ import annotations

from typing import Any

import numpy as np

from lifeworld.plugin_web import Caller, not_found, published, reach_of, seen_post, zones_for_rendering
from lifeworld_running.core.lines import FOLLOWERS, PLACE, SHARED, ShownActivity
from lifeworld_running.core.said import Track
from lifeworld_running.core.words import without_start
from lifeworld_running.files.streams import unpacked
from lifeworld_running.models import Activity, Streams
from lifeworld_running.queries.whose import activities_visible, day_words


def shared_activity(caller: Caller, activity: int) -> ShownActivity:
    """An activity as others see it: people of the place where its runner shows it to the place; customers where they may see its post.

    Errors: LifeworldError 403; 404 for one that is not there, not shown, or not to this caller: all look alike.
    """
    row = Activity.objects.filter(place=caller.place_id, pk=activity, planned=False, seen_by__in=(FOLLOWERS, PLACE)).first()
    if row is None:
        raise not_found("activity", activity)
    if caller.customer:
        caller.require("worlds.own")
        seen_post(caller, SHARED, str(activity), customer=row.customer_id)
    else:
        caller.require("worlds.see")
        if not _for_place([row]):
            raise not_found("activity", activity)
    return shown_of(row)


def shown_to_place(caller: Caller, *, after: int = 0, customer: int | None = None, limit: int = 20) -> list[ShownActivity]:
    """Activities that runners show to the whole place, in the order of their keys, each as others may see it. Needs «worlds.see»."""
    caller.require("worlds.see")
    found: list[Activity] = []
    while len(found) < limit:
        some = list(activities_visible(caller, customer).filter(pk__gt=after).order_by("pk")[:limit])
        found += _for_place(some)
        if len(some) < limit:
            break
        after = some[-1].pk
    return [shown_of(row, points=False) for row in found[:limit]]


def _for_place(rows: list[Activity]) -> list[Activity]:
    """Those that their runners show to the place: by the activity, and by its post, which she may have narrowed or taken back."""
    reach = reach_of(rows[0].place_id, SHARED, [(row.customer_id, str(row.pk)) for row in rows]) if rows else {}
    return [row for row in rows if row.seen_by == reach.get((row.customer_id, str(row.pk)), PLACE) == PLACE]


def shown_of(row: Activity, *, points: bool = True) -> ShownActivity:
    """What others may see of a row. A run without points has no place to hide: its day, distance and time are shown."""
    body = Streams.objects.filter(activity=row).values_list("body", flat=True).first()
    day, title = day_words(row.day), without_start(row.title, row.started_us)
    if body is None:
        return ShownActivity(row.pk, row.customer_id, title, row.sport, day, row.distance_m, row.moving_s, row.pace_s_km, True,
                             row.trust, row.manual)
    track = unpacked(body)
    if not np.isfinite(track.lat).any():
        return ShownActivity(row.pk, row.customer_id, title, row.sport, day, row.distance_m, row.moving_s, row.pace_s_km, True,
                             row.trust, row.manual)
    return shown_track(row, track, day, title, points=points)


def shown_track(row: Activity, track: Track, day: str, title: str, *, points: bool) -> ShownActivity:
    """The published part of a track by its runner's zones; what her body said (heart rate, power) is nobody else's."""
    zones = zones_for_rendering(row.place_id, row.customer_id)
    shown = published(track, zones, altitude_m=track.altitude_m,
                      columns={"speed_m_s": track.speed_m_s, "gap": track.gap.astype(np.float64)})
    parts: list[dict[str, Any]] = [
        {"lat": part.lat, "lon": part.lon, "time_s": part.time_s, "distance_m": part.distance_m, "altitude_m": part.altitude_m,
         **part.columns} for part in shown.parts] if points else []
    pace = float(shown.pace_s_km)
    if not shown.parts:
        return ShownActivity(row.pk, row.customer_id, title, row.sport, day, None, None, None, whole=False, trust=row.trust,
                             manual=row.manual)
    return ShownActivity(row.pk, row.customer_id, title, row.sport, day, float(shown.distance_m), float(shown.seconds),
                         pace if np.isfinite(pace) else None, bool(shown.whole), row.trust, row.manual, tuple(parts))
