"""Events are withdrawn: whoever sent them found out that they are not so. What is right is sent again, under the same key or another."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from lifeworld.events.actions.forgetting import alone, remove_events
from lifeworld.events.actions.journal import record
from lifeworld.events.models import Event, Source
from lifeworld.kit.caller import Caller

LINE_MAX = 100
"""Events that one line of the journal names."""


@transaction.atomic
def withdraw(caller: Caller, source: str, keys: Sequence[str], *, customer: str = "") -> int:
    """These events of a source are gone, as if they had never come in; returns how many there were. Needs «events.record».

    ``customer``: her key, where all of them are hers. The journal says which days of whom they were of, so that rooms above make those
    again. Unlike what is forgotten, a withdrawn event may be sent again. Keys that are not there are left alone.
    """
    caller.require("events.record")
    alone(caller.place_id)
    sources = Source.objects.filter(place=caller.place_id, uri=source).values_list("pk", flat=True)
    n = 0
    for start in range(0, len(keys), LINE_MAX):
        rows = Event.objects.filter(place=caller.place_id, source__in=list(sources), key__in=list(keys[start:start + LINE_MAX]))
        if named := sorted(rows.values_list("subject", "type", "day")):
            n += remove_events(caller.place_id, rows, spend=False)
            record(caller, "events.withdrawn", customer=customer, data={"n": len(named), "events": [list(one) for one in named]})
    return n
