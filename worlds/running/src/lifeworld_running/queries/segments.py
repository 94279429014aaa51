"""Segments of a runner with the times of her runs on them."""

from __future__ import annotations

from lifeworld.plugin_web import Caller
from lifeworld_running.core.lines import EffortLine, SegmentLine
from lifeworld_running.models import Segment, SegmentEffort, Streams
from lifeworld_running.queries.whose import own

EFFORTS_SHOWN = 10


def segments_of(caller: Caller) -> list[SegmentLine]:
    """Her segments, the newest first, each with its fastest times; a duplicate counts once. Errors: LifeworldError 403."""
    who = own(caller)
    rows = list(Segment.objects.filter(place=caller.place_id, customer=who).order_by("-pk"))
    points = Streams.objects.filter(activity__customer=who, activity__planned=False)
    newest = points.order_by("-activity").values_list("activity", flat=True).first()
    times: dict[int, list[EffortLine]] = {row.pk: [] for row in rows}
    found = SegmentEffort.objects.filter(segment__in=list(times), activity__duplicate_of=None).order_by("seconds", "pk")
    for segment, activity, title, day, seconds, error, trust in found.values_list(
            "segment", "activity", "activity__title", "activity__day", "seconds", "error_s", "activity__trust"):
        if len(times[segment]) < EFFORTS_SHOWN:
            times[segment].append(EffortLine(activity, title, day, seconds, error, trust))
    return [SegmentLine(row.pk, row.title, row.length_m, row.activity_id, newest is None or row.looked >= newest, tuple(times[row.pk]))
            for row in rows]
