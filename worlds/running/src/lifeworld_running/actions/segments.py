"""Segments: a stretch of one run, on which all of a runner's runs are timed, some at a time by the worker."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from lifeworld.plugin import InputRefused
from lifeworld.plugin_web import Caller, conflict, not_found, record
from lifeworld_running.actions.routes import checked_title
from lifeworld_running.core.routes import efforts, segment_bytes, segment_from, segment_of
from lifeworld_running.core.said import Track
from lifeworld_running.files.streams import unpacked
from lifeworld_running.models import Activity, Segment, SegmentEffort, Streams
from lifeworld_running.queries.whose import held, own

SEGMENTS_MAX, AT_ONCE = 100, 40


@transaction.atomic
def make_segment(caller: Caller, activity: int, from_m: float, to_m: float, title: str) -> int:
    """A segment from a stretch of one of her activities; the worker times her other runs on it.

    Errors: LifeworldError 403, 404; 409 where she has too many; InputRefused for a stretch that is too short or no part of the run.
    """
    row = held(caller, activity)
    body = Streams.objects.filter(activity=row).values_list("body", flat=True).first()
    if body is None:
        raise InputRefused("no_points", "This activity has no way to take a stretch of.", "Choose one that was recorded with positions.")
    if Segment.objects.filter(customer=row.customer_id).count() >= SEGMENTS_MAX:
        raise conflict("too_many_segments", f"You have {SEGMENTS_MAX} segments.", "Take one away first.")
    if not (title := checked_title(title)):
        raise InputRefused("no_title", "The segment has no name.", "Give it one, such as «Up to the tower».")
    track = unpacked(body)
    segment = segment_from(track, from_m, to_m)
    made = Segment.objects.create(place_id=caller.place_id, customer_id=row.customer_id, title=title, length_m=segment.length_m,
                                  line=segment_bytes(segment), activity=row, from_m=from_m, to_m=to_m)
    _time(made, row.pk, track)
    record(caller, "running.segment_made", customer=caller.customer, data={"segment": made.pk})
    return made.pk


@transaction.atomic
def drop_segment(caller: Caller, segment: int) -> None:
    """A segment with its times is gone; runs stay. Errors: LifeworldError 403, 404."""
    if not Segment.objects.filter(place=caller.place_id, customer=own(caller), pk=segment).delete()[0]:
        raise not_found("segment", segment)
    record(caller, "running.segment_dropped", customer=caller.customer, data={"segment": segment})


@transaction.atomic
def time_some(caller: Caller) -> bool:
    """One step of the worker: some activities are timed on a segment that has not seen them; whether there were any."""
    ahead = Streams.objects.filter(activity__customer=OuterRef("customer"), activity__gt=OuterRef("looked"), activity__planned=False)
    segment = Segment.objects.select_for_update().filter(Exists(ahead), place=caller.place_id).order_by("pk").first()
    if segment is None:
        return False
    rows = Streams.objects.filter(activity__customer=segment.customer_id, activity__gt=segment.looked, activity__planned=False)
    some = list(rows.order_by("activity").values_list("activity", "body")[:AT_ONCE])
    for activity, body in some:
        _time(segment, activity, unpacked(body))
    segment.looked = some[-1][0]
    segment.save(update_fields=["looked"])
    return True


def _time(segment: Segment, activity: int, track: Track) -> None:
    """The fastest time of an activity over a segment, where it was run there."""
    found = efforts(segment_of(bytes(segment.line)), track)
    if not found:
        SegmentEffort.objects.filter(segment=segment, activity=activity).delete()
        return
    best = min(found, key=lambda one: (one.seconds, one.from_s))
    SegmentEffort.objects.update_or_create(segment=segment, activity_id=activity, defaults={
        "seconds": best.seconds, "from_s": best.from_s, "error_s": (best.high_s - best.low_s) / 2})


def look_again(activity: Activity) -> None:
    """An activity that was analysed again is timed again on every segment that has seen it."""
    Segment.objects.filter(customer=activity.customer_id, looked__gte=activity.pk).update(looked=activity.pk - 1)
