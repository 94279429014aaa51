"""What there is for audiences to rest on: a mark that changes whenever one of them may have other members than before."""

from __future__ import annotations

from django.db.models import Sum

from lifeworld.audiences.queries.compiling import today_of
from lifeworld.events.models import Cursor, Event, JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.measures.models import Touched

OWN = "audiences."


def mark_of(caller: Caller) -> str:
    """The mark of the caller's place: its newest line and event, how far its followers have read, whether measures are due, the day.

    Lines of this room do not count: that members changed changes no members.
    """
    lines = JournalLine.objects.filter(place=caller.place).exclude(type__startswith=OWN)
    line = lines.order_by("-id").values_list("id", flat=True).first() or 0
    event = Event.objects.filter(place=caller.place_id).order_by("-id").values_list("id", flat=True).first() or 0
    followed = Cursor.objects.filter(place=caller.place).aggregate(n=Sum("position"))["n"] or 0
    due = Touched.objects.filter(indicator__place=caller.place_id).exists()
    return f"{line}.{event}.{followed}.{int(due)}.{today_of(caller)}"
