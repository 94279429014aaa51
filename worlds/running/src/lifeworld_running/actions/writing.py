"""A prepared recording goes into the tables: the activity, its points, duplicates, its route, and the event that stands for it."""

from __future__ import annotations

from lifeworld.plugin_web import Caller, today_of
from lifeworld_running.actions.doubles import judge_duplicates
from lifeworld_running.actions.happened import tell
from lifeworld_running.actions.posting import post_again, post_new
from lifeworld_running.actions.preparing import TEXT_CHARS, Prepared
from lifeworld_running.actions.routes import put_on_route
from lifeworld_running.actions.segments import look_again
from lifeworld_running.core.lines import ME, RunnerLine
from lifeworld_running.models import Activity, File, Streams
from lifeworld_running.queries.whose import day_of

NEW_DAYS = 2
"""A run of so many days ago is new: others than its runner see it as her settings say. Years of history are nobody's news."""


def put(caller: Caller, file: File | None, customer: int, prepared: Prepared, settings: RunnerLine) -> tuple[Activity, bool]:
    """The activity of a recording, and whether it is new; runs in the transaction of whoever calls. The same recording is kept once."""
    known = Activity.objects.filter(customer=customer, key=prepared.key).first()
    if known is not None:
        return known, False
    columns = dict(prepared.columns)
    day = day_of(caller, columns["started_us"])
    seen_by = settings.seen_by if day is not None and not columns["planned"] and day >= today_of(caller) - NEW_DAYS else ME
    row = Activity.objects.create(
        place_id=caller.place_id, customer_id=customer, key=prepared.key, file=file, day=day,
        title=(prepared.recording.title or "").strip()[:TEXT_CHARS], seen_by=seen_by, by_settings=settings.version,
        manual=prepared.recording.manual, **columns)
    if prepared.body is not None and prepared.track is not None:
        Streams.objects.create(activity=row, n=len(prepared.track), body=prepared.body, signature=prepared.signature)
    settle(caller, row)
    if seen_by != ME and row.duplicate_of_id is None:
        post_new(caller, row)
    return row, True


def put_again(caller: Caller, row: Activity, prepared: Prepared, settings: RunnerLine) -> None:
    """The activity as it is analysed now; what its runner said of it stays. Runs in the transaction of whoever calls."""
    for name, value in prepared.columns.items():
        setattr(row, name, value)
    row.day, row.by_settings = day_of(caller, row.started_us), settings.version
    row.save()
    if prepared.body is not None and prepared.track is not None:
        Streams.objects.update_or_create(activity=row, defaults={
            "n": len(prepared.track), "body": prepared.body, "signature": prepared.signature})
    else:
        Streams.objects.filter(activity=row).delete()
    look_again(row)
    settle(caller, row)
    if row.seen_by != ME:
        post_again(caller, row)


def settle(caller: Caller, row: Activity) -> None:
    """Whether it is the recording that counts, on which route it is, and the events of all whom that concerns."""
    if row.planned:
        return
    for other in judge_duplicates(row):
        tell(caller, other)
    put_on_route(row)
    tell(caller, row)
