"""The machines' door to what happened: the events of a place, in the order of their positions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.params.functions import Query

from lifeworld.events.queries import rows
from lifeworld.kit.web import Asked, fresh, tagged

router = Router(tags=["events"])


class EventOut(Schema):
    """An event. ``at_us`` and ``received_us``: microseconds since 1970, UTC; ``day``: days since 1970 by the clock of the place;
    ``flags``: 1 late, 2 future, 4 corrected by the sender's clock, 8 of an undeclared type, 16 without a time, or their sum.
    """

    position: int
    source: str
    key: str
    type: str
    subject: str
    at_us: int
    received_us: int
    day: int
    flags: int
    data: dict[str, Any]


class EventsOut(Schema):
    """Events after a position, oldest first; ask again with ``after`` = ``next`` until ``events`` is empty."""

    events: list[EventOut]
    next: int
    newest: int


@router.get("/{place:place}/-/events", response=EventsOut, summary="Events after a position", operation_id="events_after",
            url_name="events_after")
def events_after(request: Asked, place: str, response: HttpResponse, after: int = Query(0, ge=0, le=2**63 - 1),
                 limit: int = Query(100, ge=1, le=1000), type: str = "", subject: str = "") -> HttpResponse | dict[str, Any]:
    """Events with a position above ``after``; ``type`` and ``subject`` narrow them. Needs the right «events.see»."""
    caller = request.caller
    caller.require("events.see")
    newest = rows.newest_event(caller.place_id)
    parts = ("events", place, newest, after, limit, type, subject)
    if (known := fresh(request, *parts)) is not None:
        return known
    found = rows.events_after(caller, after, up_to=newest, type=type, subject=subject, limit=limit)
    tagged(response, *parts)
    return {"events": [asdict(one) for one in found], "next": found[-1].position if found else after, "newest": newest}
