"""Refused events are sent again from here, once the reason is mended, or thrown away."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from lifeworld.events.actions.taking import take
from lifeworld.events.core.values import Answer, Incoming
from lifeworld.events.models import Refused
from lifeworld.kit.caller import Caller

AT_ONCE = 1_000


def retry_refused(caller: Caller, ids: Iterable[int] | None = None, *, type: str = "", now_us: int | None = None) -> list[Answer]:
    """Take refused events in again: these, or all of a type, the oldest first; None and "": all of the place. Needs «events.manage».

    What is refused again is kept again, with the reason of today. The answers are in the order of the events.
    """
    caller.require("events.manage")
    rows = Refused.objects.filter(place=caller.place_id)
    wanted = list(rows.order_by("pk").values_list("pk", flat=True) if ids is None else sorted(set(ids)))
    answers: list[Answer] = []
    for start in range(0, len(wanted), AT_ONCE):
        with transaction.atomic():
            found = [row for row in rows.filter(pk__in=wanted[start:start + AT_ONCE]).order_by("pk")
                     if not type or row.body.get("type") == type]
            if found:
                answers += take(caller, [Incoming(**row.body) for row in found], now_us=now_us)
                rows.filter(pk__in=[row.pk for row in found]).delete()
    return answers


def drop_refused(caller: Caller, ids: Iterable[int] | None = None) -> int:
    """Throw refused events of the place away: these, or all; returns how many went. Needs «events.manage»."""
    caller.require("events.manage")
    rows = Refused.objects.filter(place=caller.place_id)
    return (rows if ids is None else rows.filter(pk__in=list(ids))).delete()[0]
