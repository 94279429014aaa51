"""What is asked of the days: how many events of each type arrived on each."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db.models import Sum

from lifeworld.events.core.flow import DAYS, Flow, flow_rows
from lifeworld.events.models import DayCount, EventType
from lifeworld.kit.caller import Caller


def today(caller: Caller, now: datetime | None = None) -> int:
    """The day that it is in the place, in days since 1970 by its clock."""
    return (now or datetime.now(UTC)).astimezone(ZoneInfo(caller.timezone)).date().toordinal() - 719_163


def flow(caller: Caller, last_day: int | None = None) -> Flow:
    """The last twelve weeks up to ``last_day`` (today), by type and day. Needs «events.see».

    Events that say they happen later are counted, but not shown before their day has come.
    """
    caller.require("events.see")
    end = today(caller) if last_day is None else last_day
    first = end - DAYS + 1
    mine = DayCount.objects.filter(place=caller.place_id)
    whole = mine.aggregate(n=Sum("n", default=0), gone=Sum("n_gone", default=0))
    types = {pk: (name, declared) for pk, name, declared in
             EventType.objects.filter(place=caller.place_id).values_list("pk", "name", "declared")}
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for kind, day, n in mine.filter(day__gte=first, day__lte=end).values_list("type", "day", "n"):
        if kind in types:
            counts[types[kind][0]][day] = n
    return Flow(first, flow_rows(counts, dict(types.values()), first), whole["n"] - whole["gone"], whole["n"])
