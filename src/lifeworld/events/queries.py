"""What is asked of the journal: how far it has come, and what came after a position."""

from __future__ import annotations

from collections.abc import Iterable

from lifeworld.events.models import Cursor, Event
from lifeworld.kit.caller import Caller


def position(caller: Caller) -> int:
    """The position of the newest line of the place; 0 where there is none."""
    return Event.objects.filter(place=caller.place).order_by("-id").values_list("id", flat=True).first() or 0


def lines_after(place: str, after: int, types: Iterable[str] = (), limit: int = 1000) -> list[Event]:
    """The lines of a place after a position, oldest first; ``types`` empty: all."""
    lines = Event.objects.filter(place=place, id__gt=after)
    kinds = tuple(types)
    return list((lines.filter(type__in=kinds) if kinds else lines).order_by("id")[:limit])


def read_to(reader: str, place: str) -> int:
    """How far a reader has read."""
    return Cursor.objects.filter(reader=reader, place=place).values_list("position", flat=True).first() or 0
