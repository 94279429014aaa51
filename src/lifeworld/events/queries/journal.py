"""What is asked of the journal: how far it has come, and what came after a position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from lifeworld.events.core import Line
from lifeworld.events.models import Cursor, JournalLine
from lifeworld.kit.caller import Caller

FIELDS = ("id", "type", "customer", "who", "at", "data")


def position(caller: Caller) -> int:
    """The position of the newest line of the place; 0 where there is none."""
    return JournalLine.objects.filter(place=caller.place).order_by("-id").values_list("id", flat=True).first() or 0


def lines_after(place: str, after: int, types: Iterable[str] = (), limit: int = 1000) -> list[Line]:
    """The lines of a place after a position, oldest first, for readers that follow the journal; ``types`` empty: all."""
    lines = JournalLine.objects.filter(place=place, id__gt=after)
    kinds = tuple(types)
    return _values((lines.filter(type__in=kinds) if kinds else lines).order_by("id")[:limit])


def journal(caller: Caller, *, after: int = 0, before: int | None = None, types: Iterable[str] = (), customer: str = "",
            limit: int = 100) -> list[Line]:
    """Lines of the caller's place: after a position, oldest first; or, with ``before``, before it, newest first."""
    caller.require("events.see")
    lines = JournalLine.objects.filter(place=caller.place, id__gt=after)
    kinds = tuple(types)
    lines = lines.filter(type__in=kinds) if kinds else lines
    lines = lines.filter(customer=customer) if customer else lines
    return _values(lines.order_by("id")[:limit] if before is None else lines.filter(id__lt=before).order_by("-id")[:limit])


def export_of(caller: Caller, key: str) -> dict[str, list[dict[str, Any]]]:
    """The lines about one customer, for whoever asks what is kept about her."""
    caller.require("customers.change")
    lines = JournalLine.objects.filter(place=caller.place, customer=key).order_by("id")
    return {"events": [{"position": line.position, "type": line.type, "at": line.at, "data": dict(line.data)} for line in _each(lines)]}


def places_with_lines() -> list[str]:
    """The paths of the places that have a journal, in their order; for readers that go from place to place."""
    found: list[str] = []  # from one place to the next by the index: a DISTINCT would read the whole journal
    paths = JournalLine.objects.order_by("place").values_list("place", flat=True)
    while (path := paths.filter(place__gt=found[-1] if found else "").first()):
        found.append(path)
    return found


def read_to(reader: str, place: str) -> int:
    """How far a reader has read."""
    return Cursor.objects.filter(reader=reader, place=place).values_list("position", flat=True).first() or 0


def _values(lines: Any) -> list[Line]:
    return list(_each(lines))


def _each(lines: Any) -> Iterator[Line]:
    for pk, type_, customer, who, at, data in lines.values_list(*FIELDS):
        yield Line(pk, type_, customer, who, at.astimezone(UTC).isoformat().replace("+00:00", "Z"), data)
