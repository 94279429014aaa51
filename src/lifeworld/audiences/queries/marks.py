"""What there is for audiences to rest on: a mark that changes whenever one of them may have other members than before."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Sum

from lifeworld.audiences.queries.compiling import today_of
from lifeworld.constellations.models import Due, Reckoned
from lifeworld.events.models import Cursor, Event, JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.measures.models import Indicator, Touched

FOLLOWERS = ("events/customers", "events/measures", "events/constellations", "measures", "constellations", "customers")
"""Readers whose results audiences rest on: how far they have read is a part of the mark."""
OWN = ("audiences.refreshed", "audiences.held_out", "audiences.holdout_ended", "play.offered", "play.reckoned")
"""Lines that say what this room worked out, and what was done for whom it chose; they change no members."""


def mark_of(caller: Caller) -> str:
    """The mark of the caller's place: its newest line and event, how far the rooms that follow them have come, and the day."""
    place = caller.place_id
    line = JournalLine.objects.filter(place=caller.place).exclude(type__in=OWN).order_by("-id").values_list("id", flat=True).first() or 0
    event = Event.objects.filter(place=place).order_by("-id").values_list("id", flat=True).first() or 0
    read = sum(at for reader, at in Cursor.objects.filter(place=caller.place).values_list("reader", "position")
               if reader.startswith(FOLLOWERS))
    measured = Indicator.objects.filter(place=place).aggregate(building=Count("building"), days=Sum("as_of"))
    reckoned = Reckoned.objects.filter(study__place=place).aggregate(position=Sum("position"))["position"] or 0
    due = [_any(rows) for rows in (Touched.objects.filter(indicator__place=place), Due.objects.filter(study__place=place))]
    return ".".join(map(str, (line, event, read, measured["building"], measured["days"] or 0, reckoned, *due, today_of(caller))))


def _any(rows: QuerySet[Any]) -> int:
    return int(rows.exists())
